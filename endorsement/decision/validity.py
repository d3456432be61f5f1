"""Until when an Endorsement is valid that is awarded today."""

import datetime

from associations.policy.models import Policy

FIRST_CYCLE_END = datetime.date(2027, 12, 31)
"""The first end of the Alliance's three-year renewal cycle; then 31 Dec 2030, 2033 and so on."""


def valid_until(policy: Policy, endorsed_on: datetime.date) -> datetime.date:
    """The end of the renewal cycle that an Endorsement of ``endorsed_on`` first has to be renewed for.

    From 2026 renewal follows a three-year cycle that ends on 31 December 2027, 2030, 2033; everyone endorsed in 2026 or
    earlier renews at the end of 2027 (published by the Florida, Texas and Pennsylvania associations). No hours are
    asked for in the year of the award, so who is endorsed in the year in which a cycle ends has the next one. An
    association's policy may name another end (``cycle_ends``) and length (``cycle_years``).
    """
    end = policy.cycle_ends or FIRST_CYCLE_END
    while end.year <= endorsed_on.year:
        end = _years_later(end, policy.cycle_years or 3)
    return end


def _years_later(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
