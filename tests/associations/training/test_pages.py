"""The pages of trainings, as people use them."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from associations.people.enums import Role
from associations.training import actions
from associations.training.enums import State
from associations.training.models import (
    AttendanceCertificate,
    Attendee,
    Presence,
    Training,
    TrainingProvider,
    TrainingSession,
)
from common import clock
from common.audit.models import AccessLog
from common.outbox.models import Message
from competencies.standard.models import Competency
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY, fresh

pytestmark = pytest.mark.django_db
HOUSE = ["ct-aimh"]
FORM = {
    "title": "Held in mind",
    "kind": "training",
    "summary": "",
    "provider": "",
    "place": "A hall",
    "join_link": "",
    "seats": "",
}
SESSION = {"title": "", "day": "2026-03-02", "begins": "09:00", "ends": "12:00", "hours": "", "topic": "iecmh"}


def url(name, *args):
    return reverse(f"training:{name}", args=[*HOUSE, *args])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def office(admin, signed_in):
    return signed_in(admin)


def test_from_a_draft_to_its_announcement(association, office, client):
    code = re.search(r'name="code" value="(\w{12})"', text(office.get(url("add")))).group(1)
    for _twice in range(2):
        answer = office.post(url("add"), FORM | {"code": code, "version": "0"}, follow=True)
    training = Training.objects.get()
    assert "Before it can be announced" in text(answer)
    assert office.post(url("move", code, "announce")).status_code == 302
    assert fresh(training).state == State.DRAFT
    competencies = list(Competency.objects.values_list("pk", flat=True)[:2])
    data = SESSION | {"code": "A" * 12, "competencies": competencies}
    assert office.post(url("session_add", code), data).status_code == 302
    session = TrainingSession.objects.get()
    zone = ZoneInfo(association.time_zone)
    assert session.starts_at == datetime.datetime(2026, 3, 2, 9, tzinfo=zone)
    assert (session.hours, session.competencies.count()) == (3, 2)
    assert "Held in mind" in text(office.get(url("preview", code)))
    assert client.get(url("page", code)).status_code == 404
    office.post(url("move", code, "announce"))
    assert fresh(training).state == State.ANNOUNCED
    assert client.get(url("page", code)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hours": "3.1"}, "quarter hours"),
        ({"hours": "4"}, "more hours than the session lasts"),
        ({"hours": "0"}, "0.25"),
        ({"hours": "-3"}, "0.25"),
        ({"hours": "1000000000"}, "24"),
        ({"ends": "09:00"}, "ends after it begins"),
        ({"ends": "09:10"}, "at least a quarter"),
        ({"day": "2026-02-30"}, "valid date"),
        ({"begins": "25:00"}, "valid time"),
        ({"topic": "cooking"}, "valid choice"),
        ({"competencies": ["999999"]}, "valid choice"),
        ({"code": "not a code!!"}, "anew"),
    ],
)
def test_a_session_that_cannot_be(draft, office, changes, words):
    answer = office.post(url("session_add", draft.code), SESSION | {"code": "A" * 12, "title": "Kept"} | changes)
    assert (answer.status_code, words in text(answer), "Kept" in text(answer)) == (200, True, True)
    assert not TrainingSession.objects.exists()


def test_a_session_is_changed_and_taken_away(draft, office, admin):
    session = makings.session(draft, competencies=(1, 2), by=admin)
    page = text(office.get(url("session", draft.code, session.code)))
    assert page.count(" checked") == 2
    data = SESSION | {"code": "B" * 12, "hours": "1.5", "title": "Morning"}
    assert office.post(url("session", draft.code, session.code), data).status_code == 302
    assert (fresh(session).title, fresh(session).hours, TrainingSession.objects.count()) == ("Morning", 1.5, 1)
    office.post(url("drop", draft.code, session.code))
    assert not TrainingSession.objects.exists()
    assert office.post(url("drop", draft.code, session.code)).status_code == 404


def test_what_is_refused_is_said_on_the_desk(running, office, admin):
    training, session = running
    assert "only session" in text(office.post(url("drop", training.code, session.code), follow=True))
    assert "announced already" in text(office.post(url("discard", training.code), follow=True))
    assert "no longer possible" in text(office.post(url("move", training.code, "announce"), follow=True))
    assert office.post(url("move", training.code, "cancel")).status_code == 404
    assert office.get(url("because", training.code, "announce")).status_code == 404


def test_two_windows_of_one_form(draft, office):
    data = FORM | {"code": draft.code, "version": "1"}
    assert office.post(url("edit", draft.code), data | {"title": "Mine"}).status_code == 302
    answer = office.post(url("edit", draft.code), data | {"title": "Theirs"})
    assert (answer.status_code, "Theirs" in text(answer), "Somebody else" in text(answer)) == (409, True, True)
    version = re.search(r'name="version" value="(\d+)"', text(answer)).group(1)
    assert office.post(url("edit", draft.code), data | {"title": "Theirs", "version": version}).status_code == 302
    assert fresh(draft).title == "Theirs"


def test_seats_too_few(running, office, admin):
    training, session = running
    for number in range(2):
        actions.add_there(session=session, name="N", email=f"n{number}@people.example", by=admin)
    answer = office.post(url("edit", training.code), FORM | {"code": training.code, "version": "1", "seats": "1"})
    assert "More people are on the list already" in text(answer)


def test_a_draft_is_nobodys_business(draft, client):
    assert client.get(url("page", draft.code)).status_code == 404
    assert "Held in mind" not in text(client.get(url("calendar")))


def test_cancelling_and_correcting_ask_why(running, office, admin, anna):
    training, _session = running
    assert "required" in text(office.post(url("because", training.code, "cancel"), {"reason": ""}))
    office.post(url("because", training.code, "cancel"), {"reason": "Snow."})
    assert fresh(training).state == State.CANCELLED
    assert "Snow." in text(office.get(url("desk", training.code)))
    assert "no longer possible" in text(
        office.post(url("because", training.code, "cancel"), {"reason": "Snow."}, follow=True)
    )


def test_providers(association, neighbour, office, admin):
    data = {"name": "Early Days", "website": "", "approved_from": "2026-01-01", "approved_until": "", "note": ""}
    assert office.post(url("provider_add"), data).status_code == 302
    row = TrainingProvider.objects.get()
    assert "Early Days" in text(office.get(url("providers")))
    assert "already" in text(office.post(url("provider_add"), data))
    late = data | {"approved_until": "2025-01-01"}
    assert "before the first day" in text(office.post(url("provider", row.pk), late))
    assert office.post(url("provider", row.pk), data | {"note": "Renewed."}).status_code == 302
    assert fresh(row).note == "Renewed."
    assert "Early Days" in text(office.get(url("add")))
    other = TrainingProvider.objects.create(association=neighbour, name="Other", approved_from="2026-01-01")
    answer = office.post(url("add"), FORM | {"code": "A" * 12, "version": "0", "provider": other.pk})
    assert (answer.status_code, Training.objects.count()) == (200, 0)


# The list


def test_ticks_one_by_one_and_all_at_once(running, office, admin):
    training, session = running
    place = actions.register(training=training, by=None, name="Ben", email="ben@people.example")
    page = url("attendance", training.code, session.code)
    assert "0 of 1 are there." in text(office.get(page))
    htmx = {"HX-Request": "true"}
    assert "1 of 1 are there." in text(office.post(page, {"one": place.code, "here": place.code}, headers=htmx))
    assert "0 of 1 are there." in text(office.post(page, {"one": place.code}, headers=htmx))
    sent = {"shown": [place.code], "here": [place.code]}
    assert office.post(page, sent).status_code == 302
    assert Presence.objects.get().noted_by == admin
    assert office.post(page, {"one": "0" * 12}, headers=htmx).status_code == 404
    actions.close(training=training, by=admin)
    answer = office.post(page, {"one": place.code}, headers=htmx)
    assert (answer.status_code, "not open" in text(answer)) == (422, True)
    assert "not open" in text(office.post(page, {"shown": [place.code], "was": [place.code]}, follow=True))
    assert "open it again" in text(office.get(page))


def test_ones_own_box_is_closed(running, office, admin):
    training, session = running
    place = actions.register(training=training, by=admin)
    page = text(office.get(url("attendance", training.code, session.code)))
    assert re.search(rf'id="here-{place.code}"[^>]* disabled', page)


def test_before_its_day_the_boxes_are_closed(association, admin, office):
    training, session = makings.announced(association, admin, clock.now() + 3 * DAY)
    actions.register(training=training, by=None, name="Ben", email="ben@people.example")
    page = text(office.get(url("attendance", training.code, session.code)))
    assert ("From an hour before" in page, " disabled" in page) == (True, True)


def test_adding_who_came(running, office):
    training, session = running
    page = url("walk_in", training.code, session.code)
    assert "Wanda" in text(office.post(page, {"name": "Wanda", "email": "none"}))
    office.post(page, {"name": "Wanda", "email": "wanda@people.example"})
    assert Presence.objects.get().attendee.name == "Wanda"
    row = Attendee.objects.get()
    office.post(url("attendee", training.code, row.code), {"name": "Wanda Walkin"})
    assert fresh(row).name == "Wanda Walkin"
    assert "take that back first" in text(office.post(url("take_off", training.code, row.code), follow=True))
    Presence.objects.all().delete()
    assert "off the list" in text(office.post(url("take_off", training.code, row.code), follow=True))


def test_a_refusal_while_adding_is_said(running, office, admin):
    training, session = running
    actions.close(training=training, by=admin)
    answer = office.post(url("walk_in", training.code, session.code), {"name": "W", "email": "w@people.example"})
    assert "not open" in text(answer)


def test_the_list_as_a_file_is_formula_safe_and_noted(running, office, admin):
    training, session = running
    actions.add_there(session=session, name='=HYPERLINK("x")', email="x@people.example", by=admin)
    makings.session(training, clock.now(), title="+Second", by=admin)
    content = text(office.get(url("attendees_file", training.code)))
    head, row = content.lstrip("\ufeff").splitlines()
    assert head == "name,email,on_the_list_by,Session 1,'+Second,hours"
    assert row == '"\'=HYPERLINK(""x"")",x@people.example,added by the office,1,,3'
    assert AccessLog.objects.filter(action="export", about=f"training:{training.pk}").count() == 1


# Everybody


def test_the_calendar_finds_by_words_competency_and_place(association, neighbour, admin, client):
    coming = clock.now() + 10 * DAY
    makings.announced(association, admin, coming, title="Apples", online=True)
    pears = makings.draft(neighbour, admin, title="Pears", kind="conference")
    makings.session(pears, coming, competencies=(9,), by=admin)
    actions.announce(training=pears, by=admin)
    makings.announced(association, admin, clock.now() - 10 * DAY, title="Plums")
    everywhere = reverse("training:alliance")
    key = Competency.objects.get(position=9).key

    def found(query):
        page = text(client.get(everywhere + query))
        return [title for title in ("Apples", "Pears", "Plums") if f">{title}<" in page]

    assert found("") == ["Apples", "Pears"]
    assert found("?q=app") == found("?online=1") == found("?association=ct-aimh") == ["Apples"]
    assert found("?kind=conference") == found(f"?competency={key}") == ["Pears"]
    assert found("?past=1") == ["Plums"]
    assert found("?q=nothing") == []
    assert "Nothing of the past" in text(client.get(everywhere + "?past=1&q=nothing"))
    assert ">Pears<" not in text(client.get(url("calendar")))
    assert "Apples" in text(client.get(reverse("directory:house", args=HOUSE)))


def test_registering_and_giving_up_a_place(running, anna, signed_in):
    training, _session = running
    client = signed_in(anna)
    page = url("page", training.code)
    assert "Register" in text(client.get(page))
    assert client.get(url("register", training.code)).status_code == 302
    assert not Attendee.objects.exists()
    assert "You are on the list." in text(client.post(url("register", training.code), follow=True))
    assert "no longer on the list" in text(client.post(url("withdraw", training.code), follow=True))
    assert "no longer on the list" in text(client.post(url("withdraw", training.code), follow=True))


def test_the_link_to_take_part_is_for_those_on_the_list(association, admin, anna, client, signed_in):
    training, _session = makings.announced(association, admin, online=True, join_link="https://meet.example/secret")
    page = url("page", training.code)
    assert "meet.example" not in text(client.get(page))
    actions.register(training=training, by=anna)
    assert "meet.example" in text(signed_in(anna).get(page))


def test_a_visitor_registers(running, client, monkeypatch):
    training, _session = running
    register = url("register", training.code)
    data = {"name": "Wanda", "email": "wanda@people.example"}
    answers = [text(client.post(register, data, follow=True)) for _twice in range(2)]
    assert all("on its way to you by mail" in one for one in answers)
    assert Attendee.objects.get().name == "Wanda"
    monkeypatch.setattr("associations.training.views.public.ASKED", 0)
    assert client.post(register, data | {"email": "other@people.example"}).status_code == 429
    Training.objects.update(state=State.CLOSED)
    monkeypatch.setattr("associations.training.views.public.ASKED", 100)
    assert "Registration is closed" in text(client.post(register, data))


def test_a_full_training_says_so(association, admin, anna, client, signed_in):
    training, _session = makings.announced(association, admin, seats=1)
    actions.register(training=training, by=None, name="W", email="w@people.example")
    assert "All seats are taken" in text(client.get(url("page", training.code)))
    assert "All seats are taken" in text(signed_in(anna).post(url("register", training.code), follow=True))


def test_a_full_list_is_told_to_nobody_by_its_answers(association, admin, client):
    """Whether an address is on it or not, the page says the same; only its owner reads which."""
    training, _session = makings.announced(association, admin, seats=1)
    actions.register(training=training, by=None, name="W", email="w@people.example")
    answers = [
        client.post(url("register", training.code), {"name": "W", "email": f"{who}@people.example"}, follow=True)
        for who in ("w", "unknown")
    ]
    pages = [re.sub(r'(nonce|value|csrf[^"]*)="[^"]*"', "", text(one)) for one in answers]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert pages[0] == pages[1]
    assert "on its way to you by mail" in pages[0]
    assert sorted(Message.objects.values_list("to", "kind")) == [
        ("unknown@people.example", "training.full"),
        ("w@people.example", "training.registered"),
    ]


def test_the_office_sees_whose_check_in_is_not_proved(running, admin, client, signed_in):
    training, session = running
    actions.check_in(session=session, by=None, name="Wanda", email="wanda@people.example")
    office = signed_in(admin)
    assert "1 person checked in by the code without signing in" in text(office.get(url("desk", training.code)))
    page = text(office.get(url("attendance", training.code, session.code)))
    assert ("0 of 1 are there" in page, "by the code, not signed in" in page) == (True, True)
    rows = text(office.get(url("attendees_file", training.code))).splitlines()
    assert rows[1].split(",")[-2:] == ["?", "0"]


def test_who_was_there_cannot_give_up_their_place(running, anna, signed_in):
    training, session = running
    actions.check_in(session=session, by=anna)
    assert "take that back" in text(signed_in(anna).post(url("withdraw", training.code), follow=True))


# Certificates


@pytest.fixture
def paper(association, admin, anna, run_jobs, monkeypatch):
    monkeypatch.setattr("associations.training.tasks.certificate_pdf", lambda paper: b"%PDF-1.7")
    training, _session = makings.attended(association, admin, anna)
    actions.close(training=training, by=admin)
    run_jobs()
    return AttendanceCertificate.objects.get()


def test_a_certificate_is_its_owners_and_the_offices(paper, anna, admin, signed_in):
    address = reverse("training:certificate", args=[paper.code])
    mine = text(signed_in(anna).get(reverse("training:mine")))
    assert (address in mine, "3 hours" in mine) == (True, True)
    assert b"".join(signed_in(anna).get(address).streaming_content) == b"%PDF-1.7"
    assert not AccessLog.objects.filter(action="download").exists()
    assert signed_in(admin).get(address).status_code == 200
    assert AccessLog.objects.filter(action="download").count() == 1
    coordinator = factories.person()
    factories.role(coordinator, Role.COORDINATOR, factories.association("neighbour-aimh", region="Elsewhere"))
    assert signed_in(coordinator).get(address).status_code == 404


def test_anybody_verifies_a_certificate(paper, client, monkeypatch):
    def verify(code):
        answer = client.get(reverse("training:verify", args=[code]))
        assert (answer["X-Robots-Tag"], answer["Cache-Control"]) == ("noindex, nofollow", "no-store")
        return answer.status_code, text(answer)

    status, page = verify(paper.shown_code)
    assert (status, "is genuine" in page, "Anna Attendee" in page) == (200, True, True)
    assert verify(paper.code.lower())[0] == 200
    assert verify("AAAA-BBBB-CCCC")[0] == 404
    AttendanceCertificate.objects.update(superseded_at=clock.now())
    assert "a newer one takes its place" in verify(paper.code)[1]
    AttendanceCertificate.objects.update(withdrawn_at=clock.now())
    page = verify(paper.code)[1]
    assert ("no longer counts" in page, "Anna Attendee" in page) == (True, False)
    monkeypatch.setattr("associations.training.views.public.LOOKUPS", 0)
    assert verify(paper.code)[0] == 429


def test_what_is_being_printed_is_said(association, admin, anna, signed_in):
    training, _session = makings.attended(association, admin, anna)
    actions.close(training=training, by=admin)
    actions.certify(training=fresh(training))
    assert "being printed" in text(signed_in(anna).get(reverse("training:mine")))
