"""No hidden number can be worked out from what is shown: tried by an attacker who shares no line with the code."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endorsement.reports.suppression import LEAST, hide, hide_list

SMALL_TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=3)
)
TABLES = st.integers(1, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 12) | st.integers(0, 400), min_size=width, max_size=width), min_size=1, max_size=7
    )
)


def shown(numbers, hidden):
    """What a reader sees, totals included; None where something is hidden."""
    cells = [[None if hidden.cells[r][c] else number for c, number in enumerate(row)] for r, row in enumerate(numbers)]
    rows = [None if hidden.rows[r] else sum(row) for r, row in enumerate(numbers)]
    columns = [None if hidden.columns[c] else sum(row[c] for row in numbers) for c in range(len(numbers[0]))]
    return cells, rows, columns, None if hidden.total else sum(map(sum, numbers))


def equations(numbers, hidden):
    """What the reader knows, as linear equations over the hidden cells: (coefficients by cell, sum)."""
    cells, rows, columns, total = shown(numbers, hidden)
    lines = [
        *((rows[r], [(r, c) for c in range(len(columns))]) for r in range(len(rows))),
        *((columns[c], [(r, c) for r in range(len(rows))]) for c in range(len(columns))),
        (total, [(r, c) for r in range(len(rows)) for c in range(len(columns))]),
    ]
    for known, places in lines:
        if known is not None:
            unknown = [place for place in places if cells[place[0]][place[1]] is None]
            yield unknown, known - sum(cells[r][c] for r, c in places if cells[r][c] is not None)


def solved(lines, wanted) -> bool:
    """Whether the equations (coefficients by unknown, sum) fix the sum of ``wanted``. Gaussian elimination."""
    names = sorted({name for names, _sum in lines for name in names} | set(wanted))
    rows = [[Fraction(name in of) for name in names] for of, _sum in lines]
    target = [Fraction(name in wanted) for name in names]
    for column in range(len(names)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows, target = [_less(row, pivot, column) for row in rows], _less(target, pivot, column)
    return not any(target)


def _less(row, pivot, column):
    factor = row[column] / pivot[column]
    return [one - factor * other for one, other in zip(row, pivot, strict=True)]


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_no_hidden_cell_or_total_follows_from_the_equations(numbers):
    hidden = hide(numbers)
    lines = list(equations(numbers, hidden))
    for r, c in itertools.product(range(len(numbers)), range(len(numbers[0]))):
        if hidden.cells[r][c]:
            assert not solved(lines, {(r, c)}), (numbers, hidden)
    sums = [
        *((hidden.rows[r], sum(row), {(r, c) for c in range(len(row)) if hidden.cells[r][c]})
          for r, row in enumerate(numbers)),
        *((hidden.columns[c], 1, {(r, c) for r in range(len(numbers)) if hidden.cells[r][c]})
          for c in range(len(numbers[0]))),
        (hidden.total, 1, {(r, c) for r in range(len(numbers)) for c in range(len(numbers[0])) if hidden.cells[r][c]}),
    ]  # fmt: skip
    for closed, _amount, places in sums:
        assert not closed or not solved(lines, places), (numbers, hidden)


def another(numbers: dict, hidden: set, lines: list[set], wanted, least: int) -> bool:
    """Whether other whole numbers, not below ``least``, have the same sums over ``lines`` and differ at ``wanted``: one
    more or less is tried in every hidden place."""
    places = sorted(hidden)
    for turns in itertools.product((0, 1, -1), repeat=len(places)):
        turn = dict(zip(places, turns, strict=True))
        sums_kept = all(sum(turn[place] for place in line) == 0 for line in lines)
        if turn[wanted] and sums_kept and min(numbers[place] + turn[place] for place in places) >= least:
            return True
    return False


def least_of(numbers: dict, hidden: set) -> int:
    """Nobody is shown, unless nothing is: then a reader cannot know that a hidden number is 1 at least."""
    return 0 if all(place in hidden for place, number in numbers.items() if number) else 1


@settings(max_examples=60, deadline=None)
@given(SMALL_TABLES)
def test_every_hidden_cell_could_be_another_whole_number(numbers):
    found = hide(numbers)
    cells = {(r, c): number for r, row in enumerate(numbers) for c, number in enumerate(row)}
    hidden = {(r, c) for r, c in cells if found.cells[r][c]}
    lines = [set(names) for names, _known in equations(numbers, found)]
    for place in hidden:
        assert another(cells, hidden, lines, place, least_of(cells, hidden)), (numbers, found)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_every_hidden_line_could_be_another_whole_number(numbers):
    closed, total = hide_list(numbers)
    cells, hidden = dict(enumerate(numbers)), {at for at, is_so in enumerate(closed) if is_so}
    for place in hidden:
        assert another(cells, hidden, [] if total else [hidden], place, least_of(cells, hidden)), (numbers, closed)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_the_small_are_hidden_and_nothing_without_need(numbers):
    hidden = hide(numbers)
    for r, row in enumerate(numbers):
        for c, number in enumerate(row):
            assert hidden.cells[r][c] or not 0 < number < LEAST
    everything = itertools.chain.from_iterable(numbers)
    sums = [*map(sum, numbers), *map(sum, zip(*numbers, strict=True))]
    if not any(0 < number < LEAST for number in (*everything, *sums)):
        assert not any(any(row) for row in hidden.cells) and not hidden.total


@pytest.mark.parametrize(
    ("numbers", "closed", "total"),
    [
        ([10, 20, 30], (False, False, False), False),
        ([3, 20, 30], (True, True, False), False),  # the 3 alone would be the total less the others
        ([4, 4, 30], (True, True, True), False),  # two fours of a rest of eight could be nothing but fours
        ([2, 4, 30], (True, True, False), False),  # 2 and 4 might as well be 3 and 3
        ([0, 0, 9], (False, False, False), False),
        ([3], (True,), True),
        ([3, 0], (True, False), True),
        ([3, 5], (True, True), False),  # 3 and 5 might as well be 2 and 6
        ([1, 5], (True, True), False),  # nothing helps: only the total is shown
        ([1, 5, 0], (True, True, True), False),
        ([1, 1, 1, 1, 1], (True,) * 5, False),
        ([2, 1], (True, True), True),
        ([], (), False),
    ],
)
def test_lists_by_hand(numbers, closed, total):
    assert hide_list(numbers) == (closed, total)


def test_few_people_behind_a_large_number_are_hidden_too():
    assert hide_list([12, 40, 50], people=[2, 30, 40]) == ((True, True, False), False)


def test_the_total_of_all_is_hidden_only_when_it_is_small_itself():
    """It stands below every list of a report: hidden in one and shown in the next, it would give a number away."""
    for numbers in itertools.product(range(8), repeat=3):
        assert hide_list(numbers)[1] == (0 < sum(numbers) < LEAST)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_a_table_hides_the_totals_that_the_lists_hide(numbers):
    hidden = hide(numbers)
    for totals, closed in ((map(sum, numbers), hidden.rows), (map(sum, zip(*numbers, strict=True)), hidden.columns)):
        totals = list(totals)
        assert [is_so for is_so, total in zip(hide_list(totals)[0], totals, strict=True) if total] == [
            is_so for is_so, total in zip(closed, totals, strict=True) if total
        ]
