"""How each requirement of Associates and Specialists is counted."""

from datetime import date
from decimal import Decimal

import pytest

from competencies.assessment.findings import Evidence
from tests.competencies.builders import (
    ON,
    complete,
    judge,
    outcome,
    overlay,
    reference,
    rsc,
    rules,
    work,
)


def with_work(*jobs):
    return complete() | {"work": list(jobs)}


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ([], ("unmet", "0", {})),
        ([work()], ("met", "24", {})),
        # 729 days are 23.95 months, which rounds to 24; 727 are 23.9.
        ([work(until="2021-12-29")], ("met", "24", {})),
        ([work(until="2021-12-27")], ("unmet", "23.9", {})),
        # Overlapping jobs are one period; both end days count.
        ([work(), work("w2", **{"from": "2021-01-01", "until": "2022-01-31"})], ("met", "25", {})),
        ([work(until="2020-12-31"), work("w2", **{"from": "2021-01-01"})], ("met", "24", {})),
        ([work(), work("w2", **{"from": "2020-05-01", "until": "2020-06-01"})], ("met", "24", {})),
        # Still running: clipped to the day.
        ([work(**{"from": "2022-10-02", "until": None})], ("met", "24", {})),
        ([work(**{"from": "2022-10-02", "until": "2030-01-01"})], ("met", "24", {})),
        ([work(**{"from": "2024-10-01", "until": None})], ("unmet", "0", {})),
        ([work(**{"from": "2024-10-02", "until": None})], ("unmet", "0", {"w1": "in_future"})),
        ([work(**{"from": "2024-10-02", "until": "2025-10-02"})], ("unmet", "0", {"w1": "in_future"})),
        # One code per entry, the first that applies.
        ([work(internship=True, paid=False, age_bands=[])], ("unmet", "0", {"w1": "internship_not_accepted"})),
        ([work(age_bands=["early_childhood"], nature="other")], ("unmet", "0", {"w1": "other_age_band"})),
        ([work(age_bands=["early_childhood", "infant"])], ("met", "24", {})),
        ([work(nature="promotion", paid=False)], ("unmet", "0", {"w1": "other_nature"})),
        ([work(nature=None)], ("unmet", "0", {"w1": "other_nature"})),
        ([work(paid=False)], ("unmet", "0", {"w1": "not_paid"})),
        (
            [work(paid=False, supervised=True, specialised_training=True)],
            ("unmet", "0", {"w1": "not_paid"}),
        ),
    ],
)
def test_months_of_work(jobs, expected):
    assert outcome(judge(with_work(*jobs)), "work.months") == expected


def test_supervision_of_work_where_it_is_asked():
    asked = rules(overlays=[overlay("work.months", {"supervised": True})])
    assert outcome(judge(with_work(work()), requirements=asked.requirements), "work.months") == (
        "unmet",
        "0",
        {"w1": "not_supervised"},
    )
    supervised = judge(with_work(work(supervised=True)), requirements=asked.requirements)
    assert outcome(supervised, "work.months") == ("met", "24", {})


def test_a_clipped_job_says_so_in_its_evidence():
    finding = judge(with_work(work(**{"from": "2022-10-02", "until": "2026-10-01"}))).finding("work.months")
    assert finding.evidence == (Evidence("w1", Decimal(24), Decimal(48), "in_future"),)


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        ([work(families=10)], ("met", "10", {})),
        ([work(families=4), work("w2", families=5)], ("unmet", "9", {})),
        ([work(families=9), work("w2", families=5, nature="other")], ("unmet", "9", {"w2": "other_nature"})),
        ([work(families=10), work("w2", families=0, nature="other")], ("met", "10", {})),
    ],
)
def test_families_are_those_of_work_that_counts(jobs, expected):
    assert outcome(judge(with_work(*jobs)), "work.families") == expected


