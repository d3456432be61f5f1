"""Every finding, reason and requirement has its words; numbers are plural-aware."""

import dataclasses
import datetime
import re
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from django.utils import translation

import competencies.assessment
from competencies.assessment.findings import MET, REVIEW, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import REQUIREMENT_KEYS, WorkMonths, WorkTerms, requirement_from
from competencies.standard import explanations, wording
from tests.competencies.builders import complete, judge, outcome, overlay, reference, rsc, rules, work

DAY = datetime.date(2025, 1, 1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_every_requirement_has_a_title_and_an_explanation():
    assert set(wording.TITLES) == set(REQUIREMENT_KEYS)
    for key in REQUIREMENT_KEYS:
        assert wording.title(key)
        assert all(str(text) for text in dataclasses.asdict(wording.explain(key)).values())


DETAILS = {
    "provider_endorsed_later": {"qualified_on": DAY},
    "provider_not_qualified": {},
    "spans_rule_change": {"split_on": DAY, "first_part_counts": True},
    "outside_window": {"window_from": DAY, "window_until": DAY},
    "expired": {"last_day": DAY},
    "role_missing": {"roles": ("supervisor", "teacher")},
    "membership_ended": {"association": "X", "until": DAY},
    "other_association": {"association": None},
    "too_little_information": {"answers": 7},
    "endorsement_ended": {"category": "IFS", "until": DAY},
    "not_held": {"categories": ("IFS", "IMHS")},
}


def codes_in_the_engine():
    """Every code the engine can answer, read from its text."""
    folder = Path(competencies.assessment.__file__).parent
    names = ["case", "competencies", "education", "periods", "providers", "references", "rsc", "standing", "work"]
    text = "\n".join((folder / f"{name}.py").read_text() for name in names)
    quoted = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', text))
    fields = {
        "split_on",
        "split_again_on",
        "first_part_counts",
        "qualified_on",
        "qualified_until",
        "window_from",
        "window_until",
    }
    fields |= {"last_day", "signed_on", "code_of_ethics", "endorsement_agreement", "rsc_given", "internship_limit"}
    return (quoted | {"pending", "expired", "other_level", "not_related"}) - fields


@pytest.mark.parametrize("code", sorted(codes_in_the_engine()))
def test_every_code_has_a_sentence(code):
    finding = Finding("rsc.hours", UNMET, 24, 0, "hours")
    said = wording.reason_sentence(finding, Reason("r1", code, 0, 1, DETAILS.get(code, {})))
    assert said.endswith(".")
    assert not [name for _, name, _, _ in Formatter().parse(said) if name] and "%(" not in said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason("r", "provider_endorsed_later", 0, 6, {"qualified_on": DAY, "split_on": DAY}),
            "The provider's RSC counts from Jan. 1, 2025 on, which is after this entry began. Split the entry at that "
            "day: the hours from Jan. 1, 2025 on can count.",
        ),
        (
            Reason("r", "provider_endorsed_later", 0, 6, {"qualified_on": DAY}),
            "The provider's RSC counts only from Jan. 1, 2025 on, after this entry had ended. Hours received before "
            "that day do not count.",
        ),
        (
            Reason("r", "provider_not_qualified", 0, 6, {"qualified_until": DAY}),
            "The provider's RSC counted up to Jan. 1, 2025 only. Split the entry after that day: hours up to "
            "it can count.",
        ),
        (
            Reason(
                "r",
                "spans_rule_change",
                0,
                6,
                {"split_on": datetime.date(2022, 9, 1), "split_again_on": DAY, "first_part_counts": False},
            ),
            "The rule on who may give RSC changed on Sept. 1, 2022 and on Jan. 1, 2025, within this entry. Split it on "
            "both days: hours from Sept. 1, 2022 on and before Jan. 1, 2025 can count.",
        ),
        (
            Reason(
                "r",
                "spans_rule_change",
                0,
                6,
                {"split_on": datetime.date(2022, 9, 1), "split_again_on": DAY, "first_part_counts": True},
            ),
            "The rule on who may give RSC changed on Sept. 1, 2022 and on Jan. 1, 2025, within this entry. Split it on "
            "both days: hours before Sept. 1, 2022 and from Jan. 1, 2025 on can count.",
        ),
        (
            Reason("r", "spans_rule_change", 0, 6, {"split_on": DAY, "first_part_counts": True}),
            "The rule on who may give RSC changed on Jan. 1, 2025, within this entry. Split it there: hours before "
            "that day can count.",
        ),
        (
            Reason("r", "spans_rule_change", 0, 6, {"split_on": DAY, "first_part_counts": False}),
            "The rule on who may give RSC changed on Jan. 1, 2025, within this entry. Split it there: hours from "
            "that day on can count.",
        ),
        (Reason(None, "role_missing", 0, 1, {"roles": ("supervisor",)}), "A reference is missing from: supervisor."),
        (
            Reason(None, "role_missing", 0, 1, {"roles": ("supervisor", "teacher", "trainer")}),
            "A reference is missing from: supervisor, teacher or trainer.",
        ),
        (
            Reason(None, "membership_ended", 0, 1, {"association": None, "until": DAY}),
            "The membership of an association not named ended on Jan. 1, 2025.",
        ),
        (
            Reason(None, "other_association", 0, 1, {"association": "X"}),
            "Membership of X does not count here.",
        ),
        (
            Reason(None, "many_sources", 2, 3),
            "The hours come from 3 providers; they are expected from at most 2.",
        ),
    ],
)
def test_sentences_of_reasons(reason, said):
    assert wording.reason_sentence(Finding("rsc.hours", UNMET, 24, 0, "hours"), reason) == said


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (
            Finding("rsc.hours", UNMET, 24, Decimal("22.75"), "hours"),
            "Counted: 22.75 of 24 hours. Missing: 1.25 hours.",
        ),
        (
            Finding("rsc.hours", UNMET, Decimal(24), Decimal("23.0"), "hours"),
            "Counted: 23 of 24 hours. Missing: 1 hour.",
        ),
        (Finding("rsc.hours", MET, 24, 30, "hours"), "Counted: 30 of 24 hours."),
        (Finding("references.endorsed", UNMET, 1, 0, "references"), "Counted: 0 of 1 reference. Missing: 1 reference."),
        (Finding("references.count", REVIEW, 3, 3, "references"), "Counted: 3 of 3 references."),
        (Finding("membership", MET, 1, 1, "memberships"), "The membership is current."),
        (Finding("membership", UNMET, 1, 0, "memberships"), "No membership that counts is current."),
        (Finding("agreements.code_of_ethics", MET, 1, 1, "signatures"), "Signed."),
        (Finding("agreements.endorsement_agreement", UNMET, 1, 0, "signatures"), "Not signed yet."),
        (Finding("rsc.window", MET, 24, 12, "months"), "The hours that count lie within 24 months."),
        (
            Finding("rsc.window", UNMET, 24, Decimal("30.5"), "months"),
            "Within any span of 24 months too few hours count; together they take 30.5 months.",
        ),
        (Finding("rsc.sources", MET, 2, 1, "providers"), "The hours that count come from 1 provider."),
        (
            Finding("rsc.sources", REVIEW, 2, 3, "providers"),
            "The hours that count come from 3 providers. A reviewer will look at how they are spread.",
        ),
        (
            Finding("competencies", UNMET, 11, 4, "competencies"),
            "4 of 11 competencies asked for have evidence.",
        ),
        (
            Finding("competencies", REVIEW, 11, 11, "competencies"),
            "11 of 11 competencies asked for have evidence. Some of the other areas have none; a reviewer will look at "
            "them.",
        ),
        (Finding("prerequisite", MET, 1, 1, "endorsements"), "An Endorsement that this builds on is held."),
        (
            Finding("prerequisite", UNMET, 1, 0, "endorsements"),
            "No Endorsement that this builds on is held on that day.",
        ),
        (Finding("exam", REVIEW, 1, 0, "exams"), "The exam comes after the portfolio is approved."),
        (Finding("education", MET, 1, 1, "licences"), "A licence that counts is there."),
        (Finding("education", UNMET, 1, 0, "licences"), "No licence that counts is valid on that day."),
        (Finding("education", MET, 1, 1, "degrees"), "An education that counts is there."),
        (Finding("education", UNMET, 1, 0, "degrees"), "No degree or certificate that counts is entered yet."),
        (
            Finding("education", UNMET, 24, Decimal("12.5"), "months"),
            "Counted in place of a degree: 12.5 of 24 months of work.",
        ),
    ],
)
def test_sentences_of_findings(finding, said):
    assert wording.finding_sentence(finding) == said


