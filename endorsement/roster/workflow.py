"""The table of a roster import's states and moves."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.roster.enums import BatchState as S

OFFICE, PORTAL = "office", "portal"

MACHINE = Machine(
    "roster_import",
    states=(
        State(S.UPLOADED, S.UPLOADED.label, OFFICE),
        State(S.READING, S.READING.label, PORTAL),
        State(S.CHECKED, S.CHECKED.label, OFFICE),
        State(S.APPLYING, S.APPLYING.label, PORTAL),
        State(S.APPLIED, S.APPLIED.label, "", closed=True),
        State(S.UNDOING, S.UNDOING.label, PORTAL),
        State(S.UNDONE, S.UNDONE.label, "", closed=True),
        State(S.UNUSABLE, S.UNUSABLE.label, "", closed=True),
        State(S.DISCARDED, S.DISCARDED.label, "", closed=True),
    ),
    transitions=(
        Transition("read", _("Read the file"), (S.UPLOADED,), S.READING, "roster.import"),
        Transition("checked", _("File read"), (S.READING,), S.CHECKED, "roster.portal"),
        Transition("refuse", _("File not usable"), (S.READING,), S.UNUSABLE, "roster.portal"),
        Transition("apply", _("Apply"), (S.CHECKED,), S.APPLYING, "roster.import"),
        Transition("give_back", _("Not applied"), (S.APPLYING,), S.CHECKED, "roster.portal"),
        Transition("applied", _("Rows applied"), (S.APPLYING,), S.APPLIED, "roster.portal"),
        Transition("undo", _("Undo"), (S.APPLIED,), S.UNDOING, "roster.import"),
        Transition("keep", _("Not undone"), (S.UNDOING,), S.APPLIED, "roster.portal"),
        Transition("undone", _("Rows undone"), (S.UNDOING,), S.UNDONE, "roster.portal"),
        Transition("discard", _("Discard"), (S.UPLOADED, S.CHECKED), S.DISCARDED, "roster.import"),
    ),
    gone=_("“%(move)s” is no longer possible: this import is now %(state)s. Nothing was changed."),
)
