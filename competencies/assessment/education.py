"""Education, or what stands for it: alternatives are one finding, whose reasons name the nearest."""

from fractions import Fraction
from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.case import IN_FUTURE, Case
from competencies.assessment.findings import MET, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import Education, EducationAlternative
from competencies.assessment.work import months_on

NEAREST = "nearest_alternative"
WORK = "work"
LICENCE = "licence"


def _one_of(judged: "list[tuple[facts.Education | facts.Licence, str]]", unit: str, **details: object) -> Finding:
    """Met by any entry without a code."""
    evidence = tuple(Evidence(entry.id, 1, 1) for entry, code in judged if not code)
    return Finding(
        "education",
        MET if evidence else UNMET,
        1,
        min(len(evidence), 1),
        unit,
        tuple(Reason(entry.id, code, 0, 1, MappingProxyType(details)) for entry, code in judged if code),
        evidence,
    )


def _education(case: Case, alternative: EducationAlternative) -> Finding:
    judged = [(entry, IN_FUTURE if entry.awarded_on > case.on else alternative.code(entry)) for entry in case.education]
    return _one_of(judged, "degrees", list="education")


def _licence_code(case: Case, licence: facts.Licence) -> str:
    if licence.issued_on > case.on:
        return IN_FUTURE
    return "licence_expired" if licence.expires_on is not None and licence.expires_on < case.on else ""


def _licences(case: Case, kind: str) -> Finding:
    licences = sorted(case.portfolio.licences, key=lambda licence: (licence.issued_on, licence.id))
    judged = [(licence, _licence_code(case, licence)) for licence in licences if licence.kind == kind]
    return _one_of(judged, "licences", list="licences")


def _nearness(finding: Finding) -> tuple[bool, Fraction, bool]:
    """Met first, then the greater share, then where the person has entered something."""
    return finding.status == MET, Fraction(finding.counted) / finding.required, bool(finding.reasons)


def check_education(case: Case, requirement: Education) -> Finding:
    """`education`: the alternative that is met, else the nearest, which its first reason names."""
    found = [(alternative.key, _education(case, alternative)) for alternative in requirement.education]
    if requirement.work:
        found.append((WORK, months_on(case, "education", requirement.work)))
    if requirement.licence:
        found.append((LICENCE, _licences(case, requirement.licence)))
    key, nearest = max(found, key=lambda pair: _nearness(pair[1]))
    if nearest.status == MET:
        return nearest
    named = Reason(
        None,
        NEAREST,
        nearest.counted,
        nearest.counted,
        MappingProxyType({"alternative": key, "alternatives": tuple(name for name, _ in found)}),
    )
    return Finding(
        "education",
        UNMET,
        nearest.required,
        nearest.counted,
        nearest.unit,
        (named, *nearest.reasons),
        nearest.evidence,
    )