def test_the_nearest_alternative_in_words():
    by_work = judge(complete("FA") | {"education": [], "work": [work(until="2020-12-31")]}, "IFA").finding("education")
    assert wording.reason_sentence(by_work, by_work.reasons[0]) == (
        "Of the ways to meet this, work comes nearest; missing: 12 months."
    )
    by_degree = judge(complete("FA") | {"education": []}, "IFA").finding("education")
    assert wording.reason_sentence(by_degree, by_degree.reasons[0]) == "Add a degree or certificate that counts."


def test_a_licence_as_the_nearest_alternative():
    expired = {"id": "l1", "kind": "mental_health", "issued_on": "2020-01-01", "expires_on": "2021-01-01"}
    portfolio = complete("MHS") | {"education": [], "licences": [expired]}
    finding = judge(portfolio, "IMHS", datetime.date(2025, 3, 1)).finding("education")
    assert [wording.reason_sentence(finding, reason) for reason in finding.reasons] == [
        "Of the ways to meet this, a licence comes nearest. Add one that is valid on that day.",
        "The licence had expired on that day.",
    ]


@pytest.mark.parametrize(
    ("requirement", "reason", "said"),
    [
        (
            "prerequisite",
            Reason(None, "in_future", 0, 1, {"category": "IFS", "from": DAY}),
            "IFS is held from Jan. 1, 2025 on.",
        ),
        (
            "prerequisite",
            Reason(None, "endorsement_ended", 0, 1, {"category": "IFS", "until": DAY}),
            "IFS ended on Jan. 1, 2025.",
        ),
        (
            "prerequisite",
            Reason(None, "not_held", 0, 0, {"categories": ("ECFS", "IFS")}),
            "None of these is recorded: ECFS, IFS.",
        ),
        (
            "agreements.code_of_ethics",
            Reason(None, "outside_cycle", 0, 1, {"signed_on": DAY}),
            "It was signed on Jan. 1, 2025, which is outside this cycle. Sign it again.",
        ),
        ("training.hours", Reason("t1", "outside_cycle", 0, 1), "It does not lie within this cycle."),
    ],
)
def test_what_a_code_means_under_its_requirement(requirement, reason, said):
    assert wording.reason_sentence(Finding(requirement, UNMET, 1, 0, "hours"), reason) == said


