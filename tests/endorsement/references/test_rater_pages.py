"""The form behind the link: GET changes nothing, every dead link says so, what is typed stays."""

import datetime
import logging

import pytest
from django.test import Client
from django.urls import reverse

from associations.policy.models import Policy
from endorsement.references import queries
from endorsement.references.actions import handling, rating
from endorsement.references.models import Rating, Reference, ReferenceLink
from tests.endorsement.references.conftest import mails, rating_changes, rating_post, tokens

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def asked(ask):
    return ask()


@pytest.fixture
def token(asked):
    return tokens(asked)[0]


def url(name, token):
    return reverse(f"references:{name}", args=[token])


def item_set(reference):
    return queries.items_for(reference.association)


def test_opening_the_link_changes_nothing_however_often(asked, token, client):
    for method in (client.get, client.head, client.get):
        response = method(url("rate", token))
        assert response.status_code == 200
    asked.refresh_from_db()
    assert (asked.state, Rating.objects.count()) == ("asked", 0)
    assert response["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="no-referrer">' in response.text
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    for words in ("Ana Ruiz", "Infant Family Specialist", "Rita Rater", "current supervisor", "Placeholders"):
        assert words in response.text


def test_filled_in_and_sent_without_script_cookies_or_referrer(asked, token):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(url("rate", token), rating_post(item_set(asked)), HTTP_ORIGIN="null")
    assert (response.status_code, response.url) == (302, url("thanks", token))
    asked.refresh_from_db()
    assert asked.state == "done"
    thanks = strict.get(response.url)
    assert "Your rating has been sent" in thanks.text
    assert strict.get(url("rate", token)).status_code == 410


def test_saved_as_typed_with_the_live_hint(asked, token, client):
    first = client.post(url("save", token), {"version": "0", "items": "0", "item_p1": "nei", "comment": "so far"})
    assert first.status_code == 200
    assert 'id="rating-version" value="1"' in first.text
    assert "is chosen once" in first.text
    six = {f"item_p{n}": "nei" for n in range(1, 7)}
    second = client.post(url("save", token), {"version": "1", "items": "0", "comment": "so far", **six})
    assert "cannot count" in second.text
    asked.refresh_from_db()
    assert asked.state == "opened"
    page = client.get(url("rate", token)).text
    assert "so far" in page
    assert "cannot count" in page
    assert 'value="2"' in page
    third = client.post(url("save", token), {"version": "2", "items": "0", "comment": ""})
    assert "chosen" not in third.text


def test_a_second_window_gets_a_choice(asked, token, client):
    client.post(url("save", token), {"version": "0", "items": "0", "comment": "first window"})
    conflict = client.post(url("save", token), {"version": "0", "items": "0", "comment": "second window"})
    assert (conflict.status_code, conflict["HX-Retarget"]) == (409, "#rating-conflict")
    assert 'name="keep" value="1"' in conflict.text
    assert Rating.objects.get().comment == "first window"
    kept = client.post(url("save", token), {"version": "0", "keep": "1", "items": "0", "comment": "second window"})
    assert kept.status_code == 200
    assert Rating.objects.get().comment == "second window"


def test_sending_from_an_old_window_asks_first_and_keeps_what_was_typed(asked, token, client):
    client.post(url("save", token), {"version": "0", "items": "0", "comment": "newer"})
    data = rating_post(item_set(asked), comment="typed in the old window")
    stale = client.post(url("rate", token), data)
    assert stale.status_code == 409
    assert "typed in the old window" in stale.text
    asked.refresh_from_db()
    assert asked.state == "opened"
    assert client.post(url("rate", token), data | {"version": "1"}).status_code == 302


def test_a_rating_with_gaps_is_not_sent_and_says_where(asked, token, client):
    data = rating_post(item_set(asked), overall="", comment="keep me")
    del data["item_p3"]
    response = client.post(url("rate", token), data)
    assert response.status_code == 200
    assert 'href="#id_item_p3"' in response.text
    assert 'href="#id_overall"' in response.text
    assert "keep me" in response.text
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize(
    "odd",
    [
        {"version": "abc", "items": "x" * 50},
        {"version": "٣", "items": "99999999999999999999"},
        {"version": "-1", "items": "-1", "keep": ""},
        {"item_p1": "'; DROP TABLE", "overall": "=HYPERLINK()"},
        {"comment": "\u202e🙂" * 1000},
        {"comment": "nul\x00", "known_since": "\x00"},
        {"comment": "x" * 10_000, "known_since": "y" * 10_000},
    ],
)
def test_hostile_values_are_never_an_error_of_ours(asked, token, client, odd):
    data = rating_post(item_set(asked)) | odd
    assert client.post(url("save", token), data).status_code in (200, 422)
    assert client.post(url("rate", token), data).status_code in (200, 302, 409)


def test_too_long_a_comment_is_refused_and_stays_on_the_page(asked, token, client):
    data = rating_post(item_set(asked), comment="x" * 5001)
    assert client.post(url("save", token), data).status_code == 422
    response = client.post(url("rate", token), data)
    assert "x" * 5001 in response.text


def test_declining_is_a_button_with_an_optional_reason(asked, token, client):
    too_long = client.post(url("decline", token), {"reason": "x" * 1001})
    assert too_long.status_code == 200
    assert "<details" in too_long.text
    response = client.post(url("decline", token), {"reason": ""})
    assert response.url == url("thanks", token)
    assert "You have declined" in client.get(response.url).text
    assert client.post(url("decline", token), {}).status_code == 410


@pytest.mark.parametrize("odd", ["x", "x" * 3000, "..%2f..%2fetc", "%00", "=HYPERLINK()", "🙂", "\u202e", "a b"])
def test_a_mangled_link_is_a_clear_404(db, client, odd):
    for name, method in (("rate", "get"), ("rate", "post"), ("save", "post"), ("decline", "post"), ("thanks", "get")):
        response = getattr(client, method)(url(name, odd))
        assert response.status_code == 404
    assert "This link is not known" in client.get(url("rate", odd)).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "done"}, "has been sent already"),
        ({"state": "declined"}, "You declined"),
        ({"state": "replaced"}, "no longer needed"),
        ({"state": "expired"}, "time for this rating is over"),
        ({"expires_at": START}, "time for this rating is over"),
    ],
)
def test_a_link_that_is_over_says_so(asked, token, client, change, words):
    Reference.objects.update(**change)
    for method in (client.get, client.post):
        response = method(url("rate", token))
        assert response.status_code == 410
        assert words in response.text
    assert client.post(url("save", token), {"comment": "late"}).status_code == 410
    assert Rating.objects.count() == 0


