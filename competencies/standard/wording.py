"""Findings as sentences: what was counted, why something does not count, and what to do next.

The engine answers codes and numbers; every word about them is here, in `reasons` and in `explanations`. All functions
give text in the language active when they are called.
"""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competencies.assessment.findings import MET, REVIEW, UNMET, Assessment, Evidence, Finding
from competencies.standard.amounts import amount, day, number
from competencies.standard.explanations import explain, requirement_sentence
from competencies.standard.reasons import reason_sentence

__all__ = [
    "STATUSES",
    "TITLES",
    "amount",
    "as_json",
    "evidence_sentence",
    "explain",
    "finding_sentence",
    "next_step",
    "reason_sentence",
    "requirement_sentence",
    "status_label",
    "title",
]

TITLES: Mapping[str, str] = {
    "education": gettext_lazy("Education"),
    "work.months": gettext_lazy("Months of work"),
    "work.families": gettext_lazy("Families served"),
    "training.hours": gettext_lazy("Training hours"),
    "training.iecmh": gettext_lazy("Training in infant and early childhood mental health"),
    "training.giving_rsc": gettext_lazy("Training in giving RSC"),
    "training.dei": gettext_lazy("Training in diversity, equity and inclusion"),
    "rsc.hours": gettext_lazy("Hours of RSC received"),
    "rsc.about_rsc_given": gettext_lazy("RSC received about the RSC you give"),
    "rsc.window": gettext_lazy("RSC within the time allowed"),
    "rsc.sources": gettext_lazy("Providers of RSC"),
    "rsc_given.months": gettext_lazy("Months of giving RSC"),
    "leadership.months": gettext_lazy("Months of leadership"),
    "references.count": gettext_lazy("References"),
    "references.roles": gettext_lazy("Who the references come from"),
    "references.endorsed": gettext_lazy("References from endorsed people"),
    "agreements.code_of_ethics": gettext_lazy("Code of Ethics"),
    "agreements.endorsement_agreement": gettext_lazy("Endorsement Agreement"),
    "membership": gettext_lazy("Membership"),
    "prerequisite": gettext_lazy("Endorsement® held already"),
    "competencies": gettext_lazy("Competencies"),
    "exam": gettext_lazy("Exam"),
}
"""Requirement key -> title."""

STATUSES: Mapping[str, str] = {
    MET: gettext_lazy("Met"),
    UNMET: gettext_lazy("Not met yet"),
    REVIEW: gettext_lazy("A person will look at this"),
}
"""Status -> label."""


def title(requirement: str) -> str:
    """The title of a requirement key."""
    return str(TITLES[requirement])


def status_label(status: str) -> str:
    """The label of a status."""
    return str(STATUSES[status])


def finding_sentence(finding: Finding) -> str:
    """What was counted and what is missing, in one or two sentences; then the personal exception, if there is one."""
    if finding.exception is None:
        return _counted_sentence(finding)
    words = {"day": day(finding.exception.on), "name": finding.exception.approved_by}
    if finding.exception.waived:
        return _("By a personal exception of %(day)s, approved by %(name)s, this is not asked.") % words
    says = _("By a personal exception of %(day)s, approved by %(name)s.") % words
    return f"{_counted_sentence(finding)} {says}"


def _counted_sentence(finding: Finding) -> str:
    special = _SENTENCES.get(finding.requirement)
    if special is not None:
        return special(finding)
    counted = _("Counted: %(counted)s of %(required)s.") % {
        "counted": number(finding.counted),
        "required": amount(finding.required, finding.unit),
    }
    if finding.status == UNMET and finding.missing:
        missing = _("Missing: %(missing)s.") % {"missing": amount(finding.missing, finding.unit)}
        return f"{counted} {missing}"
    return counted


def _membership(finding: Finding) -> str:
    return _("The membership is current.") if finding.status == MET else _("No membership that counts is current.")


def _signature(finding: Finding) -> str:
    return _("Signed.") if finding.status == MET else _("Not signed yet.")


