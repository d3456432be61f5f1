"""Reminding members before and after their membership ends: once per period and rule, and the latest rule only.

What is due by now and was not sent is sent, so that an outage costs time and no reminder. Who has a later period is
left in peace; that is asked again, under a lock, at the moment of writing.
"""

import datetime
import logging

from django.db import models, transaction

from associations.people import notifications
from associations.people.models import Membership, MembershipTerms
from common import clock
from common.reminders.actions import already, once

log = logging.getLogger("portal.people")

LONGEST_AFTER = datetime.timedelta(days=60)


def remind_members() -> int:
    """Writes to everybody who is due, in every association that reminds. Returns how many mails."""
    terms = MembershipTerms.objects.exclude(reminder_days=[]).select_related("association")
    return sum(_remind(one) for one in terms)


def _remind(terms: MembershipTerms) -> int:
    association, days = terms.association, sorted(terms.reminder_days)
    today = clock.today(association.time_zone)
    ending = Membership.objects.filter(
        association=association,
        valid_until__gte=today - LONGEST_AFTER,
        valid_until__lte=today - datetime.timedelta(days=days[0]),
    )
    written = 0
    for day in days:
        due = ending.filter(valid_until__lte=today - datetime.timedelta(days=day)).filter(~_renewed())
        ids = list(due.order_by("pk").values_list("pk", flat=True))
        sent = already([_case(pk) for pk in ids], _rule(day))
        written += sum(_safely(pk, days, today) for pk in ids if _case(pk) not in sent)
    return written


def _renewed() -> models.Exists:
    later = Membership.objects.filter(
        person=models.OuterRef("person"), association=models.OuterRef("association")
    ).filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.OuterRef("valid_until")))
    return models.Exists(later)


def _case(pk: int) -> str:
    return f"membership:{pk}"


def _rule(day: int) -> str:
    return f"renew:{day}"


def _safely(pk: int, days: list[int], today: datetime.date) -> int:
    """One person that fails must not keep all the others from their reminders."""
    try:
        return remind_one(pk, days, today)
    except Exception:  # logged; the next run tries again
        log.exception("no reminder for membership %s", pk)
        return 0


@transaction.atomic
def remind_one(pk: int, days: list[int], today: datetime.date) -> int:
    """The latest rule that is due for one period; the earlier ones count as applied. Returns how many mails, 0 or 1."""
    locked = Membership.objects.select_for_update(of=("self",)).filter(~_renewed(), pk=pk).first()
    if locked is None or locked.valid_until is None:
        return 0
    due = [day for day in days if locked.valid_until <= today - datetime.timedelta(days=day)]
    fresh = [day for day in due if once(case=_case(pk), rule=_rule(day), send=lambda: None)]
    if not fresh or fresh[-1] != due[-1]:
        return 0
    return 1 if notifications.membership_ends(locked, fresh[-1], today) else 0
