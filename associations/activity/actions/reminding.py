"""Reminding those whose summary is missing: by rule, and when staff ask for it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Person
from associations.activity.actions.telling import tell
from associations.activity.enums import WRITING, YearState
from associations.activity.models import ActivitySummary, ActivityYear
from associations.activity.queries import recipients, waiting_for
from common import clock
from common.reminders.actions import once
from common.workflow import engine

ONE_DAY = datetime.timedelta(days=1)


def remind_by_rule() -> int:
    """Reminds each association whose summary is missing in an open year. Returns how many were reminded."""
    return sum(_by_rule(summary) for summary in waiting_for())


def due_rule(year: ActivityYear, last_told: datetime.date | None, today: datetime.date) -> str:
    """The most pressing reminder that is due, "" for none. What fell due before or on the day on which the association
    was last written to needs no saying again."""
    days = max((days for days in year.reminder_days if year.due_on + days * ONE_DAY <= today), default=None)
    if days is None or (last_told and year.due_on + days * ONE_DAY <= last_told):
        return ""
    return f"after:{days}:{year.due_on}" if days > 0 else f"before:{-days}:{year.due_on}"


@transaction.atomic
def _by_rule(summary: ActivitySummary) -> bool:
    """Locks and looks again: it may have been submitted meanwhile."""
    locked = _still_missing(summary)
    if locked is None:
        return False
    zone = locked.association.time_zone
    last = locked.notices.last()
    told = last.at.astimezone(ZoneInfo(zone)).date() if last and last.told else None
    rule = due_rule(locked.year, told, clock.today(zone))
    return bool(rule) and _remind(locked, rule, by=None) == SENT


def _still_missing(summary: ActivitySummary) -> ActivitySummary | None:
    locked = engine.lock(summary)
    locked.association = summary.association
    missing = locked.state in WRITING and locked.year.state == YearState.OPEN
    return locked if missing else None


SENT, ALREADY, NOBODY = "sent", "already", "nobody"


def _remind(locked: ActivitySummary, rule: str, by: Person | None) -> str:
    """Once a rule. Where there is nobody to write to the rule stays due, until somebody is named."""
    people = recipients(locked.association_id)
    if not people:
        return NOBODY
    sent = once(case=f"activity:{locked.pk}", rule=rule, send=lambda: tell(locked, rule, by=by, people=people))
    return SENT if sent else ALREADY


@dataclass
class Reminded:
    """Names of associations: reminded now, reminded today already, without anybody to write to."""

    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)


def remind_now(*, summaries: Iterable[ActivitySummary], by: Person) -> Reminded:
    """Reminds those whose summary is missing, each at most once a day of theirs; not who submitted meanwhile."""
    done = Reminded()
    for summary in summaries:
        with transaction.atomic():
            locked = _still_missing(summary)
            if locked:
                rule = f"now:{clock.today(locked.association.time_zone)}"
                getattr(done, _remind(locked, rule, by)).append(locked.association.name)
    return done
