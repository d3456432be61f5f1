"""What a measure is: facts, when they count, what they are broken down by, and what else is worked out of them."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Aggregate, Count, Max, Q, QuerySet, Sum, Value

from endorsement.reports.dimensions import Dimension, Lexicon
from endorsement.reports.periods import Period, a_year_after

YEAR, TODAY, AHEAD = "year", "today", "ahead"
"""The days a measure is about where nobody says: this year until today, today, or the year to come."""


@dataclass(frozen=True)
class Question:
    """What is asked of a measure. ``places``: ids of the associations that may be looked at, None for all.

    ``categories``: ids, None for all; ``by`` and ``across``: keys of dimensions ("": none).
    """

    period: Period
    by: str
    across: str = ""
    places: frozenset[int] | None = None
    categories: frozenset[int] | None = None
    masked: bool = False


@dataclass(frozen=True)
class Figure:
    """A further number of each line: the sum of ``path`` over the facts, with ``over`` divided by how many have it.

    ``what``: sum, average, most or count (of the facts for which ``only`` holds). ``unit``: days, hours, money or "".
    """

    key: str
    label: str
    what: str
    path: str = "pk"
    unit: str = ""
    only: Q = field(default_factory=Q)

    def aggregates(self, now: Q | None) -> dict[str, Aggregate]:
        """Of the facts that count in the period (None: all of them do)."""
        kept = self.only if now is None else now & self.only
        given = {"filter": kept} if kept else {}
        if self.what == "count":
            return {f"{self.key}_sum": Count(Value(1), **given)}
        if self.what == "most":
            return {f"{self.key}_most": Max(self.path, **given)}
        found = {f"{self.key}_sum": Sum(self.path, **given)}
        if self.what == "average":
            found[f"{self.key}_count"] = Count(self.path, **given)
        return found


@dataclass
class Tally:
    """The numbers of one line or cell. ``parts``: of each figure what it is worked out of; sums by currency.

    ``people``, ``people_before``: how many different people are behind the numbers, where a measure is sensitive.
    """

    number: int = 0
    before: int = 0
    people: int = 0
    people_before: int = 0
    parts: dict = field(default_factory=lambda: defaultdict(dict))

    def add(self, other: "Tally") -> None:
        """Adds another's numbers. People are not added: the same person may be in both; the larger is certain."""
        self.number += other.number
        self.before += other.before
        self.people = max(self.people, other.people)
        self.people_before = max(self.people_before, other.people_before)
        for name, amounts in other.parts.items():
            mine = self.parts[name]
            for currency, amount in amounts.items():
                if amount is not None:
                    known = mine.get(currency)
                    larger = max if name.endswith("_most") else _plus
                    mine[currency] = amount if known is None else larger(known, amount)

    def figure(self, figure: Figure):
        """Days as a float, hours as a number, money as ``{currency: hundredths}``; None without any fact."""
        if figure.unit == "money":
            return dict(sorted(self.parts.get(f"{figure.key}_sum", {}).items()))
        if figure.what == "most":
            return _plain(self.parts.get(f"{figure.key}_most", {}).get(""))
        total = self.parts.get(f"{figure.key}_sum", {}).get("")
        if figure.what != "average":
            return _plain(total) if total is not None else (0 if figure.what == "count" else None)
        count = self.parts.get(f"{figure.key}_count", {}).get("")
        return _plain(total) / count if count and total is not None else None


def _plus(one, other):
    return one + other


def _plain(value):
    return value / datetime.timedelta(days=1) if isinstance(value, datetime.timedelta) else value


@dataclass(frozen=True)
class Counted:
    """``cells``: ``(key of by, key of across)`` -> numbers. ``people``, ``people_before``: how many different people
    are behind all of them, known where small numbers are to be hidden, as is ``resting``: figure -> how many different
    people it rests on. ``total``: where it is not their sum."""

    cells: dict[tuple[str, str], Tally]
    people: int = 0
    people_before: int = 0
    resting: dict[str, int] = field(default_factory=dict)
    total: Tally | None = None


@dataclass(frozen=True)
class Column:
    """A column of the rows behind a number: ``path`` of the facts; ``words`` for values with a choice of words."""

    key: str
    label: str
    path: str
    words: dict | None = None


@dataclass(frozen=True)
class Measure:
    """A number the Alliance wants to know. ``counted`` says to people how it is counted.

    ``facts`` are all there are; ``during`` is true of those that count in a period; ``paths``: dimension -> lookup.
    ``association``, ``category``, ``person``: lookups of the facts ("": none). ``narrow``: facts of no period asked
    about are left out before counting. ``past``: last year can be told. ``dated``: days may be chosen. ``crossing``:
    two dimensions may be asked for at once, and one category alone. ``currency``: lookup where figures are money.
    ``sensitive``: few people are shown to nobody but their association, and only it opens the rows; for others, see
    ``asking.ReportForm``.
    ``opens``: of the facts, those a person may open one by one. ``link``: a row's values -> the address of its page.
    ``tally`` and ``rows`` replace the query for facts no query can group.
    """

    key: str
    title: str
    counted: str
    unit: str
    facts: Callable[[], QuerySet]
    during: Callable[[Period], Q]
    dimensions: tuple[Dimension, ...]
    paths: dict[str, str]
    columns: tuple[Column, ...]
    default: str = YEAR
    association: str = "association_id"
    category: str = "category_id"
    person: str = "person_id"
    figures: tuple[Figure, ...] = ()
    narrow: bool = True
    past: bool = True
    dated: bool = True
    crossing: bool = True
    currency: str = ""
    sensitive: bool = False
    order: tuple[str, ...] = ("pk",)
    opens: Callable[[QuerySet, object], QuerySet] = lambda facts, _person: facts
    link: Callable[[dict], str] | None = None
    tally: Callable[["Measure", Question, Lexicon], Counted] | None = None
    rows: Callable[["Measure", Question, Lexicon, dict, object], Sequence] | None = None

    def dimension(self, key: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.key == key), None)

    def days(self, today: datetime.date, zone: str) -> Period:
        """The days it is about where nobody says."""
        if self.default == AHEAD:
            return Period(today, a_year_after(today), zone)
        return Period(today.replace(month=1, day=1) if self.default == YEAR else None, today, zone)


