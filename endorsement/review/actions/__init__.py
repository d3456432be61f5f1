"""Everything that changes a review: asking reviewers, judging, signing, handing back, reminding.

Whoever moves an application or an assignment locks the application's row first, then the assignment's: so two people
never wait for each other, and "has everyone signed?" is asked by one at a time.
"""

from endorsement.review.actions.assigning import add_third, assign, replace
from endorsement.review.actions.faults import Incomplete, Refused
from endorsement.review.actions.judging import Typed, TypedJudgement, save_review, sign
from endorsement.review.actions.leaving import application_withdrawn, hand_back, reviewer_ended
from endorsement.review.actions.opening import open_review
from endorsement.review.actions.reminding import remind

__all__ = [
    "Incomplete",
    "Refused",
    "Typed",
    "TypedJudgement",
    "add_third",
    "application_withdrawn",
    "assign",
    "hand_back",
    "open_review",
    "remind",
    "replace",
    "reviewer_ended",
    "save_review",
    "sign",
]
