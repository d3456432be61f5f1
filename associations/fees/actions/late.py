"""The late fee, by the association's rule: owed once for each renewal fee that stays unpaid too long."""

import datetime
import logging

from django.db import transaction

from associations.directory.models import Association
from associations.fees import notifications
from associations.fees.actions.owing import owe
from associations.fees.enums import FeeKind
from associations.fees.models import Due, Fee
from associations.fees.queries import with_paid
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock

log = logging.getLogger("portal.fees")


def owe_late_fees() -> int:
    """What became late by now, in every association that has a rule and a late fee. Returns how many are owed anew."""
    rules = Policy.objects.filter(late_fee_days__isnull=False).values("association")
    asking = Fee.objects.filter(kind=FeeKind.LATE, amount__gt=0).values("association")
    places = Association.objects.filter(pk__in=rules).filter(pk__in=asking).order_by("pk")
    return sum(_of(association) for association in places)


def _of(association: Association) -> int:
    today = clock.today(association.time_zone)
    # A sponsor who is late is not the person's fault.
    renewals = Due.objects.filter(
        association=association, kind=FeeKind.RENEWAL, owed_since__lt=today, sponsor__isnull=True
    )
    open_ones = list(with_paid(renewals).filter(open__gt=0).order_by("pk").values_list("pk", flat=True))
    known = set(Due.objects.filter(origin__in=map(_origin, open_ones)).values_list("origin", flat=True))
    return sum(_safely(pk, association, today) for pk in open_ones if _origin(pk) not in known)


def _origin(pk: int) -> str:
    return f"late:{pk}"


def _safely(pk: int, association: Association, today: datetime.date) -> int:
    """One fee that fails must not keep the others from theirs."""
    try:
        return 1 if owe_late_fee(pk=pk, association=association, today=today) else 0
    except Exception:  # logged; the next run tries again
        log.exception("no late fee for due %s", pk)
        return 0


@transaction.atomic
def owe_late_fee(*, pk: int, association: Association, today: datetime.date) -> Due | None:
    """The late fee of one renewal fee and the mail that says so. None where it is paid, known, a sponsor's or not late.

    It is late where the policy of the day on which its time ran out had a rule: a rule reaches back to nobody.
    """
    due = Due.objects.select_for_update(of=("self",)).get(pk=pk)
    if due.sponsor_id:
        return None
    if with_paid(Due.objects.filter(pk=pk)).get().open <= 0 or Due.objects.filter(origin=_origin(pk)).exists():
        return None
    late_on = _late_on(due, association, today)
    if late_on is None:
        return None
    made = owe(
        person=due.person,
        association=association,
        kind=FeeKind.LATE,
        category=due.category,
        origin=_origin(pk),
        day=today,
    )
    if made:
        notifications.late_fee(made, due)
    return made


def _late_on(due: Due, association: Association, today: datetime.date) -> datetime.date | None:
    """The day from which the fee is late, by the rule of that day; None while it is not."""
    settled = Policy.objects.filter(association=association, late_fee_days__isnull=False)
    for days in sorted(set(settled.values_list("late_fee_days", flat=True))):
        day = due.owed_since + datetime.timedelta(days=days)
        if day <= today and policy_on(association, day).late_fee_days == days:
            return day
    return None
