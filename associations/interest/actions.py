"""Everything that changes interest and the log of assistance."""

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.interest import notifications
from associations.interest.enums import OPEN_STAGES
from associations.interest.models import Assistance, Interest, InterestNote
from associations.interest.queries import licensed_on
from associations.interest.workflow import MACHINE
from associations.people.enums import Role
from associations.people.queries import holders
from common import clock
from common.workflow import engine


class NotSaid(ValueError):
    """Something is missing; ``field`` names where, ``str()`` is the sentence."""

    def __init__(self, field: str, sentence: str):
        self.field = field
        super().__init__(sentence)


@transaction.atomic
def ask(*, name: str, email: str, organisation: str, region: str, country: str, message: str) -> Interest:
    """Notes what somebody asked, and tells Alliance staff. Who asks again about the same place while that is open gets
    the same row; what they wrote anew becomes a note of it."""
    moment = clock.now()
    interest, new = Interest.objects.get_or_create(
        email=email.lower(),
        region=region,
        country=country,
        state__in=OPEN_STAGES,
        defaults={
            "name": name,
            "organisation": organisation,
            "message": message,
            "state": OPEN_STAGES[0],
            "state_since": moment,
            "asked_at": moment,
        },
    )
    if new:
        for person in holders(None, Role.ALLIANCE_STAFF).prefetch_related("addresses"):
            notifications.asked(interest, person)
    elif message != interest.message:
        note(interest=interest, text=message, by=None)
    return interest


@transaction.atomic
def note(*, interest: Interest, text: str, by: Person | None) -> InterestNote:
    """A note; the same words of the same person twice in a row are one. ``by`` None: the person who asked."""
    locked = engine.lock(interest)
    last = locked.notes.last()
    if last and (last.text, last.by_id) == (text, by.pk if by else None):
        return last
    name = by.name if by else locked.name
    return InterestNote.objects.create(interest=locked, text=text, by=by, by_name=name, at=clock.now())


@transaction.atomic
def plan(*, interest: Interest, owner: Person | None, next_on: datetime.date | None, by: Person) -> Interest:
    """Who looks after it and when it is next looked at; a change of owner is noted."""
    locked = engine.lock(interest)
    if locked.owner_id != (owner.pk if owner else None):
        words = _("Looked after by %(name)s.") % {"name": owner.name} if owner else _("Looked after by nobody.")
        note(interest=locked, text=words, by=by)
    locked.owner, locked.next_on = owner, next_on
    locked.save(update_fields=["owner", "next_on"])
    return locked


@transaction.atomic
def move(
    *, interest: Interest, name: str, by: Person, reason: str = "", association: Association | None = None
) -> Interest:
    """One move of ``workflow.MACHINE``. Raises NotSaid when declining says no reason or the licence is none in force,
    and MoveGone when the stage changed meanwhile."""
    reason = reason.strip()
    if name == "decline" and not reason:
        raise NotSaid("reason", _("Please say why: whoever asks again will want to know."))
    changes = {}
    if name == "license":
        if association is None or not licensed_on(clock.today()).filter(pk=association.pk).exists():
            raise NotSaid("association", _("Choose the association. It needs a licence that is in force."))
        changes["association"] = association
    if name == "reopen":
        changes["closed_at"] = None
    return engine.move(MACHINE, interest, name, by=by, reason=reason, **changes)


@transaction.atomic
def save_assistance(
    *,
    association: Association,
    given_on: datetime.date,
    hours: Decimal,
    topic: str,
    note: str,
    by: Person,
    assistance: Assistance | None = None,
) -> Assistance:
    """Assistance given, new or corrected; the same by the same person twice is one."""
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    facts = {"association": association, "given_on": given_on, "hours": hours, "topic": topic, "note": note}
    if assistance is None:
        return Assistance.objects.get_or_create(**facts, given_by=by)[0]
    row = Assistance.objects.select_for_update(of=("self",)).get(pk=assistance.pk)
    for field, value in facts.items():
        setattr(row, field, value)
    row.save()
    return row


@transaction.atomic
def remove_assistance(*, assistance: Assistance, by: Person) -> None:
    """Takes away what was noted by mistake; the field history keeps it."""
    for row in Assistance.objects.filter(pk=assistance.pk):
        row.delete()
