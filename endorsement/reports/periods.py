"""The days a report is about. Pure."""

import datetime
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """``since`` to ``until``, both included, as days in ``zone``; without ``since`` from the beginning."""

    since: datetime.date | None
    until: datetime.date
    zone: str = "UTC"

    def year_before(self) -> "Period":
        """The same days one year earlier."""
        return replace(self, since=self.since and a_year_before(self.since), until=a_year_before(self.until))

    @property
    def begins(self) -> datetime.datetime | None:
        """The first moment of the period."""
        return self.since and _midnight(self.since, self.zone)

    @property
    def ends(self) -> datetime.datetime:
        """The first moment after the period."""
        return _midnight(self.until + ONE_DAY, self.zone)


def _midnight(day: datetime.date, zone: str) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone))


def a_year_before(day: datetime.date) -> datetime.date:
    """The same day of the year before; 28 February for a 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def a_year_after(day: datetime.date) -> datetime.date:
    """The same day of the year after; 28 February for a 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