def test_families_where_no_months_are_asked():
    asked = tuple(pair for pair in rules().requirements if pair[0] == "work.families")
    assert outcome(judge(with_work(work(paid=False, nature="other")), requirements=asked), "work.families") == (
        "met",
        "10",
        {},
    )


def test_training_needs_a_competency_and_a_day_that_has_come():
    portfolio = complete()
    portfolio["training"][0]["competencies"] = []
    portfolio["training"][1]["on"] = "2024-10-02"
    portfolio["training"][2] |= {"hours": 7.25, "on": "2024-10-01"}
    assert outcome(judge(portfolio), "training.hours") == (
        "unmet",
        "7.25",
        {"t1": "no_competency", "t2": "in_future"},
    )


def test_a_sub_minimum_counts_its_own_topic():
    portfolio = complete()
    portfolio["training"][0]["topic"] = "dei"
    portfolio["training"][1].pop("topic")
    asked = [overlay("training.hours", {"hours": 33}), overlay("training.dei", {"hours": 3})]
    assessment = judge(portfolio, overlays=asked)
    assert outcome(assessment, "training.dei") == ("met", "10", {})
    assert outcome(assessment, "training.hours") == ("unmet", "30", {})
    assert assessment.finding("training.hours").missing == 3
    assert assessment.finding("training.dei").missing == 0


EDUCATION = {"id": "e1", "level": "bachelor", "awarded_on": "2019-05-01"}
VOLUNTARY = {"paid": False, "supervised": True, "specialised_training": True, "nature": "other"}


@pytest.mark.parametrize(
    ("education", "jobs", "expected"),
    [
        ([EDUCATION], [], ("met", "1", {})),
        ([EDUCATION, EDUCATION | {"id": "e2"}], [], ("met", "1", {})),
        ([EDUCATION | {"level": "associate", "related": True}], [], ("met", "1", {})),
        ([EDUCATION | {"level": "cda"}], [], ("met", "1", {"other": None})),
        ([], [work(nature="other")], ("met", "24", {})),
        ([], [work(**VOLUNTARY)], ("met", "24", {})),
        (
            [],
            [work(**VOLUNTARY | {"supervised": False})],
            ("unmet", "0", {None: "nearest_alternative", "w1": "not_paid"}),
        ),
        (
            [],
            [work(**VOLUNTARY | {"specialised_training": False})],
            ("unmet", "0", {None: "nearest_alternative", "w1": "not_paid"}),
        ),
        ([EDUCATION | {"level": "associate"}], [], ("unmet", "0", {None: "nearest_alternative", "e1": "not_related"})),
        (
            [EDUCATION | {"level": "certificate"}],
            [],
            ("unmet", "0", {None: "nearest_alternative", "e1": "other_level"}),
        ),
        (
            [EDUCATION | {"awarded_on": "2024-10-02"}],
            [],
            ("unmet", "0", {None: "nearest_alternative", "e1": "in_future"}),
        ),
        ([EDUCATION | {"awarded_on": "2024-10-01"}], [], ("met", "1", {})),
        # The nearest of several is named.
        (
            [EDUCATION | {"level": "certificate"}],
            [work(until="2020-12-31")],
            ("unmet", "12", {None: "nearest_alternative"}),
        ),
        ([], [], ("unmet", "0", {None: "nearest_alternative"})),
    ],
)
def test_education_alternatives(education, jobs, expected):
    assessment = judge(complete("FA") | {"education": education, "work": jobs}, "IFA")
    status, counted, codes = outcome(assessment, "education")
    assert (status, counted) == expected[:2]
    if status == "unmet":
        assert codes == expected[2]


def test_the_nearest_alternative_is_named():
    assessment = judge(complete("FA") | {"education": [], "work": [work(until="2020-12-31")]}, "IFA")
    finding = assessment.finding("education")
    assert (finding.required, finding.counted, finding.unit) == (24, Decimal(12), "months")
    assert finding.reasons[0].details == {"alternative": "work", "alternatives": ("degree", "cda", "work")}
    assert not assessment.eligible


