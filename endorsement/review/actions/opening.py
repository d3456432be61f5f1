"""Opening a portfolio: only after the reviewer declared that nothing stands in the way."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.workflow.engine import move
from endorsement.application.enums import ApplicationState
from endorsement.review import queries
from endorsement.review.actions.faults import Refused
from endorsement.review.actions.locking import lock_application, lock_assignment
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment, Judgement
from endorsement.review.workflow import MACHINE


@transaction.atomic
def open_review(*, assignment: Assignment, by: Person) -> Assignment:
    """Records "no conflict" and opens the portfolio, with one empty judgement for each competency asked.

    Opening what is open already changes nothing. Raises MoveGone or Refused when it is not the reviewer's turn.
    """
    application = lock_application(assignment.cycle.application)
    locked = lock_assignment(assignment, application)
    if locked.state == AssignmentState.OPEN:
        return locked
    require_in_review(application)
    move(MACHINE, locked, "open", by=by, opened_at=clock.now())
    asked = queries.asked_of(locked.cycle.snapshot, application.category)
    Judgement.objects.bulk_create(
        [Judgement(assignment=locked, competency=competency, saved_at=clock.now()) for competency in asked.to_judge],
        ignore_conflicts=True,
    )
    return locked


def require_in_review(application) -> None:
    """Raises Refused unless the application is still with its reviewers."""
    if application.state != ApplicationState.IN_REVIEW:
        raise Refused(
            _("This application is now %(state)s, so it is not reviewed at the moment. What you wrote is kept.")
            % {"state": application.get_state_display()}
        )
