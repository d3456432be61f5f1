"""Who sees no small numbers cannot work one out by asking again: all askings are tried together."""

import datetime
import itertools
from collections import defaultdict
from fractions import Fraction
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from associations.directory.models import Association
from common import clock
from endorsement.references.models import Rating, RatingItemSet, Reference
from endorsement.reports import dimensions as by
from endorsement.reports.asking import ReportForm, asked, together_words
from endorsement.reports.measures.base import Counted, Measure, Tally
from endorsement.reports.queries import answer
from endorsement.reports.suppression import LEAST
from tests import factories
from tests.endorsement.reports.test_pages import command
from tests.endorsement.reports.world import NOW

STATES, CATEGORIES, HOUSES, YEARS = ("asked", "done"), (1, 2, 3), (1, 2, 3), (2024, 2025, 2026)
PLACES = list(itertools.product(YEARS, STATES, CATEGORIES, HOUSES))
KNOWN = SimpleNamespace(
    house=None,
    name_of=lambda one: one.key,
    # Two categories of one track: the other track is one category.
    categories={
        pk: SimpleNamespace(pk=pk, key=f"C{pk}", slug=f"c{pk}", track="infant" if pk < 3 else "both")
        for pk in CATEGORIES
    },
    associations={
        pk: Association(pk=pk, slug=f"a{pk}", name=f"A{pk}", abbreviation=f"A{pk}", time_zone="UTC") for pk in HOUSES
    },
)
STATE = by.Dimension("state", "State", lambda _known, _keys: {state: state for state in STATES})
FOLDS = {"state": 1, "category": 2, "track": 2, "association": 3}


def measure(numbers: dict) -> Measure:
    """A sensitive measure of so many people in each place: (year, state, category, association)."""
    return Measure(
        key="tried", title="", counted="", unit="", facts=None, during=None, paths={}, columns=(), sensitive=True,
        dimensions=(STATE, by.CATEGORY, by.TRACK, by.ASSOCIATION), tally=lambda *asked: _tally(numbers, *asked),
    )  # fmt: skip


def key_of(found, name: str, place) -> str:
    return found.dimension(name).fold(KNOWN, place[FOLDS[name]]) if name else ""


def asked_about(question, period) -> list:
    return [
        place
        for place in PLACES
        if (period.since or datetime.date.min) <= datetime.date(place[0], 3, 1) <= period.until
        and (question.categories is None or place[2] in question.categories)
        and (question.places is None or place[3] in question.places)
    ]


def _tally(numbers, found, question, known):
    cells, sums = defaultdict(Tally), [0, 0]
    for at, (number, people) in enumerate((("number", "people"), ("before", "people_before"))):
        for place in asked_about(question, [question.period, question.period.year_before()][at]):
            tally = cells[key_of(found, question.by, place), key_of(found, question.across, place)]
            for name in (number, people):
                setattr(tally, name, getattr(tally, name) + numbers.get(place, 0))
            sums[at] += numbers.get(place, 0)
    return Counted({key: one for key, one in cells.items() if one.number or one.before}, *sums)


@cache
def askings() -> frozenset:
    """Every question that an address of a reader's can lead to, whatever the page says of the address."""
    parts = ["", "state", "category", "track", "association", "nonsense"]
    narrowings = [
        {}, {"association": "a1"}, {"association": "a2"}, {"category": "c1"}, {"category": "c3"}, {"track": "infant"},
        {"from": "2024-01-01"}, {"until": "2025-05-05"}, {"from": "2024-01-01", "until": "2025-12-31"},
        {"year": "2024"}, {"year": "2025"}, {"year": "2026"}, {"year": "2024", "association": "a3"},
    ]  # fmt: skip
    found = set()
    with clock.at(NOW):
        for one, across, narrowed in itertools.product(parts, parts, narrowings):
            data = {"by": one, "across": across, **narrowed}
            form = ReportForm(data, measure=measure({}), houses=list(KNOWN.associations.values()), known=KNOWN)
            found.add(asked(form, everywhere=None).question)
    return frozenset(found)