def test_an_education_that_an_overlay_asks_for():
    asked = [overlay("education", {"any_of": [{"key": "degree", "levels": ["bachelor", "master"]}]})]
    assert outcome(judge(complete(), overlays=asked), "education") == ("unmet", "0", {None: "nearest_alternative"})
    held = complete() | {"education": [EDUCATION]}
    assert outcome(judge(held, overlays=asked), "education") == ("met", "1", {})


def with_rsc(*entries):
    return complete() | {"rsc": list(entries)}


@pytest.mark.parametrize(
    ("providers", "expected"),
    [
        ([("mentor", 24)], ("met", "1", {})),
        ([("mentor", 13), ("specialist", 11)], ("met", "2", {})),
        ([("mentor", 12), ("specialist", 12)], ("review", "2", {None: "no_main_source"})),
        ([("mentor", 20), ("specialist", 2), ("other", 2)], ("review", "3", {None: "many_sources"})),
        # Hours that do not count are no source.
        ([("mentor", 24), ("nobody", 40)], ("met", "1", {})),
    ],
)
def test_sources_of_rsc(providers, expected):
    portfolio = with_rsc(*(rsc(f"r{i}", provider=who, hours=hours) for i, (who, hours) in enumerate(providers)))
    portfolio["providers"]["other"] = portfolio["providers"]["mentor"]
    assert outcome(judge(portfolio), "rsc.sources") == expected


def test_no_hours_no_finding_on_sources():
    assert judge(with_rsc()).finding("rsc.sources") is None


WINDOW = [overlay("rsc.window", {"months": 24})]


@pytest.mark.parametrize(
    ("entries", "hours", "window"),
    [
        # All within one span.
        ([rsc(hours=24)], ("met", "24", {}), ("met", "11.3", {})),
        # Enough in the best span; the rest is left out but not missed.
        (
            [rsc("r1", hours=4, **{"from": "2019-01-01", "until": "2019-02-01"}), rsc("r2", hours=24)],
            ("met", "24", {"r1": "outside_window"}),
            ("met", "11.3", {"r1": "outside_window"}),
        ),
        # Short because of the window.
        (
            [
                rsc("r1", hours=10, **{"from": "2021-01-01", "until": "2021-01-31"}),
                rsc("r2", hours=14, **{"from": "2023-01-01", "until": "2023-01-01"}),
            ],
            ("unmet", "14", {"r1": "outside_window"}),
            ("unmet", "24", {"r1": "outside_window"}),
        ),
        # One day less, and the span holds both.
        (
            [
                rsc("r1", hours=10, **{"from": "2021-01-01", "until": "2021-01-31"}),
                rsc("r2", hours=14, **{"from": "2022-12-31", "until": "2022-12-31"}),
            ],
            ("met", "24", {}),
            ("met", "24", {}),
        ),
        # Short anyway: that is not the window's doing.
        (
            [
                rsc("r1", hours=3, **{"from": "2019-01-01", "until": "2019-01-31"}),
                rsc("r2", hours=4, **{"from": "2023-01-01", "until": "2023-01-01"}),
            ],
            ("unmet", "4", {"r1": "outside_window"}),
            ("met", "0", {"r1": "outside_window"}),
        ),
        # Of equal spans the later one counts.
        (
            [
                rsc("r1", hours=24, **{"from": "2019-01-01", "until": "2019-01-31"}),
                rsc("r2", hours=24, **{"from": "2023-01-01", "until": "2023-01-01"}),
            ],
            ("met", "24", {"r1": "outside_window"}),
            ("met", "0", {"r1": "outside_window"}),
        ),
        # One hour more is more.
        (
            [
                rsc("r1", hours=3, **{"from": "2019-01-01", "until": "2019-01-31"}),
                rsc("r2", hours=2, **{"from": "2023-01-01", "until": "2023-01-31"}),
            ],
            ("unmet", "3", {"r2": "outside_window"}),
            ("met", "1", {"r2": "outside_window"}),
        ),
        # 1.25 hours against five times a quarter: equal, so the later ones count.
        (
            [
                rsc("r0", hours=1.25, **{"from": "2019-01-01", "until": "2019-01-31"}),
                *(rsc(f"r{i}", hours=0.25, **{"from": "2023-01-01", "until": "2023-01-31"}) for i in range(1, 6)),
            ],
            ("unmet", "1.25", {"r0": "outside_window"}),
            ("met", "1", {"r0": "outside_window"}),
        ),
        ([], ("unmet", "0", {}), ("met", "0", {})),
    ],
)
def test_window_of_an_overlay(entries, hours, window):
    assessment = judge(with_rsc(*entries), overlays=WINDOW)
    assert outcome(assessment, "rsc.hours") == hours
    assert outcome(assessment, "rsc.window") == window


