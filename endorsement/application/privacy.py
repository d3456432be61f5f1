"""What an applicant sees of their own submission: everything but what raters answered.

The association's recorded policy decides about ratings, not the portal's pages: so a word on the recommendation reaches
the applicant neither through a finding nor through the document they download. That a reference cannot be used, because
the rater could not say enough, they must know, and that another rater is needed; how many answers it were is for
whoever handles the application.
"""

from dataclasses import replace

from competencies.assessment.findings import MET, NOTHING, REVIEW, Assessment, Finding, Reason
from competencies.standard.wording import reason_sentence

OF_RATERS = frozenset({"do_not_recommend"})
"""Codes of reasons that say what a rater answered; they are left out."""

COUNTED_ANSWERS = frozenset({"too_little_information"})
"""Codes of reasons that stay, but not with the number of answers."""


def for_applicant(assessment: dict) -> dict:
    """The frozen assessment without reasons that tell a rater's answer. A requirement left with none is met."""
    findings = []
    for finding in assessment["findings"]:
        kept = [_uncounted(finding, reason) for reason in finding["reasons"] if reason["code"] not in OF_RATERS]
        findings.append({**finding, "reasons": kept, "status": _status(finding["status"], finding["reasons"], kept)})
    return {**assessment, "findings": findings}


def _uncounted(finding: dict, reason: dict) -> dict:
    if reason["code"] not in COUNTED_ANSWERS:
        return reason
    plain = Finding(finding["requirement"], finding["status"], finding["required"], finding["counted"], finding["unit"])
    return {**reason, "message": reason_sentence(plain, Reason(reason["entry"], reason["code"]))}


def seen_by_applicant(assessment: Assessment) -> Assessment:
    """The same for an assessment that is not frozen: what the dashboard shows."""
    findings = []
    for finding in assessment.findings:
        kept = tuple(
            replace(reason, details=NOTHING) if reason.code in COUNTED_ANSWERS else reason
            for reason in finding.reasons
            if reason.code not in OF_RATERS
        )
        findings.append(replace(finding, reasons=kept, status=_status(finding.status, finding.reasons, kept)))
    return replace(assessment, findings=tuple(findings))


def _status(status: str, reasons, kept) -> str:
    return MET if len(kept) < len(reasons) and status == REVIEW else status


def without_ratings(document: dict) -> dict:
    """The portfolio document without what raters answered; it stays a valid document."""
    answers = ("overall", "not_enough_information")
    references = [
        {key: value for key, value in reference.items() if key not in answers}
        for reference in document.get("references", [])
    ]
    return {**document, "references": references}
