"""Suspending, revoking and reinstating: a row in the ledger, the standing that follows from it, a mail."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from endorsement.award import notifications
from endorsement.award.actions.ledger import lock, new_event
from endorsement.award.models import Endorsement
from endorsement.award.workflow import MOVES, Kind, standing_after


class StandingGone(Exception):
    """The move is not open any more; ``str()`` is a sentence for people."""


@transaction.atomic
def change_standing(*, endorsement: Endorsement, kind: str, by: Person, reason: str, public_reason: str) -> Endorsement:
    """Writes the event ``kind`` (suspended, revoked, reinstated), derives the standing from the whole ledger, tells
    the holder.

    ``reason`` stays inside; ``public_reason`` is shown at verification and to the holder. Raises ``StandingGone`` when
    someone else was first, ``ValueError`` when the holder acts on their own Endorsement or a reason is missing.
    """
    if by.pk == endorsement.person_id:
        raise ValueError("Nobody changes the standing of their own Endorsement.")
    if not reason.strip() or not public_reason.strip():
        raise ValueError("A change of standing needs a reason and a public sentence.")
    locked = lock(endorsement)
    if locked.standing not in MOVES[kind]:
        raise StandingGone(
            _("This Endorsement is %(standing)s by now. Nothing was changed.")
            % {"standing": locked.get_standing_display()}
        )
    event = new_event(locked, kind, by=by, reason=reason.strip(), public_reason=public_reason.strip())
    event.save()
    locked.standing = standing_after(locked.events.order_by("pk").values_list("kind", flat=True))
    locked.save(update_fields=["standing"])
    notifications.standing_changed(event)
    return locked


def suspend(*, endorsement: Endorsement, by: Person, reason: str, public_reason: str) -> Endorsement:
    """Not valid for the time being."""
    return change_standing(
        endorsement=endorsement, kind=Kind.SUSPENDED, by=by, reason=reason, public_reason=public_reason
    )


def revoke(*, endorsement: Endorsement, by: Person, reason: str, public_reason: str) -> Endorsement:
    """Not valid any more."""
    return change_standing(
        endorsement=endorsement, kind=Kind.REVOKED, by=by, reason=reason, public_reason=public_reason
    )


def reinstate(*, endorsement: Endorsement, by: Person, reason: str, public_reason: str) -> Endorsement:
    """Valid again."""
    return change_standing(
        endorsement=endorsement, kind=Kind.REINSTATED, by=by, reason=reason, public_reason=public_reason
    )
