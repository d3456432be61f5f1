"""On which days an association takes applications. Pure: a policy and days go in, days come out."""

import calendar
import datetime
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from associations.people.calendar import MonthDay
from associations.policy.models import Policy
from competencies.assessment.facts import CATEGORIES_OF_KIND

LAST_OF_MONTH = 5
LOOK_AHEAD = 3
"""Years in which a date is looked for: every rule of ours has one each year."""


def concerns(policy: Policy, category: str) -> bool:
    """Whether the intake of the policy is about the category of that key; the others are taken all year."""
    kinds = policy.intake_kinds
    return not kinds or any(category in CATEGORIES_OF_KIND[kind] for kind in kinds)


def rounds(policy: Policy, day: datetime.date) -> Iterator[datetime.date]:
    """The dates by which applications are submitted, from ``day`` on, in order; none where there are no rounds."""
    for year in range(day.year, day.year + LOOK_AHEAD):
        for found in sorted(_of_year(policy, year)):
            if found >= day:
                yield found


def _of_year(policy: Policy, year: int) -> set[datetime.date]:
    if policy.intake == Policy.Intake.DATES:
        return {datetime.date(year, *MonthDay.read(text)) for text in policy.intake_days}
    if policy.intake == Policy.Intake.MONTHLY:
        months = policy.intake_months or range(1, 13)
        return {nth_weekday(year, month, policy.intake_weekday, policy.intake_nth) for month in months}
    return set()


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> datetime.date:
    """The first to fourth (or ``LAST_OF_MONTH``) such day of the week in the month; Monday is 0."""
    found = [row[weekday] for row in calendar.monthcalendar(year, month) if row[weekday]]
    return datetime.date(year, month, found[-1] if nth == LAST_OF_MONTH else found[nth - 1])


@dataclass(frozen=True)
class Opening:
    """When an application can be submitted: from ``on`` (today or later), for the round of ``by`` where there is one.

    ``early``: the time since it was started is too short; ``between``: submitting is closed between two rounds.
    """

    on: datetime.date
    by: datetime.date | None = None
    early: bool = False
    between: bool = False


def opening(policy: Policy, category: str, *, started_on: datetime.date | None, today: datetime.date) -> Opening:
    """For an application of that category; ``started_on`` is None where the lead time is over with."""
    ready = today
    if started_on:
        ready = max(today, started_on + datetime.timedelta(days=policy.lead_days))
    early = ready > today
    by = next(rounds(policy, ready), None) if concerns(policy, category) else None
    if by is None or policy.intake_window_days is None:
        return Opening(ready, by, early)
    opens = by - datetime.timedelta(days=policy.intake_window_days)
    return Opening(max(ready, opens), by, early, between=opens > ready)


def next_rounds(policy: Policy, day: datetime.date, count: int) -> list[datetime.date]:
    """The next dates, at most so many."""
    return list(itertools.islice(rounds(policy, day), count))
