"""Who was written to, and what happened."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.activity.enums import SummaryState, YearState
from associations.activity.models import (
    ActivityNotice,
    ActivitySubmission,
    ActivitySummary,
)
from associations.activity.workflow import SUMMARIES, YEARS
from common.components.dates import day_words, moment_words
from common.workflow.models import StatusChange

YEAR_TONES = {YearState.PREPARING: "neutral", YearState.OPEN: "primary", YearState.CLOSED: "success"}
STATE_TONES = {
    SummaryState.ASKED: "neutral",
    SummaryState.BEGUN: "info",
    SummaryState.SUBMITTED: "success",
    SummaryState.REOPENED: "warning",
}


def notice_words(notice: ActivityNotice) -> str:
    """Why an association was written to."""
    occasion, _colon, rest = notice.rule.partition(":")
    days = rest.partition(":")[0]
    if occasion == "opened":
        return _("Told that the year is open")
    if occasion == "reopened":
        return _("Told that the summary is open again")
    if occasion == "now":
        return _("Reminded by the Alliance's staff")
    number = int(days)
    if occasion == "after":
        words = ngettext(
            "Reminded %(days)s day after the last day", "Reminded %(days)s days after the last day", number
        )
    else:
        words = ngettext(
            "Reminded %(days)s day before the last day", "Reminded %(days)s days before the last day", number
        )
    return words % {"days": number}


def told_words(notice: ActivityNotice) -> str:
    """Who got it."""
    return ", ".join(notice.told) or _("nobody: no administrator with an address")


def last_told(notices: list[ActivityNotice], zone: str) -> str:
    """The newest notice of an association in a line, "" where there is none."""
    if not notices:
        return ""
    newest = notices[-1]
    return f"{day_words(newest.at, zone)}: {notice_words(newest)} ({told_words(newest)})"


def story(summary: ActivitySummary, notices: Iterable[ActivityNotice]) -> list[dict]:
    """What happened to a summary, the newest first: its moves and whom the portal wrote to. One query."""
    rows = [
        (one.at, str(SUMMARIES.transitions[one.transition].label), one.reason, one.by_name, STATE_TONES[one.target])
        for one in StatusChange.objects.filter(machine=SUMMARIES.name, object_id=summary.pk)
    ]
    rows += [(one.at, notice_words(one), told_words(one), one.by_name, "neutral") for one in notices]
    rows.sort(key=lambda row: row[0], reverse=True)
    zone = summary.association.time_zone
    return [
        {"when": moment_words(at, zone), "title": title, "text": text, "actor": actor, "tone": tone}
        for at, title, text, actor, tone in rows
    ]


def year_story(year) -> list[dict]:
    """The moves of a year, the newest first. One query."""
    moves = StatusChange.objects.filter(machine=YEARS.name, object_id=year.pk).order_by("-at", "-pk")
    return [
        {
            "when": moment_words(one.at, settings.TIME_ZONE),
            "title": str(YEARS.transitions[one.transition].label),
            "actor": one.by_name,
            "tone": YEAR_TONES[one.target],
        }
        for one in moves
    ]


def reopened_words(summary: ActivitySummary) -> dict:
    """Who reopened a summary and why, while it is open again; empty else. At most one query."""
    if summary.state != SummaryState.REOPENED:
        return {}
    moves = StatusChange.objects.filter(machine=SUMMARIES.name, object_id=summary.pk, transition="reopen")
    last = moves.order_by("-at", "-pk").first()
    when = moment_words(last.at, summary.association.time_zone)
    return {"name": last.by_name, "when": when, "reason": last.reason}


def submission_words(submission: ActivitySubmission) -> str:
    """Which submission it is, when and by whom."""
    return _("Submission %(number)s, %(moment)s, by %(name)s") % {
        "number": submission.number,
        "moment": moment_words(submission.submitted_at, submission.summary.association.time_zone),
        "name": submission.submitted_by_name,
    }
