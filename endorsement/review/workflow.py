"""The table of one reviewer's assignment. ``common.workflow.engine`` makes the moves."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.review.enums import AssignmentState as S

REVIEWER, COORDINATORS = "reviewer", "coordinators"

OWED_STATES = (S.ASKED, S.OPEN)
"""The reviewer still has something to do."""

ACTIVE_STATES = (S.ASKED, S.OPEN, S.SIGNED)
"""The assignment counts towards the number of reviewers; handed back and cancelled ones do not."""

MACHINE = Machine(
    "assignment",
    states=(
        State(S.ASKED, S.ASKED.label, "reviewer"),
        State(S.OPEN, S.OPEN.label, "reviewer"),
        State(S.SIGNED, S.SIGNED.label, "", closed=True),
        State(S.HANDED_BACK, S.HANDED_BACK.label, "coordinator"),
        State(S.CANCELLED, S.CANCELLED.label, "", closed=True),
    ),
    transitions=(
        Transition("open", _("Declare no conflict and open"), (S.ASKED,), S.OPEN, "review.judge"),
        Transition("sign", _("Sign the review"), (S.OPEN,), S.SIGNED, "review.judge", (COORDINATORS,)),
        Transition("hand_back", _("Hand back"), OWED_STATES, S.HANDED_BACK, "review.judge", (COORDINATORS,)),
        Transition("cancel", _("Take the review away"), OWED_STATES, S.CANCELLED, "review.assign", (REVIEWER,)),
        Transition("ask_again", _("Ask again"), (S.HANDED_BACK, S.CANCELLED), S.ASKED, "review.assign", (REVIEWER,)),
    ),
    gone=_("“%(move)s” is no longer possible: this review is now “%(state)s”. Nothing was changed."),
)
