"""The calendar that other programs subscribe to: RFC 5545."""

import datetime
import re

import pytest
from django.urls import reverse

from associations.training import actions
from associations.training.feed import folded, text
from common import clock
from tests.associations.training import makings
from tests.associations.training.makings import DAY, HOUR

WHEN = datetime.datetime(2026, 3, 2, 15, tzinfo=datetime.UTC)


@pytest.mark.parametrize("line", ["x" * 300, "ä" * 200, "short", "👶" * 60, ""])
def test_lines_are_folded_at_75_octets_between_characters(line):
    parts = folded(line).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert "".join([parts[0], *(part.removeprefix(" ") for part in parts[1:])]) == line
    assert all(part.startswith(" ") for part in parts[1:])


def test_text_is_escaped():
    assert text("a, b; c\\d\ne\r\x00\x07") == "a\\, b\\; c\\\\d\\ne"


def events(answer) -> list[dict]:
    """As a reader of RFC 5545 has them."""
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    content = answer.content.decode()
    assert content.endswith("\r\n")
    lines = re.sub(r"\r\n[ \t]", "", content).split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    found = []
    for line in lines:
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and ":" in line:
            found[-1].setdefault(*line.split(":", 1))
    return found


@pytest.fixture
def calendar(association, admin):
    with clock.at(WHEN - 30 * DAY):
        training, session = makings.announced(
            association, admin, WHEN, title="Held, in mind; together", place="Sample Hall"
        )
    return training, session


@pytest.mark.django_db
def test_a_session_is_an_event(calendar, client):
    training, session = calendar
    with clock.at(WHEN - DAY):
        (event,) = events(client.get(reverse("training:feed", args=["ct-aimh"])))
        assert events(client.get(reverse("training:alliance_feed"))) == [event]
        own = client.get(reverse("training:training_feed", args=["ct-aimh", training.code]))
        assert events(own) == [event]
    assert event["UID"].startswith(f"{session.code}@")
    assert (event["DTSTART"], event["DTEND"]) == ("20260302T150000Z", "20260302T180000Z")
    assert event["SUMMARY"] == "Held\\, in mind\\; together"
    assert (event["STATUS"], event["LOCATION"], event["SEQUENCE"]) == ("CONFIRMED", "Sample Hall", "0")
    assert event["URL"].endswith(reverse("training:page", args=["ct-aimh", training.code]))


@pytest.mark.django_db
def test_it_stays_the_same_event_when_it_moves_falls_out_or_is_cancelled(calendar, admin, client):
    training, session = calendar
    feed = reverse("training:feed", args=["ct-aimh"])
    with clock.at(WHEN - 2 * DAY):
        makings.session(training, WHEN + HOUR, code=session.code, by=admin)
        second = makings.session(training, WHEN + DAY, title="Second", by=admin)
        (moved, _other) = events(client.get(feed))
        assert (moved["UID"].split("@")[0], moved["SEQUENCE"]) == (session.code, "1")
        assert moved["DTSTART"] == "20260302T160000Z"
        actions.drop_session(session=second, by=admin)
        (_kept, dropped) = events(client.get(feed))
        assert (dropped["STATUS"], dropped["SEQUENCE"]) == ("CANCELLED", "1")
        assert dropped["SUMMARY"].startswith("Cancelled: ")
        actions.cancel(training=training, by=admin, reason="Snow.")
        assert [(one["STATUS"], one["SEQUENCE"]) for one in events(client.get(feed))] == [("CANCELLED", "2")] * 2


@pytest.mark.django_db
def test_drafts_and_what_is_long_over_are_not_in_it(calendar, association, admin, client):
    makings.session(makings.draft(association, admin), by=admin)
    feed = reverse("training:feed", args=["ct-aimh"])
    for days, count in ((300, 1), (400, 0)):
        with clock.at(WHEN + days * DAY):
            assert len(events(client.get(feed))) == count
