"""An application that stays with its applicant longer than the policy allows: two reminders, then it is closed.

Nobody is closed without notice: the first reminder goes 30 days before the last day, and the application is open for at
least 14 days after it, also where a policy begins to hold for applications that are old already.
"""

import datetime
import logging

from django.db import transaction
from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock
from common.reminders.actions import once
from common.reminders.models import Reminder
from common.workflow.engine import move
from endorsement.application import notifications, queries
from endorsement.application.models import Application
from endorsement.application.timing import lasts_until, local_day
from endorsement.application.workflow import EDITABLE_STATES, MACHINE

log = logging.getLogger("portal.application")

FIRST, LAST = "lapse:first", "lapse:last"
DAY = datetime.timedelta(days=1)
FIRST_BEFORE, LAST_BEFORE, NOTICE = 30 * DAY, 7 * DAY, 14 * DAY


def lapse_due() -> int:
    """Reminds and closes what is due by now; returns how many applications were reminded or closed."""
    return sum(_of_association(place) for place in Association.objects.filter(policies__isnull=False).distinct())


def _of_association(association: Association) -> int:
    today = clock.today(association.time_zone)
    policy = policy_on(association, today)
    if not (policy.draft_days or policy.answer_days):
        return 0
    found = queries.with_parties(Application.objects.filter(association=association, state__in=EDITABLE_STATES))
    near = [one for one in found.order_by("pk") if _reminded_from(one, policy, today)]
    return sum(_safely(application, policy, today) for application in near)


def _reminded_from(application: Application, policy: Policy, today: datetime.date) -> bool:
    ends = lasts_until(application, policy)
    return ends is not None and ends - FIRST_BEFORE <= today


def _safely(application: Application, policy: Policy, today: datetime.date) -> int:
    """One that fails must not keep the others from theirs."""
    try:
        return _one(application, policy, today)
    except Exception:  # logged; the next run tries again
        log.exception("not reminded or closed: application %s", application.pk)
        return 0


def case_of(application: Application) -> str:
    """A new turn of the applicant's is a new case."""
    return f"application:{application.pk}:{application.state_since.isoformat()}"


@transaction.atomic
def _one(application: Application, policy: Policy, today: datetime.date) -> int:
    """Locks and looks again: it may have been submitted meanwhile."""
    current = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if (current.state, current.state_since) != (application.state, application.state_since):
        return 0
    case, ends = case_of(application), lasts_until(application, policy)
    first = Reminder.objects.filter(case=case, rule=FIRST).first()
    told_on = local_day(first.sent_at, application.association) if first else today
    closes = max(ends, told_on + NOTICE)
    if first is None:
        return int(once(case=case, rule=FIRST, send=lambda: notifications.lapses(application, closes, FIRST)))
    if today > closes:
        return lapse(application=application)
    if today >= closes - LAST_BEFORE:
        return int(once(case=case, rule=LAST, send=lambda: notifications.lapses(application, closes, LAST)))
    return 0


@transaction.atomic
def lapse(*, application: Application) -> int:
    """Closes one whose time is up and tells whom it concerns; returns 1. Raises MoveGone where that is no move."""
    reached_others = application.submitted_at is not None
    move(MACHINE, application, "lapse", by=None, reason=_("Not submitted within the time that the policy gives."))
    notifications.lapsed(application, tell_coordinators=reached_others)
    return 1
