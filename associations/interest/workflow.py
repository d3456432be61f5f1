"""The stages of interest from a new state or country; ``docs/workflow.md`` is made from this table."""

from django.utils.translation import gettext_lazy as _

from associations.interest.enums import OPEN_STAGES, Stage
from common.workflow.engine import Machine, State, Transition

MACHINE = Machine(
    "interest",
    states=(
        State(Stage.ASKED, Stage.ASKED.label, "staff"),
        State(Stage.EXPLORING, Stage.EXPLORING.label, "staff"),
        State(Stage.PREPARING, Stage.PREPARING.label, "staff"),
        State(Stage.LICENSED, Stage.LICENSED.label, "", closed=True),
        State(Stage.DECLINED, Stage.DECLINED.label, "", closed=True),
    ),
    transitions=(
        Transition("explore", _("Begin to explore"), (Stage.ASKED,), Stage.EXPLORING, "interest.follow"),
        Transition("prepare", _("Prepare the licence"), (Stage.EXPLORING,), Stage.PREPARING, "interest.follow"),
        Transition("license", _("Note the licence"), (Stage.PREPARING,), Stage.LICENSED, "interest.follow"),
        Transition("decline", _("Decline"), OPEN_STAGES, Stage.DECLINED, "interest.follow"),
        Transition("reopen", _("Take up again"), (Stage.DECLINED,), Stage.EXPLORING, "interest.follow"),
    ),
    gone=_("“%(move)s” is no longer possible: the stage is now “%(state)s”. Nothing was changed."),
)
