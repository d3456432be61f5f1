"""A review that its reviewer does not finish: handed back, the role ended, the application withdrawn."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.people.enums import Role
from associations.people.models import RoleGrant
from common import clock
from common.workflow.engine import move
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.review import notifications
from endorsement.review.actions.faults import Refused
from endorsement.review.actions.judging import go_on
from endorsement.review.actions.locking import lock_application, lock_assignment
from endorsement.review.models import Assignment, Cycle
from endorsement.review.workflow import MACHINE, OWED_STATES, UNSIGNED_STATES


@transaction.atomic
def hand_back(*, assignment: Assignment, by: Person | None, reason: str) -> Assignment:
    """Steps aside with a reason; what was written is kept, and who handles the application is told.

    Raises MoveGone when the review was signed or given back already, Refused without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say in a few words why you hand the review back."))
    application = lock_application(assignment.cycle.application)
    locked = lock_assignment(assignment, application)
    moved = move(MACHINE, locked, "hand_back", by=by, reason=reason, handed_back_reason=reason)
    locked.state_since, locked.handed_back_reason = moved.state_since, reason
    if application.state == ApplicationState.IN_REVIEW:
        notifications.handed_back(locked, application)
        go_on(application, locked.cycle)
    return locked


def reviewer_ended(grant: RoleGrant, by: Person | None) -> None:
    """Registered with ``associations.people.hooks.role_ended``: an ended reviewer's open reviews are handed back."""
    if grant.role != Role.REVIEWER:
        return
    open_ones = Assignment.objects.filter(
        reviewer_id=grant.person_id, state__in=UNSIGNED_STATES, cycle__application__association_id=grant.association_id
    ).select_related("reviewer", "cycle__application__association", "cycle__application__category")
    for assignment in open_ones.select_related("cycle__application__person").order_by("cycle__application_id"):
        hand_back(assignment=assignment, by=by, reason=_("No longer a reviewer of the association."))


def application_withdrawn(application: Application, by: Person | None) -> None:
    """Registered with ``endorsement.application.hooks.withdrawn``: open reviews end, their reviewers are told."""
    open_ones = Assignment.objects.filter(cycle__application=application, state__in=UNSIGNED_STATES)
    for assignment in open_ones.select_related("reviewer", "cycle").order_by("pk"):
        locked = lock_assignment(assignment, application)
        told = locked.state in OWED_STATES
        moved = move(MACHINE, locked, "cancel", by=by)
        locked.state_since = moved.state_since
        if told:
            notifications.taken_away(locked, application)
    Cycle.objects.filter(application=application, closed_at__isnull=True).update(closed_at=clock.now())
