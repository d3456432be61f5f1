"""Closing attendance, correcting it, and the certificates that follow."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from associations.training import actions, documents, queries, schedule, tasks
from associations.training.actions import Refused, moving
from associations.training.enums import State
from associations.training.models import AttendanceCertificate, Attendee
from common import clock
from common.jobs.actions import claim as take
from common.jobs.models import Job
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY, HOUR, fresh
from tests.endorsement.award import pdf

pytestmark = pytest.mark.django_db
Paper = AttendanceCertificate


@pytest.fixture
def printed(monkeypatch):
    """What would be printed; real printing takes a second."""
    found = []
    monkeypatch.setattr(tasks, "certificate_pdf", lambda paper: found.append(paper.facts) or b"%PDF-1.7")
    return found


@pytest.fixture
def attended(association, admin, anna):
    """``(training, session)``: Anna was there, and Wanda, who has no account; attendance is open."""
    training, session = makings.attended(association, admin, anna)
    actions.add_there(session=session, name="Wanda Walkin", email="wanda@people.example", by=admin)
    return training, session


def mails(kind):
    return sorted(Message.objects.filter(kind=f"training.{kind}").values_list("to", flat=True))


def test_not_before_the_last_session_has_begun(association, admin):
    training, _session = makings.announced(association, admin)
    makings.session(training, clock.now() + DAY, by=admin)
    with pytest.raises(Refused, match="last session has begun"):
        actions.close(training=training, by=admin)


def test_everybody_who_was_there_gets_one_certificate(attended, admin, printed, run_jobs):
    training, _session = attended
    absent = actions.register(training=training, by=factories.person())
    actions.close(training=training, by=admin)
    with pytest.raises(MoveGone):
        actions.close(training=training, by=admin)
    run_jobs()
    assert actions.certify(training=fresh(training)) == 0
    run_jobs()
    assert mails("certificate") == ["anna@people.example", "wanda@people.example"]
    assert not Paper.objects.filter(attendee=absent).exists()
    assert {paper.state for paper in Paper.objects.all()} == {"issued"}
    assert {facts["hours"] for facts in printed} == {"3"}
    anna, wanda = (
        Message.objects.get(kind="training.certificate", to=f"{who}@people.example") for who in ("anna", "wanda")
    )
    assert "stand in your portfolio already" in anna.text
    assert "sign up" in wanda.text
    assert anna.attachments[0]["type"] == "application/pdf"


def test_corrected_attendance_corrects_the_certificate(association, attended, admin, anna, printed, run_jobs):
    training, session = attended
    second = makings.session(training, clock.now(), title="Afternoon", topic="dei", hours="1.5", by=admin)
    actions.close(training=training, by=admin)
    run_jobs()
    with pytest.raises(Refused, match="corrected"):
        actions.reopen(training=training, by=admin, reason="")
    actions.reopen(training=training, by=admin, reason="Anna stayed for the afternoon; Wanda was not there.")
    assert actions.certify(training=fresh(training)) == 0
    places = {one.name: one for one in Attendee.objects.filter(training=training)}
    actions.mark(session=second, attendee=places["Anna Attendee"], there=True, by=admin)
    actions.mark(session=session, attendee=places["Wanda Walkin"], there=False, by=admin)
    actions.close(training=training, by=admin)
    run_jobs()
    first, newest = Paper.objects.filter(attendee__person=anna).order_by("revision")
    assert (first.superseded_at is None, newest.superseded_at) == (False, None)
    assert (newest.facts["hours"], newest.facts["topics"]) == ("4.5", [["dei", "1.5"], ["iecmh", "3"]])
    assert mails("certificate_withdrawn") == ["wanda@people.example"]
    assert Paper.objects.get(attendee=places["Wanda Walkin"]).withdrawn_at
    assert "takes the place" in Message.objects.filter(kind="training.certificate").latest("pk").text
    # Closed once more without a change: nothing new, nobody is told again.
    actions.reopen(training=training, by=admin, reason="A look.")
    actions.close(training=training, by=admin)
    run_jobs()
    assert (Paper.objects.count(), mails("certificate_withdrawn")) == (3, ["wanda@people.example"])
    # Wanda was there after all.
    actions.reopen(training=training, by=admin, reason="Wanda was there.")
    actions.mark(session=session, attendee=places["Wanda Walkin"], there=True, by=admin)
    actions.close(training=training, by=admin)
    run_jobs()
    assert Paper.objects.get(attendee=places["Wanda Walkin"], revision=2).withdrawn_at is None


def test_a_corrected_name_makes_a_new_certificate(attended, admin, printed, run_jobs):
    training, _session = attended
    actions.close(training=training, by=admin)
    run_jobs()
    wanda = Attendee.objects.get(name="Wanda Walkin")
    actions.rename(attendee=wanda, name="Wanda Walker", by=admin)
    run_jobs()
    assert [paper.facts["name"] for paper in wanda.certificates.order_by("revision")] == [
        "Wanda Walkin",
        "Wanda Walker",
    ]


def test_what_cannot_be_printed_is_shown_to_the_office(attended, admin, run_jobs, monkeypatch):
    training, _session = attended
    Attendee.objects.filter(name="Wanda Walkin").update(name="Wanda \U0001f476")
    monkeypatch.setattr(documents, "_print", lambda context: b"%PDF-1.7")
    actions.close(training=training, by=admin)
    run_jobs()
    stopped = queries.stopped_of(training)
    assert [("cannot be printed" in one.problem) for one in stopped] == [True]
    assert mails("certificate") == ["anna@people.example"]
    actions.rename(attendee=stopped[0].attendee, name="Wanda", by=admin)
    run_jobs()
    assert (queries.stopped_of(training), queries.papers_of(training)) == ([], 2)


def test_printing_that_fails_for_good(attended, admin, printed, run_jobs):
    training, _session = attended
    actions.close(training=training, by=admin)
    actions.certify(training=fresh(training))
    job = Job.objects.filter(task="associations.print_attendance").first()
    tasks._gave_up(job)
    paper = Paper.objects.get(pk=job.args["certificate"])
    assert (paper.state, "several times" in paper.problem) == ("stopped", True)
    run_jobs()
    assert fresh(paper).state == "stopped"


def test_a_certificate_is_stored_once(attended, admin, printed):
    training, _session = attended
    actions.close(training=training, by=admin)
    actions.certify(training=fresh(training))
    paper = Paper.objects.order_by("pk").first()
    job = take(Job.objects.get(key=f"attendance-paper:{paper.pk}").pk)
    default_storage.save(f"attendance/{paper.code}.pdf", ContentFile(b"%PD"))  # by a worker that was killed
    tasks.print_attendance(job)
    assert default_storage.open(fresh(paper).file).read() == b"%PDF-1.7"
    Paper.objects.filter(pk=paper.pk).update(sha256="kept")
    again = Job.objects.get(pk=job.pk)
    Job.objects.filter(pk=job.pk).update(state="running")
    again.refresh_from_db()
    actions.store_certificate(job=again, certificate=paper, name="other", content=b"other")
    assert fresh(paper).sha256 == "kept"


def test_the_paper_says_what_was_attended(association, admin, anna, run_jobs):
    """Printed once for real: tagged, with the name, the hours and the number."""
    anna.printed_name = "Anna Amalia Attendee"
    anna.save()
    training, session = makings.attended(association, admin, anna)
    makings.session(training, session.starts_at, code=session.code, title="A morning", competencies=(1, 2, 3), by=admin)
    actions.close(training=training, by=admin)
    run_jobs()
    paper = Paper.objects.get()
    content = default_storage.open(paper.file).read()
    text = pdf.text(content)
    for words in ("Anna Amalia Attendee", "Held in mind", "A morning", "3 hours", paper.shown_code, "verify"):
        assert words in re.sub(r"\s+", " ", text)
    assert (pdf.faults(content), pdf.misplaced(content)) == ([], [])


def test_what_is_over_waits_for_its_attendance(association, admin, monkeypatch):
    over, _session = makings.announced(association, admin, clock.now() - 5 * HOUR)
    running, _session = makings.announced(association, admin)
    several, _session = makings.announced(association, admin, clock.now() - 5 * HOUR)
    makings.session(several, clock.now() + DAY, by=admin)
    assert (schedule.run(), schedule.run()) == (1, 0)
    assert [fresh(one).state for one in (over, running, several)] == [State.HELD, State.ANNOUNCED, State.ANNOUNCED]
    assert StatusChange.objects.get(target=State.HELD).by_id is None
    mail = Message.objects.get(kind="training.held")
    assert (mail.to, over.code in mail.text) == (admin.email, True)
    assert actions.close(training=fresh(over), by=admin).state == State.CLOSED


def test_what_somebody_closes_meanwhile_is_left(association, admin, monkeypatch):
    training, _session = makings.announced(association, admin, clock.now() - 5 * HOUR)
    hold = moving._hold

    def too_late(found):
        actions.close(training=fresh(training), by=admin)
        hold(found)

    monkeypatch.setattr(moving, "_hold", too_late)
    assert schedule.run() == 0
    assert fresh(training).state == State.CLOSED
