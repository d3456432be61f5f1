"""One after the other: whoever is next is asked when nobody else of the round still owes their review."""

import datetime

from common import clock
from common.workflow.engine import move
from endorsement.application.models import Application
from endorsement.review import notifications
from endorsement.review.actions.locking import lock_assignment
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment, Cycle
from endorsement.review.workflow import MACHINE, OWED_STATES


def somebody_owes(cycle: Cycle) -> bool:
    """Whether a reviewer of the round has been asked and has not signed."""
    return Assignment.objects.filter(cycle=cycle, state__in=OWED_STATES).exists()


def ask_next(application: Application, cycle: Cycle) -> Assignment | None:
    """In the transaction that holds the application's lock: asks who waits longest, with their days from today.

    None when nobody waits or somebody still owes their review.
    """
    waiting = Assignment.objects.filter(cycle=cycle, state=AssignmentState.WAITING).select_related("reviewer")
    following = waiting.order_by("assigned_at", "pk").first()
    if following is None or somebody_owes(cycle):
        return None
    due_on = clock.today(application.association.time_zone) + datetime.timedelta(days=following.days)
    following.cycle = cycle
    locked = lock_assignment(following, application)
    moved = move(MACHINE, locked, "ask", by=None, due_on=due_on, assigned_at=clock.now())
    locked.state, locked.state_since, locked.due_on = moved.state, moved.state_since, due_on
    notifications.asked(locked, application)
    return locked
