"""Days, months and rounds in words: for the form, the sentences of a policy and the association's own page."""

import datetime

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from associations.directory.models import Association
from associations.people.calendar import MonthDay
from associations.policy.intake import LAST_OF_MONTH, next_rounds
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from competencies.standard.explanations import KINDS

NTH = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    LAST_OF_MONTH: gettext_lazy("last"),
}
ANNOUNCED = 4
"""So many of the next rounds stand on the association's own page."""


def listed(words) -> str:
    """``a, b and c``."""
    return get_text_list([str(word) for word in words], _("and"))


def day_words(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


def days_words(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def time_words(days: int) -> str:
    """Whole weeks as weeks, anything else as days."""
    if days % 7:
        return days_words(days)
    return ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}


def day_of_year(text: str) -> str:
    """``"12-15"`` in words."""
    return date_format(datetime.date(2025, *MonthDay.read(text)), "MONTH_DAY_FORMAT")


def kinds_words(policy: Policy) -> str:
    """The kinds of category the intake is about; empty for every one."""
    return listed(KINDS[kind] for kind in KINDS if kind in policy.intake_kinds)


def rounds_words(policy: Policy) -> str:
    """By which days applications are submitted."""
    if policy.intake == Policy.Intake.DATES:
        return listed(day_of_year(text) for text in policy.intake_days)
    months = listed(MONTHS[month] for month in sorted(policy.intake_months)) or _("each month")
    words = {"nth": NTH[policy.intake_nth], "weekday": WEEKDAYS[policy.intake_weekday], "months": months}
    return _("the %(nth)s %(weekday)s of %(months)s") % words


def announced(association: Association, day: datetime.date) -> list[tuple[datetime.date, str, str]]:
    """Registered with ``associations.directory.hooks.dates``: the next days on which applications are due or begin,
    without a link."""
    policy = policy_on(association, day)
    kinds = kinds_words(policy)
    about = f" ({kinds})" if kinds else ""
    if policy.intake == Policy.Intake.COHORT:
        opens = ngettext(
            "Applications begin: %(count)d place", "Applications begin: %(count)d places", policy.cohort_places
        ) % {"count": policy.cohort_places}
        found = [(policy.cohort_from, opens), (policy.cohort_until, _("Last day to begin an application"))]
        return [(on, words + about, "") for on, words in found if on >= day]
    words = _("Last day to submit an application for the next round of review")
    return [(on, words + about, "") for on in next_rounds(policy, day, ANNOUNCED)]
