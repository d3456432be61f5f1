"""Who is on the list of a training, and who was there."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.training import hooks, notifications, queries
from associations.training.actions.certifying import CERTIFY
from associations.training.actions.faults import Refused
from associations.training.enums import ATTENDING, COUNTED, Means, Origin, State
from associations.training.models import Attendee, Presence, Training, TrainingSession
from common import clock
from common.jobs.actions import enqueue
from common.workflow.engine import lock

EARLY = datetime.timedelta(hours=1)
"""How long before a session somebody can be noted as there."""
LATE = datetime.timedelta(hours=1)
"""How long after a session one can check in by its code."""


@transaction.atomic
def register(*, training: Training, by: Person | None, name: str = "", email: str = "") -> Attendee | None:
    """Puts somebody on the list: ``by`` themself, or a visitor by name and address. Twice is once.

    Raises Refused when it is not announced or over, and for ``by`` when it is full. That it is full a visitor learns
    by mail, and None comes back: a refusal would tell whoever types an address that it is not on the list.
    """
    locked = lock(training)
    if not queries.takes_registrations(locked, clock.now()):
        raise Refused(_("Registration is closed."))
    person = by or queries.person_of(email)
    known = _on_the_list(locked, person, by.email if by else email)
    if known and known.withdrawn_at is None:
        return known
    if locked.seats is not None and queries.listed(locked).count() >= locked.seats:
        if by is None:
            notifications.full(locked, name, email)
            return None
        raise Refused(_("All seats are taken. Please ask the association about a waiting list."))
    made = _list(locked, known, person, by.name if by else name, by.email if by else email, Origin.REGISTERED)
    notifications.registered(made)
    return made


def _on_the_list(training: Training, person: Person | None, email: str) -> Attendee | None:
    """Somebody's place on the list, withdrawn or not: by person, else by address."""
    by_address = Attendee.objects.filter(training=training, email__iexact=email)
    own = Attendee.objects.filter(training=training, person=person) if person else by_address
    return own.first() or by_address.first()


def _list(training, known, person, name, email, origin) -> Attendee:
    """A new place on the list, or the one that was given up."""
    if not email:
        raise Refused(_("An e-mail address is needed, for the certificate of attendance."), "email")
    if known is None:
        return Attendee.objects.create(
            training=training, person=person, name=name, email=email.lower(), origin=origin, listed_at=clock.now()
        )
    known.withdrawn_at, known.listed_at = None, clock.now()
    known.save(update_fields=["withdrawn_at", "listed_at"])
    return known


@transaction.atomic
def withdraw(*, attendee: Attendee, by: Person) -> Attendee:
    """Takes somebody off the list. Raises Refused when they were there, or when attendance is closed."""
    training = lock(attendee.training)
    row = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    if row.withdrawn_at:
        return row
    if training.state not in ATTENDING:
        raise Refused(_("The attendance of this training is closed."))
    if row.presences.filter(means__in=COUNTED).exists():
        raise Refused(_("They were there: take that back first."))
    for told in row.presences.all():
        told.delete()
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    return row


@transaction.atomic
def add_there(*, session: TrainingSession, name: str, email: str, by: Person) -> Attendee:
    """The office puts somebody who came onto the list, full or not, and notes that they are there; who is on it already
    is only noted. Before the session they are put on the list alone. Raises Refused as ``mark`` does."""
    locked = _open(session.training)
    person = queries.person_of(email)
    attendee = _on_the_list(locked, person, email)
    if attendee is None or attendee.withdrawn_at:
        attendee = _list(locked, attendee, person, name, email, Origin.OFFICE)
    if session.starts_at - EARLY <= clock.now():
        mark(session=session, attendee=attendee, there=True, by=by)
    return attendee


def _open(training: Training) -> Training:
    locked = lock(training)
    if locked.state not in ATTENDING:
        raise Refused(_("The attendance of this training is not open."))
    return locked


@transaction.atomic
def rename(*, attendee: Attendee, name: str, by: Person) -> Attendee:
    """Corrects a name as the certificate shows it; a certificate that is out is made anew."""
    training = lock(attendee.training)
    row = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    if row.name != name:
        row.name = name
        row.save(update_fields=["name"])
        if training.state == State.CLOSED:
            enqueue(
                CERTIFY,
                key=f"attendance:{training.pk}:{row.pk}:{clock.now().isoformat()}",
                args={"training": training.pk},
            )
    return row


