"""A start does not greet its reader with errors that are none."""

import logging

import pytest


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [("/healthz", 503, False), ("/healthz", 500, True), ("/applications/", 503, True)],
)
def test_health_checks_are_not_logged_as_errors(path, status, kept):
    record = logging.makeLogRecord({"msg": "Service Unavailable: %s", "args": (path,), "status_code": status})
    assert bool(logging.getLogger("django.request").filter(record)) is kept
