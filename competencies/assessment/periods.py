"""Months of giving RSC and of leadership: like work, overlapping times are one and are clipped to day and cycle."""

from competencies.assessment import facts
from competencies.assessment.case import Case
from competencies.assessment.days import months_of
from competencies.assessment.findings import MET, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import LeadershipMonths, RscGivenMonths

Time = facts.RscGiven | facts.Leadership


def _months(case: Case, key: str, required: int, entries: "tuple[Time, ...]", kinds: frozenset[str]) -> Finding:
    judged = []
    for entry in sorted(entries, key=lambda entry: (entry.since, entry.id)):
        clipped = case.clipped(entry.since, entry.until)
        judged.append((entry, clipped, clipped.code or ("other_kind" if kinds and entry.kind not in kinds else "")))
    counted = months_of(clipped.counted for _, clipped, code in judged if not code)
    return Finding(
        key,
        MET if counted >= required else UNMET,
        required,
        counted,
        "months",
        tuple(Reason(entry.id, code, 0, months_of([clipped.span])) for entry, clipped, code in judged if code),
        tuple(
            Evidence(entry.id, months_of([clipped.counted]), months_of([clipped.span]), clipped.clipped_by)
            for entry, clipped, code in judged
            if not code
        ),
    )


def check_rsc_given(case: Case, requirement: RscGivenMonths) -> Finding:
    """`rsc_given.months`."""
    return _months(case, "rsc_given.months", requirement.months, case.portfolio.rsc_given, frozenset())


def check_leadership(case: Case, requirement: LeadershipMonths) -> Finding:
    """`leadership.months`."""
    return _months(case, "leadership.months", requirement.months, case.portfolio.leadership, requirement.kinds)
