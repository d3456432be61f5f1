"""How internships, the degree day, licences, leadership, RSC given and the prerequisite are counted."""

from datetime import date
from decimal import Decimal

import pytest

from competencies.assessment.findings import Evidence
from tests.competencies.builders import complete, judge, outcome, overlay, rsc, rules, work

ON, NEW = date(2024, 10, 1), date(2025, 3, 1)
PROVIDERS = {
    "mentor": {"endorsements": [{"category": "IMHM-C", "from": "2015-05-01"}]},
    "specialist": {"endorsements": [{"category": "ECMHS", "from": "2019-01-01", "until": "2019-12-31"}]},
    "renewed": {
        "endorsements": [
            {"category": "IMHS", "from": "2015-01-01", "until": "2019-06-30"},
            {"category": "IMHS", "from": "2019-07-01"},
        ]
    },
    "twice": {
        "endorsements": [{"category": "IMHS", "from": "2015-01-01"}, {"category": "IMHS", "from": "2015-01-01"}],
    },
    "nobody": {},
}


def therapy(id="w1", **values):
    return work(id, **{"nature": "dyadic_therapy", "supervised": True} | values)


def internship(id="i1", **values):
    entry = {"from": "2019-01-01", "until": "2019-12-31", "internship": True, "internship_supervisor": "mentor"}
    return therapy(id, **entry | {"paid": False} | values)


def specialist(*jobs, on=NEW, **options):
    changes = {"work": list(jobs), "providers": complete("MHS")["providers"] | PROVIDERS}
    return judge(complete("MHS") | changes, "IMHS", on, **options)


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        # Months of an internship count beside other work: 12 at most, unpaid, before the degree.
        ([therapy(until="2020-12-31"), internship()], ("met", "24", {})),
        ([therapy(until="2020-12-31"), internship(until="2019-06-30")], ("unmet", "18", {})),
        ([internship(**{"from": "2017-01-01"})], ("unmet", "12", {})),
        (
            [internship(), internship("i2", **{"from": "2018-01-01", "until": "2018-12-31"})],
            ("unmet", "12", {}),
        ),
        # Days of other work are not counted again.
        (
            [therapy(until="2020-12-31"), internship(**{"from": "2020-01-01", "until": "2020-12-31"})],
            ("unmet", "12", {}),
        ),
        (
            [therapy(until="2020-12-31"), internship(**{"from": "2019-07-01", "until": "2020-06-30"})],
            ("unmet", "18.1", {}),
        ),
        # The supervisor holds MHS or MHM-C, of either track, through all of it.
        ([internship(internship_supervisor="specialist")], ("unmet", "12", {})),
        (
            [internship(internship_supervisor="specialist", until="2020-01-01")],
            ("unmet", "0", {"i1": "internship_not_accepted"}),
        ),
        (
            [internship(internship_supervisor="specialist", **{"from": "2018-12-31"})],
            ("unmet", "0", {"i1": "internship_not_accepted"}),
        ),
        ([internship(internship_supervisor="renewed")], ("unmet", "12", {})),
        ([internship(internship_supervisor="twice")], ("unmet", "12", {})),
        ([internship(internship_supervisor="nobody")], ("unmet", "0", {"i1": "internship_not_accepted"})),
        ([internship(internship_supervisor=None)], ("unmet", "0", {"i1": "internship_not_accepted"})),
        # Age band and nature hold for internships too; a named supervisor supervises.
        ([internship(age_bands=["early_childhood"])], ("unmet", "0", {"i1": "other_age_band"})),
        ([internship(nature="prevention")], ("unmet", "0", {"i1": "other_nature"})),
        ([internship(supervised=False)], ("unmet", "12", {})),
        ([therapy(supervised=False)], ("unmet", "0", {"w1": "not_supervised"})),
        ([therapy(paid=False)], ("unmet", "0", {"w1": "not_paid"})),
        # An internship still running is judged up to the day.
        ([internship(**{"from": "2024-09-01", "until": None})], ("unmet", "6", {})),
    ],
)
def test_internships(jobs, expected):
    assert outcome(specialist(*jobs), "work.months") == expected


def test_the_evidence_of_internships_says_what_the_limit_left_out():
    jobs = [
        therapy(until="2020-12-31"),
        internship(**{"from": "2019-07-01", "until": "2020-06-30"}),
        internship("i2", **{"from": "2018-01-01", "until": "2018-12-31"}),
        internship("i3", **{"from": "2016-01-01", "until": "2017-12-31"}),
    ]
    finding = specialist(*jobs).finding("work.months")
    assert finding.evidence == (
        Evidence("i3", Decimal(12), Decimal(24), "internship_limit"),
        Evidence("i2", Decimal(0), Decimal(12), "internship_limit"),
        Evidence("i1", Decimal(0), Decimal(12), "internship_limit"),
        Evidence("w1", Decimal(12), Decimal(12)),
    )
    assert finding.counted == 24