def scoped(measure: Measure, question: Question) -> QuerySet:
    """The facts of the associations and categories asked about."""
    facts = measure.facts()
    if question.places is not None:
        facts = facts.filter(**{f"{measure.association}__in": question.places})
    if question.categories is not None:
        facts = facts.filter(**{f"{measure.category}__in": question.categories})
    return facts


def counted(measure: Measure, question: Question, known: Lexicon) -> Counted:
    """This period and the one a year before in one query; a second for the people where small numbers are hidden."""
    if measure.tally:
        return measure.tally(measure, question, known)
    by, across = measure.dimension(question.by), measure.dimension(question.across)
    facts = scoped(measure, question)
    past = measure.past and not across
    now = measure.during(question.period)
    before = measure.during(question.period.year_before()) if past else None
    if measure.narrow:
        facts = facts.filter(now | before if past else now)
    groups = [measure.paths[one.key] for one in (by, across) if one]
    if measure.currency:
        groups.append(measure.currency)
    columns = _columns(measure, now if past or not measure.narrow else None, before)
    rows = facts.order_by().values(*dict.fromkeys(groups)).annotate(**columns)
    people = _people(measure, question, facts, now, before) if question.masked else ()
    return Counted(_folded(measure, known, rows, by, across), *people)


def figures_of(measure: Measure, question: Question) -> tuple[Figure, ...]:
    """The figures that may stand beside the numbers.

    Who sees no small numbers sees averages only. The longest is one person's; a count is the same number as a line of
    another table; and a sum of known prices tells how many paid which.
    """
    return tuple(one for one in measure.figures if not question.masked or one.what == "average")


def _people(
    measure: Measure, question: Question, facts: QuerySet, now: Q, before: Q | None
) -> tuple[int, int, dict[str, int]]:
    figures = figures_of(measure, question)
    resting = {
        f"of_{one.key}": Count(
            measure.person, distinct=True, filter=now & one.only & Q(**{f"{one.path}__isnull": False})
        )
        for one in figures
    }
    heads = facts.order_by().aggregate(
        now=Count(measure.person, distinct=True, filter=now),
        before=Value(0) if before is None else Count(measure.person, distinct=True, filter=before),
        **resting,
    )
    return heads["now"], heads["before"], {one.key: heads[f"of_{one.key}"] for one in figures}


def _columns(measure: Measure, now: Q | None, before: Q | None) -> dict[str, Aggregate]:
    given = {} if now is None else {"filter": now}
    columns = {"n_now": Count(Value(1), **given)}
    if before is not None:
        columns["n_before"] = Count(Value(1), filter=before)
    if measure.sensitive:
        columns["p_now"] = Count(measure.person, distinct=True, **given)
        if before is not None:
            columns["p_before"] = Count(measure.person, distinct=True, filter=before)
    for figure in measure.figures:
        columns |= figure.aggregates(now)
    return columns


def _folded(measure: Measure, known: Lexicon, rows: Iterable[dict], by, across) -> dict[tuple[str, str], Tally]:
    found: dict[tuple[str, str], Tally] = {}
    for row in rows:
        key = tuple(one.fold(known, row[measure.paths[one.key]]) if one else "" for one in (by, across))
        one = Tally(row["n_now"], row.get("n_before", 0), row.get("p_now", 0), row.get("p_before", 0))
        currency = row[measure.currency] if measure.currency else ""
        for name, value in row.items():
            if name.endswith(("_sum", "_count", "_most")):
                one.parts[name] = {currency: value}
        found.setdefault(key, Tally()).add(one)
    return {key: tally for key, tally in found.items() if tally.number or tally.before}


def rows_behind(measure: Measure, question: Question, known: Lexicon, at: dict[str, str], person) -> Sequence:
    """The facts behind one number, as dicts by column: a QuerySet of ``values()``, or a list.

    ``at``: dimension -> key. Only those that ``person`` may open; None is the portal itself, which may open all.
    """
    if measure.rows:
        return measure.rows(measure, question, known, at, person)
    facts = scoped(measure, question).filter(measure.during(question.period))
    for name, key in at.items():
        facts = facts.filter(measure.dimension(name).where(known, measure.paths[name], key))
    if person is not None:
        facts = measure.opens(facts, person)
    return facts.order_by(*measure.order).values(*dict.fromkeys(column.path for column in measure.columns))


def days_within(path: str) -> Callable[[Period], Q]:
    """True of facts whose day lies in the period."""

    def during(period: Period) -> Q:
        last = Q(**{f"{path}__lte": period.until})
        return last & Q(**{f"{path}__gte": period.since}) if period.since else last

    return during


def moments_within(path: str) -> Callable[[Period], Q]:
    """True of facts whose moment lies in the period."""

    def during(period: Period) -> Q:
        last = Q(**{f"{path}__lt": period.ends})
        return last & Q(**{f"{path}__gte": period.begins}) if period.begins else last

    return during
