"""Every overlay that an association publishes, on a portfolio that it judges otherwise than the core does."""

from datetime import date

import pytest

from associations.policy.importers import read_overlay_file
from tests.competencies.builders import ON, complete, judge, outcome, reference, rsc, work

OVERLAYS = {rule.key: rule for rule in read_overlay_file()}
CORE = "CT-AIMH"


def judged(rule, portfolio, category="IFS", on=ON, association=None):
    """By the association's overlays, or by the core."""
    where = association or rule.association
    overlays = OVERLAYS.values() if where != CORE else ()
    return judge(portfolio, category, on, association=where, overlays=overlays, members=(CORE, rule.association))


def having(kind="FS", **changes):
    return complete(kind) | changes


def of_kind(*requirements, but=()):
    keys = [key for key, rule in OVERLAYS.items() if rule.requirement in requirements and key not in but]
    return pytest.mark.parametrize("rule", [OVERLAYS[key] for key in keys], ids=keys)


def training(*hours, **topic):
    return [
        {
            "id": f"t{number}",
            "title": "T",
            "on": "2024-01-10",
            "hours": count,
            "competencies": ["communicating/writing"],
        }
        | ({"topic": topic["last"]} if topic and number == len(hours) - 1 else {"topic": "iecmh"})
        for number, count in enumerate(hours)
    ]


def test_each_has_its_case_here():
    assert {rule.requirement for rule in OVERLAYS.values()} == {
        "education",
        "rsc.hours",
        "training.hours",
        "training.dei",
        "rsc.window",
        "membership",
        "prerequisite",
        "work.months",
        "references.validity",
        "rsc.vetted_providers",
    }


@of_kind("education")
def test_a_degree(rule):
    levels = {"associate": "unmet", "cda": "unmet", "bachelor": "met", "master": "met", "doctorate": "met"}
    for level, status in {**levels, "medical": "met"}.items():
        portfolio = having(education=[{"id": "e", "level": level, "related": True, "awarded_on": "2015-06-01"}])
        assert judged(rule, portfolio).finding("education").status == status
        assert judged(rule, portfolio, association=CORE).finding("education") is None


@of_kind("rsc.hours")
def test_hours_of_rsc(rule):
    for hours, status in ((24, "unmet"), (25, "met")):
        portfolio = having(rsc=[rsc(hours=hours)], providers=complete()["providers"] | {"mentor": MENTOR})
        assert outcome(judged(rule, portfolio), "rsc.hours")[:2] == (status, str(hours))
        assert judged(rule, portfolio, association=CORE).finding("rsc.hours").status == "met"


MENTOR = {"endorsements": [{"category": "IMHM-C", "from": "2010-01-01"}]}


@of_kind("training.hours", "training.dei")
@pytest.mark.parametrize("category", ["IFA", "IFS"])
def test_hours_of_training(rule, category):
    kind = category[1:]
    cases = {
        "training.hours": [((32, 0.75), "unmet"), ((30, 3), "met")],
        "training.dei": [((31, 2), "unmet"), ((31, 3), "met")],
    }
    for hours, status in cases[rule.requirement]:
        portfolio = having(kind, training=training(*hours, last="dei"))
        assert judged(rule, portfolio, category).finding(rule.requirement).status == status
        core = judged(rule, portfolio, category, association=CORE)
        assert core.finding("training.hours").status == "met"
        assert core.finding("training.dei") is None


@of_kind("rsc.window")
def test_a_window_for_rsc(rule):
    def portfolio(since):
        first = rsc("r1", **{"from": since, "until": since, "hours": 12})
        last = rsc("r2", **{"from": "2024-06-30", "until": "2024-06-30", "hours": 12})
        return having(rsc=[first, last], providers={"mentor": MENTOR})

    # 24 months from 1 July 2022 end on 30 June 2024.
    for since, status in (("2022-07-01", "met"), ("2022-06-30", "unmet")):
        found = judged(rule, portfolio(since))
        assert [found.finding(key).status for key in ("rsc.hours", "rsc.window")] == [status, status]
        core = judged(rule, portfolio(since), association=CORE)
        assert (core.finding("rsc.hours").status, core.finding("rsc.window")) == ("met", None)