def told(found, question):
    """``(places, number)`` of everything that one table says: None for what it hides."""
    table = answer(found, question, KNOWN)
    for line in [*table.lines, table.total]:
        of_line = [("", line.number, question.period), ("", line.before, question.period.year_before())]
        if question.across:
            of_line = [(column, number, question.period) for column, number in line.cells.items()] + of_line[:1]
        for column, number, period in of_line:
            yield (
                frozenset(
                    place
                    for place in asked_about(question, period)
                    if line is table.total or key_of(found, question.by, place) == line.key
                    if not column or key_of(found, question.across, place) == column
                ),
                number,
            )


class Knowledge:
    """What follows from sums that are known: their span."""

    def __init__(self):
        self.rows: dict = {}

    def rest(self, places) -> dict:
        row = dict.fromkeys(places, Fraction(1))
        while pivot := next((place for place in row if place in self.rows), None):
            factor = row[pivot]
            for place, other in self.rows[pivot].items():
                row[place] = row.get(place, 0) - factor * other
                if not row[place]:
                    del row[place]
        return row

    def learn(self, places) -> None:
        row = self.rest(places)
        if row:
            pivot = min(row)
            new = {place: value / row[pivot] for place, value in row.items()}
            for known, other in self.rows.items():
                if factor := other.get(pivot):
                    less = {place: other.get(place, 0) - factor * new.get(place, 0) for place in {*other, *new}}
                    self.rows[known] = {place: value for place, value in less.items() if value}
            self.rows[pivot] = new


def found_out(numbers: dict) -> list:
    """The hidden numbers, and the small ones of any year, that follow from all that every asking shows together; where
    nobody is, each place is known."""
    hidden, knowledge = small_of_a_year(numbers), Knowledge()
    for places, number in (one for question in askings() for one in told(measure(numbers), question)):
        if number is None:
            hidden.add(places)
            continue
        for known in [places] if number else [{place} for place in places]:
            knowledge.learn(known)
    return [sorted(places) for places in hidden if not knowledge.rest(places) and sum(map(numbers.get, places))]


def small_of_a_year(numbers: dict) -> set:
    groups = defaultdict(set)
    for place in PLACES:
        for at in (1, 2, 3):
            groups[place[0], at, place[at]].add(place)
    return {frozenset(places) for places in groups.values() if sum(map(numbers.get, places)) < LEAST}


def world(numbers) -> dict:
    return dict(zip(PLACES, numbers, strict=True))


AMOUNTS = st.integers(0, 4) | st.just(0) | st.integers(0, 60)


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=len(PLACES), max_size=len(PLACES)).map(world))
# Three of one association and 97 of another.
@example(world([0] * len(PLACES)) | {(2025, "done", 1, 1): 3, (2025, "done", 1, 2): 97})
# A track that is shown, of two categories of which one is small.
@example(world([0] * len(PLACES)) | {(2025, "done", 1, 1): 40, (2025, "done", 2, 1): 3, (2025, "done", 3, 1): 20})
# Small in one year and not in two.
@example(
    world([0] * len(PLACES))
    | {(2025, "done", 1, 1): 3, (2025, "done", 1, 2): 97, (2024, "done", 1, 1): 20, (2024, "done", 1, 2): 30}
)
# One association has a category of its own: as two tables by state, they would show what either hides.
@example(
    world([0] * len(PLACES))
    | {(2025, "done", 1, 1): 3, (2025, "done", 2, 2): 20, (2025, "done", 1, 3): 97}
    | {(2025, "asked", 1, 1): 30, (2025, "asked", 2, 2): 40, (2025, "asked", 1, 3): 99}
)
def test_no_hidden_number_follows_from_all_askings_together(numbers):
    assert not found_out(numbers)


def test_what_can_be_asked_at_all():
    """For a year that is over (this one is not): a list by each of three, and one table."""
    assert {(one.by, one.across, one.period.since.year) for one in askings()} == {
        (*tables, year)
        for tables in [("state", ""), ("category", ""), ("association", ""), ("state", "association")]
        for year in (2024, 2025)
    }
    for one in askings():
        assert one.masked and one.places is None and one.categories is None
        assert (one.period.since.month, one.period.since.day) == (1, 1)
        assert one.period.until == one.period.since.replace(month=12, day=31)


# The same on pages, in files and on the command line.

