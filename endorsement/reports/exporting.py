"""A report as a table of plain values, and tables as files: CSV a thousand rows at a time, JSON, workbooks."""

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import xlsxwriter
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from associations.fees import money
from common.sheets import MARK, formula_safe
from endorsement.reports.measures.base import Column, Figure, Measure
from endorsement.reports.queries import Answer, Line

AT_ONCE = 1_000
STRUCTURED = (int, float)


def hidden_words() -> str:
    """What stands where a number is not shown."""
    return _("hidden")


def heading(answer: Answer) -> list[str]:
    """The words above the columns of ``table``."""
    measure, question = answer.measure, answer.question
    first = [_("Key"), str(measure.dimension(question.by).label)]
    if question.across:
        return [*first, *answer.columns.values(), _("Total")]
    compared = [_("A year before"), _("Change")] if answer.compared else []
    return [*first, _("Number"), *compared, *(str(figure.label) for figure in answer.figures)]


def table(answer: Answer) -> list[list]:
    """The lines and the total as values: texts, numbers, None where one is hidden or there is none."""
    return [values(answer, line) for line in [*answer.lines, answer.total]]


def values(answer: Answer, line: Line) -> list:
    """One line of ``table``."""
    if answer.question.across:
        return [line.key, line.words, *line.cells.values(), line.number]
    compared = [line.before, line.change] if answer.compared else []
    figures = [plain(figure, value) for figure, value in zip(answer.figures, line.figures, strict=True)]
    return [line.key, line.words, line.number, *compared, *figures]


def plain(figure: Figure, value):
    """A figure's value for a file: a number with at most two digits after the point, or the sums by currency."""
    if value is None:
        return None
    if figure.unit == "money":
        return "; ".join(f"{money.major(amount)} {currency}" for currency, amount in value.items())
    return round(float(value), 2) if figure.what != "count" else value


def shown(figure: Figure, value) -> str:
    """A figure's value for people, in the active language."""
    if value is None:
        return ""
    if figure.unit == "money":
        return " · ".join(money.words(amount, currency) for currency, amount in value.items())
    if figure.what == "count":
        return number_format(value, use_l10n=True, force_grouping=True)
    return number_format(value, 1, use_l10n=True, force_grouping=True)


def as_json(answer: Answer) -> dict:
    """The report with its question and its table, for programs."""
    measure, question = answer.measure, answer.question
    period = question.period
    lines = [_as_object(answer, line) for line in answer.lines]
    return {
        "measure": measure.key,
        "title": str(measure.title),
        "counted": str(measure.counted),
        "from": period.since and period.since.isoformat(),
        "until": period.until.isoformat(),
        "by": question.by,
        "across": question.across,
        "hidden": answer.hidden,
        "lines": lines,
        "total": _as_object(answer, answer.total),
    }


def _as_object(answer: Answer, line: Line) -> dict:
    found = {"key": line.key, "words": line.words, "number": line.number}
    if answer.question.across:
        return found | {"cells": line.cells}
    if answer.compared:
        found |= {"before": line.before, "change": line.change}
    figures = zip(answer.figures, line.figures, strict=True)
    return found | {figure.key: plain(figure, value) for figure, value in figures}


def in_cell(value) -> str:
    """A value as a cell of a CSV file."""
    if value is None:
        return hidden_words()
    return str(value) if isinstance(value, STRUCTURED) else formula_safe(value)


def csv_table(answer: Answer) -> str:
    """The report as CSV, with its mark."""
    blank = 2 + len(answer.columns or {}) + 1
    rows = [
        [in_cell(value) if at < blank or value is not None else "" for at, value in enumerate(row)]
        for row in table(answer)
    ]
    return MARK + "".join(_csv_lines([heading(answer), *rows]))


# The rows behind a number: texts, many of them.


def row_columns(measure: Measure) -> list[Column]:
    """The columns people see; those without a label are for links."""
    return [column for column in measure.columns if column.label]


def row_texts(measure: Measure, rows: Iterable[dict]) -> Iterator[list[str]]:
    """Each row's cells as spreadsheets may open them."""
    readers = [_reader(column) for column in row_columns(measure)]
    for row in rows:
        yield [read(row) for read in readers]


def _reader(column: Column) -> Callable[[dict], str]:
    path, words = column.path, {key: formula_safe(value) for key, value in (column.words or {}).items()}

    def read(row: dict) -> str:
        value = row[path]
        if value is None:
            return ""
        if words and value in words:
            return words[value]
        return formula_safe(value)

    return read


def chunks(rows) -> Iterable[dict]:
    """The rows one after the other without keeping them."""
    return rows.iterator(chunk_size=AT_ONCE) if hasattr(rows, "iterator") else iter(rows)


def csv_rows(measure: Measure, rows) -> Iterator[str]:
    """The rows as CSV, a thousand at a time."""
    yield MARK + "".join(_csv_lines([[str(column.label) for column in row_columns(measure)]]))
    texts = row_texts(measure, chunks(rows))
    while part := list(itertools.islice(texts, AT_ONCE)):
        yield "".join(_csv_lines(part))


def _csv_lines(rows: Iterable[list]) -> list[str]:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return [stream.getvalue()]


def write_workbook(measure: Measure, rows, target: BinaryIO, progress: Callable[[int], None]) -> int:
    """The rows as a workbook of texts, none kept in memory; tells ``progress`` how many are written. Returns how many.

    An XLSX sheet holds 1,048,576 rows: beyond, a further sheet begins.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    heads = [str(column.label) for column in row_columns(measure)]
    written = 0
    with xlsxwriter.Workbook(target, options) as book:
        sheet = None
        for texts in row_texts(measure, chunks(rows)):
            place = written % MOST_ROWS
            if not place:
                sheet = _sheet(book, heads)
            for at, text in enumerate(texts):
                if text:
                    sheet.write_string(place + 1, at, text)
            written += 1
            if written % AT_ONCE == 0:
                progress(written)
        if sheet is None:
            _sheet(book, heads)
    progress(written)
    return written


MOST_ROWS = 1_048_575
"""Of one sheet, without its heading."""


def _sheet(book, heads):
    sheet = book.add_worksheet()
    for at, head in enumerate(heads):
        sheet.write_string(0, at, head)
    return sheet
