"""The mailbox page: who reads which mail, found how, sent again by whom; and the providers' bounce reports."""

import datetime
import json
import logging

import pytest
from django.urls import reverse
from django.utils.html import escape

from associations.directory.models import Association
from associations.people.enums import Role
from common import clock, masking
from common.audit.models import AccessLog
from common.jobs.models import Job
from common.outbox import hooks, queries
from common.outbox.actions import queue
from common.outbox.models import Message
from endorsement.application.models import Application
from endorsement.references.models import Reference
from tests import factories

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)
BOX = reverse("mail:box")
SECRET = "k3y_ThatOpens-TheDoor-0123456789abcdefghijk"


def mail(key, **fields) -> Message:
    given = {
        "kind": "test",
        "to": f"{key}@people.example",
        "subject": f"About {key}",
        "text": "Words",
        "html": "<p>Words</p>",
    }
    return queue(key=key, **(given | fields))


@pytest.fixture
def staff(db):
    person = factories.person("Sam Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def coordinator(association):
    person = factories.person("Cora")
    factories.role(person, Role.COORDINATOR, association)
    return person


def page(message, name="message"):
    return reverse(f"mail:{name}", args=[message.pk])


# Who reads what


def test_staff_read_all_coordinators_their_own_others_nothing(
    association, neighbour, staff, coordinator, signed_in, client
):
    ours, theirs, nobodys = mail("ours", scope=association.slug), mail("theirs", scope=neighbour.slug), mail("nobodys")
    administrator = factories.person("Ada")
    factories.role(administrator, Role.ADMINISTRATOR, association)
    expected = {staff: {ours, theirs, nobodys}, coordinator: {ours}, administrator: {ours}}
    for person, readable in expected.items():
        reader = signed_in(person)
        assert set(queries.visible_to(person)) == readable
        for message in (ours, theirs, nobodys):
            for name in ("message", "html"):
                assert reader.get(page(message, name)).status_code == (200 if message in readable else 404)
            assert (f"About {message.key}" in reader.get(BOX).text) == (message in readable)
            assert reader.post(page(message, "resend")).status_code == (302 if message in readable else 404)
    reviewer = factories.person("Rev")
    factories.role(reviewer, Role.REVIEWER, association)
    reader = signed_in(reviewer)
    assert {reader.get(BOX).status_code, reader.get(page(ours)).status_code} == {404}
    assert reader.post(page(ours, "resend")).status_code == 404
    client.logout()
    assert client.get(BOX).status_code == client.get(page(ours)).status_code == 302
    assert queries.visible_to(None).count() == 0


def test_nobody_reads_mail_about_themselves(association, coordinator, standard_category, staff):
    own = {"person": coordinator, "association": association, "category": standard_category}
    application = Application.objects.create(**own, state_since=START, started_at=START)
    reference = Reference.objects.create(
        **own, rater_name="R", rater_email="r@x.example", state_since=START, asked_at=START, expires_at=START
    )
    for key, about in (
        ("a", f"application:{application.pk}"),
        ("b", f"application:{application.code}"),
        ("c", f"reference:{reference.code}"),
    ):
        mail(key, scope=association.slug, about=about)
    other = mail("d", scope=association.slug, about="application:0")
    assert list(queries.visible_to(coordinator)) == [other]
    assert queries.visible_to(staff).count() == 4


@pytest.fixture
def standard_category(standard):
    return standard.categories["IFS"]


def test_several_rooms_may_allow(association, neighbour, coordinator, monkeypatch):
    from django.db.models import Q

    ours, theirs = mail("ours", scope=association.slug), mail("theirs", scope=neighbour.slug)
    monkeypatch.setattr(hooks, "readers", [*hooks.readers, lambda person: Q(scope=neighbour.slug), lambda person: None])
    assert set(queries.visible_to(coordinator)) == {ours, theirs}


def test_a_user_without_a_person_finds_nothing(db, client):
    from accounts.models import User

    client.force_login(
        User.objects.create_user("u@x.example", "p"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get(BOX).status_code == 404


# The list


@pytest.mark.parametrize("count", [1, 10, 200])
def test_the_list_costs_the_same(staff, signed_in, count, django_assert_num_queries):
    for n in range(count):
        mail(f"m{n}")
    reader = signed_in(staff)
    with django_assert_num_queries(9):
        response = reader.get(BOX)
    assert response.text.count("About m") == min(count, 50)


def test_failed_ones_stand_first(staff, signed_in):
    for n in range(13):
        mail(f"m{n}")
    reader = signed_in(staff)
    assert "Did not arrive" not in reader.get(BOX).text.partition('<form class="filters"')[0]
    Message.objects.filter(key__in=[f"m{n}" for n in range(11)]).update(state="failed")
    Message.objects.filter(key="m10").update(state="bounced")
    top, _, rest = reader.get(BOX).text.partition('<form class="filters"')
    assert top.count("About m") == 10
    assert "All that did not arrive" in top
    assert rest.count("About m") == 13
    assert "All that did not arrive" not in reader.get(BOX + "?state=failed").text


def test_narrowed_by_state_and_words(staff, signed_in):
    mail("rita", to_name="Rita Rater"), mail("paul")
    Message.objects.filter(key="paul").update(state="bounced")
    reader = signed_in(staff)

    def shown(**query):
        text = reader.get(BOX, query).text.partition('<form class="filters"')[2]
        return [key for key in ("rita", "paul") if f"About {key}" in text]

    assert shown() == ["rita", "paul"]
    assert shown(state="trouble") == shown(state="bounced") == shown(q="PAUL@people") == ["paul"]
    assert shown(state="queued") == shown(q="rita r") == shown(q="About rita") == ["rita"]
    assert shown(state="sent") == shown(q="nobody") == shown(q="%") == []
    assert shown(state="nonsense") == shown(page="999") == shown(page="x") == shown(q="\x00") == ["rita", "paul"]


def test_pages(staff, signed_in):
    for n in range(51):
        mail(f"m{n}")
    assert signed_in(staff).get(BOX, {"page": 2}).text.count("About m") == 1


# One message


def test_links_that_act_as_keys_never_leave_the_mail(staff, signed_in):
    words = f"Open:\nhttps://portal.example/rate/{SECRET}/ or https://portal.example/x/?token={SECRET}&a=1"
    message = mail("secret", text=words, html=f'<a href="https://portal.example/rate/{SECRET}/">open</a>')
    reader = signed_in(staff)
    for address in (page(message), page(message, "html"), BOX):
        assert SECRET not in reader.get(address).text
    assert "/rate/•••/" in reader.get(page(message)).text
    assert "token=•••&amp;a=1" in reader.get(page(message)).text
    assert SECRET in Message.objects.get().text


def test_the_html_version_can_do_nothing(staff, signed_in):
    message = mail("h", html="<script>alert(1)</script><p>Words</p>")
    reader = signed_in(staff)
    response = reader.get(page(message, "html"))
    policy = response["Content-Security-Policy"]
    for part in ("default-src 'none'", "sandbox", "frame-ancestors 'self'"):
        assert part in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert 'sandbox=""' in reader.get(page(message)).text
    assert "<iframe" not in reader.get(page(mail("t", html=""))).text


def test_hostile_words_are_words(staff, signed_in):
    evil = "<script>alert(1)</script>"
    message = mail("e", subject=evil, text=evil, to_name=evil, from_name=evil, reply_to=evil)
    reader = signed_in(staff)
    for address in (BOX, page(message)):
        text = reader.get(address).text
        assert evil not in text
        assert escape(evil) in text
    assert reader.get(page(mail("empty", subject=""))).status_code == 200


@pytest.mark.parametrize(
    ("state", "words", "again"),
    [
        ("queued", "waits to be sent", False),
        ("sent", "sent", True),
        ("failed", "did not arrive", True),
        ("bounced", "550 no", True),
    ],
)
def test_each_state_says_what_to_do(staff, signed_in, state, words, again):
    message = mail("m", attachments=[{"name": "Paper.pdf", "path": "p", "type": "application/pdf"}])
    Message.objects.update(state=state, error="550 no")
    Job.objects.update(tries=2)
    text = signed_in(staff).get(page(message)).text
    assert words in text
    assert (page(message, "resend") in text) == again
    assert ("Next try:" in text) == (state == "queued")
    assert "Paper.pdf" in text
    Job.objects.all().delete()
    assert signed_in(staff).get(page(message)).status_code == 200


def test_sent_again_by_staff_is_logged(staff, signed_in):
    message = mail("m")
    Message.objects.update(state="failed")
    reader = signed_in(staff)
    assert reader.get(page(message, "resend")).status_code == 405
    assert "on its way again" in reader.post(page(message, "resend"), follow=True).text
    message.refresh_from_db()
    assert message.state == "queued"
    assert list(AccessLog.objects.values_list("action", "about")) == [("resend mail", f"message:{message.pk}")]


# Bounce reports


def report(client, body, secret="s3cret"):
    return client.post("/mail/bounces/", body, content_type="application/json", headers={"X-Bounce-Secret": secret})


def test_bounce_reports_are_off_until_a_secret_is_set(db, client, settings):
    settings.BOUNCE_SECRET = ""
    assert report(client, "{}", secret="").status_code == 404


def test_bounce_reports(db, client, settings):
    settings.BOUNCE_SECRET = "s3cret"
    message = mail("m")
    Message.objects.update(state="sent")
    body = json.dumps({"message_id": message.message_id, "reason": "550 mailbox gone"})
    assert report(client, body, secret="guess").status_code == 403
    assert report(client, body, secret="gu\u00e9ss").status_code == 403
    assert [report(client, body).status_code for _ in range(2)] == [204, 204]
    message.refresh_from_db()
    assert (message.state, message.error) == ("bounced", "550 mailbox gone")
    assert report(client, json.dumps({"message_id": "unknown@x"})).status_code == 404
    assert client.get("/mail/bounces/").status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "1",
        "{}",
        '{"message_id": 1}',
        '{"message_id": " "}',
        '{"message_id": "a", "reason": 1}',
        b"\xff",
    ],
)
def test_reports_that_are_none(db, client, settings, body):
    settings.BOUNCE_SECRET = "s3cret"
    assert report(client, body).status_code == 400


# Dates


def test_a_mail_shows_its_associations_time_and_the_alliances_the_portals(
    association, neighbour, staff, signed_in, settings
):
    settings.TIME_ZONE = "Europe/Dublin"
    Association.objects.filter(pk=association.pk).update(time_zone="America/Detroit")
    Association.objects.filter(pk=neighbour.pk).update(time_zone="Australia/Perth")
    with clock.at(START):
        shown = {
            mail("ours", scope=association.slug): '7 a.m. <span class="zone">(Detroit time)',
            mail("theirs", scope=neighbour.slug): '8 p.m. <span class="zone">(Perth time)',
            mail("nobodys"): 'noon <span class="zone">(Dublin time)',
            mail("unknown", scope="gone-aimh"): 'noon <span class="zone">(Dublin time)',
        }
    Message.objects.filter(key="ours").update(state="failed")
    Message.objects.update(sent_at=START)
    reader = signed_in(staff)
    text = reader.get(BOX).text
    assert [text.count(words) for words in dict.fromkeys(shown.values())] == [2, 1, 2]
    for message, words in shown.items():
        assert reader.get(page(message)).text.count(words) == 2


def test_the_next_try_is_told_in_the_associations_time(association, coordinator, signed_in):
    message = mail("m", scope=association.slug)
    Job.objects.update(tries=2, available_at=START)
    assert '7 a.m. <span class="zone">(New York time)' in signed_in(coordinator).get(page(message)).text


# Masking


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"GET /rate/{SECRET}/ HTTP/1.1", "GET /rate/•••/ HTTP/1.1"),
        (f"/invitations/{SECRET}", "/invitations/•••"),
        (f'"/rate/{SECRET}/save/"', '"/rate/•••/save/"'),
        ("/accounts/confirm-email/MQ:1tXyZz:abcdefghijklmnopqrstuvwxyz0123456789/", "/accounts/confirm-email/•••/"),
        ("?next=/&key=abc", "?next=/&key=•••"),
        (
            "/verify/0123-4567-89AB/ and /applications/0123456789AB/",
            "/verify/0123-4567-89AB/ and /applications/0123456789AB/",
        ),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_what_is_hidden(text, shown):
    assert masking.mask(text) == shown


def test_the_filter_never_loses_a_line():
    keep = masking.MaskLinks()
    record = logging.LogRecord("n", logging.INFO, "f", 1, "Not Found: %s", (f"/rate/{SECRET}/",), None)
    assert keep.filter(record) is True
    assert record.getMessage() == "Not Found: /rate/•••/"
    wrong = logging.LogRecord("n", logging.INFO, "f", 1, "%d", ("x",), None)
    assert keep.filter(wrong) is True
    assert wrong.msg == "%d"


@pytest.mark.parametrize(("backend", "said"), [("filebased", True), ("smtp", False)])
def test_it_says_where_mails_are_while_no_server_is_set_up(signed_in, staff, settings, backend, said):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    assert ("Nothing leaves this machine" in signed_in(staff).get(BOX).content.decode()) is said