def test_a_window_without_hours_asked_is_met():
    asked = tuple(pair for pair in rules(overlays=WINDOW).requirements if pair[0] == "rsc.window")
    assert outcome(judge(with_rsc(rsc()), requirements=asked), "rsc.window") == ("met", "11.3", {})


REFERENCES = [
    reference("f1", "current_supervisor"),
    reference("f2", "rsc_provider", endorsed=True),
    reference("f3", "colleague"),
]


def with_references(*references):
    return complete() | {"references": list(references)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"completed_on": None}, "pending"),
        ({"completed_on": "2024-10-02"}, "in_future"),
        ({"not_enough_information": 6}, "too_little_information"),
    ],
)
def test_an_unusable_reference_counts_nowhere(change, code):
    assessment = judge(with_references(REFERENCES[0], REFERENCES[1] | change, REFERENCES[2]))
    assert outcome(assessment, "references.count") == ("unmet", "2", {"f2": code})
    assert outcome(assessment, "references.roles") == ("unmet", "2", {None: "role_missing", "f2": code})
    assert outcome(assessment, "references.endorsed") == (
        "unmet",
        "0",
        {"f1": "not_endorsed", "f2": code, "f3": "not_endorsed"},
    )


def test_five_answers_without_information_are_usable():
    first, second, third = REFERENCES
    assessment = judge(with_references(first, second | {"not_enough_information": 5}, third))
    assert outcome(assessment, "references.count") == ("met", "3", {})


def test_a_reference_of_the_day_counts():
    assert outcome(judge(with_references(reference("f1", completed_on="2024-10-01"))), "references.count")[1:] == (
        "1",
        {},
    )


def test_roles_that_are_filled_say_nothing_of_the_unusable():
    pending = reference("f4", "colleague", completed_on=None)
    assert judge(with_references(*REFERENCES, pending)).finding("references.roles").reasons == ()


def test_a_place_that_cannot_be_filled_takes_nobody_from_another():
    finding = judge(with_references(reference("f1", "rsc_provider", "colleague"))).finding("references.roles")
    assert [reason.details["roles"] for reason in finding.reasons] == [
        ("current_supervisor",),
        ("supervisor", "teacher", "trainer", "consultant", "colleague"),
    ]


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        (date(2025, 2, 28), {}),
        (date(2025, 3, 1), {"f1": "expired"}),
    ],
)
def test_a_reference_ages_to_the_same_day_of_its_last_month(on, codes):
    valid = [overlay("references.validity", {"months": 12})]
    portfolio = with_references(reference("f1", completed_on="2024-02-29"))
    assessment = judge(portfolio, "IFA", on, overlays=valid)
    assert outcome(assessment, "references.count")[2] == codes


