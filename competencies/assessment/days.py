"""Arithmetic on days: periods with both ends included, as proleptic ordinals, so that it is exact and quick."""

import calendar
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Period = tuple[int, int]
"""First and last day, both included."""

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()


def period(since: date | None, until: date | None) -> Period:
    """The period between two days; None is open."""
    return (FIRST_DAY if since is None else since.toordinal(), LAST_DAY if until is None else until.toordinal())


def union(periods: "Iterable[Period]") -> list[Period]:
    """The same days as disjoint periods in order; periods that touch become one."""
    merged: list[Period] = []
    for first, last in sorted(periods):
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def overlap(one: Period, other: Period) -> Period | None:
    """The days both have, None if there are none."""
    first, last = max(one[0], other[0]), min(one[1], other[1])
    return (first, last) if first <= last else None


def days_of(periods: "Iterable[Period]") -> int:
    """How many days lie in any of the periods, each day once."""
    return sum(last - first + 1 for first, last in union(periods))


DAY, MONTH = 48, 1461
"""A day and a month of 365.25 / 12 days in the largest part of time that measures both."""


def rounded_months(parts: int) -> Decimal:
    """Such parts as months, rounded half up to a tenth."""
    return Decimal((parts * 20 + MONTH) // (2 * MONTH)) / 10


def months_of(periods: "Iterable[Period]") -> Decimal:
    """The months of all days in any of the periods, each day once, rounded half up to a tenth."""
    return rounded_months(days_of(periods) * DAY)


def add_months(day: date, count: int) -> date:
    """The same day of the month `count` months on, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of_months(day: date, count: int) -> date:
    """The last day of a span of whole months that begins on `day`.

    It is the day before the same day of the month; where that month is shorter, the month's last day.
    """
    same = add_months(day, count)
    return date.fromordinal(same.toordinal() - 1) if same.day == day.day else same
