"""Every published overlay, judged: what it changes at its association, and that it changes nothing elsewhere."""

from datetime import date

import pytest

from associations.policy.importers import read_overlay_file
from tests.competencies.builders import complete, judge, outcome, rsc, work

OVERLAYS = read_overlay_file()
ON, LAST_2024, FIRST_2025 = date(2024, 10, 1), date(2024, 12, 31), date(2025, 1, 1)


def at(association, portfolio, category="IFS", on=ON):
    return judge(portfolio, category, on, overlays=OVERLAYS, association=association, members=["CT-AIMH"])


def both(association, portfolio, requirement, category="IFS", on=ON):
    """(status, required) there and at an association without overlays; None where it is not asked."""

    def found(where):
        finding = at(where, portfolio, category, on).finding(requirement)
        return finding and (finding.status, finding.required)

    return found(association), found("CT-AIMH")


def test_every_published_overlay_is_judged_below():
    judged = {
        ("education", "INfancy Onward KAIMH NYS-AIMH MI-AIMH"),
        ("rsc.hours", "ORIMHA"),
        ("training.hours", "MassAIMH"),
        ("training.dei", "MassAIMH"),
        ("rsc.window", "MI-AIMH INfancy Onward CERH"),
        ("membership", "KAIMH INfancy Onward NAIMH SCIMHA"),
        ("prerequisite", "RIAIMH"),
        ("work.months", "NYS-AIMH"),
        ("references.validity", "PA-AIMH"),
        ("rsc.vetted_providers", "NCIMHA First3Years CERH CoAIMH ORIMHA"),
    }
    published = {}
    for rule in OVERLAYS:
        published.setdefault(rule.requirement, []).append(rule.association)
    assert {(key, " ".join(names)) for key, names in published.items()} == judged


@pytest.mark.parametrize("association", ["INfancy Onward", "KAIMH", "NYS-AIMH", "MI-AIMH"])
def test_a_degree_for_specialists(association):
    for level, status in (("bachelor", "met"), ("medical", "met"), ("associate", "unmet"), ("certificate", "unmet")):
        held = {"id": "e1", "level": level, "related": True, "awarded_on": "2015-01-01"}
        portfolio = complete() | {"education": [held]}
        assert both(association, portfolio, "education") == ((status, 1), None)
    assert at(association, complete("FA"), "IFA").finding("education").status == "met"


def test_more_hours_in_oregon():
    assert both("ORIMHA", complete(), "rsc.hours") == (("unmet", 25), ("met", 24))
    assert both("ORIMHA", complete("MHS"), "rsc.hours", "IMHS") == (("met", 50), ("met", 50))


@pytest.mark.parametrize(("kind", "category"), [("FA", "IFA"), ("FS", "IFS")])
def test_more_training_in_massachusetts(kind, category):
    portfolio = complete(kind)
    assert both("MassAIMH", portfolio, "training.hours", category) == (("unmet", 33), ("met", 30))
    assert both("MassAIMH", portfolio, "training.dei", category) == (("unmet", 3), None)
    portfolio["training"].append(portfolio["training"][0] | {"id": "dei", "hours": 3, "topic": "dei"})
    assert both("MassAIMH", portfolio, "training.hours", category) == (("met", 33), ("met", 30))
    assert both("MassAIMH", portfolio, "training.dei", category) == (("met", 3), None)
    assert at("MassAIMH", complete("MHS"), "IMHS").finding("training.hours").required == 30


@pytest.mark.parametrize("association", ["MI-AIMH", "INfancy Onward", "CERH"])
def test_hours_within_24_months(association):
    entries = [
        rsc("r1", hours=12, **{"from": "2021-01-01", "until": "2021-01-31"}),
        rsc("r2", hours=12, **{"from": "2023-01-01", "until": "2023-01-01"}),
    ]
    portfolio = complete() | {"rsc": entries}
    assert both(association, portfolio, "rsc.window") == (("unmet", 24), None)
    assert both(association, portfolio, "rsc.hours") == (("unmet", 24), ("met", 24))
    assert at(association, complete("MHS"), "IMHS").finding("rsc.window") is None


def test_no_membership_in_kansas():
    portfolio = complete()
    portfolio["person"]["memberships"] = []
    assert both("KAIMH", portfolio, "membership") == (None, ("unmet", 1))


