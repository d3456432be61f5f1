"""The moves of a training: announcing, cancelling, closing attendance, opening it again."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.training import hooks, notifications, queries
from associations.training.actions.certifying import CERTIFY
from associations.training.actions.faults import Refused
from associations.training.enums import State
from associations.training.models import Attendee, Presence, Training
from associations.training.workflow import MACHINE
from common import clock
from common.jobs.actions import enqueue
from common.workflow import engine


@transaction.atomic
def announce(*, training: Training, by: Person) -> Training:
    """Everybody may read of it and register from now on. Raises Refused when something is missing, and MoveGone."""
    locked = engine.lock(training)
    if missing := queries.missing(locked, queries.sessions_of(locked)):
        raise Refused(missing[0])
    return engine.move(MACHINE, training, "announce", by=by)


@transaction.atomic
def cancel(*, training: Training, by: Person, reason: str) -> Training:
    """It does not take place; whoever is on the list is told why. Raises Refused and MoveGone."""
    if not reason.strip():
        raise Refused(_("Please say why: those who registered will read it."), "reason")
    locked = engine.lock(training)
    if Presence.objects.filter(attendee__training=locked).exists():
        raise Refused(_("Somebody was there already: close the attendance instead."))
    moved = engine.move(MACHINE, training, "cancel", by=by, reason=reason.strip(), changed_at=clock.now())
    for attendee in queries.listed(moved):
        notifications.cancelled(attendee, reason.strip())
    return moved


@transaction.atomic
def close(*, training: Training, by: Person) -> Training:
    """Settles who attended: upper rooms are told in this transaction, certificates follow as a job.

    After ``reopen`` the same again: what was settled before is corrected. Raises Refused and MoveGone.
    """
    locked = engine.lock(training)
    begun = locked.sessions.filter(dropped_at__isnull=True).aggregate(last=Max("starts_at"))["last"]
    if begun is None or begun > clock.now():
        raise Refused(_("Attendance can be closed once the last session has begun."))
    moved = engine.move(MACHINE, training, "close", by=by)
    attendees = list(Attendee.objects.filter(training=moved).order_by("pk"))
    for tell in hooks.settled:
        tell(moved, attendees, by)
    enqueue(CERTIFY, key=f"attendance:{moved.pk}:{moved.closed_at.isoformat()}", args={"training": moved.pk})
    return moved


@transaction.atomic
def reopen(*, training: Training, by: Person, reason: str) -> Training:
    """Attendance can be corrected; nothing that was settled changes before it is closed again."""
    if not reason.strip():
        raise Refused(_("Please say what is to be corrected."), "reason")
    return engine.move(MACHINE, training, "reopen", by=by, reason=reason.strip(), closed_at=None)


def hold_what_is_over() -> int:
    """What was announced and is over now waits for its attendance to be closed; the office is told once each."""
    running = Q(sessions__dropped_at__isnull=True, sessions__ends_at__gt=clock.now())
    over = Training.objects.filter(state=State.ANNOUNCED).exclude(pk__in=Training.objects.filter(running).values("pk"))
    done = 0
    for training in over.select_related("association").order_by("pk"):
        try:
            _hold(training)
        except engine.MoveGone:
            continue
        done += 1
    return done


@transaction.atomic
def _hold(training: Training) -> None:
    moved = engine.move(MACHINE, training, "hold", by=None)
    notifications.attendance_to_close(moved)
