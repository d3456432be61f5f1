"""Reminders of the due date: three days before, the day after, a week after. Each once, whatever was missed."""

import datetime

from django.db import transaction

from common import clock
from common.reminders.actions import once
from endorsement.application.enums import ApplicationState
from endorsement.review import notifications, queries
from endorsement.review.models import Assignment
from endorsement.review.workflow import OWED_STATES

RULES = (("review:+7", 7), ("review:+1", 1), ("review:-3", -3))
"""(rule, days after the due date), the latest first: after an outage only the one that fits the day is sent."""

FARTHEST_ZONE = datetime.timedelta(days=1)


def remind() -> int:
    """Sends what is due by now and was not sent; returns how many reminders went out."""
    horizon = clock.today() + datetime.timedelta(days=3) + FARTHEST_ZONE
    return sum(_remind_one(assignment) for assignment in queries.owed_by(horizon))


def rule_on(due_on: datetime.date, today: datetime.date) -> str | None:
    """The rule that fits ``today``, a date in the association's zone; None while it is early."""
    late_by = (today - due_on).days
    return next((rule for rule, days in RULES if late_by >= days), None)


@transaction.atomic
def _remind_one(assignment: Assignment) -> int:
    """Locks and looks again, so that nobody is reminded of what they have just signed."""
    rule = rule_on(assignment.due_on, clock.today(assignment.cycle.application.association.time_zone))
    if rule is None:
        return 0
    current = (
        queries.with_case(Assignment.objects.select_for_update(of=("self",)))
        .filter(pk=assignment.pk, due_on=assignment.due_on, state__in=OWED_STATES)
        .filter(cycle__application__state=ApplicationState.IN_REVIEW)
        .first()
    )
    if current is None:
        return 0

    def send():
        notifications.reminder(current, rule)
        if rule == "review:+7":
            notifications.late(current)

    return int(once(case=f"assignment:{current.pk}:{current.due_on.isoformat()}", rule=rule, send=send))