def test_an_ended_link_says_nothing_of_the_reference(asked, token, client):
    ReferenceLink.objects.update(ended_at=START)
    response = client.get(url("rate", token))
    assert response.status_code == 410
    assert "The applicant can send a new one" in response.text


def test_a_reference_answered_while_the_form_was_on_its_way(asked, token, client, monkeypatch):
    """Usable when looked up, gone when locked: the second of two windows."""
    answer = queries.by_token(token)
    rating.send_rating(token=token, version=0, changes=rating_changes(item_set(asked)))
    monkeypatch.setattr(queries, "by_token", lambda _token: answer)
    assert client.post(url("save", token), {"version": "1", "comment": "late"}).status_code == 410


def test_no_thanks_before_anything_is_sent(asked, token, client):
    assert client.get(url("thanks", token)).status_code == 404


def test_the_secret_stays_out_of_the_log(asked, token, client, caplog):
    from common.masking import MaskLinks

    caplog.handler.addFilter(MaskLinks())
    ReferenceLink.objects.update(ended_at=START)
    with caplog.at_level(logging.DEBUG):
        client.get(url("rate", token))
    assert "/rate/•••/" in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("access", "waived", "words"),
    [
        ("never", False, "Ana Ruiz never sees them"),
        ("on_request", False, "may ask the coordinator for access"),
        ("on_request", True, "has given up the right"),
        ("unless_waived", False, "has kept the right"),
        ("unless_waived", True, "has given up the right"),
    ],
)
def test_the_rater_reads_who_will_see_the_answers(ask, client, association, access, waived, words):
    Policy.objects.filter(association=association).update(rating_access=access)
    reference = ask(waived=waived)
    assert words in client.get(url("rate", tokens(reference)[0])).text


def test_own_statements_are_shown_in_their_groups(asked, token, client, association, coordinator):
    own = handling.save_items(association=association, text="# Care\nListens <b>well</b>", by=coordinator)
    page = client.get(url("rate", token)).text
    assert "Listens &lt;b&gt;well&lt;/b&gt;" in page
    assert "Placeholders" not in page
    assert client.post(url("rate", token), rating_post(own)).status_code == 302
    assert Rating.objects.get().answers == {"s1": "4"}


def test_hostile_names_stay_names(ask, client):
    reference = ask(name="<script>alert(1)</script> http: evil. example")
    page = client.get(url("rate", tokens(reference)[0])).text
    assert "<script>alert" not in page
    (mail,) = mails(kind="reference.ask")
    assert "<script>alert" not in mail.html
    assert "http: evil" not in mail.text


def test_the_address_to_decline_opened_by_hand_shows_the_form(asked, token, client):
    response = client.get(url("decline", token))
    assert (response.status_code, response.url) == (302, url("rate", token) + "#decline")
    assert 'id="decline"' in client.get(response.url).text
    asked.refresh_from_db()
    assert asked.state == "asked"
