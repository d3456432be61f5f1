"""The order of locks, in one place: the application first, then the assignment."""

from common.workflow.engine import lock
from endorsement.application.models import Application
from endorsement.review.models import Assignment


def lock_application(application: Application) -> Application:
    """The row as it is now, locked, with the relations that letters need."""
    locked = lock(application)
    locked.association = application.association
    locked.category = application.category
    locked.person = application.person
    return locked


def lock_assignment(assignment: Assignment, application: Application) -> Assignment:
    """The row as it is now, locked; its application is the locked one."""
    locked = lock(assignment)
    locked.reviewer = assignment.reviewer
    locked.cycle = assignment.cycle
    locked.cycle.application = application
    return locked
