"""How a report looks: its chart, its table, its addresses."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from competencies.standard.models import Category
from endorsement.reports import exporting
from endorsement.reports.asking import Asked, ReportForm
from endorsement.reports.measures.base import Column, Measure
from endorsement.reports.queries import Answer, Line, may_open

WIDTH, STEP, LONGEST_BAR, MOST_BARS = 400, 44, 320, 15
"""Of the chart's view box; a bar has its words above it and its number at its end."""
LONGEST_WORDS = 44

NAMES = ("by", "across", "association", "category", "track", "year", "from", "until")
"""What an address of a report may carry."""


def query_of(form: ReportForm, **more: str) -> str:
    """What was asked and understood, as the end of an address; with ``more``."""
    given = {name: form.data.get(name, "") for name in NAMES if name in form.cleaned_data and form.data.get(name)}
    given |= more
    return f"?{urlencode(given)}" if given else ""


def number_words(number: int | None) -> str:
    return exporting.hidden_words() if number is None else number_format(number, use_l10n=True, force_grouping=True)


def change_words(line: Line) -> str:
    """``+3``, ``−2``, ``0``; empty where one of the two is hidden."""
    if line.change is None:
        return ""
    sign = "+" if line.change > 0 else "−" if line.change < 0 else ""
    return f"{sign}{number_format(abs(line.change), use_l10n=True, force_grouping=True)}"


@dataclass(frozen=True)
class Cell:
    """``url``: the rows behind the number, "" where nobody may open them."""

    text: str
    label: str
    url: str = ""


def heads(answer: Answer) -> list[str]:
    """The words above the columns, without the key."""
    found = exporting.heading(answer)[1:]
    if not answer.question.across:
        found[1] = str(answer.measure.unit).capitalize()
    return found


def lines(answer: Answer, form: ReportForm) -> list[tuple[str, list[Cell]]]:
    """``(words, cells)`` of each line, the total last."""
    names = heads(answer)[1:]
    return [
        (line.words, _cells(answer, form, line, names, last=line is answer.total))
        for line in [*answer.lines, answer.total]
    ]


def _cells(answer: Answer, form: ReportForm, line: Line, names: list[str], *, last: bool) -> list[Cell]:
    at = {} if last else {"cell": line.key}
    if answer.question.across:
        texts = [
            (number_words(number), _rows_address(answer, form, number, at | {"and": column}))
            for column, number in line.cells.items()
        ]
        texts.append((number_words(line.number), _rows_address(answer, form, line.number, at)))
    else:
        texts = [(number_words(line.number), _rows_address(answer, form, line.number, at))]
        if answer.compared:
            texts += [(number_words(line.before), ""), (change_words(line), "")]
        figures = zip(answer.figures, line.figures, strict=True)
        texts += [(exporting.shown(figure, value), "") for figure, value in figures]
    return [Cell(text, name, url) for (text, url), name in zip(texts, names, strict=True)]


def _rows_address(answer: Answer, form: ReportForm, number: int | None, at: dict[str, str]) -> str:
    if not number or not may_open(answer.measure, answer.question):
        return ""
    return reverse("reports:rows", args=[answer.measure.key]) + query_of(form, **at)


@dataclass(frozen=True)
class Bar:
    """One bar in the units of the view box; ``before``: the width of the year before's, 0 for none."""

    words: str
    number: str
    top: int
    words_at: int
    middle: int
    width: float
    number_at: float
    before: float
    before_at: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    height: int
    left_out: int


def chart(answer: Answer) -> Chart | None:
    """The largest numbers as bars, in the order of the table; None where there is nothing to draw."""
    known = [line for line in answer.lines if line.number or line.before]
    if not known:
        return None
    largest = sorted(known, key=lambda line: -(line.number or 0))[:MOST_BARS]
    kept = [line for line in known if line in largest]
    most = max(max(line.number or 0, (line.before or 0) if answer.compared else 0) for line in kept)
    bars = [_bar(answer, line, place, most) for place, line in enumerate(kept)]
    return Chart(bars, WIDTH, STEP * len(bars), len(known) - len(kept))


def _bar(answer: Answer, line: Line, place: int, most: int) -> Bar:
    def wide(number):
        return round(LONGEST_BAR * number / most, 2) if number else 0

    top = place * STEP
    words = line.words if len(line.words) <= LONGEST_WORDS else f"{line.words[: LONGEST_WORDS - 1].rstrip()}…"
    return Bar(
        words=words,
        number=number_words(line.number),
        top=top + 19,
        words_at=top + 14,
        middle=top + 31,
        width=wide(line.number),
        number_at=wide(line.number) + 6,
        before=wide(line.before) if answer.compared else 0,
        before_at=top + 34,
    )


def period_words(answer: Answer) -> str:
    """The days in words."""
    period = answer.question.period
    last = date_format(period.until)
    if not answer.measure.dated:
        return _("As it stands on %(day)s") % {"day": last}
    if period.since is None:
        return _("On %(day)s") % {"day": last}
    return _("%(first)s to %(last)s") % {"first": date_format(period.since), "last": last}


def narrowed_words(found: Asked, form: ReportForm) -> list[str]:
    """What the numbers were narrowed to, for headings and prints."""
    words = [found.association.name if found.association else _("All associations")]
    if found.category:
        words.append(form.known.name_of(found.category))
    if found.track:
        words.append(str(Category.Track(found.track).label))
    return words


@dataclass(frozen=True)
class RowCell:
    """One cell of a row; the first carries the address of the row's own page, "" for none."""

    label: str
    text: str
    url: str = ""


def row_cells(measure: Measure, columns: list[Column], row: dict) -> list[RowCell]:
    url = measure.link(row) if measure.link else ""
    texts = [_row_text(column, row[column.path]) for column in columns]
    return [
        RowCell(column.label, text, "" if at else url)
        for at, (column, text) in enumerate(zip(columns, texts, strict=True))
    ]


def _row_text(column: Column, value) -> str:
    if value is None or value == "":
        return "—"
    if column.words and value in column.words:
        return str(column.words[value])
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATE_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value)
    return number_format(value, use_l10n=True) if isinstance(value, (float, Decimal)) else str(value)
