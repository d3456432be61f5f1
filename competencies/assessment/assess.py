"""The one function that judges a portfolio."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from competencies.assessment import competencies, education, periods, references, rsc, standing, training, work
from competencies.assessment import rules as asked
from competencies.assessment.case import Case
from competencies.assessment.facts import Portfolio
from competencies.assessment.findings import MET, Assessment, Finding

CHECKS: Mapping[type, Callable[[Case, object], Finding | None]] = MappingProxyType(
    {
        asked.Education: education.check_education,
        asked.WorkMonths: work.check_months,
        asked.WorkFamilies: work.check_families,
        asked.TrainingHours: training.check_training,
        asked.RscHours: rsc.check_hours,
        asked.RscAboutGiven: rsc.check_about_given,
        asked.RscWindow: rsc.check_window,
        asked.RscSources: rsc.check_sources,
        asked.RscGivenMonths: periods.check_rsc_given,
        asked.LeadershipMonths: periods.check_leadership,
        asked.ReferencesCount: references.check_count,
        asked.ReferencesRoles: references.check_roles,
        asked.ReferencesEndorsed: references.check_endorsed,
        asked.Agreement: standing.check_agreement,
        asked.MembershipTerms: standing.check_membership,
        asked.Prerequisite: standing.check_prerequisite,
        asked.CompetenciesAsked: competencies.check_competencies,
        asked.Exam: standing.check_exam,
    }
)
"""What judges each kind of requirement; a check without a finding has nothing to say about this portfolio."""


def _finding(case: Case, key: str, requirement: object) -> Finding | None:
    finding = CHECKS[type(requirement)](case, requirement)
    note = case.rules.exceptions.get(key)
    if finding is None or note is None:
        return finding
    return replace(finding, status=MET if note.waived else finding.status, exception=note)


def assess(portfolio: Portfolio, rules: asked.Rules, on: date) -> Assessment:
    """Judge a portfolio against the rules of a category and association on a day.

    The rules must be those of that day. The result depends on nothing else; the order of entries never matters.
    """
    case = Case(portfolio, rules, on)
    findings = (_finding(case, key, requirement) for key, requirement in rules.requirements)
    return Assessment(
        category=rules.category,
        association=rules.association,
        on=on,
        edition=rules.edition,
        findings=tuple(finding for finding in findings if finding is not None),
        coverage=competencies.coverage(case),
    )
