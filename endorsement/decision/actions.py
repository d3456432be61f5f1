"""Deciding: drafted as typed, previewed, then sent in one action."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Person
from common import clock
from common.drafts.actions import StaleVersion
from common.workflow.engine import MoveGone, move
from endorsement.application.models import Application
from endorsement.application.queries import newest_snapshot
from endorsement.application.workflow import MACHINE
from endorsement.award.actions import award_endorsement
from endorsement.decision import notifications, queries
from endorsement.decision.enums import DecisionState, Outcome
from endorsement.decision.models import Decision
from endorsement.decision.wording import all_drafts, draft
from endorsement.review.actions.faults import Refused
from endorsement.review.actions.locking import lock_application


class NotYet(Refused):
    """The decision cannot be sent yet; ``problems`` are the sentences that say why."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class Typed:
    """The decision as it stands in the form. ``version`` 0: nothing was stored when the page was opened.

    ``reasons``: competency key ("" for the application as a whole) -> text.
    """

    version: int
    outcome: str
    reasons: dict[str, str]
    reason: str
    letter_subject: str
    letter: str


@transaction.atomic
def save_decision(*, application: Application, by: Person, typed: Typed) -> Decision:
    """Saves the draft. A letter that nobody changed follows the outcome.

    Raises StaleVersion when another window saved meanwhile, MoveGone when the application is not to be decided.
    """
    locked = _to_decide(application)
    snapshot = newest_snapshot(locked)
    stored = queries.draft_of(snapshot)
    if stored is None:
        stored = Decision(
            snapshot=snapshot, version=0, reasons=queries.proposed_reasons(queries.signed_reviews(locked))
        )
    changes = _changes(locked, stored, typed)
    if stored.pk and all(getattr(stored, name) == value for name, value in changes.items()):
        return stored
    if stored.version != typed.version:
        raise StaleVersion(stored)
    for name, value in changes.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save()
    return stored


def _changes(application: Application, stored: Decision, typed: Typed) -> dict:
    subject, letter = typed.letter_subject, typed.letter
    until = queries.endorsed_until(application)
    if typed.outcome and letter in all_drafts(application, until):
        subject, letter = draft(application, typed.outcome, until)
    reasons = [reason | {"text": typed.reasons.get(reason["competency"], reason["text"])} for reason in stored.reasons]
    return {
        "outcome": typed.outcome,
        "reasons": reasons,
        "reason": typed.reason,
        "letter_subject": subject,
        "letter": letter,
    }


def _to_decide(application: Application) -> Application:
    """The application's row, locked. Raises MoveGone unless a decision is still possible."""
    locked = lock_application(application)
    if locked.state not in MACHINE.transitions["endorse"].sources:
        raise MoveGone(MACHINE, "endorse", locked.state)
    return locked


@transaction.atomic
def send(*, application: Application, by: Person, version: int) -> Decision:
    """Makes the decision that was previewed: moves the application, awards where it endorses, writes the letter,
    tells the reviewers.

    All of it or nothing. Raises StaleVersion when the draft changed since the preview, NotYet with what is missing,
    MoveGone when it was decided meanwhile.
    """
    locked = _to_decide(application)
    decision = queries.draft_of(newest_snapshot(locked))
    if decision is not None and decision.version != version:
        raise StaleVersion(decision)
    reviews = queries.signed_reviews(locked)
    problems = queries.problems(decision, queries.opinion_of(reviews), locked)
    if problems:
        raise NotYet(problems)
    move(MACHINE, locked, decision.outcome, by=by)
    decision.state = DecisionState.SENT
    decision.decided_at = clock.now()
    decision.decided_by = by
    if decision.outcome == Outcome.ENDORSE:
        decision.endorsement = _award(locked, by)
    decision.save(update_fields=["state", "decided_at", "decided_by", "endorsement"])
    notifications.letter(decision, locked)
    for review in reviews:
        notifications.outcome(decision, review, locked)
    application.state = locked.state
    return decision


def _award(application: Application, by: Person):
    person = application.person
    today = clock.today(application.association.time_zone)
    return award_endorsement(
        origin=f"application:{application.pk}",
        person=person,
        association=application.association,
        category=application.category,
        endorsed_on=today,
        valid_until=queries.endorsed_until(application, today),
        by=by,
        printed_name=person.printed_name or person.name,
    )
