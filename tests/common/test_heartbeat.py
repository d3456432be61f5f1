"""Who is alive, as ``/healthz`` says it."""

import datetime

import pytest
import time_machine

from common.heartbeat.actions import beat
from common.heartbeat.models import Heartbeat

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


def health(client):
    answer = client.get("/healthz")
    said = answer.json()
    return answer.status_code, said["status"], said["dead"]


def test_one_that_never_spoke_is_dead(client):
    beat("worker")
    assert health(client) == (503, "dead", ["scheduler"])
    beat("scheduler")
    assert health(client) == (200, "alive", [])


def test_one_that_fell_silent_is_dead_until_it_speaks_again(client, settings):
    with time_machine.travel(START, tick=False) as traveller:
        beat("worker")
        beat("scheduler")
        traveller.shift(datetime.timedelta(seconds=settings.HEARTBEAT_STALE_SECONDS + 1))
        beat("scheduler")
        assert health(client) == (503, "dead", ["worker"])
        beat("worker")
        assert health(client) == (200, "alive", [])


def test_each_part_has_one_row():
    with time_machine.travel(START, tick=False) as traveller:
        beat("worker")
        traveller.shift(datetime.timedelta(seconds=30))
        beat("worker")
    row = Heartbeat.objects.get()
    assert (str(row), row.at) == ("worker", START + datetime.timedelta(seconds=30))
