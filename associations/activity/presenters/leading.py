"""How the Alliance's year looks."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.activity.enums import Area, Heading
from associations.activity.models import (
    ActivitySubmission,
    ActivitySynopsis,
)
from associations.activity.queries import Across
from common.components.dates import moment_words
from common.jobs.models import Job


def area_rows(across: Across) -> list[dict]:
    """Each area with how many associations spoke of it."""
    return [{"value": area.value, "label": area.label, "number": across.areas[area]} for area in Area]


def heading_rows(across: Across) -> list[dict]:
    return [{"value": one.value, "label": one.label, "number": across.headings[one]} for one in Heading]


def year_tabs(shown: str | None, asked: int, answered: int) -> list[dict]:
    """Everybody who is asked, those who have answered, those who have not."""
    rows = [("", _("All"), asked), ("answered", _("Answered"), answered), ("missing", _("Missing"), asked - answered)]
    known = {key for key, _label, _count in rows}
    return [
        {
            "label": label,
            "url": f"?show={key}" if key else "?",
            "active": key == (shown if shown in known else ""),
            "count": count,
        }
        for key, label, count in rows
    ]


def moved_words(name: str, year, asked: int) -> str:
    """What happened by a move of a year."""
    words = {"year": year.year, "count": asked}
    if name == "open":
        return (
            ngettext(
                "The year %(year)s is open. %(count)s association is asked, and has mail.",
                "The year %(year)s is open. %(count)s associations are asked, and have mail.",
                asked,
            )
            % words
        )
    if name == "close":
        return _("The year %(year)s is closed. Nothing more can be written.") % words
    return _("The year %(year)s is open again.") % words


def reminded_words(done) -> list[tuple[str, str]]:
    """``(level, sentence)`` of who was reminded; ``done`` is ``actions.reminding.Reminded``."""
    sentences = []
    if done.sent:
        sentences.append(("success", _("Reminded: %(names)s.") % {"names": ", ".join(done.sent)}))
    if done.already:
        words = _("Reminded today already, so not again: %(names)s.")
        sentences.append(("info", words % {"names": ", ".join(done.already)}))
    if done.nobody:
        words = _("Nobody to write to, please name an administrator: %(names)s.")
        sentences.append(("warning", words % {"names": ", ".join(done.nobody)}))
    return sentences or [("info", _("Nobody is missing. Nothing was sent."))]


def figures_sheet(submissions: Iterable[ActivitySubmission]) -> tuple[list, list]:
    """``(head, rows)``: an association a row, a figure two columns: the number and the remark."""
    rows = list(submissions)
    labels = {row["key"]: row["label"] for one in rows for row in one.figures}
    head = ["association", "submitted", *(cell for label in labels.values() for cell in (label, f"{label}: remark"))]
    body = []
    for one in rows:
        by_key = {row["key"]: row for row in one.figures}
        cells = [by_key.get(key, {"value": "", "remark": ""}) for key in labels]
        day = one.submitted_at.date().isoformat()
        values = [value for cell in cells for value in (cell["value"], cell["remark"])]
        body.append([one.summary.association.name, day, *values])
    return head, body


def synopsis_rows(synopses: Iterable[ActivitySynopsis]) -> list[dict]:
    """Each with the job's progress while it is printed. One query."""
    rows = list(synopses)
    waiting = [f"synopsis:{one.pk}" for one in rows if one.state == ActivitySynopsis.State.WAITING]
    jobs = {job.key: job for job in Job.objects.filter(key__in=waiting)} if waiting else {}
    return [
        {
            "synopsis": one,
            "job": jobs.get(f"synopsis:{one.pk}"),
            "when": moment_words(one.ready_at or one.requested_at, settings.TIME_ZONE),
        }
        for one in rows
    ]