@pytest.mark.parametrize("association", ["INfancy Onward", "NAIMH", "SCIMHA"])
def test_membership_of_their_own(association):
    portfolio = complete("FA")
    assert both(association, portfolio, "membership", "IFA") == (("unmet", 1), ("met", 1))
    portfolio["person"]["memberships"] = [{"association": association, "from": "2020-01-01"}]
    assert at(association, portfolio, "IFA").finding("membership").status == "met"


@pytest.mark.parametrize("category", ["IFA", "ECFS", "IFRS", "IMHS", "ECMHM-C", "IMHM-P", "IMHM-R/F"])
def test_any_category_is_enough_for_the_add_on_in_rhode_island(category):
    portfolio = complete("MHM-C")
    portfolio["person"]["endorsements"] = [{"category": category, "from": "2020-01-01"}]
    there, elsewhere = both("RIAIMH", portfolio, "prerequisite", "ERS")
    assert (there[0], elsewhere[0]) == ("met", "met" if category in ("ECFS", "IMHS") else "unmet")


def test_the_add_on_is_no_category():
    portfolio = complete("MHM-C")
    portfolio["person"]["endorsements"] = [{"category": "ERS", "from": "2024-01-01"}]
    assert both("RIAIMH", portfolio, "prerequisite", "ERS") == (("unmet", 1), ("unmet", 1))


def test_an_internship_in_new_york_to_the_end_of_2024():
    therapy = {"nature": "dyadic_therapy", "supervised": True}
    jobs = [
        {**work("w1", until="2020-12-31"), **therapy},
        {**work("i1", until="2018-12-31"), **therapy, "from": "2018-01-01", "internship": True, "paid": False},
    ]
    portfolio = complete("MHS") | {"work": jobs}
    assert both("NYS-AIMH", portfolio, "work.months", "IMHS", LAST_2024) == (("met", 24), ("unmet", 24))
    # From 2025 on the core has its own rule, which names who supervises.
    assert both("NYS-AIMH", portfolio, "work.months", "IMHS", FIRST_2025) == (("unmet", 24), ("unmet", 24))
    mentor = complete("MHM-C") | {"work": jobs}
    assert both("NYS-AIMH", mentor, "work.months", "IMHM-C", LAST_2024) == (("unmet", 24), ("unmet", 24))


def test_references_of_a_year_in_pennsylvania():
    portfolio = complete()
    portfolio["references"][0]["completed_on"] = "2023-10-01"
    portfolio["references"][1]["completed_on"] = "2023-09-30"
    there = at("PA-AIMH", portfolio)
    assert outcome(there, "references.count") == ("unmet", "2", {"f2": "expired"})
    assert at("CT-AIMH", portfolio).finding("references.count").status == "met"


@pytest.mark.parametrize(
    ("association", "last"),
    [
        ("NCIMHA", date(2027, 12, 31)),
        ("First3Years", date(2026, 1, 31)),
        ("CERH", date(2023, 1, 31)),
        ("CoAIMH", date(2018, 1, 31)),
        ("ORIMHA", None),
    ],
)
def test_vetted_providers(association, last):
    """They count to the last day; a vetting of the year before still stands for five years."""
    end = last or date(2028, 6, 1)
    portfolio = complete()
    portfolio["providers"]["vetted"] = {
        "vetted_by": [{"association": association, "from": end.replace(year=end.year - 1).isoformat()}]
    }

    def hours(since, until, where=association):
        portfolio["rsc"] = [rsc(provider="vetted", **{"from": since.isoformat(), "until": until.isoformat()})]
        return outcome(at(where, portfolio, on=date(2030, 1, 1)), "rsc.hours")[1:]

    after = date.fromordinal(end.toordinal() + 1)
    assert hours(end.replace(day=1), end) == ("24", {})
    assert hours(end, end, "CT-AIMH") == ("0", {"r1": "provider_not_qualified"})
    if last:
        assert hours(after, after) == ("0", {"r1": "provider_not_qualified"})
        assert hours(end, after) == ("0", {"r1": "spans_rule_change"})
    else:
        assert hours(after, after) == ("24", {})


def test_a_vetting_lasts_to_the_day_before_its_fifth_anniversary():
    portfolio = complete()
    portfolio["providers"]["vetted"] = {"vetted_by": [{"association": "ORIMHA", "from": "2019-03-15"}]}
    for day, counted in (("2024-03-14", "24"), ("2024-03-15", "0")):
        portfolio["rsc"] = [rsc(provider="vetted", **{"from": day, "until": day})]
        assert outcome(at("ORIMHA", portfolio), "rsc.hours")[1] == counted
