"""Every cell of the published table, judged: exactly enough is met, a little less is not, "-" is not asked."""

import pytest

from competencies.assessment import document
from tests.competencies.builders import judge, rules, standard
from tests.competencies.published import COLUMN, EDITIONS, KIND, TABLE
from tests.competencies.wholes import broken, whole

ASKED = [(edition, category) for edition in EDITIONS for category, kind in KIND.items() if (kind, edition) in COLUMN]
NO_BREAKING = ("rsc.sources", "exam")


def cells_of(edition, category):
    column = COLUMN[KIND[category], edition]
    return {key: cells[column] for key, cells in TABLE.items() if column in cells}


def asked_competencies(category):
    kind = KIND[category]
    listed = [one.key for one in standard().competencies if one.standing.get(kind) == "asked"]
    return listed or ["communicating/writing"]


def made(edition, category):
    track = "infant" if category.startswith("I") else "early_childhood"
    return whole(cells_of(edition, category), track, asked_competencies(category))


@pytest.mark.parametrize(("edition", "category"), ASKED)
def test_exactly_enough_is_enough(edition, category):
    cells, portfolio = cells_of(edition, category), made(edition, category)
    first, last = EDITIONS[edition]
    for on in (first, last or first.replace(year=2030)):
        assessment = judge(portfolio, category, on)
        assert assessment.eligible, [(f.requirement, f.reasons) for f in assessment.findings if f.status == "unmet"]
        found = {finding.requirement: finding for finding in assessment.findings}
        assert set(found) == set(cells)
        for key, params in cells.items():
            for unit in ("hours", "months", "families", "count"):
                if unit in params:
                    assert (found[key].required, found[key].counted) == (params[unit], params[unit])
        if "exam" in cells:
            assert (found["exam"].status, found["exam"].reasons[0].code) == ("review", "exam_after_review")


@pytest.mark.parametrize(("edition", "category"), ASKED)
def test_a_little_less_is_not(edition, category):
    portfolio, (first, _) = made(edition, category), EDITIONS[edition]
    for key in cells_of(edition, category):
        if key in NO_BREAKING or (key == "competencies" and KIND[category] == "FRS"):
            continue
        assessment = judge(broken(portfolio, key), category, first)
        finding = assessment.finding(key)
        assert (finding.status, assessment.eligible) == ("unmet", False), key
        assert finding.counted < finding.required


@pytest.mark.parametrize(("edition", "category"), ASKED)
def test_only_the_tracks_own_work_counts(edition, category):
    cells = cells_of(edition, category)
    other = "early_childhood" if category.startswith("I") else "infant"
    portfolio = whole(cells, other, asked_competencies(category))
    assessment = judge(portfolio, category, EDITIONS[edition][0])
    assert assessment.eligible is ("work.months" not in cells)
    if "work.months" in cells:
        reasons = assessment.finding("work.months").reasons
        assert [(reason.entry, reason.code) for reason in reasons] == [("w1", "other_age_band")]


@pytest.mark.parametrize("category", ["IFRS", "ECFRS"])
def test_family_reflective_supervisors_are_asked_for_examples_only(category):
    finding = judge(made("2022", category), category, EDITIONS["2022"][0]).finding("competencies")
    assert (finding.status, finding.required) == ("review", 0)


def test_an_empty_portfolio_misses_everything_that_can_be_missed():
    for edition, category in ASKED:
        cells, (on, _) = cells_of(edition, category), EDITIONS[edition]
        assessment = judge({"version": 1}, category, on)
        wanted = {key: "unmet" for key in cells if key != "rsc.sources"}
        wanted |= {"exam": "review"} if "exam" in cells else {}
        wanted |= {"competencies": "review"} if KIND[category] == "FRS" else {}
        assert {finding.requirement: finding.status for finding in assessment.findings} == wanted


def test_all_fifteen_have_rules():
    for edition, category in ASKED:
        found = rules(category, EDITIONS[edition][0])
        assert found.edition == edition
    assert document.parse({"version": 1}).work == ()
