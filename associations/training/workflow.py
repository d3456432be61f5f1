"""From a draft to closed attendance; ``docs/workflow.md`` is made from this table."""

from django.utils.translation import gettext_lazy as _

from associations.training.enums import ATTENDING, State
from common.workflow.engine import Machine, Transition
from common.workflow.engine import State as Of

MACHINE = Machine(
    "training",
    states=(
        Of(State.DRAFT, State.DRAFT.label, "association"),
        Of(State.ANNOUNCED, State.ANNOUNCED.label, ""),
        Of(State.HELD, State.HELD.label, "association"),
        Of(State.CLOSED, State.CLOSED.label, "", closed=True),
        Of(State.CANCELLED, State.CANCELLED.label, "", closed=True),
    ),
    transitions=(
        Transition("announce", _("Announce"), (State.DRAFT,), State.ANNOUNCED, "training.manage"),
        Transition("hold", _("It was held"), (State.ANNOUNCED,), State.HELD, "training.manage", ("association",)),
        Transition("close", _("Close attendance"), ATTENDING, State.CLOSED, "training.manage", ("attendees",)),
        Transition("reopen", _("Open attendance again"), (State.CLOSED,), State.HELD, "training.manage"),
        Transition("cancel", _("Cancel it"), (State.ANNOUNCED,), State.CANCELLED, "training.manage", ("attendees",)),
    ),
    gone=_("“%(move)s” is no longer possible: the training is now “%(state)s”. Nothing was changed."),
)  # fmt: skip
