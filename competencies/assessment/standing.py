"""What stands beside the entries: agreements signed, membership current."""

from datetime import date
from types import MappingProxyType

from competencies.assessment import facts
from competencies.assessment.case import IN_FUTURE, OUTSIDE_CYCLE, Case
from competencies.assessment.findings import MET, REVIEW, UNMET, Finding, Reason
from competencies.assessment.rules import Agreement, Exam, MembershipTerms, Prerequisite

WAIMH = "WAIMH"
"""The World Association for Infant Mental Health, whose members count as members of any association."""


def check_agreement(case: Case, requirement: Agreement) -> Finding:
    """`agreements.<name>`: signed on the day or before it; in a renewal, within the cycle."""
    signed = getattr(case.portfolio.agreements, requirement.name)
    reasons: tuple[Reason, ...] = ()
    if signed is None:
        reasons = (Reason(None, "not_signed", 0, 0),)
    elif signed > case.on:
        reasons = (Reason(None, IN_FUTURE, 0, 1, MappingProxyType({"signed_on": signed})),)
    elif not case.cycle[0] <= signed.toordinal() <= case.cycle[1]:
        reasons = (Reason(None, OUTSIDE_CYCLE, 0, 1, MappingProxyType({"signed_on": signed})),)
    status = UNMET if reasons else MET
    return Finding(f"agreements.{requirement.name}", status, 1, 0 if reasons else 1, "signatures", reasons)


def _code(case: Case, terms: MembershipTerms, membership: facts.Membership) -> str:
    if membership.since > case.on:
        return IN_FUTURE
    if membership.until is not None and membership.until < case.on:
        return "membership_ended"
    name = membership.association
    if name == case.rules.association or (not terms.own and (name == WAIMH or name in case.rules.members)):
        return ""
    return "other_association"


def check_membership(case: Case, terms: MembershipTerms) -> Finding:
    """`membership`: current on the day, in an association whose membership counts."""
    memberships = sorted(
        case.portfolio.person.memberships, key=lambda m: (m.since, m.association or "", m.until or m.since)
    )
    judged = [(membership, _code(case, terms, membership)) for membership in memberships]
    met = any(not code for _, code in judged)
    reasons = tuple(
        Reason(
            None,
            code,
            0,
            1,
            MappingProxyType(
                {"association": membership.association, "from": membership.since, "until": membership.until}
            ),
        )
        for membership, code in judged
        if code
    )
    if met:
        reasons = ()
    elif not reasons:
        reasons = (Reason(None, "no_membership", 0, 0),)
    return Finding("membership", MET if met else UNMET, 1, int(met), "memberships", reasons)


def check_prerequisite(case: Case, requirement: Prerequisite) -> Finding:
    """`prerequisite`: one of the categories named is held on the day, awarded by whichever association."""
    named = {key for kind in requirement.kinds for key in facts.CATEGORIES_OF_KIND[kind]}
    if requirement.own:
        named = {case.rules.category}
    held = sorted(
        (one for one in case.portfolio.person.endorsements if one.category in named),
        key=lambda one: (one.since, one.category, one.until or date.max),
    )
    judged = [(one, _held_code(case, one)) for one in held]
    met = any(not code for _, code in judged)
    reasons = tuple(
        Reason(None, code, 0, 1, MappingProxyType({"category": one.category, "from": one.since, "until": one.until}))
        for one, code in judged
    )
    if met:
        reasons = ()
    elif not reasons:
        reasons = (Reason(None, "not_held", 0, 0, MappingProxyType({"categories": tuple(sorted(named))})),)
    status = MET if met else UNMET
    return Finding("prerequisite", status, 1, int(met), "endorsements", reasons, renewed=requirement.own)


def _held_code(case: Case, held: facts.Held) -> str:
    if held.since > case.on:
        return IN_FUTURE
    return "endorsement_ended" if held.until is not None and held.until < case.on else ""


def check_exam(case: Case, requirement: Exam) -> Finding:
    """`exam`: never decided here."""
    return Finding("exam", REVIEW, 1, 0, "exams", (Reason(None, "exam_after_review"),))