@transaction.atomic
def mark(*, session: TrainingSession, attendee: Attendee, there: bool, by: Person) -> None:
    """Notes that somebody was in a session, or that they were not. Twice is once.

    Raises Refused when attendance is not open, the session has not begun, or ``by`` would vouch for themself.
    """
    _open(session.training)
    if session.dropped_at or session.starts_at - EARLY > clock.now():
        raise Refused(_("This session has not begun yet."))
    if attendee.person_id == by.pk:
        raise Refused(_("Somebody else notes that you were there; or check in by the code on the screen."))
    if there:
        _note(session, attendee, Means.LIST, by)
    else:
        for row in Presence.objects.filter(session=session, attendee=attendee):
            row.delete()


def _note(session, attendee, means, by) -> bool:
    """True when it was not noted before; what nobody proved gives way to what somebody did."""
    noted = {"means": means, "noted_at": clock.now(), "noted_by": by}
    row, new = Presence.objects.get_or_create(session=session, attendee=attendee, defaults=noted)
    if not new and row.means == Means.TOLD and means != Means.TOLD:
        row.means, row.noted_at, row.noted_by = means, noted["noted_at"], by
        row.save(update_fields=list(noted))
        return True
    return new


@transaction.atomic
def mark_list(
    *, session: TrainingSession, shown: Collection[str], was: Collection[str], now: Collection[str], by
) -> int:
    """The whole list at once: codes of whom the page showed, who ``was`` ticked there, who is ticked ``now``.

    Only what differs is noted, so that two who tick at the same time do not undo each other. Returns how many.
    """
    changed = (set(was) ^ set(now)) & set(shown)
    rows = queries.listed(session.training).filter(code__in=changed)
    for attendee in rows.order_by("pk"):
        mark(session=session, attendee=attendee, there=attendee.code in now, by=by)
    return len(rows)


@transaction.atomic
def check_in(*, session: TrainingSession, by: Person | None, name: str = "", email: str = "") -> tuple[Attendee, bool]:
    """Somebody with the code of the screen says that they are there. The attendee, and whether it is new.

    Of a visitor, who may have typed anybody's address, it counts once the office ticks it.
    Raises Refused with a sentence when it is too early, too late or closed.
    """
    training = lock(session.training)
    moment = clock.now()
    if sentence := check_in_closed(training, session, moment):
        raise Refused(sentence)
    person, address = by or queries.person_of(email), by.email if by else email
    attendee = _on_the_list(training, person, address)
    if attendee is None or attendee.withdrawn_at:
        attendee = _list(training, attendee, person, by.name if by else name, address, Origin.CHECK_IN)
    return attendee, _note(session, attendee, Means.CODE if by else Means.TOLD, by)


def check_in_closed(training: Training, session: TrainingSession, moment: datetime.datetime) -> str:
    """Why nobody can check in by the code at this moment; "" when they can."""
    if training.state not in ATTENDING or session.dropped_at:
        return _("The attendance of this training is closed.")
    if moment < session.starts_at - EARLY:
        return _("It is too early: one can check in from an hour before the session.")
    if moment > session.ends_at + LATE:
        return _("It is too late: the session is over. Please ask the association to note that you were there.")
    return ""


def claim(person: Person, email: str) -> None:
    """For ``accounts.hooks.address_confirmed``: what was noted under this address becomes the person's.

    Where the person is on the list by another address already, this one stays as it is: nobody earns hours twice.
    """
    rows = Attendee.objects.filter(person__isnull=True, email__iexact=email)
    taken = Attendee.objects.filter(person=person).values("training")
    for attendee in rows.exclude(training__in=taken).select_related("training__association").order_by("pk"):
        training = lock(attendee.training)
        mine = Attendee.objects.filter(pk=attendee.pk, person__isnull=True).update(person=person)
        if mine and training.state == State.CLOSED:
            attendee.person = person
            for tell in hooks.settled:
                tell(training, [attendee], None)