def test_an_internship_where_any_supervisor_will_do():
    any_supervisor = [overlay("work.months", {"internship": {"months": 12}}, kinds=("MHS",), until=date(2024, 12, 31))]
    jobs = [therapy(until="2020-12-31"), internship(internship_supervisor=None)]
    assert outcome(specialist(*jobs, on=ON), "work.months")[2] == {"i1": "internship_not_accepted"}
    assert outcome(specialist(*jobs, on=ON, overlays=any_supervisor), "work.months") == ("met", "24", {})
    unsupervised = [therapy(until="2020-12-31"), internship(internship_supervisor=None, supervised=False)]
    assert outcome(specialist(*unsupervised, on=ON, overlays=any_supervisor), "work.months")[2] == {
        "i1": "not_supervised"
    }


@pytest.mark.parametrize(
    ("degrees", "jobs", "expected"),
    [
        # Time counts from the day after the degree: 2020-01-01 here.
        (["2019-12-31"], [therapy()], ("met", "24", {})),
        (["2020-01-31"], [therapy()], ("unmet", "23", {})),
        (["2020-01-31"], [therapy(paid=False)], ("unmet", "23", {})),
        (["2021-12-31"], [therapy()], ("unmet", "0", {"w1": "before_degree"})),
        (["2021-12-30"], [therapy()], ("unmet", "0", {})),
        (["2021-06-30", "2019-12-31"], [therapy()], ("met", "24", {})),
        ([], [therapy()], ("unmet", "0", {"w1": "before_degree"})),
        (["2030-01-01"], [therapy()], ("unmet", "0", {"w1": "before_degree"})),
        # The first reason that applies is named.
        ([], [therapy(supervised=False)], ("unmet", "0", {"w1": "not_supervised"})),
    ],
)
def test_work_after_the_degree(degrees, jobs, expected):
    education = [{"id": f"e{i}", "level": "master", "awarded_on": day} for i, day in enumerate(degrees)]
    # A bachelor's degree is none that this category accepts.
    education.append({"id": "b", "level": "bachelor", "awarded_on": "2010-01-01"})
    assessment = judge(complete("MHS") | {"education": education, "work": jobs}, "IMHS", ON)
    assert outcome(assessment, "work.months") == expected


def test_work_after_a_degree_where_no_education_is_asked():
    asked = tuple(pair for pair in rules("IMHS").requirements if pair[0] != "education")
    assessment = judge(complete("MHS") | {"work": [therapy()]}, "IMHS", ON, requirements=asked)
    assert outcome(assessment, "work.months") == ("unmet", "0", {"w1": "before_degree"})


def test_a_clipped_job_names_the_degree_unless_the_day_clips_it_too():
    education = [{"id": "e", "level": "certificate", "awarded_on": "2020-01-31"}]
    jobs = [therapy(), therapy("w2", **{"from": "2020-01-01", "until": "2026-01-01"})]
    finding = judge(complete("MHS") | {"education": education, "work": jobs}, "IMHS", ON).finding("work.months")
    assert [(one.entry, one.clipped_by) for one in finding.evidence] == [("w1", "before_degree"), ("w2", "in_future")]


@pytest.mark.parametrize(
    ("since", "format", "code"),
    [
        ("2022-01-01", None, None),
        ("2021-12-31", None, "before_degree"),
        ("2021-12-31", "peer", "peer_supervision"),
        ("2021-06-01", None, "before_degree"),
    ],
)
def test_rsc_after_the_degree(since, format, code):
    portfolio = complete("MHS") | {
        "education": [{"id": "e", "level": "master", "awarded_on": "2021-12-31"}],
        "rsc": [rsc(provider="nobody" if code == "before_degree" else "mentor", format=format, **{"from": since})],
    }
    finding = judge(portfolio, "IMHS", ON).finding("rsc.hours")
    assert [reason.code for reason in finding.reasons] == ([code] if code else [])
    # From 2025 on the hours need not follow the degree.
    later = judge(portfolio, "IMHS", NEW).finding("rsc.hours")
    assert "before_degree" not in [reason.code for reason in later.reasons]


def test_without_a_degree_no_rsc_follows_it():
    portfolio = complete("MHS") | {"education": []}
    assert {reason.code for reason in judge(portfolio, "IMHS", ON).finding("rsc.hours").reasons} == {"before_degree"}


LICENCE = {"id": "l1", "kind": "mental_health", "issued_on": "2020-01-01"}


