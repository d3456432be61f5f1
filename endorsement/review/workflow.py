"""The table of one reviewer's assignment. ``common.workflow.engine`` makes the moves."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.review.enums import AssignmentState as S

REVIEWER, COORDINATORS = "reviewer", "coordinators"

OWED_STATES = (S.ASKED, S.OPEN)
"""The reviewer still has something to do."""

UNSIGNED_STATES = (S.WAITING, *OWED_STATES)
"""The round is not over: the reviewer owes their review, or will once it is their turn."""

ACTIVE_STATES = (*UNSIGNED_STATES, S.SIGNED)
"""The assignment counts towards the number of reviewers; handed back and cancelled ones do not."""

ASKED_STATES = (*OWED_STATES, S.SIGNED)
"""The reviewer has been told of the assignment and may look at it."""

MACHINE = Machine(
    "assignment",
    states=(
        State(S.WAITING, S.WAITING.label, ""),
        State(S.ASKED, S.ASKED.label, "reviewer"),
        State(S.OPEN, S.OPEN.label, "reviewer"),
        State(S.SIGNED, S.SIGNED.label, "", closed=True),
        State(S.HANDED_BACK, S.HANDED_BACK.label, "coordinator"),
        State(S.CANCELLED, S.CANCELLED.label, "", closed=True),
    ),
    transitions=(
        Transition("ask", _("Ask the next reviewer"), (S.WAITING,), S.ASKED, "review.portal", (REVIEWER,)),
        Transition("open", _("Declare no conflict and open"), (S.ASKED,), S.OPEN, "review.judge"),
        Transition("sign", _("Sign the review"), (S.OPEN,), S.SIGNED, "review.judge", (COORDINATORS,)),
        Transition("hand_back", _("Hand back"), UNSIGNED_STATES, S.HANDED_BACK, "review.judge", (COORDINATORS,)),
        Transition("cancel", _("Take the review away"), UNSIGNED_STATES, S.CANCELLED, "review.assign", (REVIEWER,)),
        Transition("ask_again", _("Ask again"), (S.HANDED_BACK, S.CANCELLED), S.ASKED, "review.assign", (REVIEWER,)),
        Transition(
            "ask_later", _("Ask when it is their turn"), (S.HANDED_BACK, S.CANCELLED), S.WAITING, "review.assign"
        ),
    ),
    gone=_("“%(move)s” is no longer possible: this review is now “%(state)s”. Nothing was changed."),
)