@of_kind("membership")
def test_membership(rule):
    def status(*associations, where=None):
        listed = [{"association": one, "from": "2020-01-01"} for one in associations]
        portfolio = having(person=complete()["person"] | {"memberships": listed})
        finding = judged(rule, portfolio, association=where).finding("membership")
        return finding and finding.status

    assert [status(where=CORE), status("WAIMH", where=CORE)] == ["unmet", "met"]
    if rule.params == {"not_required": True}:
        assert [status(), status(CORE)] == [None, None]
    else:
        assert [status(), status(CORE), status("WAIMH"), status(rule.association)] == ["unmet"] * 3 + ["met"]


@of_kind("prerequisite")
def test_any_category_before_the_add_on(rule):
    for category, core in (("IFA", "unmet"), ("ECFRS", "unmet"), ("IMHM-P", "unmet"), ("IFS", "met")):
        held = [{"category": category, "from": "2015-01-01"}]
        portfolio = having(person=complete()["person"] | {"endorsements": held})
        assert judged(rule, portfolio, "ERS").finding("prerequisite").status == "met"
        assert judged(rule, portfolio, "ERS", association=CORE).finding("prerequisite").status == core
    alone = having(person=complete()["person"] | {"endorsements": [{"category": "ERS", "from": "2015-01-01"}]})
    assert judged(rule, alone, "ERS").finding("prerequisite").status == "unmet"


@of_kind("work.months")
def test_an_internship(rule):
    whole = {"nature": "dyadic_therapy", "supervised": True}
    portfolio = having(
        "MHS",
        education=[{"id": "e", "level": "master", "awarded_on": "2015-06-01"}],
        work=[work("w1", **whole, until="2020-12-31"), work("w2", **whole, **{"from": "2021-01-01"}, internship=True)],
    )
    assert outcome(judged(rule, portfolio, "IMHS"), "work.months") == ("met", "24", {})
    assert outcome(judged(rule, portfolio, "IMHS", association=CORE), "work.months") == (
        "unmet",
        "12",
        {"w2": "internship_not_accepted"},
    )
    # From 2025 on the core has its own rule, with a supervisor it names.
    later = judged(rule, portfolio, "IMHS", date(2025, 1, 1))
    assert outcome(later, "work.months") == ("unmet", "12", {"w2": "internship_not_accepted"})


@of_kind("references.validity")
def test_how_long_a_reference_is_valid(rule):
    for completed, code in (("2023-10-01", None), ("2023-09-30", "expired")):
        listed = [reference("f1", "colleague", completed_on=completed)]
        found = judged(rule, having(references=listed)).finding("references.count")
        assert [reason.code for reason in found.reasons] == ([code] if code else [])
        assert judged(rule, having(references=listed), association=CORE).finding("references.count").counted == 1


@of_kind("rsc.vetted_providers")
def test_a_vetted_provider(rule):
    last = rule.until or date(2028, 6, 30)
    on = date(last.year + 1, 12, 31)

    def counted(day, where=None, vetted_by=rule.association):
        vetting = {"association": vetted_by, "from": date(last.year - 2, 1, 1).isoformat()}
        entry = rsc(provider="vetted", **{"from": day.isoformat(), "until": day.isoformat()})
        portfolio = having(rsc=[entry], providers={"vetted": {"endorsements": [], "vetted_by": [vetting]}})
        return judged(rule, portfolio, on=on, association=where).finding("rsc.hours").counted

    assert counted(last) == 24
    assert counted(last, vetted_by="KAIMH") == 0
    assert counted(last, where=CORE, vetted_by=CORE) == 0
    assert counted(date(last.year, last.month + 1, 1) if last.month < 12 else date(last.year + 1, 1, 1)) == (
        0 if rule.until else 24
    )
