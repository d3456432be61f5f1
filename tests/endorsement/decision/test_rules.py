"""The pure rules: what agrees with the reviewers, until when an Endorsement is valid, how a letter is put together."""

import datetime

import pytest

from associations.policy.models import Policy
from endorsement.decision.opinions import Opinion, needs_reason
from endorsement.decision.validity import valid_until
from endorsement.decision.wording import with_reasons

E, D, M = "endorse", "defer", "more"


@pytest.mark.parametrize(
    ("recommended", "differ", "outcome", "needed"),
    [
        ((E, E), False, "endorse", False),
        ((E, E), False, "defer", True),
        ((D, D), False, "defer", False),
        ((D, D), False, "endorse", True),
        ((M, M), False, "defer", False),
        ((M, M), False, "endorse", True),
        ((D, M), False, "defer", True),
        ((E, D), False, "endorse", True),
        ((E, D), False, "defer", True),
        ((E, E), True, "endorse", True),
        ((E, D), True, "hold", False),
        ((E, E), False, "hold", False),
        ((E,), False, "endorse", False),
        ((E, D), False, "", False),
    ],
)
def test_a_decision_against_a_reviewer_or_where_they_differ_needs_a_reason(recommended, differ, outcome, needed):
    assert needs_reason(outcome, Opinion(recommended, differ)) is needed


@pytest.mark.parametrize(
    ("recommended", "proposal"),
    [((E, E), "endorse"), ((D, D), "defer"), ((D, M), "defer"), ((M,), "defer"), ((E, D), ""), ((), "")],
)
def test_what_all_recommend_is_proposed(recommended, proposal):
    assert Opinion(recommended).proposal == proposal


@pytest.mark.parametrize(
    ("endorsed_on", "expected"),
    [
        ("2019-05-01", "2027-12-31"),
        ("2026-12-31", "2027-12-31"),
        ("2027-01-01", "2030-12-31"),
        ("2027-12-31", "2030-12-31"),
        ("2028-01-01", "2030-12-31"),
        ("2030-02-01", "2033-12-31"),
        ("2034-06-30", "2036-12-31"),
    ],
)
def test_the_end_of_the_three_year_cycle(endorsed_on, expected):
    found = valid_until(Policy(cycle_years=3), datetime.date.fromisoformat(endorsed_on))
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    ("ends", "years", "endorsed_on", "expected"),
    [
        ("2026-01-31", 1, "2026-06-01", "2027-01-31"),
        ("2027-06-30", 3, "2026-06-01", "2027-06-30"),
        ("2028-02-29", 3, "2028-06-01", "2031-02-28"),
        ("2027-12-31", 0, "2027-06-01", "2030-12-31"),
    ],
)
def test_an_association_may_have_its_own_cycle(ends, years, endorsed_on, expected):
    policy = Policy(cycle_years=years, cycle_ends=datetime.date.fromisoformat(ends))
    assert valid_until(policy, datetime.date.fromisoformat(endorsed_on)).isoformat() == expected


def test_reasons_take_the_place_of_their_line():
    reasons = [
        {"competency": "a/b", "title": "attachment", "text": "Please add"},
        {"competency": "a/c", "title": "ethics", "text": "  "},
        {"competency": "", "title": "The application as a whole", "text": "Thank you"},
    ]
    letter = "Dear Ana,\n\n[reasons]\n\n\n\nWarmly,\nWe"
    assert with_reasons(letter, reasons) == ["Dear Ana,", "attachment: Please add", "Thank you", "Warmly,\nWe"]