def test_validity_through_the_same_day():
    valid = [overlay("references.validity", {"months": 12})]
    portfolio = with_references(reference("f1", completed_on="2023-10-01"), reference("f2", completed_on="2023-09-30"))
    finding = judge(portfolio, overlays=valid).finding("references.count")
    assert (finding.counted, [(r.entry, r.code, dict(r.details)) for r in finding.reasons]) == (
        1,
        [("f2", "expired", {"last_day": date(2024, 9, 30)})],
    )


def test_one_that_does_not_recommend_counts_and_is_looked_at():
    against = [REFERENCES[0] | {"overall": "do_not_recommend"}, *REFERENCES[1:]]
    assert outcome(judge(with_references(*against)), "references.count") == ("review", "3", {"f1": "do_not_recommend"})
    assert judge(with_references(*against)).eligible
    too_few = judge(with_references(*against[:2]))
    assert outcome(too_few, "references.count") == ("unmet", "2", {"f1": "do_not_recommend"})


@pytest.mark.parametrize(
    ("roles", "filled"),
    [
        ([("current_supervisor",), ("rsc_provider",), ("colleague",)], 3),
        # A matching: the one who could be either gives way.
        ([("current_supervisor", "rsc_provider"), ("current_supervisor",), ("trainer",)], 3),
        ([("rsc_provider", "colleague"), ("rsc_provider", "current_supervisor"), ("current_supervisor",)], 3),
        ([("current_supervisor", "rsc_provider", "colleague")], 1),
        ([("current_supervisor",), ("current_supervisor",), ("colleague",)], 2),
        # The current supervisor does not stand for a supervisor.
        ([("current_supervisor",), ("rsc_provider",), ("current_supervisor",)], 2),
        ([("parent",), ("board_member",)], 0),
    ],
)
def test_each_reference_fills_one_role(roles, filled):
    references = [reference(f"f{i}", *names) for i, names in enumerate(roles)]
    finding = judge(with_references(*references)).finding("references.roles")
    assert (finding.status, finding.counted, finding.required) == ("met" if filled == 3 else "unmet", filled, 3)
    assert [r.code for r in finding.reasons] == ["role_missing"] * (3 - filled)


def test_a_vetted_rater_counts_for_associates_only():
    references = [REFERENCES[0], reference("f2", "colleague", vetted=True), REFERENCES[2]]
    portfolio = complete("FA") | {"references": references}
    assert outcome(judge(portfolio, "IFA"), "references.endorsed") == ("met", "1", {})
    assert outcome(judge(with_references(*references)), "references.endorsed")[0] == "unmet"


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (None, ("unmet", "0", {None: "not_signed"})),
        ("2024-10-01", ("met", "1", {})),
        ("2024-10-02", ("unmet", "0", {None: "in_future"})),
    ],
)
def test_agreements(signed, expected):
    portfolio = complete() | {"agreements": {"code_of_ethics": signed}}
    assessment = judge(portfolio)
    assert outcome(assessment, "agreements.code_of_ethics") == expected
    assert outcome(assessment, "agreements.endorsement_agreement")[0] == "unmet"


@pytest.mark.parametrize(
    ("memberships", "own", "expected"),
    [
        ([("CT-AIMH", "2024-10-01", "2024-10-01")], False, ("met", "1", {})),
        ([("CT-AIMH", "2018-01-01", None)], True, ("met", "1", {})),
        ([("CT-AIMH", "2018-01-01", "2024-09-30")], False, ("unmet", "0", {None: "membership_ended"})),
        ([("CT-AIMH", "2024-10-02", None)], False, ("unmet", "0", {None: "in_future"})),
        ([("MI-AIMH", "2018-01-01", None)], False, ("met", "1", {})),
        ([("MI-AIMH", "2018-01-01", None)], True, ("unmet", "0", {None: "other_association"})),
        ([("WAIMH", "2018-01-01", None)], False, ("met", "1", {})),
        ([("WAIMH", "2018-01-01", None)], True, ("unmet", "0", {None: "other_association"})),
        ([("Elsewhere", "2018-01-01", None)], False, ("unmet", "0", {None: "other_association"})),
        ([(None, "2018-01-01", None)], False, ("unmet", "0", {None: "other_association"})),
        ([], False, ("unmet", "0", {None: "no_membership"})),
        ([("Elsewhere", "2018-01-01", None), ("CT-AIMH", "2018-01-01", None)], False, ("met", "1", {})),
    ],
)
def test_membership(memberships, own, expected):
    portfolio = complete()
    portfolio["person"]["memberships"] = [
        {"association": association, "from": since, "until": until} for association, since, until in memberships
    ]
    asked = [overlay("membership", {"of": "own"})] if own else []
    assessment = judge(portfolio, overlays=asked, members=["CT-AIMH", "MI-AIMH"])
    assert outcome(assessment, "membership") == expected


