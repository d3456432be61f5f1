"""Small numbers of people kept out of tables, so that none can be worked out from what is still shown.

Pure. A number about fewer than ``LEAST`` people is hidden (primary); then further ones are hidden (complementary) until
every hidden one could have been another number. Which ones those are is found as a cheapest cycle through the table
whose cells, by turns, grow and shrink by one: whoever knows the totals cannot tell the two tables apart. Cycles in the
network of rows and columns decide this exactly (J. P. Kelly, B. L. Golden, A. A. Assad: Cell suppression, Networks 22,
1992). A cycle keeps hidden small numbers small and the others not small, so even who knows which are which learns
nothing.

The same numbers stand in several tables of one report: the totals of a table with columns are the lists by its rows and
by its columns, and the total of all is below every list. So a list never hides its total for the sake of others, and
a table hides exactly those of its totals that the lists hide.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5
"""Fewer people than this are not shown."""

_CELL = 1_000
"""What hiding a further number costs: first that there are few, then that they are small."""


@dataclass(frozen=True)
class Hidden:
    """True where a number is not shown: ``cells[row][column]``, ``rows`` and ``columns`` (their totals), ``total``."""

    cells: tuple[tuple[bool, ...], ...]
    rows: tuple[bool, ...]
    columns: tuple[bool, ...]
    total: bool


def is_small(number: int, people: int) -> bool:
    """Nobody is no small number: it is shown."""
    return number > 0 and people < LEAST


def _may(value: int, small: bool, sign: int) -> bool:
    """Whether a hidden number may grow (1) or shrink (-1) by one and stay what it is: small, or not."""
    if not value:
        return False
    if small:
        return value > 1 if sign < 0 else value >= LEAST or value < LEAST - 1
    return sign > 0 or value > LEAST


def hide_list(
    numbers: Sequence[int], people: Sequence[int] | None = None, everybody: int | None = None
) -> tuple[tuple[bool, ...], bool]:
    """Which numbers of a list to hide, and whether to hide their total: only where it is small itself.

    ``people``, ``everybody``: how many different people are behind each, and behind all, where they may be fewer.
    """
    people = numbers if people is None else people
    total = sum(numbers)
    if is_small(total, total if everybody is None else everybody):
        return tuple(number > 0 for number in numbers), True
    small = [is_small(number, heads) for number, heads in zip(numbers, people, strict=True)]
    hidden = {at for at, is_so in enumerate(small) if is_so}
    for at in sorted(hidden):
        partner = _partner(numbers, small, hidden, at)
        if partner is None:
            # Nobody is hidden too: else five lines of a total of five would be one each.
            return (True,) * len(numbers), False
        hidden.add(partner)
    return tuple(at in hidden for at in range(len(numbers))), False


def _partner(numbers, small, hidden, at: int) -> int | None:
    """The cheapest other number that may shrink when this one grows, or grow when it shrinks."""
    found = [
        (0 if other in hidden else _CELL + number, other)
        for other, number in enumerate(numbers)
        if other != at
        and any(_may(numbers[at], small[at], sign) and _may(number, small[other], -sign) for sign in (1, -1))
    ]
    return min(found)[1] if found else None


def hide(
    numbers: Sequence[Sequence[int]],
    people: Sequence[Sequence[int]] | None = None,
    rows: tuple[bool, ...] | None = None,
    columns: tuple[bool, ...] | None = None,
    total: bool | None = None,
) -> Hidden:
    """Which cells of a table (rows of equal length, at least one) to hide.

    ``people``: as in ``hide_list``. ``rows``, ``columns``, ``total``: what the lists by rows and by columns hide.
    """
    by_row, small_total = hide_list([sum(row) for row in numbers])
    by_column, _same = hide_list([sum(column) for column in zip(*numbers, strict=True)])
    rows, columns = (
        tuple(closed and sum(line) > 0 for closed, line in zip(given or found, of, strict=True))
        for given, found, of in ((rows, by_row, numbers), (columns, by_column, zip(*numbers, strict=True)))
    )
    total = small_total if total is None else total
    table = _Table(numbers, numbers if people is None else people, (rows, columns, total))
    if all(table.protect(place) for place in sorted(table.hidden)):
        height, width = len(numbers), len(numbers[0])
        cells = tuple(tuple((r, c) in table.hidden for c in range(width)) for r in range(height))
    else:
        cells = _nothing_of(numbers, rows, columns)
    return Hidden(cells, rows, columns, total)


def _nothing_of(numbers, rows, columns) -> tuple[tuple[bool, ...], ...]:
    """Where no cycle helps, all cells are hidden, nobody too, but for lines whose total says that nobody is there.

    Where a single line is left, its cells are the totals across it, and hidden as these are.
    """
    height, width = len(numbers), len(numbers[0])
    kept_rows = [r for r in range(height) if sum(numbers[r])]
    kept_columns = [c for c in range(width) if sum(row[c] for row in numbers)]

    def closed(r: int, c: int) -> bool:
        if r not in kept_rows or c not in kept_columns:
            return False
        if len(kept_rows) == 1:
            return columns[c]
        return rows[r] if len(kept_columns) == 1 else True

    return tuple(tuple(closed(r, c) for c in range(width)) for r in range(height))


class _Table:
    """The table with its totals as a last row and column, these with a minus sign: every line sums to nothing."""

    def __init__(self, numbers, people, margins):
        self.height, self.width = len(numbers), len(numbers[0])
        rows, columns, total = margins
        self.value = {(r, c): number for r, row in enumerate(numbers) for c, number in enumerate(row)}
        self.small = {place for place, number in self.value.items() if is_small(number, people[place[0]][place[1]])}
        sums = {(r, self.width): sum(row) for r, row in enumerate(numbers)}
        sums |= {(self.height, c): sum(column) for c, column in enumerate(zip(*numbers, strict=True))}
        sums[self.height, self.width] = sum(map(sum, numbers))
        self.value |= sums
        self.small |= {place for place, number in sums.items() if is_small(number, number)}
        shut = {(r, self.width) for r, closed in enumerate(rows) if closed}
        shut |= {(self.height, c) for c, closed in enumerate(columns) if closed}
        shut |= {(self.height, self.width)} if total else set()
        self.open_sums = set(sums) - shut
        self.hidden = {place for place in (self.small | shut) - self.open_sums if self.value[place]}

    def protect(self, place) -> bool:
        """Hides what must be hidden so that the number could be one more or one less. False where nothing helps."""
        found = [path for sign in (1, -1) if (path := self._cycle(place, sign)) is not None]
        if not found:
            return False
        self.hidden.update(min(found)[1])
        return True

    def _may(self, place, sign: int) -> bool:
        row, column = place
        if place in self.open_sums:
            return False
        if (row == self.height) != (column == self.width):
            sign = -sign
        return _may(self.value[place], place in self.small, sign)

    def _cost(self, place) -> int:
        return 1 if place in self.hidden else _CELL + self.value[place]

    def _cycle(self, place, sign: int):
        """``(cost, cells)`` of the cheapest cycle in which this cell changes by ``sign``; None where there is none."""
        row, column = place
        if not self._may(place, sign):
            return None
        goal, start = ("row", row), ("column", column)
        heap, done = [(0, start, ())], set()
        while heap:
            cost, node, path = heapq.heappop(heap)
            if node == goal:
                return cost, path
            if node in done:
                continue
            done.add(node)
            for cell, turn, onward in self._steps(node, sign):
                if cell != place and onward not in done and self._may(cell, turn):
                    heapq.heappush(heap, (cost + self._cost(cell), onward, (*path, cell)))
        return None

    def _steps(self, node, sign: int):
        """From a column through a cell that changes against ``sign`` to its row; from a row, with it, to a column."""
        line, at = node
        if line == "column":
            return [((row, at), -sign, ("row", row)) for row in range(self.height + 1)]
        return [((at, column), sign, ("column", column)) for column in range(self.width + 1)]
