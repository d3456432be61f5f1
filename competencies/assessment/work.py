"""Months and families: overlapping jobs are one period, clipped to the day of judgement."""

from dataclasses import dataclass

from competencies.assessment import facts
from competencies.assessment.case import BEFORE_DEGREE, Case
from competencies.assessment.days import (
    DAY,
    MONTH,
    Period,
    days_of,
    months_of,
    overlap,
    period,
    rounded_months,
    union,
)
from competencies.assessment.findings import MET, UNMET, Evidence, Finding, Reason
from competencies.assessment.rules import InternshipTerms, WorkFamilies, WorkMonths, WorkTerms

INTERNSHIP_LIMIT = "internship_limit"


@dataclass(frozen=True, slots=True)
class JudgedWork:
    """A job with the first code that applies, empty when it counts; `span` is all of it, `counted` what counts."""

    entry: facts.Work
    code: str
    span: Period
    counted: Period
    clipped_by: str = ""


def judge_work(case: Case, terms: WorkTerms) -> list[JudgedWork]:
    """Every job in the portfolio on those terms."""
    return [_judge(case, entry, terms) for entry in case.work]


def _judge(case: Case, entry: facts.Work, terms: WorkTerms) -> JudgedWork:
    clipped = case.clipped(entry.since, entry.until)
    code = clipped.code or _code(case, entry, terms, clipped.counted)
    counted, clipped_by = clipped.counted, clipped.clipped_by
    if not code and terms.after_degree and not entry.internship:
        after = overlap(counted, case.after_degree) if case.after_degree else None
        if after is None:
            code = BEFORE_DEGREE
        elif after != counted:
            counted, clipped_by = after, clipped_by or BEFORE_DEGREE
    return JudgedWork(entry, code, clipped.span, counted, clipped_by)


def _internship_accepted(case: Case, entry: facts.Work, terms: InternshipTerms | None, counted: Period) -> bool:
    """The supervisor holds one of the kinds named through all of it that lies within the day and the cycle."""
    if terms is None or not terms.supervisor_kinds:
        return terms is not None
    supervisor = case.portfolio.providers.get(entry.internship_supervisor or "", facts.Provider())
    named = {key for kind in terms.supervisor_kinds for key in facts.CATEGORIES_OF_KIND[kind]}
    held = union(period(one.since, one.until) for one in supervisor.endorsements if one.category in named)
    return any(first <= counted[0] and counted[1] <= last for first, last in held)


def _code(case: Case, entry: facts.Work, terms: WorkTerms, counted: Period) -> str:
    """The first that applies, in the contract's order."""
    if entry.internship and not _internship_accepted(case, entry, terms.internship, counted):
        return "internship_not_accepted"
    if case.rules.track not in entry.age_bands:
        return "other_age_band"
    if terms.natures and entry.nature not in terms.natures:
        return "other_nature"
    volunteer = terms.volunteers and entry.supervised and entry.specialised_training
    if terms.paid and not (entry.paid or entry.internship or volunteer):
        return "not_paid"
    if terms.supervised and not (entry.supervised or (entry.internship and entry.internship_supervisor)):
        return "not_supervised"
    return ""


def _internships(judged: list[JudgedWork], terms: WorkTerms) -> dict[str, int]:
    """Internship -> how much of it counts, in parts of time: days no other work covers, up to the limit."""
    covered = union(work.counted for work in judged if not work.code and not work.entry.internship)
    left = terms.internship.months * MONTH if terms.internship else 0
    shares: dict[str, int] = {}
    for work in judged:
        if work.entry.internship and not work.code:
            before, covered = days_of(covered), union([*covered, work.counted])
            share = min((days_of(covered) - before) * DAY, left)
            shares[work.entry.id] = share
            left -= share
    return shares


def _evidence(work: JudgedWork, shares: dict[str, int]) -> Evidence:
    offered, whole = months_of([work.span]), days_of([work.counted]) * DAY
    share = shares.get(work.entry.id, whole)
    return Evidence(
        work.entry.id, rounded_months(share), offered, work.clipped_by or (INTERNSHIP_LIMIT if share < whole else "")
    )


def months_on(case: Case, requirement: str, terms: WorkTerms) -> Finding:
    """The finding on months of work on those terms, under the requirement's key."""
    judged = judge_work(case, terms)
    shares = _internships(judged, terms)
    days = days_of(work.counted for work in judged if not work.code and not work.entry.internship)
    counted = rounded_months(days * DAY + sum(shares.values()))
    return Finding(
        requirement,
        MET if counted >= terms.months else UNMET,
        terms.months,
        counted,
        "months",
        tuple(Reason(work.entry.id, work.code, 0, months_of([work.span])) for work in judged if work.code),
        tuple(_evidence(work, shares) for work in judged if not work.code),
    )


def check_months(case: Case, requirement: WorkMonths) -> Finding:
    """`work.months`."""
    return months_on(case, "work.months", requirement.terms)


def check_families(case: Case, requirement: WorkFamilies) -> Finding:
    """`work.families`: families of the work that counts under `work.months`, or of any work where that is not asked."""
    months = case.rules.requirement("work.months")
    judged = judge_work(case, months.terms if months else WorkTerms(months=0))
    counted = sum(work.entry.families for work in judged if not work.code)
    with_families = [work for work in judged if work.entry.families]
    return Finding(
        "work.families",
        MET if counted >= requirement.families else UNMET,
        requirement.families,
        counted,
        "families",
        tuple(Reason(work.entry.id, work.code, 0, work.entry.families) for work in with_families if work.code),
        tuple(
            Evidence(work.entry.id, work.entry.families, work.entry.families) for work in with_families if not work.code
        ),
    )
