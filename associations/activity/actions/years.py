"""The Alliance's year: prepared, opened, closed; who is asked."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.actions.telling import tell
from associations.activity.enums import SummaryState, YearState
from associations.activity.models import ActivitySummary, ActivityYear
from associations.activity.workflow import YEARS
from associations.directory.models import Association
from associations.directory.queries import members_of_the_alliance
from common import clock
from common.workflow import engine


@transaction.atomic
def prepare_year(
    *, year: int, due_on: datetime.date, words: str, reminder_days: Sequence[int], by: Person
) -> ActivityYear:
    """A new year, not yet seen by associations. The same one twice is one; raises Refused when the year is there."""
    facts = {"due_on": due_on, "words": words, "reminder_days": list(reminder_days)}
    made, new = ActivityYear.objects.get_or_create(year=year, defaults={**facts, "state_since": clock.now()})
    if not new and {name: getattr(made, name) for name in facts} != facts:
        raise Refused(_("The year %(year)s is there already.") % {"year": year})
    return made


@transaction.atomic
def change_year(
    *, year: ActivityYear, due_on: datetime.date, words: str, reminder_days: Sequence[int], by: Person
) -> ActivityYear:
    """Another last day, other words or reminders. Raises Refused when the year is closed."""
    locked = engine.lock(year)
    if locked.state == YearState.CLOSED:
        raise Refused(_("The year %(year)s is closed, so nothing was changed.") % {"year": locked.year})
    locked.due_on, locked.words, locked.reminder_days = due_on, words, list(reminder_days)
    locked.save(update_fields=["due_on", "words", "reminder_days"])
    return locked


@transaction.atomic
def open_year(*, year: ActivityYear, by: Person) -> ActivityYear:
    """Asks every member of the Alliance and tells its administrators. Raises MoveGone, and Refused when the last day
    has passed."""
    locked = engine.lock(year)
    if locked.state == YearState.PREPARING and locked.due_on < clock.today():
        raise Refused(_("The last day has passed already. Please set another one before you open the year."))
    locked = engine.move(YEARS, locked, "open", by=by)
    for association in members_of_the_alliance():
        _ask(locked, association, by)
    return locked


def _ask(year: ActivityYear, association: Association, by: Person) -> ActivitySummary:
    summary, new = ActivitySummary.objects.get_or_create(
        year=year, association=association, defaults={"state_since": clock.now()}
    )
    if new:
        tell(summary, "opened", by=by)
    return summary


@transaction.atomic
def ask_association(*, year: ActivityYear, association: Association, by: Person) -> ActivitySummary:
    """Asks one association more; asking twice is asking once. Raises Refused unless the year is open."""
    locked = engine.lock(year)
    if locked.state != YearState.OPEN:
        raise Refused(_("Associations can be asked while the year is open."))
    return _ask(locked, association, by)


@transaction.atomic
def leave_out(*, summary: ActivitySummary, by: Person) -> None:
    """An association that was asked by mistake is asked no more. Raises Refused once it has begun; twice is once."""
    locked = ActivitySummary.objects.select_for_update(of=("self",)).filter(pk=summary.pk).first()
    if locked is None:
        return
    if locked.state != SummaryState.ASKED:
        raise Refused(_("The association has begun its summary, so it stays among those that are asked."))
    locked.delete()


@transaction.atomic
def close_year(*, year: ActivityYear, by: Person) -> ActivityYear:
    """Nothing more can be written. Raises MoveGone. Locks the summaries first: see ``locking``."""
    list(ActivitySummary.objects.select_for_update(of=("self",)).filter(year=year).order_by("pk"))
    return engine.move(YEARS, year, "close", by=by)


@transaction.atomic
def reopen_year(*, year: ActivityYear, by: Person) -> ActivityYear:
    """Associations may write again; nobody is asked anew. Raises MoveGone."""
    return engine.move(YEARS, year, "reopen", by=by)
