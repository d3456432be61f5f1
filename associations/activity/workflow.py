"""The two tables of the yearly summary: the Alliance's year, and one association's answer."""

from django.utils.translation import gettext_lazy as _

from associations.activity.enums import SummaryState, YearState
from common.workflow.engine import Machine, State, Transition

YEARS = Machine(
    "activity_year",
    states=(
        State(YearState.PREPARING, YearState.PREPARING.label, "staff"),
        State(YearState.OPEN, YearState.OPEN.label, "associations"),
        State(YearState.CLOSED, YearState.CLOSED.label, "", closed=True),
    ),
    transitions=(
        Transition(
            "open", _("Open the year"), (YearState.PREPARING,), YearState.OPEN, "activity.lead", ("administrators",)
        ),
        Transition("close", _("Close the year"), (YearState.OPEN,), YearState.CLOSED, "activity.lead"),
        Transition("reopen", _("Open the year again"), (YearState.CLOSED,), YearState.OPEN, "activity.lead"),
    ),
    gone=_("“%(move)s” is no longer possible: the year is now “%(state)s”. Nothing was changed."),
)

SUMMARIES = Machine(
    "activity_summary",
    states=(
        State(SummaryState.ASKED, SummaryState.ASKED.label, "association"),
        State(SummaryState.BEGUN, SummaryState.BEGUN.label, "association"),
        State(SummaryState.SUBMITTED, SummaryState.SUBMITTED.label, ""),
        State(SummaryState.REOPENED, SummaryState.REOPENED.label, "association"),
    ),
    transitions=(
        Transition("begin", _("Begin the summary"), (SummaryState.ASKED,), SummaryState.BEGUN, "activity.write"),
        Transition(
            "submit",
            _("Submit the summary"),
            (SummaryState.BEGUN, SummaryState.REOPENED),
            SummaryState.SUBMITTED,
            "activity.write",
        ),
        Transition(
            "reopen",
            _("Reopen the summary"),
            (SummaryState.SUBMITTED,),
            SummaryState.REOPENED,
            "activity.reopen",
            ("administrators",),
        ),
    ),
    gone=_("“%(move)s” is no longer possible: the summary is now “%(state)s”. Nothing was changed."),
)
