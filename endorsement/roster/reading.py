"""From a file to its heading and rows of text: CSV in whatever dress it comes, and XLSX. Knows no database.

Nothing in a file may stop the reading but the file as a whole (``Unusable``): what is wrong with a row is said of it.
"""

import csv
import datetime
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from openpyxl import load_workbook

from endorsement.roster.enums import NAME_PARTS
from endorsement.roster.rows import Fault, storable

MOST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_COLUMNS = 60
LONGEST_CELL = 1_000
LONGEST_HEADING = 300
MARK = b"\xef\xbb\xbf"
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


class Unusable(ValueError):
    """The file as a whole cannot be read. ``code`` is stable; ``params`` are what its sentence needs."""

    def __init__(self, code: str, column: str = "", **params):
        self.code, self.column, self.params = code, column, params
        super().__init__(code)


class Record(NamedTuple):
    """``row``: as a spreadsheet counts it, the heading is 1. ``faults``: what the bytes themselves have wrong."""

    row: int
    cells: list[str]
    faults: list[Fault]


@dataclass
class Table:
    """An opened file: the heading as written, then its records, once. ``dress`` says how a CSV file was read."""

    heading: list[str]
    records: Iterable[Record]
    dress: dict = field(default_factory=dict)


def open_table(source: BinaryIO, *, encoding: str = "") -> Table:
    """Reads the heading; the rows follow lazily. ``encoding`` "": UTF-8, and each row that is not is said to be so.

    Raises Unusable: empty, too large, not text, an old workbook, a broken one, no heading.
    """
    head = source.read(64 * 1024)
    size = source.seek(0, 2)
    source.seek(0)
    if size > MOST_BYTES:
        raise Unusable("too_large", size=size, most=MOST_BYTES)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unusable("empty")
    if head.startswith(_OLD_EXCEL):
        raise Unusable("old_workbook")
    if head.startswith(_ZIP):
        return _workbook(source)
    strange = b"\x00" in head.splitlines()[0] or head.count(0) > len(head) // 8
    if strange or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable("not_text")
    return _csv(source, head, encoding)


def open_path(path: Path, *, encoding: str = "") -> tuple[BinaryIO, Table]:
    """The file and its table; the caller closes the file. Raises OSError, Unusable."""
    source = path.open("rb")
    try:
        return source, open_table(source, encoding=encoding)
    except BaseException:
        source.close()
        raise


class _Lines:
    """The lines of a CSV file as text. A line that is not UTF-8 sets ``strange``; whoever sees it takes it back."""

    def __init__(self, source: BinaryIO, head: bytes, encoding: str):
        self.source, self.encoding, self.strange = source, encoding or "utf-8", False
        source.seek(len(MARK) if head.startswith(MARK) else 0)
        self.old_mac = b"\n" not in head and b"\r" in head

    def __iter__(self) -> Iterator[str]:
        lines = self.source.read().replace(b"\r", b"\n").splitlines(keepends=True) if self.old_mac else self.source
        for line in lines:
            try:
                yield line.decode(self.encoding)
            except UnicodeDecodeError:
                self.strange = True
                yield line.decode("cp1252", "replace")


def _csv(source: BinaryIO, head: bytes, encoding: str) -> Table:
    csv.field_size_limit(MOST_BYTES)
    lines = _Lines(source, head, encoding)
    text = enumerate(lines, start=1)
    place, first = next(((place, line) for place, line in text if line.strip()), (0, ""))
    if not first:
        raise Unusable("empty")
    between = max(",;\t", key=first.count)
    heading = next(csv.reader([first], delimiter=between))
    if lines.strange and not all(cell.strip().isascii() for cell in heading if cell):
        raise Unusable("heading_not_utf8")
    lines.strange = False
    if any(len(cell) > LONGEST_HEADING for cell in heading):
        raise Unusable("no_heading")
    dress = {"between": between, "mark": head.startswith(MARK), "encoding": lines.encoding}
    return Table(
        [cell.strip() for cell in heading[:MOST_COLUMNS]],
        _csv_records((line for _, line in text), lines, between, place),
        dress,
    )


def _csv_records(text: Iterator[str], lines: _Lines, between: str, row: int) -> Iterator[Record]:
    """``row``: the heading's; what is empty before it is counted by a spreadsheet too."""
    reader = csv.reader(text, delimiter=between)
    while True:
        row += 1
        faults = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells, faults = [], [Fault("", "broken")]
        if lines.strange:
            lines.strange = False
            # Of a cell without end only that is said: nobody could check its accents.
            shown = next((cell for cell in cells if not cell.isascii() and len(cell) <= LONGEST_CELL), None)
            if shown is not None or not cells:
                faults.append(Fault("", "not_utf8", {"text": storable((shown or "")[:60])}))
        if cells or faults:
            yield Record(row, cells, faults)


def _workbook(source: BinaryIO) -> Table:
    try:
        with zipfile.ZipFile(source) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise Unusable("too_large", size=unpacked, most=MOST_UNPACKED)
        sheet = load_workbook(source, read_only=True, data_only=False, keep_links=False).worksheets[0]
        sheet.reset_dimensions()  # what a sheet says of its own size is not always true
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        number, heading = 1, next(rows)
    except Unusable:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts in it
        raise Unusable("broken_workbook") from error
    texts = [_shown(cell).strip() for cell in heading]
    if any(len(text) > LONGEST_HEADING for text in texts):
        raise Unusable("no_heading")
    return Table(texts, _sheet_records(rows, number))


def _sheet_records(rows: Iterator[tuple], number: int) -> Iterator[Record]:
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise Unusable("broken_workbook") from error
        yield Record(number, [_shown(cell) for cell in cells], [])


def _shown(cell) -> str:
    """A cell of a sheet as text: days as ISO dates, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def left_out(heading: list[str], mapping: list[str]) -> list[str]:
    """The headings whose columns are read into nothing. Columns without one are not told: sheets end in such."""
    pairs = zip(heading, mapping, strict=True)
    return [storable(text[:60]) for text, column in pairs if text and not column]


def spread(records: Iterable[Record], mapping: list[str], columns: tuple[str, ...]) -> Iterator[Record]:
    """Each record with its cells in the order of ``columns``; rows with nothing in them are passed over.

    ``mapping``: our column at each place of the file, "" for one that is left out. First and last name are joined to
    the name. Text beyond the heading is a fault.
    """
    places = [mapping.index(column) if column in mapping else -1 for column in columns]
    parts = [mapping.index(part) for part in NAME_PARTS if part in mapping]
    width = len(mapping)
    for row, cells, faults in records:
        have = len(cells)
        if have > width and any(cell and not cell.isspace() for cell in cells[width:]):
            faults = [*faults, Fault("", "too_many_cells", {"cells": have, "columns": width})]
        found = [cells[place] if 0 <= place < have else "" for place in places]
        if parts:
            found[columns.index("name")] = " ".join(cells[at].strip() for at in parts if at < have).strip()
        if faults or any(cell and not cell.isspace() for cell in found):
            yield Record(row, found, faults)