def test_voluntary_work_in_place_of_a_degree():
    unpaid = judge(complete("FA") | {"education": [], "work": [work(paid=False)]}, "IFA").finding("education")
    assert wording.reason_sentence(unpaid, unpaid.reasons[1]) == (
        "The work was not paid; voluntary work counts when it was supervised and you were trained for it."
    )


def test_what_an_entry_counts():
    finding = Finding("work.months", UNMET, 24, Decimal(12), "months")
    assert wording.evidence_sentence(finding, Evidence("w1", Decimal(12), Decimal(12))) == "Counted: 12 months."
    assert wording.evidence_sentence(finding, Evidence("w1", Decimal(1), Decimal("2.5"), "in_future")) == (
        "Counted up to the day of this assessment: 1 month of 2.5 months."
    )
    said = wording.evidence_sentence(finding, Evidence("w1", Decimal(12), Decimal(24), "internship_limit"))
    assert said == "Counted up to the limit for internships, without days of other work: 12 months of 24 months."


def test_what_to_do_next():
    assert wording.next_step(Finding("rsc.hours", MET, 24, 24, "hours")) == ""
    assert wording.next_step(Finding("rsc.sources", REVIEW, 2, 3, "providers")) == "You can submit as it is."
    exam = Finding("exam", REVIEW, 1, 0, "exams")
    assert wording.next_step(exam) == "Submit your portfolio; the exam follows once it is approved."
    unmet = Finding("rsc.hours", UNMET, 24, 0, "hours")
    assert wording.next_step(unmet) == str(wording.explain("rsc.hours").next_step)
    assert [wording.status_label(status) for status in (MET, UNMET, REVIEW)] == [
        "Met",
        "Not met yet",
        "A person will look at this",
    ]


