"""The membership year of an association. Knows no database.

A year begins on the same day everywhere in the association; who joins late in it is a member for the next one too.
"""

import datetime
from typing import NamedTuple

ONE_DAY = datetime.timedelta(days=1)


class MonthDay(NamedTuple):
    """A day that comes every year; never 29 February."""

    month: int
    day: int

    @classmethod
    def read(cls, text: str) -> "MonthDay":
        """``"12-01"``. Raises ValueError for anything else and for 29 February."""
        month, _dash, day = text.partition("-")
        found = cls(int(month), int(day))
        datetime.date(2025, *found)
        return found

    def last_before(self, on: datetime.date) -> datetime.date:
        """The last time it came, ``on`` itself counted."""
        this_year = datetime.date(on.year, *self)
        return this_year if this_year <= on else datetime.date(on.year - 1, *self)


class Period(NamedTuple):
    first: datetime.date
    last: datetime.date


def period_from(bought: datetime.date, year_begins: MonthDay, rolls_over: MonthDay | None) -> Period:
    """The membership bought on a day: until the year ends; from the day of rolling over on, until the next one does."""
    begun = year_begins.last_before(bought)
    late = rolls_over is not None and rolls_over.last_before(bought) > begun
    return Period(bought, datetime.date(begun.year + (2 if late else 1), *year_begins) - ONE_DAY)
