"""Words and rows of the decision's pages."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.decision.enums import Outcome
from endorsement.decision.models import Decision
from endorsement.decision.opinions import Opinion, needs_reason
from endorsement.decision.queries import paragraphs_of
from endorsement.review.models import Assignment
from endorsement.review.presenters import RECOMMENDATION_TONES, VERDICT_TONES

OUTCOME_TITLES = {
    Outcome.ENDORSE: gettext_lazy("Endorse"),
    Outcome.DEFER: gettext_lazy("Defer"),
    Outcome.HOLD: gettext_lazy("Hold"),
}
OUTCOME_WORDS = {
    Outcome.ENDORSE: gettext_lazy("The applicant is endorsed; the certificate is printed and mailed."),
    Outcome.DEFER: gettext_lazy("The applicant learns what is missing, amends and submits again."),
    Outcome.HOLD: gettext_lazy("You cannot decide yet; the applicant learns why."),
}
OUTCOME_TONES = {Outcome.ENDORSE: "success", Outcome.DEFER: "warning", Outcome.HOLD: "info"}


@dataclass(frozen=True)
class Choice:
    """One outcome as a radio button."""

    value: str
    title: str
    words: str
    id: str
    checked: bool


def outcomes(form, application: Application, may_hold: bool) -> list[Choice]:
    """What can be chosen now: what is on hold is not put on hold again, nor is anything where the policy knows none."""
    chosen = form["outcome"].value()
    return [
        Choice(value, str(OUTCOME_TITLES[value]), str(OUTCOME_WORDS[value]), f"id_outcome_{value}", chosen == value)
        for value in Outcome
        if value != Outcome.HOLD or (may_hold and application.state != ApplicationState.HELD)
    ]


@dataclass(frozen=True)
class Said:
    """What one reviewer said of one thing."""

    name: str
    label: str
    tone: str
    comment: str


def review(assignment: Assignment) -> Said:
    return Said(
        assignment.reviewer.name,
        assignment.get_recommendation_display(),
        RECOMMENDATION_TONES[assignment.recommendation],
        assignment.comment,
    )


@dataclass
class Why:
    """One reason's field with what the reviewers said of it. ``open``: worth looking at first."""

    title: str
    field: object
    said: list[Said]
    open: bool


def why(form, reviews: list[Assignment]) -> list[Why]:
    said: dict[str, list[Said]] = {}
    doubtful = set()
    for assignment in reviews:
        for row in assignment.judgements.all():
            tone = VERDICT_TONES[row.verdict]
            said.setdefault(row.competency.key, []).append(
                Said(assignment.reviewer.name, row.get_verdict_display(), tone, row.comment)
            )
            if tone != "success":
                doubtful.add(row.competency.key)
    return [
        Why(
            reason["title"],
            field,
            said.get(reason["competency"], []),
            reason["competency"] in doubtful or not reason["competency"] or bool(field.value()),
        )
        for reason, field in form.why
    ]


def must_explain(outcome: str | None, opinion: Opinion) -> bool:
    return needs_reason(outcome or "", opinion)


@dataclass(frozen=True)
class Letter:
    """A decision that was sent."""

    outcome: str
    tone: str
    subject: str
    paragraphs: list[str]
    decided_at: datetime.datetime


def letter(decision: Decision) -> Letter:
    return Letter(
        str(OUTCOME_TITLES[decision.outcome]),
        OUTCOME_TONES[decision.outcome],
        decision.letter_subject,
        paragraphs_of(decision),
        decision.decided_at,
    )


def done(decision: Decision, application: Application) -> str:
    """What happened, for the message after sending."""
    words = {"name": application.person.name}
    if decision.outcome == Outcome.ENDORSE:
        return _("%(name)s is endorsed. The letter is on its way and the certificate is being printed.") % words
    if decision.outcome == Outcome.DEFER:
        return _("The application is deferred. %(name)s has been told what to add.") % words
    return _("The application is on hold. %(name)s has been told why.") % words
