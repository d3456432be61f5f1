"""By which days applications are taken, as pure rules."""

import datetime

import pytest

from associations.policy.intake import Opening, concerns, next_rounds, nth_weekday, opening
from associations.policy.models import Policy

D = datetime.date.fromisoformat
QUARTERLY = {"intake": "dates", "intake_days": ["03-15", "06-15", "09-15", "12-15"]}
FRIDAYS = {"intake": "monthly", "intake_nth": 1, "intake_weekday": 4, "intake_months": list(range(1, 11))}


def shown(days):
    return [day.isoformat() for day in days]


def test_days_that_come_every_year():
    policy = Policy(**QUARTERLY)
    assert shown(next_rounds(policy, D("2026-09-15"), 3)) == ["2026-09-15", "2026-12-15", "2027-03-15"]
    assert next_rounds(Policy(), D("2026-09-15"), 3) == []


def test_a_day_of_the_week_in_each_month_named():
    assert shown(next_rounds(Policy(**FRIDAYS), D("2026-10-01"), 3)) == ["2026-10-02", "2027-01-01", "2027-02-05"]
    every = Policy(**FRIDAYS | {"intake_months": []})
    assert shown(next_rounds(every, D("2026-10-03"), 2)) == ["2026-11-06", "2026-12-04"]


@pytest.mark.parametrize(
    ("nth", "weekday", "day"), [(1, 0, "2026-11-02"), (4, 6, "2026-11-22"), (5, 6, "2026-11-29"), (5, 0, "2026-11-30")]
)
def test_the_first_to_the_last_of_a_month(nth, weekday, day):
    assert nth_weekday(2026, 11, weekday, nth) == D(day)


def test_which_categories_it_is_about():
    policy = Policy(intake_kinds=["MHM-C"])
    assert [concerns(policy, key) for key in ("IMHM-C", "ECMHM-C", "IFA")] == [True, True, False]
    assert concerns(Policy(), "IFA") is True


@pytest.mark.parametrize(
    ("settings", "started", "today", "expected"),
    [
        ({}, "2026-11-01", "2026-11-02", Opening(D("2026-11-02"))),
        ({"lead_days": 28}, "2026-11-01", "2026-11-28", Opening(D("2026-11-29"), early=True)),
        ({"lead_days": 28}, "2026-11-01", "2026-11-29", Opening(D("2026-11-29"))),
        ({"lead_days": 28}, None, "2026-11-02", Opening(D("2026-11-02"))),
        (QUARTERLY, "2026-11-01", "2026-11-02", Opening(D("2026-11-02"), D("2026-12-15"))),
        (
            QUARTERLY | {"intake_window_days": 14},
            "2026-11-01",
            "2026-11-30",
            Opening(D("2026-12-01"), D("2026-12-15"), between=True),
        ),
        (QUARTERLY | {"intake_window_days": 14}, "2026-11-01", "2026-12-15", Opening(D("2026-12-15"), D("2026-12-15"))),
        # the lead time ends after one round: the next one it is
        (
            QUARTERLY | {"intake_window_days": 14, "lead_days": 28},
            "2026-12-01",
            "2026-12-10",
            Opening(D("2027-03-01"), D("2027-03-15"), early=True, between=True),
        ),
        # it ends within a window
        (
            QUARTERLY | {"intake_window_days": 14, "lead_days": 28},
            "2026-11-05",
            "2026-12-01",
            Opening(D("2026-12-03"), D("2026-12-15"), early=True),
        ),
        (QUARTERLY | {"intake_kinds": ["MHS"]}, "2026-11-01", "2026-11-02", Opening(D("2026-11-02"))),
    ],
)
def test_when_an_application_can_be_submitted(settings, started, today, expected):
    found = opening(Policy(**settings), "IFA", started_on=started and D(started), today=D(today))
    assert found == expected
