"""Certificates of attendance: facts frozen when attendance closes, printed by the worker, mailed once each."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from associations.training import documents, notifications
from associations.training.enums import State
from associations.training.models import AttendanceCertificate, Attendee, Training
from common import clock
from common.ids import new_code
from common.jobs.actions import enqueue, finishing, silently
from common.jobs.models import Job
from common.workflow.engine import lock

CERTIFY = "associations.certify_attendance"
PRINT = "associations.print_attendance"
Paper = AttendanceCertificate


@transaction.atomic
def certify(*, training: Training) -> int:
    """A certificate for whoever earned hours and has none that says so; a new revision where the facts changed; none
    any more for who was not there after all. Returns how many are to be printed. Twice is once."""
    locked = lock(training)
    if locked.state != State.CLOSED:
        return 0
    attendees = list(Attendee.objects.filter(training=locked).select_related("person").order_by("pk"))
    earned = documents.earned_by(locked, attendees)
    newest = {}
    for paper in Paper.objects.filter(attendee__training=locked).order_by("revision"):
        newest[paper.attendee_id] = paper
    made = 0
    with silently():
        for attendee in attendees:
            made += _certify(locked, attendee, earned.get(attendee.pk), newest.get(attendee.pk))
    return made


def _certify(training, attendee, earned, before) -> bool:
    moment = clock.now()
    if earned is None:
        if before and not before.withdrawn_at:
            Paper.objects.filter(attendee=attendee, withdrawn_at__isnull=True).update(withdrawn_at=moment)
            notifications.certificate_withdrawn(attendee, before)
        return False
    facts = documents.freeze(training, attendee, earned)
    if before and not before.withdrawn_at and documents.same(before.facts, facts):
        return False
    paper = Paper.objects.create(
        attendee=attendee,
        revision=before.revision + 1 if before else 1,
        code=new_code(),
        facts=facts,
        created_at=moment,
    )
    enqueue(PRINT, key=f"attendance-paper:{paper.pk}", args={"certificate": paper.pk})
    return True


def store_certificate(*, job: Job, certificate: AttendanceCertificate, name: str, content: bytes) -> None:
    """Keeps the file, supersedes the revision before, queues the mail; ends the job."""
    with finishing(job):
        locked = Paper.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
        if locked.state != Paper.State.WAITING:
            return
        locked.state, locked.file, locked.issued_at = Paper.State.ISSUED, name, clock.now()
        locked.sha256 = hashlib.sha256(content).hexdigest()
        locked.save(update_fields=["state", "file", "sha256", "issued_at"])
        older = Paper.objects.filter(attendee=locked.attendee_id, revision__lt=locked.revision)
        older.filter(superseded_at__isnull=True).update(superseded_at=locked.issued_at)
        notifications.certificate_ready(locked)


def stop_certificate(*, job: Job, certificate: AttendanceCertificate, problem: str) -> None:
    """It cannot be printed as it is: the office sees why. Ends the job."""
    with finishing(job):
        _stop(certificate, problem)


@transaction.atomic
def give_up_printing(*, certificate: AttendanceCertificate) -> None:
    """Printing failed too often for a reason outside the certificate."""
    _stop(certificate, _("Printing failed several times. The reason is in the list of jobs."))


def _stop(certificate, problem):
    waiting = Paper.objects.filter(pk=certificate.pk, state=Paper.State.WAITING)
    waiting.update(state=Paper.State.STOPPED, problem=problem[:300])
