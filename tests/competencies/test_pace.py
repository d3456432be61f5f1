"""Ready by: exact days, worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from competencies.assessment import assess, document
from competencies.assessment.pace import Projection, project, ready_on
from tests.competencies.builders import ON, complete, overlay, rsc, rules, work


def projections(portfolio, category="IFS", on=ON, **options):
    asked = rules(category, on, **options)
    read = document.parse(portfolio)
    return {one.requirement: one for one in project(read, asked, assess(read, asked, on))}


def trained(*entries):
    """The complete portfolio with these trainings instead: (day, hours)."""
    keys = complete()["training"][0]["competencies"]
    listed = [
        {"id": f"t{number}", "on": day, "hours": hours, "competencies": keys}
        for number, (day, hours) in enumerate(entries)
    ]
    return complete() | {"training": listed}


def with_rsc(*entries):
    return complete() | {"rsc": [rsc(f"r{number}", **values) for number, values in enumerate(entries)]}


def test_nothing_is_said_of_what_is_met():
    assert projections(complete()) == {}
    assert ready_on([]) is None


def test_hours_of_the_last_twelve_months_go_on():
    # 20 hours, 10 of them since 2 October 2023 (366 days): the missing 10 take 366 days more.
    found = projections(trained(("2023-10-01", 10), ("2023-10-02", 4), ("2024-10-01", 6)))
    assert found["training.hours"] == Projection("training.hours", "at_pace", date(2025, 10, 2), Fraction(10))


def test_a_part_of_a_day_is_a_day():
    # 29 of 30: 1 hour at 29 in 366 days is 12.6 days.
    found = projections(trained(("2024-09-01", 29)))
    assert found["training.hours"].day == date(2024, 10, 14)


def test_what_does_not_count_has_no_pace():
    portfolio = trained(("2024-09-01", 10))
    portfolio["training"][0]["competencies"] = []
    assert projections(portfolio)["training.hours"].code == "no_pace"


def test_old_hours_have_no_pace():
    found = projections(trained(("2020-09-01", 10)))
    assert found["training.hours"] == Projection("training.hours", "no_pace")
    assert ready_on(found.values()) is None


def test_a_pace_of_more_than_ten_years_is_no_answer():
    found = projections(trained(("2024-09-01", 1)))
    assert (found["training.hours"].code, found["training.hours"].day) == ("too_far", None)


@pytest.mark.parametrize(
    ("hours", "old", "recent", "expected"),
    [
        # 104.75 missing at 10.5 in 366 days fill on the last day of ten years, 119.75 at 12 the day after.
        (120, 4.75, 10.5, Projection("training.hours", "at_pace", date(2034, 10, 1), Fraction(21, 2))),
        (132, 0.25, 12, Projection("training.hours", "too_far", None, Fraction(12))),
    ],
)
def test_ten_years_to_the_day(hours, old, recent, expected):
    portfolio = trained(("2020-09-01", old), ("2024-09-01", recent))
    assert projections(portfolio, overlays=[overlay("training.hours", {"hours": hours})])["training.hours"] == expected


def test_rsc_is_spread_over_its_days():
    # 12 hours over 732 days that end on the day: half of them lie in the last 366. 12 are missing: 732 days more.
    found = projections(with_rsc({"from": "2022-10-01", "until": "2024-10-01", "hours": 12}))
    assert found["rsc.hours"] == Projection("rsc.hours", "at_pace", date(2026, 10, 3), Fraction(6))


def test_rsc_without_an_end_runs_to_the_day():
    found = projections(with_rsc({"from": "2024-01-01", "until": None, "hours": 12}))
    assert (found["rsc.hours"].recent, found["rsc.hours"].day) == (12, date(2025, 10, 2))


def test_rsc_that_ended_is_spread_to_its_end():
    # 200 days, the last 100 of them in the year that ends on the day.
    found = projections(with_rsc({"from": "2023-06-24", "until": "2024-01-09", "hours": 12}))
    assert found["rsc.hours"].recent == 6


@pytest.mark.parametrize(("since", "code"), [("2023-10-03", "at_pace"), ("2023-10-02", "out_of_window")])
def test_the_last_day_of_a_span_is_in_it(since, code):
    # Full on 2 October 2025, the last day of 24 months that began on 3 October 2023.
    found = projections(
        with_rsc({"from": since, "until": "2024-10-01", "hours": 12}),
        overlays=[overlay("rsc.window", {"months": 24})],
    )
    assert (found["rsc.hours"].code, found["rsc.hours"].recent) == (code, 12)


def test_a_span_itself_has_no_pace():
    entries = [{"from": "2019-01-01", "until": "2019-12-31", "hours": 12}, {"hours": 13}]
    found = projections(with_rsc(*entries), overlays=[overlay("rsc.window", {"months": 12})])
    assert {key: one.code for key, one in found.items()} == {"rsc.hours": "out_of_window", "rsc.window": "not_by_time"}


def test_a_span_of_rsc_does_not_hold_training():
    portfolio = trained(("2024-09-01", 29))
    window = [overlay("rsc.window", {"months": 1})]
    assert projections(portfolio, overlays=window)["training.hours"].code == "at_pace"


def test_work_after_a_degree_fills_from_the_degree_on():
    portfolio = complete("MHS")
    portfolio["education"][0]["awarded_on"] = "2023-12-31"
    portfolio["work"] = [work(nature="dyadic_therapy", supervised=True, **{"from": "2020-01-01", "until": None})]
    assert projections(portfolio, "IMHS")["work.months"].day == date(2025, 12, 29)


@pytest.mark.parametrize(("months", "code"), [(24, "at_pace"), (20, "out_of_window")])
def test_hours_that_must_lie_within_a_span(months, code):
    # At this pace they are full on 2 October 2025; the span that began on 15 January 2024 ends after it, or before.
    found = projections(
        with_rsc({"from": "2024-01-15", "until": "2024-10-01", "hours": 12}),
        overlays=[overlay("rsc.window", {"months": months})],
    )
    assert found["rsc.hours"].code == code


def test_work_that_still_runs_fills_by_itself_on_the_first_day_it_is_met():
    # 24 months are there once 23.95 are: 729 days.
    portfolio = complete() | {"work": [work(**{"from": "2023-03-15", "until": None})]}
    day = projections(portfolio)["work.months"].day
    read = document.parse(portfolio)
    statuses = [
        assess(read, rules(), on).finding("work.months").status for on in (date.fromordinal(day.toordinal() - 1), day)
    ]
    assert (day, statuses) == (date(2025, 3, 12), ["unmet", "met"])


def test_work_that_ended_cannot_be_told():
    portfolio = complete() | {"work": [work(**{"from": "2023-03-15", "until": "2023-12-31"})]}
    assert projections(portfolio)["work.months"] == Projection("work.months", "nothing_runs")


def test_work_that_ends_too_soon_cannot_be_told():
    portfolio = complete() | {"work": [work(**{"from": "2024-03-15", "until": "2024-12-31"})]}
    assert projections(portfolio)["work.months"].code == "nothing_runs"


def test_education_by_work_fills_by_itself():
    portfolio = complete("FA") | {"education": [], "work": [work(**{"from": "2024-01-01", "until": None})]}
    assert projections(portfolio, "IFA")["education"].code == "by_itself"


def test_a_degree_has_no_pace():
    portfolio = complete("FA") | {"education": [], "work": []}
    assert projections(portfolio, "IFA")["education"].code == "not_by_time"


def test_what_depends_on_others_has_no_pace():
    found = projections({"version": 1})
    assert {key for key, one in found.items() if one.code == "not_by_time"} >= {
        "work.families",
        "references.count",
        "agreements.code_of_ethics",
        "membership",
        "competencies",
    }


def test_all_of_it():
    portfolio = trained(("2024-09-01", 29)) | {"work": [work(**{"from": "2023-03-15", "until": None})]}
    portfolio["agreements"] = {}
    found = projections(portfolio)
    assert ready_on(found.values()) == date(2025, 3, 12)
    assert ready_on([found["agreements.code_of_ethics"]]) is None
