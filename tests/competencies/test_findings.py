"""Findings as a whole: every number, unit, reason and evidence of portfolios in which much does not count."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from competencies.assessment.findings import ExceptionNote, Finding, Reason, plain
from tests.competencies.builders import complete, judge, overlay, reference, rsc, work


def said(finding: Finding) -> str:
    """A finding in lines: what is asked, then its reasons (-) and its evidence (+), each counted of offered."""
    lines = [f"{finding.status}: {finding.counted} of {finding.required} {finding.unit}"]
    for reason in finding.reasons:
        details = ", ".join(f"{key} {value}" for key, value in reason.details.items())
        line = f"- {reason.entry}: {reason.counted} of {reason.offered}, {reason.code}"
        lines.append(f"{line} ({details})" if details else line)
    for one in finding.evidence:
        line = f"+ {one.entry}: {one.counted} of {one.offered}"
        lines.append(f"{line}, {one.clipped_by}" if one.clipped_by else line)
    return "\n".join([finding.requirement, *lines])


def specialist():
    portfolio = complete() | {
        "work": [
            work("w1", until="2020-12-31", families=4),
            work("w2", nature="other", families=3),
            work("w3", **{"from": "2024-10-01", "until": "2025-09-30"}, families=1),
            work("w4", **{"from": "2024-10-02", "until": "2025-10-01"}, families=2),
        ],
        "rsc": [
            rsc("r1", hours=10, **{"from": "2019-01-01", "until": "2021-06-30"}),
            rsc("r2", hours=4, **{"from": "2021-01-01", "until": "2021-12-31"}),
            rsc("r3", hours=4.5, **{"from": "2022-01-01", "until": "2022-12-31"}),
            rsc("r4", hours=9, **{"from": "2020-01-01", "until": "2020-12-31"}),
            rsc("r5", hours=7, provider="nobody"),
        ],
        "references": [
            reference("f1", "current_supervisor", completed_on="2024-10-01", overall="do_not_recommend"),
            reference("f2", "current_supervisor", not_enough_information=7),
            reference("f3", "colleague"),
            reference("f4", "current_supervisor"),
        ],
    }
    portfolio["training"][0] |= {"hours": 3.25, "competencies": []}
    return judge(portfolio, overlays=[overlay("rsc.window", {"months": 24})])


def mentor():
    portfolio = complete("MHM-C")
    times = [("a", "2020-01-01", "2020-12-31"), ("b", "2024-10-02", "2025-10-01"), ("c", "2024-07-01", "2025-06-30")]
    portfolio |= {
        "education": [{"id": "e1", "level": "bachelor", "awarded_on": "2012-05-01"}],
        "rsc_given": [{"id": id, "from": since, "until": until, "hours": 5} for id, since, until in times],
        "leadership": [{"id": id, "from": since, "until": until, "kind": "practice"} for id, since, until in times]
        + [{"id": "d", "from": "2021-01-01", "until": "2021-12-31", "kind": "policy"}],
        "references": [],
    }
    return judge(portfolio, "IMHM-C")


def add_on():
    portfolio = complete("MHM-C")
    portfolio["person"]["endorsements"] = [
        {"category": "IFS", "from": "2020-01-01", "until": "2021-12-31"},
        {"category": "IFS", "from": "2020-01-01", "until": "2020-12-31", "association": "MI-AIMH"},
        {"category": "ECFS", "from": "2026-01-01"},
    ]
    portfolio["person"]["memberships"] = [
        {"association": None, "from": "2019-01-01"},
        {"association": "CT-AIMH", "from": "2018-01-01", "until": "2019-12-31"},
    ]
    return judge(portfolio, "ERS", date(2025, 3, 1))


def associate():
    portfolio = complete("FA") | {
        "education": [
            {"id": "e1", "level": "certificate", "awarded_on": "2019-05-01"},
            {"id": "e2", "level": "bachelor", "awarded_on": "2024-10-02"},
        ],
        "work": [],
    }
    return judge(portfolio, "IFA")


def sources():
    portfolio = complete() | {
        "rsc": [
            rsc("r1", hours=7),
            rsc("r2", hours=6),
            rsc("r3", hours=9, provider="specialist"),
            rsc("r4", hours=4, provider="other"),
        ]
    }
    portfolio["providers"]["other"] = portfolio["providers"]["mentor"]
    return judge(portfolio)


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (
            specialist,
            """
work.months
unmet: 12.1 of 24 months
- w2: 0 of 24, other_nature
- w4: 0 of 12, in_future
+ w1: 12 of 12
+ w3: 0 of 12, in_future

work.families
unmet: 5 of 10 families
- w2: 0 of 3, other_nature
- w4: 0 of 2, in_future
+ w1: 4 of 4
+ w3: 1 of 1

