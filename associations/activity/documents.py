"""The synopsis of a year as a printed document: all that associations submitted, heading by heading."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from associations.activity import queries
from associations.activity.enums import Area, Heading
from associations.activity.models import ActivitySubmission, ActivityYear
from common import clock
from common.components.dates import day_words

Progress = Callable[[int, int], None]
STEPS_AFTER_READING = 2


@dataclass(frozen=True)
class Printed:
    """The PDF, its pages, and how many of those asked are in it."""

    content: bytes = field(repr=False)
    pages: int
    answered: int
    asked: int


@dataclass(frozen=True)
class Chapter:
    """A heading: ``(association, its passages)`` for each that wrote under it; ``silent``: the names of the others."""

    key: str
    label: str
    parts: list[tuple]
    silent: list[str]


def print_synopsis(year: ActivityYear, progress: Progress = lambda done, total: None) -> Printed:
    """The synopsis as it stands now, tagged for PDF/UA-1, in the portal's language. Some seconds for a hundred pages.

    ``progress``: called with ``(done, total)``: associations read, then laid out, then written.
    """
    with translation.override(settings.LANGUAGE_CODE):
        submissions = list(queries.submissions_of(year))
        asked = list(queries.summaries_of(year))
        total = len(submissions) + STEPS_AFTER_READING
        context = _context(year, submissions, asked)
        progress(len(submissions), total)
        content, pages = _press(context, lambda: progress(total - 1, total))
    return Printed(content, pages, len(submissions), len(asked))


def _context(year: ActivityYear, submissions: list[ActivitySubmission], asked: list) -> dict:
    passages = queries.passages_by_submission(submissions)
    houses = [(one.summary.association, passages.get(one.pk, [])) for one in submissions]
    counted = queries.across(year)
    return {
        "year": year,
        "answered": [one for one in asked if one.submitted_at],
        "missing": [one for one in asked if not one.submitted_at],
        "asked": len(asked),
        "areas": [(area.label, counted.areas[area]) for area in Area],
        "chapters": [_chapter(heading, houses) for heading in Heading],
        "figures": figure_table(submissions),
        "sample": any(one.is_sample for one in asked),
        "printed": day_words(clock.now(), settings.TIME_ZONE),
        "language": translation.get_language(),
        "created": clock.now().isoformat(timespec="seconds"),
    }


def _chapter(heading: Heading, houses: list[tuple]) -> Chapter:
    parts, silent = [], []
    for association, passages in houses:
        found = [
            (one.text, [Area(mark.area).label for mark in one.marks]) for one in passages if one.heading == heading
        ]
        if found:
            parts.append((association, found))
        else:
            silent.append(association.name)
    return Chapter(heading.value, heading.label, parts, silent)


@dataclass(frozen=True)
class FigureTable:
    """``head``: labels; ``rows``: (association, the day of the count in words, a value or None for each label);
    ``sentences``: how each is counted, in the words of the latest day; ``remarks``: (association, label, words)."""

    head: list[str]
    rows: list[tuple]
    sentences: list[str]
    remarks: list[tuple]


def figure_table(submissions: Iterable[ActivitySubmission]) -> FigureTable:
    """The figures as they were submitted, side by side: an association, a row; a key, a column."""
    latest: dict[str, dict] = {}
    kept = [one for one in submissions if one.figures]
    for row in (row for submission in kept for row in submission.figures):
        known = latest.setdefault(row["key"], row)
        if row["day"] > known["day"]:
            latest[row["key"]] = row
    rows, remarks = [], []
    for submission in kept:
        association = submission.summary.association
        values = {row["key"]: row["value"] for row in submission.figures}
        day = date_format(datetime.date.fromisoformat(submission.figures[0]["day"]))
        rows.append((association, day, [values.get(key) for key in latest]))
        remarks += [(association, row["label"], row["remark"]) for row in submission.figures if row["remark"]]
    found = latest.values()
    return FigureTable([row["label"] for row in found], rows, [row["sentence"] for row in found], remarks)


def _press(context: dict, laid_out: Callable[[], None]) -> tuple[bytes, int]:
    from weasyprint import CSS, HTML  # noqa: PLC0415 - two seconds, only where something is printed
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    from common.printing.press import AwardFetcher  # noqa: PLC0415

    fonts, fetcher = FontConfiguration(), AwardFetcher()
    options = {"pdf_variant": "pdf/ua-1", "cache": {}}
    sheet = CSS(
        string=render_to_string("associations/activity/synopsis.css", context), url_fetcher=fetcher, font_config=fonts
    )
    html = HTML(
        string=render_to_string("associations/activity/synopsis.html", context), base_url="award:", url_fetcher=fetcher
    )
    document = html.render(font_config=fonts, stylesheets=[sheet], **options)
    laid_out()
    return document.write_pdf(**options), len(document.pages)


def synopsis_name(synopsis) -> str:
    """The file name people see."""
    return f"synopsis-{synopsis.year.year}-{date_format(synopsis.requested_at, 'Y-m-d')}.pdf"
