"""Issuing a certificate: freeze the facts, have them printed, keep the file, replace it when the name changes."""

import hashlib

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.ids import new_code
from common.jobs.actions import enqueue, finishing, requeue
from common.jobs.models import Job
from endorsement.award import notifications, queries
from endorsement.award.actions.ledger import lock, lock_person, new_event
from endorsement.award.documents import clean_name, freeze
from endorsement.award.models import AwardEvent, Certificate, Endorsement

PRINT = "endorsement.print_certificate"
State = Certificate.State


@transaction.atomic
def issue_certificate(*, endorsement: Endorsement, by: Person | None) -> Certificate:
    """The newest certificate of the Endorsement, made and queued for printing if there is none yet."""
    locked = lock(endorsement)
    return queries.newest_certificate(locked) or _new_revision(locked, 1)


def _new_revision(endorsement, revision):
    code = new_code()
    certificate = Certificate.objects.create(
        endorsement=endorsement,
        revision=revision,
        code=code,
        facts=freeze(endorsement, name=endorsement.listed_name, code=code),
        created_at=clock.now(),
    )
    enqueue(PRINT, key=_job_key(certificate), args={"certificate": certificate.pk})
    return certificate


def _job_key(certificate):
    return f"certificate:{certificate.pk}"


class FactsChanged(Exception):
    """The facts changed while they were being printed; the job runs again with the new ones."""


def store_certificate(*, job: Job, certificate: Certificate, name: str, content: bytes) -> Certificate:
    """Keeps the file's name and SHA-256, supersedes the revision before, queues the mail; ends the job.

    ``certificate`` is the row as it was when printing began. Raises ``FactsChanged`` when it is not that any more.
    """
    with finishing(job):
        locked = _unchanged(certificate)
        locked.state = State.ISSUED
        locked.file = name
        locked.sha256 = hashlib.sha256(content).hexdigest()
        locked.issued_at = clock.now()
        locked.save(update_fields=["state", "file", "sha256", "issued_at"])
        older = Certificate.objects.filter(
            endorsement_id=locked.endorsement_id, revision__lt=locked.revision, superseded_at__isnull=True
        )
        older.update(superseded_at=locked.issued_at)
        notifications.certificate_ready(locked)
    return locked


def stop_certificate(*, job: Job, certificate: Certificate, problem: str) -> Certificate:
    """The certificate cannot be printed as it is: says why, tells the office, ends the job.

    Raises ``FactsChanged`` as above.
    """
    with finishing(job):
        return _stopped(_unchanged(certificate), problem)


@transaction.atomic
def give_up_printing(*, certificate: Certificate) -> Certificate:
    """Printing failed too often for a reason outside the certificate: it is shown to the office as stopped."""
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if locked.state != State.WAITING:
        return locked
    return _stopped(locked, _("Printing failed several times. The reason is in the list of jobs."))


def _unchanged(certificate):
    """The row, locked, with what its mail needs."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "endorsement__association", "endorsement__category", "endorsement__person"
    )
    locked = rows.get(pk=certificate.pk)
    if locked.state != State.WAITING or locked.facts != certificate.facts:
        raise FactsChanged(locked.pk)
    return locked


def _stopped(certificate, problem):
    certificate.state = State.STOPPED
    certificate.problem = problem[:300]
    certificate.save(update_fields=["state", "problem"])
    notifications.certificate_stopped(certificate)
    return certificate


@transaction.atomic
def print_again(*, certificate: Certificate, by: Person) -> Certificate:
    """Prints a stopped certificate again with the name and wording of now. Any other is left as it is."""
    endorsement = lock(certificate.endorsement)
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    return _refrozen(endorsement, locked) if locked.state == State.STOPPED else locked


def _refrozen(endorsement, certificate):
    """A certificate nobody holds yet takes the facts of now and goes to print again."""
    certificate.facts = freeze(endorsement, name=endorsement.listed_name, code=certificate.code)
    certificate.state = State.WAITING
    certificate.problem = ""
    certificate.save(update_fields=["facts", "state", "problem"])
    requeue(enqueue(PRINT, key=_job_key(certificate), args={"certificate": certificate.pk}))
    return certificate


@transaction.atomic
def change_printed_name(*, person: Person, name: str, by: Person) -> list[Certificate]:
    """Prints ``name`` on every certificate of the person, from now on; returns the certificates being printed.

    An issued certificate gets a new revision and is superseded once that is issued; one not issued yet is corrected.
    The same name again changes nothing. Raises ``ValidationError`` when the name cannot be printed.
    """
    name = clean_name(name)
    holder = lock_person(person)
    if holder.printed_name != name:
        holder.printed_name = name
        holder.save(update_fields=["printed_name"])
        person.printed_name = name
    different = Endorsement.objects.filter(~Q(listed_name=name), person=holder)
    return [made for endorsement in different.order_by("pk") if (made := _rename(lock(endorsement), name, by))]


def _rename(endorsement, name, by):
    before, endorsement.listed_name = endorsement.listed_name, name
    endorsement.save(update_fields=["listed_name"])
    new_event(endorsement, AwardEvent.Kind.NAME_CHANGED, by=by, reason=before).save()
    newest = queries.newest_certificate(endorsement)
    if newest is None:
        return None
    if newest.state == State.ISSUED:
        return _new_revision(endorsement, newest.revision + 1)
    return _refrozen(endorsement, Certificate.objects.select_for_update(of=("self",)).get(pk=newest.pk))