def test_an_overlay_may_take_membership_away():
    asked = [overlay("membership", {"not_required": True})]
    assert judge(complete(), overlays=asked).finding("membership") is None


def test_competencies_asked_and_examples():
    portfolio = complete()
    assessment = judge(portfolio)
    finding = assessment.finding("competencies")
    examples = [c.competency for c in rules().competencies if c.standing == "example"]
    assert (finding.status, finding.counted, finding.required) == ("review", 11, 11)
    assert [(r.entry, r.code) for r in finding.reasons] == [(key, "no_evidence_of_example") for key in examples]
    portfolio["training"][0]["competencies"] += examples
    assert outcome(judge(portfolio), "competencies") == ("met", "11", {})
    lost = portfolio["training"][1]["competencies"].pop()
    assert outcome(judge(portfolio), "competencies") == ("unmet", "10", {lost: "no_evidence"})
    portfolio["education"] = [EDUCATION | {"competencies": [lost]}]
    assert outcome(judge(portfolio), "competencies") == ("met", "11", {})
    portfolio["education"][0]["awarded_on"] = "2024-10-02"
    assert outcome(judge(portfolio), "competencies") == ("unmet", "10", {lost: "no_evidence"})


def test_a_list_not_loaded_is_for_a_person():
    assert outcome(judge(complete(), competencies=()), "competencies") == ("review", "0", {})


def test_coverage_names_the_entries_of_each_competency():
    portfolio = complete()
    key = portfolio["training"][0]["competencies"][0]
    portfolio["training"][1]["competencies"] += [key, key]
    portfolio["training"][2] |= {"on": "2024-10-02", "competencies": [key]}
    portfolio["education"] = [EDUCATION | {"competencies": [key]}]
    covered = judge(portfolio).coverage[0]
    assert (covered.competency, covered.standing, covered.covered) == (key, "asked", True)
    assert [(e.list, e.entry, e.code) for e in covered.entries] == [
        ("training", "t1", ""),
        ("training", "t2", ""),
        ("training", "t3", "in_future"),
        ("education", "e1", ""),
    ]


def test_the_document_of_an_assessment():
    portfolio = complete()
    portfolio["training"][0] |= {"hours": 0.25, "competencies": []}
    said = judge(portfolio).to_dict(lambda finding, reason: f"{finding.requirement} {reason.code}")
    assert {key: said[key] for key in ("version", "category", "association", "on", "edition", "eligible")} == {
        "version": 1,
        "category": "IFS",
        "association": "CT-AIMH",
        "on": ON.isoformat(),
        "edition": "2024",
        "eligible": False,
    }
    assert said["findings"][2] == {
        "requirement": "training.hours",
        "status": "unmet",
        "required": 30,
        "counted": 20,
        "unit": "hours",
        "reasons": [
            {
                "entry": "t1",
                "code": "no_competency",
                "counted": 0,
                "offered": 0.25,
                "message": "training.hours no_competency",
            }
        ],
    }
    assert judge(portfolio).finding("exam") is None
    assert rules().requirement("exam") is None