@pytest.mark.parametrize(
    ("licences", "expected"),
    [
        ([LICENCE], ("met", "1", {})),
        ([LICENCE | {"expires_on": "2025-03-01"}], ("met", "1", {})),
        (
            [LICENCE | {"expires_on": "2025-02-28"}],
            ("unmet", "0", {None: "nearest_alternative", "l1": "licence_expired"}),
        ),
        ([LICENCE | {"issued_on": "2025-03-02"}], ("unmet", "0", {None: "nearest_alternative", "l1": "in_future"})),
        ([LICENCE | {"issued_on": "2025-03-01"}], ("met", "1", {})),
        ([LICENCE | {"expires_on": "2021-01-01"}, LICENCE | {"id": "l2"}], ("met", "1", {"l1": "licence_expired"})),
        ([], ("unmet", "0", {None: "nearest_alternative"})),
    ],
)
def test_a_licence_stands_for_the_degree_from_2025_on(licences, expected):
    portfolio = complete("MHS") | {"education": [], "licences": licences}
    assert outcome(judge(portfolio, "IMHS", NEW), "education") == expected
    assert outcome(judge(portfolio, "IMHS", ON), "education")[0] == "unmet"
    assert outcome(judge(complete("MHM-C") | portfolio, "IMHM-C", NEW), "education")[0] == "unmet"


MONTHS = [
    ([("2020-01-01", "2022-12-31")], "36"),
    ([("2020-01-01", "2021-12-31"), ("2021-06-01", "2022-12-31")], "36"),
    ([("2022-10-02", None)], "24"),
    ([("2022-10-02", "2030-01-01")], "24"),
]


@pytest.mark.parametrize(("spans", "counted"), MONTHS)
def test_months_of_giving_rsc_and_of_leadership(spans, counted):
    entries = [{"id": f"x{i}", "from": since, "until": until} for i, (since, until) in enumerate(spans)]
    portfolio = complete("MHM-C") | {
        "rsc_given": [entry | {"hours": 1} for entry in entries],
        "leadership": [entry | {"kind": "practice"} for entry in entries],
    }
    assessment = judge(portfolio, "IMHM-C", ON)
    status = "met" if counted == "36" else "unmet"
    assert outcome(assessment, "rsc_given.months") == (status, counted, {})
    assert outcome(assessment, "leadership.months") == (status, counted, {})


def test_leadership_of_another_kind_and_still_to_come():
    time = {"from": "2020-01-01", "until": "2022-12-31"}
    leadership = [
        {"id": "a", "kind": "policy"} | time,
        {"id": "b", "kind": "practice", "from": "2024-10-02"},
    ]
    assessment = judge(complete("MHM-C") | {"leadership": leadership}, "IMHM-C", ON)
    assert outcome(assessment, "leadership.months") == ("unmet", "0", {"a": "other_kind", "b": "in_future"})
    # A Family Reflective Supervisor may lead in any of them.
    frs = judge(complete() | {"leadership": leadership}, "IFRS", date(2023, 1, 1))
    assert outcome(frs, "leadership.months") == ("met", "36", {"b": "in_future"})


def test_hours_about_the_rsc_given_are_some_of_those_that_count():
    portfolio = complete("MHM-C")
    portfolio["rsc"][1]["provider"] = "nobody"
    assessment = judge(portfolio, "IMHM-C", ON)
    assert outcome(assessment, "rsc.hours") == ("unmet", "25", {"r2": "provider_not_qualified"})
    assert outcome(assessment, "rsc.about_rsc_given") == ("unmet", "0", {"r2": "provider_not_qualified"})


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([("ECFS", "2020-01-01", None)], ("met", "1", {})),
        ([("IMHS", "2025-03-01", "2025-03-01")], ("met", "1", {})),
        ([("IFS", "2020-01-01", "2025-02-28")], ("unmet", "0", {None: "endorsement_ended"})),
        ([("IFS", "2025-03-02", None)], ("unmet", "0", {None: "in_future"})),
        ([("IFRS", "2020-01-01", None), ("IMHM-C", "2020-01-01", None)], ("unmet", "0", {None: "not_held"})),
        ([], ("unmet", "0", {None: "not_held"})),
    ],
)
def test_the_add_on_asks_for_a_category_held(held, expected):
    portfolio = complete("MHM-C")
    portfolio["person"]["endorsements"] = [
        {"category": key, "from": since, "until": until} for key, since, until in held
    ]
    assert outcome(judge(portfolio, "ERS", NEW), "prerequisite") == expected


def test_wherever_a_supervisor_will_do_the_current_one_is_named():
    portfolio = complete("MHS")
    portfolio["references"][0]["roles"] = ["current_supervisor"]
    assert outcome(judge(portfolio, "IMHS", ON), "references.roles") == ("met", "2", {})
