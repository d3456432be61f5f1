"""The table of states and moves of an association's difference from the core; ``docs/workflow.md`` is made from it."""

from django.utils.translation import gettext_lazy as _

from associations.policy.enums import OverlayState as S
from common.workflow.engine import Machine, State, Transition

MACHINE = Machine(
    "overlay",
    states=(
        State(S.PROPOSED, S.PROPOSED.label, "approver"),
        State(S.IN_FORCE, S.IN_FORCE.label, ""),
        State(S.ENDED, S.ENDED.label, "", closed=True),
        State(S.REFUSED, S.REFUSED.label, "", closed=True),
        State(S.WITHDRAWN, S.WITHDRAWN.label, "", closed=True),
    ),
    transitions=(
        Transition("approve", _("Put in force"), (S.PROPOSED,), S.IN_FORCE, "overlay.approve"),
        Transition("end", _("End"), (S.IN_FORCE,), S.ENDED, "overlay.propose"),
        Transition("refuse", _("Refuse"), (S.PROPOSED,), S.REFUSED, "overlay.refuse"),
        Transition("withdraw", _("Withdraw"), (S.PROPOSED,), S.WITHDRAWN, "overlay.propose"),
    ),
    gone=_("“%(move)s” is no longer possible: this is now %(state)s. Nothing was changed."),
)