def _prerequisite(finding: Finding) -> str:
    if finding.renewed:
        if finding.status == MET:
            return _("The Endorsement to be renewed is held.")
        return _("The Endorsement to be renewed is not held on that day.")
    if finding.status == MET:
        return _("An Endorsement that this builds on is held.")
    return _("No Endorsement that this builds on is held on that day.")


def _exam(finding: Finding) -> str:
    return _("The exam comes after the portfolio is approved.")


def _window(finding: Finding) -> str:
    limit = amount(finding.required, "months")
    if finding.status == MET:
        return _("The hours that count lie within %(limit)s.") % {"limit": limit}
    return _("Within any span of %(limit)s too few hours count; together they take %(span)s.") % {
        "limit": limit,
        "span": amount(finding.counted, "months"),
    }


def _sources(finding: Finding) -> str:
    given = _("The hours that count come from %(providers)s.") % {"providers": amount(finding.counted, "providers")}
    return given if finding.status == MET else f"{given} {_('A reviewer will look at how they are spread.')}"


def _competencies(finding: Finding) -> str:
    counted = ngettext(
        "%(counted)s of %(required)s competency asked for has evidence.",
        "%(counted)s of %(required)s competencies asked for have evidence.",
        int(finding.required),
    ) % {"counted": number(finding.counted), "required": number(finding.required)}
    if finding.status == REVIEW:
        looked_at = _("Some of the other areas have none; a reviewer will look at them.")
        return f"{counted} {looked_at}"
    return counted


def _education(finding: Finding) -> str:
    if finding.unit == "licences":
        if finding.status == MET:
            return _("A licence that counts is there.")
        return _("No licence that counts is valid on that day.")
    if finding.unit == "degrees":
        if finding.status == MET:
            return _("An education that counts is there.")
        return _("No degree or certificate that counts is entered yet.")
    return _("Counted in place of a degree: %(counted)s of %(required)s of work.") % {
        "counted": number(finding.counted),
        "required": amount(finding.required, finding.unit),
    }


_SENTENCES: Mapping[str, Callable[[Finding], str]] = {
    "membership": _membership,
    "agreements.code_of_ethics": _signature,
    "agreements.endorsement_agreement": _signature,
    "prerequisite": _prerequisite,
    "exam": _exam,
    "rsc.window": _window,
    "rsc.sources": _sources,
    "competencies": _competencies,
    "education": _education,
}


def next_step(finding: Finding) -> str:
    """What the applicant can do about a finding; empty when it is met."""
    if finding.status == MET:
        return ""
    if finding.status == REVIEW:
        if finding.requirement == "exam":
            return str(explain("exam").next_step)
        return _("You can submit as it is.")
    if finding.renewed:
        return _("Ask your association whether your Endorsement is missing from the registry, or can be reinstated.")
    return str(explain(finding.requirement).next_step)


_CLIPPED = {
    "in_future": gettext_lazy("Counted up to the day of this assessment: %(counted)s of %(offered)s."),
    "outside_cycle": gettext_lazy("Counted within this cycle: %(counted)s of %(offered)s."),
    "before_degree": gettext_lazy("Counted from the day after the degree: %(counted)s of %(offered)s."),
    "internship_limit": gettext_lazy(
        "Counted up to the limit for internships, without days of other work: %(counted)s of %(offered)s."
    ),
}


def evidence_sentence(finding: Finding, evidence: Evidence) -> str:
    """How much of an entry counts, and why not all of it."""
    words = {
        "counted": amount(evidence.counted, finding.unit),
        "offered": amount(evidence.offered, finding.unit),
    }
    if evidence.clipped_by:
        return str(_CLIPPED[evidence.clipped_by]) % words
    return _("Counted: %(counted)s.") % words


def as_json(assessment: Assessment) -> dict:
    """The assessment document, version 1, with its messages in the active language."""
    return assessment.to_dict(reason_sentence)
