"""Personal exceptions of one application: proposed and signed, approved, refused, withdrawn."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.files.sniff import sniff
from common.ids import new_token
from common.workflow.engine import MoveGone, lock, move
from common.workflow.models import StatusChange
from competencies.assessment.reading import DocumentFault
from competencies.standard.directions import exception_direction
from competencies.standard.queries import Standard, standard
from endorsement.application import notifications
from endorsement.application.actions.applying import NotSaid
from endorsement.application.enums import ExceptionState
from endorsement.application.models import Application, PersonalException
from endorsement.application.permissions import may_approve_exception
from endorsement.application.workflow import EXCEPTIONS, MACHINE, OPEN_STATES
from endorsement.portfolio.actions import file_name


def direction_of(exception: PersonalException, known: Standard) -> str:
    """How the exception compares with what the edition of its first day asks. Raises NotSaid where it cannot be."""
    edition = known.edition_on(exception.valid_from)
    core = known.asks(edition, exception.application.category) if edition else None
    if core is None:
        raise NotSaid(_("On its first day this category cannot be applied for; choose a later day."))
    try:
        return exception_direction(core, exception.requirement, exception.params)
    except DocumentFault as fault:
        raise NotSaid(_("The core does not ask this in a way that could be changed so.")) from fault


def _refuse_conflict(exception: PersonalException) -> None:
    """At most one exception of a requirement on a day. Raises NotSaid."""
    others = PersonalException.held().filter(application=exception.application, requirement=exception.requirement)
    others = others.exclude(pk=exception.pk)
    for other in others:
        begins_after = exception.valid_until is not None and other.valid_from > exception.valid_until
        ended_before = other.valid_until is not None and other.valid_until < exception.valid_from
        if not (begins_after or ended_before):
            raise NotSaid(_("Another exception from this requirement is in force on a shared day. Choose other days."))


def propose_exception(
    *, application: Application, requirement: str, values: dict, signed_name: str, upload=None, by: Person
) -> PersonalException:
    """Keeps a signed proposal; it changes nothing before it is approved. The same one, still waiting, is returned.

    ``values``: params, accepted, reason, valid_from, valid_until. Raises BadFile for the upload, MoveGone when the
    application is closed, and NotSaid when it is in conflict with another on a shared day or cannot be compared.
    """
    sniffed = sniff(upload) if upload else None
    path = default_storage.save(f"exceptions/{new_token()}", upload) if upload else ""
    more = {}
    if sniffed:
        more = {"file": path, "file_mime": sniffed.mime, "file_name": file_name(upload.name, sniffed.extension)}
    try:
        made, is_new = _keep(application, {"requirement": requirement, **values}, signed_name, more, by)
    except BaseException:
        _forget(path)
        raise
    if not is_new:
        _forget(path)
    return made


def _forget(path: str) -> None:
    if path:
        default_storage.delete(path)


@transaction.atomic
def _keep(application, values, signed_name, more, by) -> tuple[PersonalException, bool]:
    locked = lock(application)
    if locked.state not in OPEN_STATES:
        raise MoveGone(MACHINE, "withdraw", locked.state)
    waiting = PersonalException.objects.filter(application=locked, state=ExceptionState.PROPOSED, proposed_by=by)
    if same := waiting.filter(**values).first():
        return same, False
    moment = clock.now()
    made = PersonalException(
        application=locked, proposed_by=by, signed_name=signed_name, signed_at=moment, **values, **more
    )
    direction_of(made, standard())
    _refuse_conflict(made)
    made.save()
    StatusChange.objects.create(
        machine=EXCEPTIONS.name,
        object_id=made.pk,
        transition="propose",
        source="",
        target=made.state,
        by_id=by.pk,
        by_name=by.name,
        at=moment,
        reason=made.reason,
    )
    return made, True


@transaction.atomic
def approve_exception(*, exception: PersonalException, by: Person) -> PersonalException:
    """Puts it in force: from now on every judgement of the application applies it on its days; the applicant is told.

    Raises MoveGone when that was done or undone before, and NotSaid when it is not this person's to approve or is in
    conflict with another.
    """
    application = exception.application
    # The application's row orders approvals, so that two in conflict are not both in force.
    lock(application)
    _refuse_conflict(exception)
    if not may_approve_exception(by, application, direction_of(exception, standard())):
        raise NotSaid(_("What falls below the core, or cannot be compared with it, needs the Alliance's approval."))
    today = clock.today(application.association.time_zone)
    locked = move(
        EXCEPTIONS, exception, "approve", by=by, approved_by_id=by.pk, approved_name=by.name, approved_on=today
    )
    notifications.excepted(application, locked)
    return locked


@transaction.atomic
def refuse_exception(*, exception: PersonalException, reason: str, by: Person) -> PersonalException:
    """The Alliance does not approve; whoever proposed it is told why. Raises MoveGone."""
    locked = move(EXCEPTIONS, exception, "refuse", by=by, reason=reason.strip())
    notifications.exception_refused(exception.application, locked, reason.strip())
    return locked


@transaction.atomic
def withdraw_exception(*, exception: PersonalException, by: Person) -> PersonalException:
    """Takes a proposal back. Raises MoveGone."""
    return move(EXCEPTIONS, exception, "withdraw", by=by)


@transaction.atomic
def end_exception(*, exception: PersonalException, by: Person) -> PersonalException:
    """Today is its last day; what was submitted on the days before stays as it was judged. Raises MoveGone."""
    today = clock.today(exception.application.association.time_zone)
    last = min(exception.valid_until or today, today)
    return move(EXCEPTIONS, exception, "end", by=by, valid_until=last)
