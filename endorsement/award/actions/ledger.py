"""Writing to the ledger of events; used by the other actions only."""

from accounts.models import Person
from common import clock
from endorsement.award.models import AwardEvent, Endorsement


def new_event(endorsement: Endorsement, kind, *, by, on=None, reason="", public_reason="") -> AwardEvent:
    """An event not yet saved. ``on`` defaults to today in the association's time zone."""
    return AwardEvent(
        endorsement=endorsement,
        kind=kind,
        on=on or clock.today(endorsement.association.time_zone),
        at=clock.now(),
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        reason=reason,
        public_reason=public_reason,
    )


def lock_person(person: Person) -> Person:
    """The person as they are now, locked: a name or a consent that changes meanwhile waits for us, or we for it."""
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


def lock(endorsement: Endorsement) -> Endorsement:
    """The Endorsement as it is now, its row locked until the transaction ends."""
    rows = Endorsement.objects.select_for_update(of=("self",)).select_related("association", "category", "person")
    return rows.get(pk=endorsement.pk)
