"""The tables of a roster import's and of an errand's states and moves."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.roster.enums import BatchState as S
from endorsement.roster.enums import ErrandState as E

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
        Transition("rename", _("Name the columns again"), (S.CHECKED, S.UNUSABLE), S.UPLOADED, "roster.import"),
        Transition("discard", _("Discard"), (S.UPLOADED, S.CHECKED), S.DISCARDED, "roster.import"),
    ),
    gone=_("“%(move)s” is no longer possible: this import is now %(state)s. Nothing was changed."),
)

ERRAND = Machine(
    "errand",
    states=(
        State(E.DRAFT, E.DRAFT.label, OFFICE),
        State(E.RUNNING, E.RUNNING.label, PORTAL),
        State(E.DONE, E.DONE.label, "", closed=True),
        State(E.DISCARDED, E.DISCARDED.label, "", closed=True),
    ),
    transitions=(
        Transition("begin", _("Do it"), (E.DRAFT,), E.RUNNING, "roster.errand"),
        Transition("done", _("All done"), (E.RUNNING,), E.DONE, "roster.portal"),
        Transition("stop", _("Stopped"), (E.RUNNING,), E.DRAFT, "roster.portal"),
        Transition("discard", _("Discard"), (E.DRAFT,), E.DISCARDED, "roster.errand"),
    ),
    gone=_("“%(move)s” is no longer possible: this is now %(state)s. Nothing was changed."),
)
