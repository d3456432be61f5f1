"""Answers: a measure, broken down, compared with the year before, small numbers hidden where they must be."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from associations.directory.models import Association
from common.jobs.models import Job
from endorsement.reports.dimensions import Lexicon
from endorsement.reports.enums import ExportState
from endorsement.reports.measures import MEASURES
from endorsement.reports.measures.base import Figure, Measure, Question, Tally, counted, figures_of, rows_behind
from endorsement.reports.models import ReportExport, SavedView
from endorsement.reports.permissions import may_read, own_places, places
from endorsement.reports.suppression import Hidden, hide, hide_list, is_small

__all__ = ["MEASURES", "may_read", "own_places", "places"]


@dataclass(frozen=True)
class Line:
    """One line of a table: None stands where a number is hidden. ``cells``: by key of the columns, where there are
    any; ``figures``: in the order of the answer's. ``change``: number less the year before."""

    key: str
    words: str
    number: int | None
    before: int | None = None
    figures: tuple = ()
    cells: dict[str, int | None] = field(default_factory=dict)

    @property
    def change(self) -> int | None:
        return None if self.number is None or self.before is None else self.number - self.before


@dataclass(frozen=True)
class Answer:
    """A measure's table. ``columns``: key -> words of ``across``; ``hidden``: whether any number is."""

    measure: Measure
    question: Question
    lines: list[Line]
    total: Line
    columns: dict[str, str]
    hidden: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What stands beside the numbers of each line."""
        return figures_of(self.measure, self.question)

    @property
    def compared(self) -> bool:
        """Whether the year before stands beside."""
        return self.measure.past and not self.question.across


def readable(person) -> list[Association]:
    """The associations a person may read about, by name."""
    where = places(person)
    rows = Association.objects.order_by("name")
    return list(rows if where is None else rows.filter(pk__in=where))


def answer(measure: Measure, question: Question, known: Lexicon | None = None) -> Answer:
    """The table. One query for the numbers; the words are a few more, the same for every measure."""
    known = known or Lexicon()
    if question.across:
        return _crossed(measure, question, known)
    counts = counted(measure, question, known)
    words = measure.dimension(question.by).words(known, {key for key, _across in counts.cells})
    found = [counts.cells[key, ""] for key in words]
    shut, shut_total = _hidden(question, [t.number for t in found], [t.people for t in found], counts.people)
    earlier = _hidden(question, [t.before for t in found], [t.people_before for t in found], counts.people_before)
    lines = [
        _line(measure, question, key, words[key], tally, (closed, past))
        for key, tally, closed, past in zip(words, found, shut, earlier[0], strict=True)
    ]
    total = Tally()
    for tally in [counts.total] if counts.total else found:
        total.add(tally)
    last = _line(measure, question, "", _("Total"), total, (shut_total, earlier[1]))
    if question.masked:
        last = replace(last, figures=_of_enough(measure, question, total, counts.resting))
    return Answer(measure, question, lines, last, {}, any([*shut, *earlier[0], shut_total, earlier[1]]))


def _hidden(question: Question, numbers: list[int], people: list[int], everybody: int) -> tuple[Sequence[bool], bool]:
    return hide_list(numbers, people, everybody) if question.masked else ([False] * len(numbers), False)


def _line(measure: Measure, question: Question, key: str, words: str, tally: Tally, shut: tuple[bool, bool]) -> Line:
    """``shut``: whether the number is hidden, and the year before's. A masked line has no figures of its own: from all
    the averages and the average of all one could work out how many are behind each."""
    closed, earlier = shut
    figures = figures_of(measure, question)
    return Line(
        key,
        words,
        None if closed else tally.number,
        (None if earlier else tally.before) if measure.past else None,
        tuple(None if question.masked else tally.figure(figure) for figure in figures),
    )


def _of_enough(measure: Measure, question: Question, total: Tally, resting: dict[str, int]) -> tuple:
    """The figures of all, each shown where enough people are behind it."""
    return tuple(
        None if is_small(1, resting.get(figure.key, 0)) else total.figure(figure)
        for figure in figures_of(measure, question)
    )


def _crossed(measure: Measure, question: Question, known: Lexicon) -> Answer:
    cells = counted(measure, question, known).cells
    rows = measure.dimension(question.by).words(known, {key for key, _across in cells})
    columns = measure.dimension(question.across).words(known, {across for _key, across in cells})
    none = Tally()
    table = [[cells.get((row, column), none) for column in columns] for row in rows]
    numbers = [[tally.number for tally in line] for line in table]
    masks = _masks(measure, question, known, table, (list(rows), list(columns)))
    lines = [
        Line(
            key,
            words,
            None if masks.rows[at] else sum(numbers[at]),
            cells={
                column: None if masks.cells[at][place] else numbers[at][place] for place, column in enumerate(columns)
            },
        )
        for at, (key, words) in enumerate(rows.items())
    ]
    sums = {
        column: None if masks.columns[place] else sum(line[place] for line in numbers)
        for place, column in enumerate(columns)
    }
    total = Line("", _("Total"), None if masks.total else sum(map(sum, numbers)), cells=sums)
    hidden = any(None in (line.number, *line.cells.values()) for line in [*lines, total])
    return Answer(measure, question, lines, total, columns, hidden)


def _masks(measure: Measure, question: Question, known: Lexicon, table: list[list[Tally]], keys) -> Hidden:
    """What is hidden of a table: of its totals exactly what the lists by its rows and by its columns hide."""
    rows, columns = keys
    numbers = [[tally.number for tally in line] for line in table]
    if not question.masked or not numbers:
        width = len(columns)
        return Hidden(((False,) * width,) * len(numbers), (False,) * len(numbers), (False,) * width, False)
    by_row, by_column = (answer(measure, replace(question, by=by, across=""), known) for by in (
        question.by, question.across
    ))  # fmt: skip
    people = [[tally.people for tally in line] for line in table]
    return hide(numbers, people, _shut(by_row, rows), _shut(by_column, columns), by_row.total.number is None)


def _shut(found: Answer, keys: Iterable[str]) -> tuple[bool, ...]:
    """Of the lines with these keys, which hide their number."""
    closed = {line.key for line in found.lines if line.number is None}
    return tuple(key in closed for key in keys)


def may_open(measure: Measure, question: Question) -> bool:
    """Whether the rows behind the numbers may be opened: of a sensitive measure by the association alone."""
    return not (measure.sensitive and question.masked)


def rows(measure: Measure, question: Question, at: dict[str, str], person, known: Lexicon | None = None) -> Sequence:
    """The rows behind the number at ``at`` (dimension -> key): see ``measures.base.rows_behind``."""
    return rows_behind(measure, replace(question, across=""), known or Lexicon(), at, person)


def views_of(person) -> QuerySet[SavedView]:
    """The person's saved views, by name."""
    return SavedView.objects.filter(person_id=person.pk)


def monthly_views(month: datetime.date) -> QuerySet[SavedView]:
    """The views to be mailed in the month that begins on this day: saved before it."""
    begun = datetime.datetime.combine(month, datetime.time(), datetime.UTC)
    rows = SavedView.objects.filter(monthly=True, saved_at__lt=begun)
    return rows.select_related("person").prefetch_related("person__addresses").order_by("pk")


def exports_of(person) -> QuerySet[ReportExport]:
    """The person's workbooks, the newest first."""
    return ReportExport.objects.filter(person_id=person.pk)


def progress_of(exports: Iterable[ReportExport]) -> dict[int, tuple[int, int]]:
    """Id -> ``(rows written, rows in all)`` of those being written. One query, none where nothing is."""
    keys = {f"report:{one.pk}": one.pk for one in exports if one.state == ExportState.WAITING}
    if not keys:
        return {}
    rows = Job.objects.filter(key__in=keys).values_list("key", "progress", "total")
    return {keys[key]: (done or 0, total or 0) for key, done, total in rows}
