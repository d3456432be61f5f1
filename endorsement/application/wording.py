"""Sentences about applications: moments in the association's time zone, the story, whose turn it is."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.components.dates import moment_words
from common.workflow.models import StatusChange
from endorsement.application.enums import ApplicationState, Turn
from endorsement.application.queries import Event
from endorsement.application.workflow import TURN_OF

STATE_TONES = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.RETURNED: "warning",
    ApplicationState.IN_REVIEW: "info",
    ApplicationState.TO_DECIDE: "accent",
    ApplicationState.DEFERRED: "warning",
    ApplicationState.HELD: "warning",
    ApplicationState.ENDORSED: "success",
    ApplicationState.WITHDRAWN: "neutral",
    ApplicationState.LAPSED: "neutral",
}

_FOR_APPLICANT = {
    ApplicationState.DRAFT: gettext_lazy("Complete your portfolio, then submit."),
    ApplicationState.SUBMITTED: gettext_lazy("The coordinator is checking that everything is there."),
    ApplicationState.RETURNED: gettext_lazy("Mend what the coordinator wrote, then submit again."),
    ApplicationState.IN_REVIEW: gettext_lazy("Reviewers are reading your portfolio."),
    ApplicationState.TO_DECIDE: gettext_lazy("The reviews are in. The coordinator decides."),
    ApplicationState.DEFERRED: gettext_lazy("Read the letter, amend, then submit again."),
    ApplicationState.HELD: gettext_lazy("The decision is on hold with the coordinator."),
    ApplicationState.ENDORSED: gettext_lazy("You are endorsed. There is nothing left to do."),
    ApplicationState.WITHDRAWN: gettext_lazy("You withdrew this application."),
    ApplicationState.LAPSED: gettext_lazy(
        "The time for this application ran out. Your portfolio and your references are kept: you may begin a new one."
    ),
}

_FOR_HANDLER = {
    ApplicationState.DRAFT: gettext_lazy("The applicant is preparing it."),
    ApplicationState.SUBMITTED: gettext_lazy("Screen it, then choose reviewers or return it."),
    ApplicationState.RETURNED: gettext_lazy("The applicant is mending what you wrote."),
    ApplicationState.IN_REVIEW: gettext_lazy("The reviewers are reading it."),
    ApplicationState.TO_DECIDE: gettext_lazy("Read the reviews and decide."),
    ApplicationState.DEFERRED: gettext_lazy("Deferred. The applicant may amend and submit again."),
    ApplicationState.HELD: gettext_lazy("On hold until you decide."),
    ApplicationState.ENDORSED: gettext_lazy("Endorsed. Nothing is left to do."),
    ApplicationState.WITHDRAWN: gettext_lazy("Withdrawn by the applicant. Nothing is left to do."),
    ApplicationState.LAPSED: gettext_lazy("Closed, for it was not submitted in time. Nothing is left to do."),
}


def turn_for_applicant(application) -> str:
    """What happens now, said to the applicant."""
    return str(_FOR_APPLICANT[application.state])


def turn_for_handler(application) -> str:
    """What happens now, said to whoever handles the application."""
    return str(_FOR_HANDLER[application.state])


def is_applicants_turn(application) -> bool:
    return TURN_OF[application.state] == Turn.APPLICANT


def is_handlers_turn(application) -> bool:
    return TURN_OF[application.state] == Turn.COORDINATOR


_STORY = {
    "start": gettext_lazy("Started"),
    "submit": gettext_lazy("Submitted"),
    "return": gettext_lazy("Returned to the applicant with comments"),
    "send_to_review": gettext_lazy("Sent to the reviewers"),
    "all_signed": gettext_lazy("Every reviewer has signed"),
    "more_review": gettext_lazy("A further reviewer was asked"),
    "endorse": gettext_lazy("Endorsed"),
    "defer": gettext_lazy("Deferred"),
    "hold": gettext_lazy("Put on hold"),
    "withdraw": gettext_lazy("Withdrawn"),
    "lapse": gettext_lazy("Closed: not submitted in time"),
}
_STORY_TONES = {"endorse": "success", "return": "warning", "defer": "warning", "hold": "warning"}


@dataclass(frozen=True)
class StoryLine:
    """One line of the timeline tag."""

    when: str
    title: str
    actor: str
    text: str
    tone: str


def story_lines(changes: list[StatusChange], zone: str) -> list[StoryLine]:
    """The moves as sentences in the association's time zone, newest first, for whoever handles the application."""
    return [
        StoryLine(
            when=moment_words(change.at, zone),
            title=str(_STORY[change.transition]),
            actor=change.by_name,
            text=change.reason,
            tone=_STORY_TONES.get(change.transition, "neutral"),
        )
        for change in reversed(changes)
    ]


_OTHERS = {"all_signed": gettext_lazy("the reviewers"), "lapse": gettext_lazy("the portal")}
LONGEST_QUOTE = 300


def history_lines(events: list[Event], zone: str) -> list[StoryLine]:
    """What happened, to its applicant: newest first, who it was, and whose turn it was then.

    Reasons are internal, except the applicant's own, and other people are named by what they are.
    """
    lines = []
    newest = next((event for event in reversed(events) if event.state), None)
    for event in reversed(events):
        if event.state:
            title, tone = str(_STORY[event.name]), _STORY_TONES.get(event.name, "neutral")
            said = [event.text] if event.by_applicant else []
            said.append(_whose_turn_then(event.state, now=event is newest))
        else:
            words = _("Question on: %(section)s") if event.by_applicant else _("Comment on: %(section)s")
            title, tone = words % {"section": event.section_label}, "neutral"
            said = [Truncator(event.text).chars(LONGEST_QUOTE)]
        actor = _("you") if event.by_applicant else str(_OTHERS.get(event.name, _("the coordinator")))
        lines.append(StoryLine(moment_words(event.at, zone), title, actor, " ".join(filter(None, said)), tone))
    return lines


def _whose_turn_then(state: str, *, now: bool) -> str:
    if not TURN_OF[state]:
        return ""
    if TURN_OF[state] == Turn.APPLICANT:
        return _("Now it is your turn.") if now else _("Then it was your turn.")
    words = _("Now it is the turn of: %(whose)s.") if now else _("Then it was the turn of: %(whose)s.")
    return words % {"whose": Turn(TURN_OF[state]).label}
