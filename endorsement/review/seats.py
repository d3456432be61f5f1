"""The reviewers of a round as rows for the coordinator, and what happened when they were asked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment
from endorsement.review.presenters import STATE_TONES, Due, due_of
from endorsement.review.workflow import OWED_STATES, UNSIGNED_STATES


@dataclass(frozen=True)
class SeatRow:
    """One reviewer of a round, for the coordinator: no judgement, only how far the seat is. ``unsigned``: somebody else
    can be asked instead."""

    assignment: Assignment
    name: str
    state: str
    tone: str
    due: Due
    owed: bool
    unsigned: bool
    reason: str


def seat_row(assignment: Assignment, zone: str) -> SeatRow:
    return SeatRow(
        assignment=assignment,
        name=assignment.reviewer.name,
        state=str(AssignmentState(assignment.state).label),
        tone=STATE_TONES[assignment.state],
        due=due_of(assignment, zone),
        owed=assignment.state in OWED_STATES,
        unsigned=assignment.state in UNSIGNED_STATES,
        reason=assignment.handed_back_reason,
    )


def sent(assignments: list[Assignment]) -> str:
    """What happened when the round opened, for the message after it."""
    waiting = [one for one in assignments if one.state == AssignmentState.WAITING]
    names = ", ".join(one.reviewer.name for one in assignments if one not in waiting)
    if not waiting:
        return _("Sent to review. %(names)s have been asked by mail.") % {"names": names}
    then = ", ".join(one.reviewer.name for one in waiting)
    return _("Sent to review. %(names)s has been asked by mail; then, in turn: %(then)s.") % {
        "names": names,
        "then": then,
    }


def asked(assignment: Assignment) -> str:
    """What happened when one more was chosen."""
    words = {"name": assignment.reviewer.name}
    if assignment.state == AssignmentState.WAITING:
        return _("%(name)s is asked by mail when the one before has signed.") % words
    return _("%(name)s has been asked by mail.") % words
