"""Judging: saved as typed, never over what another window saved; and signing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.workflow.engine import MoveGone, move
from endorsement.application.models import Application
from endorsement.application.workflow import MACHINE as APPLICATIONS
from endorsement.review import notifications, queries
from endorsement.review.actions.faults import Incomplete, Refused
from endorsement.review.actions.locking import lock_application, lock_assignment
from endorsement.review.actions.opening import require_in_review
from endorsement.review.actions.turns import ask_next
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment, Cycle, Judgement
from endorsement.review.workflow import ACTIVE_STATES, MACHINE


@dataclass(frozen=True)
class TypedJudgement:
    """What stands in the form for one judgement. ``version``: the one the window began from."""

    judgement_id: int
    version: int
    verdict: str
    comment: str


@dataclass(frozen=True)
class Typed:
    """The recommendation as it stands in the form."""

    version: int
    recommendation: str
    comment: str


@dataclass
class Saved:
    """The rows as they are now, and those that another window changed meanwhile: for these nothing was saved."""

    assignment: Assignment
    judgements: dict[int, Judgement]
    stale: set[int] = field(default_factory=set)
    recommendation_stale: bool = False

    @property
    def all_saved(self) -> bool:
        return not self.stale and not self.recommendation_stale


@transaction.atomic
def save_review(
    *,
    assignment: Assignment,
    by: Person,
    judgements: Iterable[TypedJudgement] = (),
    recommendation: Typed | None = None,
) -> Saved:
    """Saves what changed, in a constant number of queries. What is stale is reported, the rest is saved.

    Raises MoveGone when the review is not open, Refused for a judgement that is not part of it or another person's.
    """
    typed = {one.judgement_id: one for one in judgements}
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if locked.reviewer_id != by.pk:
        raise Refused(_("This is another reviewer's review."))
    if locked.state != AssignmentState.OPEN:
        raise MoveGone(MACHINE, "sign", locked.state)
    rows = Judgement.objects.filter(assignment=locked, pk__in=typed).select_related("competency")
    saved = Saved(locked, {row.pk: row for row in rows.select_for_update(of=("self",))})
    if len(saved.judgements) != len(typed):
        raise Refused(_("That competency is not part of this review."))
    changed = [row for row in saved.judgements.values() if _changes(row, typed[row.pk], saved)]
    Judgement.objects.bulk_update(changed, ["verdict", "comment", "version", "saved_at"])
    if recommendation is not None:
        _save_recommendation(locked, recommendation, saved)
    return saved


def _changes(row: Judgement, typed: TypedJudgement, saved: Saved) -> bool:
    """Puts what was typed onto the row unless it is there already or another window saved first."""
    if (row.verdict, row.comment) == (typed.verdict, typed.comment):
        return False
    if row.version != typed.version:
        saved.stale.add(row.pk)
        return False
    row.verdict, row.comment = typed.verdict, typed.comment
    row.version += 1
    row.saved_at = clock.now()
    return True


def _save_recommendation(locked: Assignment, typed: Typed, saved: Saved) -> None:
    if (locked.recommendation, locked.comment) == (typed.recommendation, typed.comment):
        return
    if locked.version != typed.version:
        saved.recommendation_stale = True
        return
    locked.recommendation, locked.comment = typed.recommendation, typed.comment
    locked.version += 1
    locked.save(update_fields=["recommendation", "comment", "version"])


@transaction.atomic
def sign(*, assignment: Assignment, by: Person) -> Assignment:
    """Signs the review; who waited for it is asked, the last one needed moves the application on and tells who decides.

    Raises Incomplete with what is missing, MoveGone when it is signed already, Refused when the application has left
    review.
    """
    application = lock_application(assignment.cycle.application)
    locked = lock_assignment(assignment, application)
    if locked.reviewer_id != by.pk:
        raise Refused(_("This is another reviewer's review."))
    if locked.state == AssignmentState.OPEN:
        require_in_review(application)
        _require_complete(locked)
    move(MACHINE, locked, "sign", by=by, signed_at=clock.now())
    go_on(application, locked.cycle)
    return locked


def _require_complete(assignment: Assignment) -> None:
    unjudged = [row.competency for row in queries.judgements_of(assignment) if not row.verdict]
    if unjudged or not assignment.recommendation:
        raise Incomplete(
            _("Your review is saved but not signed: something is still missing."),
            unjudged,
            not assignment.recommendation,
        )


def go_on(application: Application, cycle: Cycle) -> None:
    """What follows once somebody has signed or stepped aside: the round closes, or the next reviewer is asked."""
    if not finish_if_all_signed(application, cycle):
        ask_next(application, cycle)


def finish_if_all_signed(application: Application, cycle: Cycle) -> bool:
    """In the transaction that holds the application's lock: when every active reviewer has signed and they are as many
    as the policy asks for, the round closes and the application is the coordinator's. True when it was."""
    states = list(Assignment.objects.filter(cycle=cycle, state__in=ACTIVE_STATES).values_list("state", flat=True))
    enough = len(states) >= queries.reviewers_wanted(application, cycle.opened_at)
    if not enough or any(state != AssignmentState.SIGNED for state in states):
        return False
    moved = move(APPLICATIONS, application, "all_signed", by=None)
    application.state_since = moved.state_since
    Cycle.objects.filter(pk=cycle.pk).update(closed_at=clock.now())
    notifications.all_signed(application)
    return True
