"""The table of states and moves of a merge of two people; ``docs/workflow.md`` is made from it."""

from django.utils.translation import gettext_lazy as _

from associations.merging.enums import MergeState as S
from common.workflow.engine import Machine, State, Transition

MACHINE = Machine(
    "merge",
    states=(
        State(S.ASKED, S.ASKED.label, "staff"),
        State(S.DONE, S.DONE.label, ""),
        State(S.UNDONE, S.UNDONE.label, "", closed=True),
        State(S.DECLINED, S.DECLINED.label, "", closed=True),
    ),
    transitions=(
        Transition("merge", _("Merge"), (S.ASKED,), S.DONE, "merging.merge"),
        Transition("decline", _("Do not merge"), (S.ASKED,), S.DECLINED, "merging.decline"),
        Transition("undo", _("Take apart again"), (S.DONE,), S.UNDONE, "merging.merge"),
    ),
    gone=_("“%(move)s” is no longer possible: these two are now %(state)s. Nothing was changed."),
)
