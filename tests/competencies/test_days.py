from datetime import date
from decimal import Decimal

import pytest

from competencies.assessment import days


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0"), (1, "0"), (2, "0.1"), (30, "1"), (31, "1"), (365, "12"), (366, "12"), (730, "24"), (727, "23.9")],
)
def test_months_are_rounded_half_up_to_a_tenth(count, expected):
    assert days.rounded_months(count * days.DAY) == Decimal(expected)


def test_half_a_tenth_goes_up():
    # 4383 days are exactly 144 months, so a half tenth is at no whole day; the nearest ones decide as they must.
    rounded = [days.rounded_months(count * days.DAY) for count in (4383, 4384, 4385)]
    assert rounded == [Decimal(144), Decimal(144), Decimal("144.1")]


def test_union_joins_what_touches():
    assert days.union([(5, 6), (1, 2), (3, 4), (9, 9), (1, 1)]) == [(1, 6), (9, 9)]
    assert days.union([(1, 2), (4, 5)]) == [(1, 2), (4, 5)]
    assert days.union([]) == []


def test_overlap():
    assert days.overlap((1, 5), (4, 9)) == (4, 5)
    assert days.overlap((1, 5), (6, 9)) is None


def test_open_ends():
    assert days.period(None, None) == (days.FIRST_DAY, days.LAST_DAY)


@pytest.mark.parametrize(
    ("day", "count", "same", "last"),
    [
        (date(2023, 1, 15), 24, date(2025, 1, 15), date(2025, 1, 14)),
        (date(2023, 1, 31), 1, date(2023, 2, 28), date(2023, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28), date(2021, 2, 28)),
        (date(2020, 12, 1), 1, date(2021, 1, 1), date(2020, 12, 31)),
        (date(2020, 2, 29), 60, date(2025, 2, 28), date(2025, 2, 28)),
    ],
)
def test_months_on(day, count, same, last):
    assert (days.add_months(day, count), days.last_day_of_months(day, count)) == (same, last)