NARROWED = [
    {"association": "ct"}, {"category": "ifa"}, {"track": "infant"}, {"from": "2025-01-02"}, {"until": "2025-12-30"},
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("query", NARROWED)
def test_a_narrowed_asking_is_answered_with_a_sentence(world, today, query):
    staff = world.clients["staff"]
    page = staff.get("/reports/references/", query)
    assert page.content.decode().count(together_words()) > 1  # above the form, and beside the table
    plain = staff.get("/reports/references/")
    assert page.context["answer"] == plain.context["answer"]
    assert together_words() in plain.content.decode()
    assert staff.get("/reports/references/data.json", query).status_code == 422
    for file in ("table.csv", "board.pdf"):
        sent = staff.get(f"/reports/references/{file}", query)
        assert (sent.status_code, sent["Location"].split("?")[0]) == (302, "/reports/references/")
    with pytest.raises(Exception, match="two narrower tables"):
        command("references", *(f"--{name}={value}" for name, value in query.items()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"year": "2026"}, "Please choose a year that is over."),
        ({"by": "track"}, "Please choose one of those offered"),
        ({"across": "category"}, "Please choose one of those offered"),
        ({"by": "category", "across": "association"}, "beside this only “State” can stand"),
    ],
)
def test_what_is_not_offered_is_told(world, today, query, sentence):
    page = world.clients["staff"].get("/reports/references/", query)
    assert sentence in page.content.decode()
    assert page.context["answer"].question.period.until == datetime.date(2025, 12, 31)


@pytest.mark.django_db
def test_a_year_of_the_past_stays_in_the_addresses(world, today):
    page = world.clients["staff"].get("/reports/references/", {"year": "2024", "by": "association"})
    assert page.context["query"] == "?by=association&year=2024"
    assert page.context["answer"].question.period.since == datetime.date(2024, 1, 1)
    assert "references: Raters and how soon they answer (by state, category, association; small" in command("--list")


@pytest.mark.django_db
def test_the_association_keeps_every_choice(world, today):
    office = world.clients["coordinator"]
    query = {"association": "ct", "category": "ifa", "track": "infant", "from": "2026-01-01", "until": "2026-06-15"}
    page = office.get("/reports/references/", query)
    assert page.context["filter"]["form"].is_valid() and page.context["answer"].total.number == 2
    assert page.context["answer"].total.figures == (2, 5, 7)
    assert together_words() not in page.content.decode()
    assert "year" not in page.context["filter"]["form"].fields


@pytest.mark.django_db
def test_staff_who_also_work_in_an_office_narrow_to_it_alone(world, today):
    factories.role(world.staff, "coordinator", world.nb)
    staff = world.clients["staff"]
    own = staff.get("/reports/references/", {"association": "nb", "from": "2026-01-01"})
    assert (own.context["answer"].total.number, own.context["answer"].hidden) == (1, False)
    other = staff.get("/reports/references/", {"association": "ct"})
    assert other.context["answer"].question.masked and together_words() in other.content.decode()
    form = other.context["filter"]["form"]
    assert [key for key, _words in form.fields["association"].choices] == ["", "nb"]


@pytest.mark.django_db
def test_averages_of_all_from_five_people_on_and_no_other_figure(world, today, ask):
    items = RatingItemSet.objects.create(version=98, items=[], saved_at=NOW)
    asked_at = datetime.datetime(2025, 5, 1, 16, tzinfo=datetime.UTC)

    def answered(number):
        one = Reference.objects.create(
            person=factories.person(f"Applicant {number}"), association=world.nb, position=1, rater_name="Rae Rater",
            category=Reference.objects.first().category, rater_email=f"rae{number}@many.example", state="done",
            state_since=NOW, expires_at=NOW, asked_at=asked_at,
        )  # fmt: skip
        Rating.objects.create(reference=one, item_set=items, sent_at=asked_at + datetime.timedelta(days=number))

    for number in (1, 2, 3):
        answered(number)
    # With Kay's of January these are four people.
    assert ask("references").total.figures == (None,)
    answered(4)
    found = ask("references", by="association")
    # After 10, 1, 2, 3 and 4 days.
    assert (found.total.number, found.total.figures) == (5, (4.0,))
    assert {line.figures for line in found.lines} == {(None,)}
    assert [figure.key for figure in found.figures] == ["average"]
    assert ask("fees").figures == ()
