"""Checking in by the code on the screen: short-lived, changing, and only by a button."""

import datetime

import pytest
from django.urls import reverse

from associations.training import actions, codes
from associations.training.models import Attendee, Presence
from common import clock
from tests.associations.training.makings import DAY, fresh

pytestmark = pytest.mark.django_db
WANDA = {"name": "Wanda Walkin", "email": "wanda@people.example"}
SECOND = datetime.timedelta(seconds=1)


def address(token):
    return reverse("training:check_in", args=[token])


def text(answer):
    return answer.content.decode()


def test_a_code_of_the_screen_leads_to_a_pass_and_notes_nothing(running, anna, signed_in):
    _training, session = running
    client = signed_in(anna)
    answer = client.get(address(codes.for_screen(session)))
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert ("Check me in" in text(page), page["Cache-Control"].count("no-store")) == (True, 1)
    assert not Presence.objects.exists()
    assert "You are checked in." in text(client.post(answer.url))
    assert Presence.objects.get().attendee.person == anna
    assert "You were checked in already." in text(client.post(answer.url))
    assert "You were checked in already." in text(client.get(answer.url))


def test_the_screens_code_itself_checks_in_by_its_button(running, anna, signed_in):
    _training, session = running
    assert "You are checked in." in text(signed_in(anna).post(address(codes.for_screen(session))))


def test_without_an_account_by_name_and_address(running, client):
    _training, session = running
    token = codes.pass_of(session.code)
    page = text(client.get(address(token)))
    assert f"next={address(token)}".replace("/", "%2F") in page or f"next={address(token)}" in page.replace("%3A", ":")
    refused = client.post(address(token), {"name": "Wanda", "email": "no address"})
    assert ("Wanda" in text(refused), Attendee.objects.count()) == (True, 0)
    page = text(client.post(address(token), WANDA))
    assert ("You are checked in." in page, "the association confirms first" in page) == (True, True)
    assert "You were checked in already." in text(client.post(address(token), WANDA))


def test_who_signs_in_is_asked_although_a_visitor_typed_their_address(running, anna, client, signed_in):
    _training, session = running
    token = codes.pass_of(session.code)
    client.post(address(token), {"name": "Anna", "email": "anna@people.example"})
    page = text(signed_in(anna).get(address(token)))
    assert ("Check me in" in page, "already" in page) == (True, False)


@pytest.mark.parametrize(("make", "seconds"), [("screen", codes.SHOWN), ("pass", codes.KEPT)])
def test_codes_grow_old(running, client, make, seconds):
    _training, session = running
    moment = clock.now()
    with clock.at(moment):
        token = codes.for_screen(session) if make == "screen" else codes.pass_of(session.code)
    with clock.at(moment + (seconds - 2) * SECOND):
        assert client.get(address(token)).status_code in (200, 302)
    with clock.at(moment + (seconds + 2) * SECOND):
        answer = client.get(address(token))
        assert (answer.status_code, "too old" in text(answer)) == (410, True)
        assert client.post(address(token), WANDA).status_code == 410
    assert not Attendee.objects.exists()


def test_mangled_codes(running, client):
    _training, session = running
    token = codes.pass_of(session.code)
    for mangled in (token[:-1], token + "x", token.replace(session.code, "0" * 12), "x"):
        assert client.get(address(mangled)).status_code == 404
    unknown = codes.pass_of("0" * 12)
    assert client.get(address(unknown)).status_code == 404


def test_a_code_changes(running):
    _training, session = running
    moment = clock.now()
    with clock.at(moment):
        first = codes.for_screen(session)
    with clock.at(moment + SECOND):
        assert codes.for_screen(session) != first


@pytest.mark.parametrize(("days", "words"), [(-1, "too early"), (1, "too late")])
def test_words_for_the_wrong_time(running, client, days, words):
    _training, session = running
    with clock.at(session.starts_at + days * DAY):
        answer = client.get(address(codes.pass_of(session.code)))
        assert (answer.status_code, words in text(answer)) == (200, True)
        assert words in text(client.post(address(codes.pass_of(session.code)), WANDA))


def test_words_when_it_is_closed(running, admin, client):
    training, session = running
    actions.close(training=training, by=admin)
    assert "is closed" in text(client.get(address(codes.pass_of(session.code))))


def test_who_has_no_address_is_told(running, anna, signed_in):
    _training, session = running
    anna.addresses.all().delete()
    assert "address is needed" in text(signed_in(anna).post(address(codes.pass_of(session.code))))


def test_what_closes_while_one_writes_is_said(running, admin, client, monkeypatch):
    """The page was open; attendance is closed before the name is sent."""
    training, session = running
    token = codes.pass_of(session.code)
    closed = actions.check_in_closed
    monkeypatch.setattr("associations.training.views.arrival.actions.check_in_closed", lambda *_args: "")
    actions.close(training=training, by=admin)
    answer = text(client.post(address(token), WANDA))
    assert ("is closed" in answer, "Wanda Walkin" in answer) == (True, True)
    assert closed(fresh(training), session, clock.now())


def test_not_too_often(running, client, monkeypatch):
    _training, session = running
    monkeypatch.setattr("associations.training.views.arrival.TRIES", 0)
    token = codes.pass_of(session.code)
    client.post(address(token), WANDA)
    assert client.post(address(token), WANDA).status_code == 429


def test_the_screen_shows_another_code_each_time(running, admin, signed_in):
    training, session = running
    client = signed_in(admin)
    screen = reverse("training:screen", args=["ct-aimh", training.code, session.code])
    first = client.get(screen)
    assert ("<svg" in text(first), "no-store" in first["Cache-Control"]) == (True, True)
    with clock.at(clock.now() + 40 * SECOND):
        part = client.get(f"{screen}?part=1", headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert text(part).split("<svg")[1] != text(first).split("<svg")[1][: len(text(part).split("<svg")[1])]
    with clock.at(session.starts_at - DAY):
        assert "too early" in text(client.get(screen))
