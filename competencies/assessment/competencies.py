"""Which entry is evidence of which competency, and whether every competency asked for has some."""

from competencies.assessment.case import IN_FUTURE, Case
from competencies.assessment.findings import MET, REVIEW, UNMET, Coverage, CoveringEntry, Finding, Reason
from competencies.assessment.rules import CompetenciesAsked

ASKED = "asked"


def coverage(case: Case) -> tuple[Coverage, ...]:
    """For each competency of the category, in the Standard's order, the training and education mapped to it."""
    entries: dict[str, list[CoveringEntry]] = {}
    for judged in case.training:
        for key in dict.fromkeys(judged.entry.competencies):
            entries.setdefault(key, []).append(CoveringEntry("training", judged.entry.id, judged.code))
    for entry in case.education:
        code = IN_FUTURE if entry.awarded_on > case.on else ""
        for key in dict.fromkeys(entry.competencies):
            entries.setdefault(key, []).append(CoveringEntry("education", entry.id, code))
    return tuple(
        Coverage(asked.competency, asked.standing, tuple(entries.get(asked.competency, ())))
        for asked in case.rules.competencies
    )


def check_competencies(case: Case, requirement: CompetenciesAsked) -> Finding:
    """`competencies`: an asked gap is unmet, else an example gap, or an empty list, is for a person to judge."""
    covered = coverage(case)
    asked = [item for item in covered if item.standing == ASKED]
    gaps = [item for item in covered if not item.covered]
    status = MET if covered else REVIEW
    if gaps:
        status = UNMET if any(gap.standing == ASKED for gap in gaps) else REVIEW
    return Finding(
        "competencies",
        status,
        len(asked),
        sum(item.covered for item in asked),
        "competencies",
        tuple(Reason(gap.competency, _gap(gap), 0, len(gap.entries)) for gap in gaps),
    )


def _gap(gap: Coverage) -> str:
    return "no_evidence" if gap.standing == ASKED else "no_evidence_of_example"
