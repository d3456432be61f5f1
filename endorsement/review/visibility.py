"""Who sees whose judgements: one pure function. Details, counts and averages all ask it.

The rule: a judgement that is not signed is seen by its reviewer alone. A reviewer sees the others' once everyone asked
in the first round has signed, and a third reviewer only after signing too. Whoever handles the application sees each
review when it is signed, unless they review it themselves: then they are a reviewer first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from endorsement.review.enums import AssignmentState
from endorsement.review.workflow import ASKED_STATES, UNSIGNED_STATES


@dataclass(frozen=True)
class Seat:
    """What the rule needs to know of one assignment of a cycle."""

    reviewer_id: int
    state: str
    is_third: bool = False


def seat_of(assignment) -> Seat:
    return Seat(assignment.reviewer_id, assignment.state, assignment.is_third)


def may_see(viewer_id: int, target: Seat, seats: Iterable[Seat], *, handles: bool) -> bool:
    """Whether the person ``viewer_id`` may see the judgements and the recommendation of ``target``.

    ``seats``: all seats of the cycle; ``handles``: whether the viewer handles the application (never its applicant).
    """
    seats = list(seats)
    mine = next((seat for seat in seats if seat.reviewer_id == viewer_id), None)
    if mine is not None and target.reviewer_id == viewer_id:
        return mine.state in ASKED_STATES
    if target.state != AssignmentState.SIGNED:
        return False
    if mine is not None and mine.state in UNSIGNED_STATES:
        return False
    if handles:
        return True
    if mine is None or mine.state != AssignmentState.SIGNED:
        return False
    return not any(seat.state in UNSIGNED_STATES for seat in seats if not seat.is_third)


def seen(viewer_id: int, assignments: Iterable, *, handles: bool) -> list:
    """Of a cycle's ``assignments``, those whose judgements the viewer may see, in the order given."""
    assignments = list(assignments)
    seats = [seat_of(one) for one in assignments]
    return [
        one for one, seat in zip(assignments, seats, strict=True) if may_see(viewer_id, seat, seats, handles=handles)
    ]
