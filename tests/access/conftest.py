"""The world, built once a module."""

import logging

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseNotFound

from tests.access.world import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """See ``world.make_world``. All of it is rolled back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def undone(world):
    """``with undone():`` what happens inside never happened."""

    class Undone:
        def __enter__(self):
            self.block = transaction.atomic()
            self.block.__enter__()

        def __exit__(self, kind, error, trace):
            if error is None:
                transaction.set_rollback(True)
            return self.block.__exit__(kind, error, trace)

    return Undone


@pytest.fixture
def plain(monkeypatch, world):
    """The page that says "nothing here", and printing, are tested elsewhere: here they would take minutes."""
    monkeypatch.setattr("alliance_portal.urls.handler404", lambda *_args, **_kw: HttpResponseNotFound(), raising=False)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    monkeypatch.setattr("weasyprint.HTML.write_pdf", lambda *_args, **_kw: b"%PDF-1.7")
    cache.clear()
