"""The table of states and moves of an edition prepared in the portal; ``docs/workflow.md`` is made from it."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from competencies.editions.enums import DraftState as S

STAFF = "staff"

MACHINE = Machine(
    "edition",
    states=(
        State(S.DRAFT, S.DRAFT.label, STAFF),
        State(S.PUBLISHED, S.PUBLISHED.label, ""),
        State(S.DISCARDED, S.DISCARDED.label, "", closed=True),
    ),
    transitions=(
        Transition("publish", _("publish"), (S.DRAFT,), S.PUBLISHED, "edition.publish"),
        Transition("take_back", _("take back"), (S.PUBLISHED,), S.DRAFT, "edition.publish"),
        Transition("discard", _("discard"), (S.DRAFT,), S.DISCARDED, "edition.publish"),
    ),
    gone=_("“%(move)s” is no longer possible: this edition is now “%(state)s”. Nothing was changed."),
)
