"""Bringing rows into the staging table: COPY on PostgreSQL, executemany elsewhere. Ten thousand in memory at most."""

import csv
import io
import itertools
import json
import uuid
from collections.abc import Iterable, Iterator

from django.db import connection

from endorsement.roster.enums import COLUMNS
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.reading import Record
from endorsement.roster.rows import Fault, Values, Vocabulary, new_public_id, read_row, storable

AT_ONCE, SENT_AT_ONCE = 10_000, 500
TABLE = ImportRow._meta.db_table
FIELDS = (
    "batch_id",
    "row",
    "faults",
    "cells",
    "public_id",
    "skipped",
    "follows",
    *Values._fields,
)
TEXTS = "name, email, region, phone, member_kind, number, role"
SHOWN = 300


def staged(batch: ImportBatch, records: Iterable[Record], words: Vocabulary) -> Iterator[int]:
    """Reads, checks and stores the records; yields how many are stored, after every ten thousand and at the end."""
    lines, total = (_line(batch.pk, record, words) for record in records), 0
    while (stored := _store(itertools.islice(lines, AT_ONCE))) == AT_ONCE:
        total += stored
        yield total
    yield total + stored


def _line(batch_id: int, record: Record, words: Vocabulary) -> tuple:
    values, faults = read_row(record.cells, words)
    faults = [*record.faults, *faults]
    if not faults:
        return (batch_id, record.row, None, None, new_public_id(), False, False, *values)
    return (batch_id, record.row, *kept(record.cells, faults), new_public_id(), False, False, *values)


def kept(cells: list[str], faults: list[Fault]) -> tuple[str, str]:
    """The faults and the cells as JSON; of a cell of a megabyte its beginning."""
    shown = {column: storable(cell[:SHOWN]) for column, cell in zip(COLUMNS, cells, strict=True) if cell}
    return json.dumps([fault.stored() for fault in faults]), json.dumps(shown)


def _store(lines: Iterator[tuple]) -> int:
    names = ", ".join(f'"{field}"' for field in FIELDS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source = _Source(lines)
            cursor.copy_expert(f"COPY {TABLE} ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({TEXTS}))", source)
            return source.told()
        marks = ", ".join(["%s"] * len(FIELDS))
        found = list(map(_inserted, lines))
        cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", found)
        return len(found)


class _Source:
    """What COPY reads from: rows are read and checked while the server stores those before."""

    def __init__(self, lines: Iterator[tuple]):
        self._lines, self._count, self._error = lines, 0, None

    def read(self, _size: int) -> str:
        """The next rows. An error ends the file: the driver would make another of it."""
        try:
            rows = list(itertools.islice(self._lines, SENT_AT_ONCE))
        except Exception as error:
            self._error = error
            return ""
        self._count += len(rows)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue()

    def told(self) -> int:
        """How many rows there were. Raises what reading them raised."""
        if self._error:
            raise self._error
        return self._count


def _inserted(line: tuple) -> tuple:
    return tuple(value.hex if isinstance(value, uuid.UUID) else value for value in line)
