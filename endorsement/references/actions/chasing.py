"""What the portal does by itself: reminders after so many days, expiry, mail that came back."""

import datetime
import logging
from itertools import groupby

from django.db import transaction

from associations.policy.queries import policy_on
from common import clock
from common.outbox.models import Message
from common.reminders.actions import once
from common.workflow.engine import move
from endorsement.references import notifications
from endorsement.references.actions.links import make_link
from endorsement.references.models import Reference
from endorsement.references.queries import case_of, is_open, open_among
from endorsement.references.workflow import CHASED, MACHINE, WAITING

log = logging.getLogger("portal.references")


def chase_due() -> int:
    """Reminds every rater who is due, tells the applicants. Returns how many raters were written to.

    Due by now and not yet sent: after an outage one reminder goes out, and the rules passed over count as applied.
    """
    candidates = Reference.objects.filter(state__in=CHASED, asked_at__lte=clock.now() - datetime.timedelta(days=1))
    cases = candidates.order_by("person_id", "association_id", "category_id", "pk").values_list(
        "person_id", "association_id", "category_id", "pk"
    )
    grouped = [(key, [row[3] for row in rows]) for key, rows in groupby(cases.iterator(), key=lambda row: row[:3])]
    still_open = open_among(key for key, _ids in grouped)
    return sum(_safely(chase_case, ids) for key, ids in grouped if key in still_open)


def _safely(do, what) -> int:
    """One case that fails must not keep all the others from their reminders, hour after hour."""
    try:
        return do(what)
    except Exception:  # logged; the next run tries again
        log.exception("%s failed for %s", do.__name__, what)
        return 0


@transaction.atomic
def chase_case(reference_ids: list[int]) -> int:
    """Reminds those due among the references of one case, re-checked under the lock. Returns how many."""
    rows = list(
        Reference.objects.select_for_update(of=("self",))
        .filter(pk__in=reference_ids, state__in=CHASED, expires_at__gt=clock.now())
        .select_related("person", "association", "category")
        .order_by("position", "pk")
    )
    if not rows or not is_open(case_of(rows[0])):
        return 0
    association = rows[0].association
    days = sorted(policy_on(association, clock.today(association.time_zone)).chaser_days)
    reminded = {row: day for row in rows if (day := _due_rule(row, days))}
    for row in reminded:
        notifications.chase(row, *make_link(row))
    if reminded:
        rule = "-".join(f"{day}@{row.asked_at:%Y%m%d}" for row, day in reminded.items())[:60]
        notifications.chased(list(reminded), rule)
    return len(reminded)


def _due_rule(reference: Reference, days: list[int]) -> int:
    """The latest rule due and not applied yet, 0 when there is none. All that are due count as applied from now on."""
    waited = clock.now() - reference.asked_at
    # Asked anew (after a bounce, an expiry, a wrong address) the ladder begins again.
    case = f"reference:{reference.pk}:{reference.asked_at:%Y%m%d%H%M%S}"
    latest = 0
    for day in days:
        if waited >= datetime.timedelta(days=day) and once(case=case, rule=f"chase:{day}", send=lambda: None):
            latest = day
    return latest


def expire_due() -> int:
    """Ends what nobody answered in time; the applicant is told. Returns how many."""
    due = Reference.objects.filter(state__in=WAITING, expires_at__lte=clock.now()).values_list("pk", flat=True)
    return sum(_safely(_expire, pk) for pk in list(due))


@transaction.atomic
def _expire(pk: int) -> int:
    reference = (
        Reference.objects.select_for_update(of=("self",))
        .filter(pk=pk, state__in=WAITING, expires_at__lte=clock.now())
        .first()
    )
    if reference is None:
        return 0
    reference = move(MACHINE, reference, "expire", by=None)
    if is_open(case_of(reference)):
        notifications.tell_applicant(reference, "expired")
    return 1


@transaction.atomic
def message_failed(message: Message) -> None:
    """A mail did not arrive: if it carried a rater's link to the address we still have, the reference has bounced."""
    kind, _colon, code = message.about.partition(":")
    if message.kind not in notifications.TO_RATER or kind != "reference":
        return
    reference = Reference.objects.select_for_update(of=("self",)).filter(code=code).first()
    if reference is None or reference.state not in CHASED or reference.rater_email.lower() != message.to.lower():
        return
    reference = move(MACHINE, reference, "bounce", by=None, reason=message.error, problem=message.error[:300])
    notifications.tell_applicant(reference, "bounced")