training.hours
unmet: 20.0 of 30 hours
- t1: 0 of 3.25, no_competency
+ t2: 10.0 of 10.0
+ t3: 10.0 of 10.0

rsc.hours
unmet: 13 of 24 hours
- r1: 0 of 10, outside_window (window_from 2020-01-01, window_until 2021-12-31)
- r3: 0 of 4.5, outside_window (window_from 2020-01-01, window_until 2021-12-31)
- r5: 0 of 7, provider_not_qualified (provider nobody)
+ r4: 9 of 9
+ r2: 4 of 4

rsc.window
unmet: 48 of 24 months
- r1: 0 of 10, outside_window (window_from 2020-01-01, window_until 2021-12-31)
- r3: 0 of 4.5, outside_window (window_from 2020-01-01, window_until 2021-12-31)

references.count
review: 3 of 3 references
- f2: 0 of 1, too_little_information (answers 7)
- f1: 1 of 1, do_not_recommend
+ f3: 1 of 1
+ f4: 1 of 1
+ f1: 1 of 1

references.roles
unmet: 2 of 3 roles
- None: 0 of 1, role_missing (roles ('rsc_provider',))
- f2: 0 of 1, too_little_information (answers 7)
+ f3: 1 of 1
+ f4: 1 of 1

references.endorsed
unmet: 0 of 1 references
- f2: 0 of 1, too_little_information (answers 7)
- f3: 0 of 1, not_endorsed
- f4: 0 of 1, not_endorsed
- f1: 0 of 1, not_endorsed
""",
        ),
        (
            mentor,
            """
education
unmet: 0 of 1 degrees
- None: 0 of 0, nearest_alternative (alternative degree, alternatives ('degree',))
- e1: 0 of 1, other_level (list education)

rsc.about_rsc_given
met: 25 of 25 hours
+ r2: 25 of 25

rsc_given.months
unmet: 15.1 of 36 months
- b: 0 of 12, in_future
+ a: 12 of 12
+ c: 3.1 of 12, in_future

leadership.months
unmet: 15.1 of 36 months
- d: 0 of 12, other_kind
- b: 0 of 12, in_future
+ a: 12 of 12
+ c: 3.1 of 12, in_future

exam
review: 0 of 1 exams
- None: 0 of 0, exam_after_review
""",
        ),
        (
            add_on,
            """
membership
unmet: 0 of 1 memberships
- None: 0 of 1, membership_ended (association CT-AIMH, from 2018-01-01, until 2019-12-31)
- None: 0 of 1, other_association (association None, from 2019-01-01, until None)

prerequisite
unmet: 0 of 1 endorsements
- None: 0 of 1, endorsement_ended (category IFS, from 2020-01-01, until 2020-12-31)
- None: 0 of 1, endorsement_ended (category IFS, from 2020-01-01, until 2021-12-31)
- None: 0 of 1, in_future (category ECFS, from 2026-01-01, until None)
""",
        ),
        (
            associate,
            """
education
unmet: 0 of 1 degrees
- None: 0 of 0, nearest_alternative (alternative degree, alternatives ('degree', 'cda', 'work'))
- e1: 0 of 1, other_level (list education)
- e2: 0 of 1, in_future (list education)
""",
        ),
        (
            sources,
            """
rsc.hours
met: 26 of 24 hours
+ r1: 7 of 7
+ r2: 6 of 6
+ r3: 9 of 9
+ r4: 4 of 4

rsc.sources
review: 3 of 2 providers
- None: 13 of 26, no_main_source
- None: 2 of 3, many_sources

references.roles
met: 3 of 3 roles
+ f1: 1 of 1
+ f2: 1 of 1
+ f3: 1 of 1

