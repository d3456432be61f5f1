"""What makes a fee owed."""

import datetime

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from associations.fees.enums import FeeKind
from associations.fees.models import Due
from associations.fees.queries import fee_on
from associations.people.models import Membership
from common import clock


@transaction.atomic
def owe(
    *, person: Person, association: Association, kind: str, category=None, origin: str, day: datetime.date | None = None
) -> Due | None:
    """The person owes what the association asks on ``day`` (today); None where it asks nothing.

    ``origin`` names the occasion, such as ``"application:7:registration"``: the second time returns the first due.
    """
    if known := Due.objects.filter(origin=origin).first():
        return known
    day = day or clock.today(association.time_zone)
    fee = fee_on(association, kind, category, day)
    if fee is None:
        return None
    due, _made = Due.objects.get_or_create(
        origin=origin,
        defaults={
            "person": person,
            "association": association,
            "kind": kind,
            "category": category,
            "amount": fee.amount,
            "currency": fee.currency,
            "owed_since": day,
        },
    )
    return due


@transaction.atomic
def charge(
    *,
    person: Person,
    association: Association,
    kind: str,
    category,
    amount: int,
    currency: str,
    note: str,
    origin: str,
    by: Person,
) -> Due:
    """What somebody of the office adds by hand, such as an exam or a late fee. The same ``origin`` is one due."""
    due, _made = Due.objects.get_or_create(
        origin=origin,
        defaults={
            "person": person,
            "association": association,
            "kind": kind,
            "category": category,
            "amount": amount,
            "currency": currency,
            "note": note,
            "owed_since": clock.today(association.time_zone),
        },
    )
    return due


def membership_added(membership: Membership, by: Person) -> None:
    """Registered with ``associations.people.hooks.membership_added``: a period that still runs owes the dues."""
    today = clock.today(membership.association.time_zone)
    if membership.valid_until and membership.valid_until < today:
        return
    owe(
        person=membership.person,
        association=membership.association,
        kind=FeeKind.MEMBERSHIP,
        origin=f"membership:{membership.pk}",
    )
