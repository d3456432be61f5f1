"""When an application may be started and submitted, by the policy of its association."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory.models import Association
from associations.policy.intake import Opening, concerns, opening
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from associations.settling.dates import day_words, days_words, time_words
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.workflow import EDITABLE_STATES

ON_ANY_DAY = (ApplicationState.RETURNED,)
"""What the coordinator gave back to be mended is part of the round it was submitted for."""


def local_day(moment: datetime.datetime, association: Association) -> datetime.date:
    return moment.astimezone(ZoneInfo(association.time_zone)).date()


@dataclass(frozen=True)
class Submission:
    """``closed``: why it cannot be submitted today and when it can; ``round``: by when for the next round of review.

    Each is sentences, or "" where there is nothing to say.
    """

    closed: str = ""
    round: str = ""


def submission(application: Application, today: datetime.date) -> Submission:
    """What the policy says about submitting the application on that day. One query."""
    if application.state in ON_ANY_DAY:
        return Submission()
    association = application.association
    policy = policy_on(association, today)
    first = application.state == ApplicationState.DRAFT
    started = local_day(application.started_at, association) if first else None
    found = opening(policy, application.category.key, started_on=started, today=today)
    if found.on > today:
        return Submission(closed=_closed(association, policy, found))
    if found.by is None:
        return Submission()
    words = {"day": day_words(found.by)}
    return Submission(round=_("What is submitted by %(day)s is in the next round of review.") % words)


def _closed(association: Association, policy: Policy, found: Opening) -> str:
    words = {"association": association.name, "day": day_words(found.on), "time": time_words(policy.lead_days)}
    said = []
    if found.early:
        said.append(_("%(association)s takes an application %(time)s after it was started, at the earliest.") % words)
    if found.between:
        words["window"] = days_words(policy.intake_window_days)
        said.append(_("%(association)s takes applications in the %(window)s before each of its dates.") % words)
    if found.by is None:
        return " ".join([*said, _("You can submit this one from %(day)s on.") % words])
    words["by"] = day_words(found.by)
    return " ".join([*said, _("You can submit this one from %(day)s to %(by)s.") % words])


def start_closed(association: Association, policy: Policy, today: datetime.date) -> str:
    """Why nobody can begin an application that the intake ``concerns`` today, in sentences; "" when one can. At most
    one query."""
    if policy.intake != Policy.Intake.COHORT:
        return ""
    words = {"association": association.name, "day": day_words(policy.cohort_from)}
    if today < policy.cohort_from:
        return _("%(association)s takes applications in cohorts. The next one begins on %(day)s.") % words
    words["day"] = day_words(policy.cohort_until)
    if today > policy.cohort_until:
        closed = _("%(association)s takes applications in cohorts. The last one closed on %(day)s.") % words
        return f"{closed} {_('The next one is not announced yet.')}"
    if places_taken(association, policy) < policy.cohort_places:
        return ""
    return ngettext(
        "The %(count)d place of this cohort of %(association)s is taken.",
        "All %(count)d places of this cohort of %(association)s are taken.",
        policy.cohort_places,
    ) % {**words, "count": policy.cohort_places}


def lasts_until(application: Application, policy: Policy) -> datetime.date | None:
    """The last day on which the applicant submits it; None where the policy gives no end, or it is not their turn."""
    if application.state not in EDITABLE_STATES:
        return None
    draft = application.state == ApplicationState.DRAFT
    days, since = (
        (policy.draft_days, application.started_at) if draft else (policy.answer_days, application.state_since)
    )
    return local_day(since, application.association) + datetime.timedelta(days=days) if days else None


def open_to_start(association: Association, offered: list, today: datetime.date) -> tuple[str, list]:
    """Why some of the categories offered cannot be begun today ("" when all can), and those that can. Two queries."""
    policy = policy_on(association, today)
    closed = start_closed(association, policy, today)
    return closed, [one for one in offered if not (closed and concerns(policy, one.key))]


def places_taken(association: Association, policy: Policy) -> int:
    """How many applications that the cohort is about began on its days and are not given up. One query."""
    zone = ZoneInfo(association.time_zone)
    first = datetime.datetime.combine(policy.cohort_from, datetime.time(), zone)
    after = datetime.datetime.combine(policy.cohort_until + datetime.timedelta(days=1), datetime.time(), zone)
    begun = Application.objects.filter(association=association, started_at__gte=first, started_at__lt=after)
    given_up = (ApplicationState.WITHDRAWN, ApplicationState.LAPSED)
    keys = begun.exclude(state__in=given_up).values_list("category__key", flat=True)
    return sum(1 for key in keys if concerns(policy, key))