references.endorsed
met: 1 of 1 references
+ f2: 1 of 1
""",
        ),
    ],
)
def test_whole_findings(judged, expected):
    assessment = judged()
    findings = [text.strip() for text in expected.split("\n\n")]
    assert [said(assessment.finding(text.split("\n")[0])) for text in findings] == findings


def test_what_is_held_by_nobody_names_the_categories():
    reason = judge(complete("FA"), "ERS", date(2025, 3, 1)).finding("prerequisite").reasons[0]
    assert (reason.code, reason.counted, reason.offered) == ("not_held", 0, 0)
    assert reason.details == {"categories": ("ECFS", "ECMHS", "IFS", "IMHS")}


def test_agreements_and_memberships_in_numbers():
    portfolio = complete() | {"agreements": {"code_of_ethics": "2024-10-02"}}
    portfolio["person"]["memberships"] = []
    assessment = judge(portfolio)
    keys = ["agreements.code_of_ethics", "agreements.endorsement_agreement", "membership"]
    assert [said(assessment.finding(key)) for key in keys] == [
        "agreements.code_of_ethics\nunmet: 0 of 1 signatures\n- None: 0 of 1, in_future (signed_on 2024-10-02)",
        "agreements.endorsement_agreement\nunmet: 0 of 1 signatures\n- None: 0 of 0, not_signed",
        "membership\nunmet: 0 of 1 memberships\n- None: 0 of 0, no_membership",
    ]


def test_an_agreement_of_another_cycle_names_its_day():
    portfolio = complete() | {"agreements": {"code_of_ethics": "2023-12-31"}}
    assessment = judge(portfolio, cycle=(date(2024, 1, 1), date(2024, 12, 31)))
    assert said(assessment.finding("agreements.code_of_ethics")) == (
        "agreements.code_of_ethics\nunmet: 0 of 1 signatures\n- None: 0 of 1, outside_cycle (signed_on 2023-12-31)"
    )


def test_memberships_are_told_in_one_order():
    portfolio, since = complete(), {"from": "2018-01-01"}
    portfolio["person"]["memberships"] = [
        {"association": "CT-AIMH", "until": "2019-12-31"} | since,
        {"association": "CT-AIMH", "until": "2018-12-31"} | since,
        {"association": None} | since,
    ]
    reasons = judge(portfolio).finding("membership").reasons
    told = [(reason.details["association"], str(reason.details["until"])) for reason in reasons]
    assert told == [(None, "None"), ("CT-AIMH", "2018-12-31"), ("CT-AIMH", "2019-12-31")]


def test_a_gap_offers_the_entries_that_do_not_count():
    portfolio = complete()
    lost = portfolio["training"][1]["competencies"].pop()
    portfolio["education"] = [
        {"id": "e1", "level": "bachelor", "awarded_on": "2024-10-02", "competencies": [lost]},
    ]
    finding = judge(portfolio).finding("competencies")
    assert (finding.unit, finding.reasons[0]) == ("competencies", Reason(lost, "no_evidence", 0, 1))
    portfolio["education"][0]["awarded_on"] = "2024-10-01"
    assert lost not in [reason.entry for reason in judge(portfolio).finding("competencies").reasons]


def test_evidence_of_education():
    portfolio = complete("FA") | {"work": [], "licences": []}
    portfolio["education"] = [
        {"id": "e1", "level": "certificate", "awarded_on": "2019-05-01"},
        {"id": "e2", "level": "bachelor", "awarded_on": "2019-05-01"},
        {"id": "e3", "level": "master", "awarded_on": "2020-05-01"},
    ]
    degrees = judge(portfolio, "IFA").finding("education")
    assert said(degrees) == (
        "education\nmet: 1 of 1 degrees\n- e1: 0 of 1, other_level (list education)\n+ e2: 1 of 1\n+ e3: 1 of 1"
    )
    licences = [
        {"id": "l1", "kind": "mental_health", "issued_on": "2020-01-01", "expires_on": "2021-01-01"},
        {"id": "l2", "kind": "mental_health", "issued_on": "2022-01-01"},
    ]
    licensed = judge(complete("MHS") | {"education": [], "licences": licences}, "IMHS", date(2025, 3, 1))
    assert said(licensed.finding("education")) == (
        "education\nmet: 1 of 1 licences\n- l1: 0 of 1, licence_expired (list licences)\n+ l2: 1 of 1"
    )


def test_the_nearest_alternative_is_the_greater_share():
    portfolio = complete("FA") | {"education": [], "work": [work(until="2021-12-27")]}
    finding = judge(portfolio, "IFA").finding("education")
    assert said(finding) == (
        "education\nunmet: 23.9 of 24 months\n- None: 23.9 of 23.9, nearest_alternative "
        "(alternative work, alternatives ('degree', 'cda', 'work'))\n+ w1: 23.9 of 23.9"
    )


@pytest.mark.parametrize(("waived", "status"), [(True, "met"), (False, "unmet")])
def test_a_personal_exception_is_on_its_finding_alone(waived, status):
    note = ExceptionNote(date(2024, 9, 1), "Avery Example", waived)
    portfolio = complete() | {"rsc": []}
    before = judge(portfolio)
    after = judge(portfolio, exceptions={"rsc.hours": note, "exam": note, "rsc.sources": note})
    assert after.finding("rsc.hours") == replace(before.finding("rsc.hours"), status=status, exception=note)
    assert [one for one in after.findings if one.requirement != "rsc.hours"] == [
        one for one in before.findings if one.requirement != "rsc.hours"
    ]
    assert after.finding("rsc.sources") is None
    assert after.eligible is waived


def test_numbers_print_whole_where_they_are():
    assert [repr(plain(number)) for number in (Decimal("30.0"), Decimal("0.25"), 3)] == ["30", "0.25", "3"]