@pytest.mark.parametrize(
    ("key", "params", "said"),
    [
        (
            "education",
            {"any_of": [{"key": "a", "levels": ["associate", "master"], "related_levels": ["associate"]}]}
            | {"or_work": {"months": 24, "paid": True, "volunteers": True}},
            "One of these: associate degree in a related field, master’s degree or 24 months of paid work, or as a "
            "supervised volunteer with specialised training.",
        ),
        ("education", {"any_of": [{"key": "a", "levels": ["doctorate"]}]}, "One of these: doctorate."),
        (
            "work.months",
            {"months": 1, "supervised": True, "natures": ["prevention"]},
            "At least 1 month of work under supervision in prevention or early intervention, with the age group of the "
            "category.",
        ),
        ("work.families", {"families": 10}, "At least 10 families served in that work."),
        ("training.hours", {"hours": 30}, "At least 30 hours of training mapped to competencies."),
        ("training.dei", {"hours": 1}, "At least 1 hour of training on this topic."),
        (
            "rsc.hours",
            {"hours": 24},
            "At least 24 hours of reflective supervision or consultation (RSC) from a qualified provider.",
        ),
        ("rsc.window", {"months": 24}, "The hours that count lie within 24 months."),
        (
            "rsc.sources",
            {"others": 1},
            "Most hours are expected from one provider and the rest from at most 1 provider more.",
        ),
        ("references.count", {"count": 3}, "At least 3 references that can be used."),
        (
            "references.roles",
            {"places": [["rsc_provider"], ["teacher", "trainer"]]},
            "One each from: provider of RSC; teacher or trainer.",
        ),
        ("references.endorsed", {"count": 1}, "At least 1 reference from somebody endorsed."),
        (
            "references.endorsed",
            {"count": 1, "vetted": True},
            "At least 1 reference from somebody endorsed, or vetted by the association.",
        ),
        ("agreements.code_of_ethics", {}, "Signed on the day or before it."),
        (
            "work.months",
            {"months": 24, "after_degree": True, "internship": {"months": 12}},
            "At least 24 months of work, after the degree, with the age group of the category. Up to 12 months of it "
            "may be an internship.",
        ),
        (
            "work.months",
            {"months": 24, "paid": True, "internship": {"months": 12, "supervisor_kinds": ["MHS", "MHM-C"]}},
            "At least 24 months of paid work, with the age group of the category. Up to 12 months of it may be an "
            "internship under somebody endorsed as Mental Health Specialist or Mental Health Mentor, Clinical.",
        ),
        (
            "education",
            {"any_of": [{"key": "a", "levels": ["master"]}], "or_licence": {"kind": "mental_health"}},
            "One of these: master’s degree or a mental-health licence that is valid on the day.",
        ),
        (
            "rsc.hours",
            {"hours": 50, "after_degree": True},
            "At least 50 hours of reflective supervision or consultation (RSC) from a qualified provider. Only hours "
            "after the degree count.",
        ),
        (
            "rsc.hours",
            {"hours": 10, "peers": True},
            "At least 10 hours of reflective supervision or consultation (RSC) from a qualified provider. Hours among "
            "peers count too.",
        ),
        ("rsc.about_rsc_given", {"hours": 25}, "At least 25 hours of the RSC that counts was about the RSC you give."),
        ("rsc_given.months", {"months": 36}, "At least 36 months of giving RSC."),
        ("leadership.months", {"months": 12}, "At least 12 months of leadership of any kind."),
        (
            "leadership.months",
            {"months": 36, "kinds": ["practice", "research_faculty"]},
            "At least 36 months of leadership in practice or research or faculty.",
        ),
        ("prerequisite", {"own": True}, "The Endorsement to be renewed is held on the day."),
        ("prerequisite", {"kinds": ["FS", "MHS"]}, "Held on the day: Family Specialist or Mental Health Specialist."),
        ("exam", {}, "An exam, taken after the portfolio is approved."),
        ("membership", {"of": "own"}, "Current membership of the association itself."),
        ("membership", {"of": "any"}, "Current membership of any association of the Alliance, or of WAIMH."),
        ("competencies", {}, "Training or education for each competency asked for."),
    ],
)
def test_sentences_of_requirements(key, params, said):
    assert wording.requirement_sentence(requirement_from(key, params, key)) == said


def test_a_requirement_without_words_is_an_error():
    with pytest.raises(TypeError):
        explanations.requirement_sentence(object())
    assert wording.requirement_sentence(WorkMonths(WorkTerms(2)))


def test_every_reason_of_a_broken_portfolio_is_said():
    portfolio = complete() | {
        "work": [work(paid=False)],
        "rsc": [rsc("r1", provider="nobody"), rsc("r2", hours=1), rsc("r3", hours=1, format="peer")],
        "references": [reference("f1", completed_on=None)],
        "agreements": {},
    }
    portfolio["person"]["memberships"] = []
    asked = [overlay("rsc.window", {"months": 24}), overlay("training.dei", {"hours": 3})]
    document = wording.as_json(judge(portfolio, overlays=asked))
    said = [reason["message"] for finding in document["findings"] for reason in finding["reasons"]]
    assert all(said) and len(said) > 20
    assert outcome(judge(portfolio), "rsc.hours")[0] == "unmet"
    assert rules().requirement("rsc.hours")


def test_what_a_renewal_builds_on_is_said_in_its_own_words():
    reason = Reason(None, "not_held", 0, 0, {"categories": ("IFS",)})
    first = Finding("prerequisite", UNMET, 1, 0, "endorsements", (reason,))
    renewed = dataclasses.replace(first, renewed=True)
    assert wording.reason_sentence(first, reason) == "None of these is recorded: IFS."
    assert wording.reason_sentence(renewed, reason) == "It is not recorded that IFS is held."
    assert wording.finding_sentence(renewed) == "The Endorsement to be renewed is not held on that day."
    assert (
        wording.finding_sentence(dataclasses.replace(renewed, status=MET)) == "The Endorsement to be renewed is held."
    )
    assert "can be reinstated" in wording.next_step(renewed)
    assert "reinstated" not in wording.next_step(first)
