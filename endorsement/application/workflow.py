"""The table of an application's states and moves; ``docs/workflow.md`` is made from it."""

from django.utils.translation import gettext_lazy as _

from common.workflow.engine import Machine, State, Transition
from endorsement.application.enums import ApplicationState as S
from endorsement.application.enums import ExceptionState as E
from endorsement.application.enums import Turn

APPLICANT, COORDINATORS, REVIEWERS = "applicant", "coordinators", "reviewers"

OPEN_STATES = (S.DRAFT, S.SUBMITTED, S.RETURNED, S.IN_REVIEW, S.TO_DECIDE, S.DEFERRED, S.HELD)
EDITABLE_STATES = (S.DRAFT, S.RETURNED, S.DEFERRED)
"""In these the applicant may still sign agreements and submit; the portfolio itself may always change."""

MACHINE = Machine(
    "application",
    states=(
        State(S.DRAFT, S.DRAFT.label, Turn.APPLICANT),
        State(S.SUBMITTED, S.SUBMITTED.label, Turn.COORDINATOR),
        State(S.RETURNED, S.RETURNED.label, Turn.APPLICANT),
        State(S.IN_REVIEW, S.IN_REVIEW.label, Turn.REVIEWERS),
        State(S.TO_DECIDE, S.TO_DECIDE.label, Turn.COORDINATOR),
        State(S.DEFERRED, S.DEFERRED.label, Turn.APPLICANT),
        State(S.HELD, S.HELD.label, Turn.COORDINATOR),
        State(S.ENDORSED, S.ENDORSED.label, Turn.NOBODY, closed=True),
        State(S.WITHDRAWN, S.WITHDRAWN.label, Turn.NOBODY, closed=True),
        State(S.LAPSED, S.LAPSED.label, Turn.NOBODY, closed=True),
    ),
    transitions=(
        Transition(
            "submit",
            _("Submit"),
            EDITABLE_STATES,
            S.SUBMITTED,
            "application.submit",
            (APPLICANT, COORDINATORS),
        ),
        Transition(
            "return", _("Return to the applicant"), (S.SUBMITTED,), S.RETURNED, "application.handle", (APPLICANT,)
        ),
        Transition(
            "send_to_review",
            _("Send to the reviewers"),
            (S.SUBMITTED,),
            S.IN_REVIEW,
            "application.handle",
            (APPLICANT, REVIEWERS),
        ),
        Transition(
            "all_signed",
            _("Every reviewer has signed"),
            (S.IN_REVIEW,),
            S.TO_DECIDE,
            "application.portal",
            (COORDINATORS,),
        ),
        Transition(
            "more_review",
            _("Ask a further reviewer"),
            (S.TO_DECIDE,),
            S.IN_REVIEW,
            "application.handle",
            (REVIEWERS,),
        ),
        Transition("endorse", _("Endorse"), (S.TO_DECIDE, S.HELD), S.ENDORSED, "application.handle", (APPLICANT,)),
        Transition("defer", _("Defer"), (S.TO_DECIDE, S.HELD), S.DEFERRED, "application.handle", (APPLICANT,)),
        Transition("hold", _("Put on hold"), (S.TO_DECIDE,), S.HELD, "application.handle", (APPLICANT,)),
        Transition(
            "withdraw",
            _("Withdraw"),
            OPEN_STATES,
            S.WITHDRAWN,
            "application.withdraw",
            (APPLICANT, COORDINATORS, REVIEWERS),
        ),
        Transition(
            "lapse",
            _("Close: its time ran out"),
            EDITABLE_STATES,
            S.LAPSED,
            "application.portal",
            (APPLICANT, COORDINATORS),
        ),
    ),
    gone=_("“%(move)s” is no longer possible: this application is now %(state)s. Nothing was changed."),
)

EXCEPTIONS = Machine(
    "personal_exception",
    states=(
        State(E.PROPOSED, E.PROPOSED.label, "approver"),
        State(E.IN_FORCE, E.IN_FORCE.label, ""),
        State(E.ENDED, E.ENDED.label, "", closed=True),
        State(E.REFUSED, E.REFUSED.label, "", closed=True),
        State(E.WITHDRAWN, E.WITHDRAWN.label, "", closed=True),
    ),
    transitions=(
        Transition("approve", _("Put in force"), (E.PROPOSED,), E.IN_FORCE, "application.handle", (APPLICANT,)),
        Transition("end", _("End"), (E.IN_FORCE,), E.ENDED, "application.handle"),
        Transition("refuse", _("Refuse"), (E.PROPOSED,), E.REFUSED, "application.refuse_exception", ("proposer",)),
        Transition("withdraw", _("Withdraw"), (E.PROPOSED,), E.WITHDRAWN, "application.handle"),
    ),
    gone=_("“%(move)s” is no longer possible: this exception is now %(state)s. Nothing was changed."),
)

TURN_OF = {key: Turn(state.turn) for key, state in MACHINE.states.items()}


def states_of_turn(turn: str) -> list[str]:
    """The states in which it is ``turn``'s move."""
    return [key for key, value in TURN_OF.items() if value == turn]
