"""The table of a reference's states and moves. Asking makes the row; opening, done and declined are the rater's."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.references.enums import ReferenceState as S

APPLICANT, RATER, COORDINATORS = "applicant", "rater", "coordinators"

WAITING = (S.ASKED, S.OPENED, S.BOUNCED)
"""The rater may still answer: their links work."""
PENDING = (*WAITING, S.EXPIRED)
"""Neither answered nor given up."""
LIVE = (*PENDING, S.DONE)
"""Those that stand in a portfolio."""
CHASED = (S.ASKED, S.OPENED)
REPLACEABLE = (*PENDING, S.DECLINED)

MACHINE = Machine(
    "reference",
    states=(
        State(S.ASKED, S.ASKED.label, RATER),
        State(S.OPENED, S.OPENED.label, RATER),
        State(S.DONE, S.DONE.label, "", closed=True),
        State(S.DECLINED, S.DECLINED.label, APPLICANT),
        State(S.BOUNCED, S.BOUNCED.label, APPLICANT),
        State(S.EXPIRED, S.EXPIRED.label, APPLICANT),
        State(S.REPLACED, S.REPLACED.label, "", closed=True),
    ),
    transitions=(
        Transition("open", _("Begin the rating"), (S.ASKED, S.BOUNCED), S.OPENED, "references.rate"),
        Transition("send", _("Send the rating"), (S.OPENED,), S.DONE, "references.rate", (APPLICANT, RATER)),
        Transition("decline", _("Decline"), WAITING, S.DECLINED, "references.rate", (APPLICANT,)),
        Transition("bounce", _("Mail came back"), CHASED, S.BOUNCED, "references.portal", (APPLICANT,)),
        Transition("expire", _("Link expired"), WAITING, S.EXPIRED, "references.portal", (APPLICANT,)),
        Transition("ask_again", _("Ask again"), (S.BOUNCED, S.EXPIRED), S.ASKED, "references.change", (RATER,)),
        Transition("correct", _("Correct the address"), PENDING, S.ASKED, "references.change", (RATER,)),
        Transition("replace", _("Ask someone else"), REPLACEABLE, S.REPLACED, "references.change", (RATER,)),
    ),
    gone=_("“%(move)s” is no longer possible: this reference is now %(state)s. Nothing was changed."),
)
