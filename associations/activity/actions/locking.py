"""The lock under which a summary is written: one row, so that two associations never wait for each other."""

from django.utils.translation import gettext as _

from associations.activity.actions.faults import Refused
from associations.activity.enums import WRITING, SummaryState, YearState
from associations.activity.models import ActivitySummary, ActivityYear
from associations.activity.workflow import SUMMARIES
from common.workflow import engine


def of_open_year(summary: ActivitySummary) -> ActivitySummary:
    """The summary locked and read again, with its year. Raises Refused unless the year is open.

    The year is read after the lock: closing it locks the summaries first, so nothing is saved into a closed year.
    """
    locked = engine.lock(summary)
    year = ActivityYear.objects.get(pk=locked.year_id)
    if year.state != YearState.OPEN:
        raise Refused(_("The year %(year)s is closed, so nothing was changed.") % {"year": year.year})
    locked.year, locked.association = year, summary.association
    return locked


def to_write(summary: ActivitySummary) -> ActivitySummary:
    """The same, for writing. Raises Refused when the summary is submitted."""
    locked = of_open_year(summary)
    if locked.state not in WRITING:
        raise Refused(_("The summary is submitted. To change something in it, reopen it first."))
    return locked


def begun(summary: ActivitySummary, by) -> None:
    """The first thing that is saved begins the summary; the locked row is moved."""
    if summary.state == SummaryState.ASKED:
        engine.move(SUMMARIES, summary, "begin", by=by, is_sample=by.is_sample)
