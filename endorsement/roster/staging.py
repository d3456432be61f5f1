"""Bringing rows into the staging table: COPY on PostgreSQL, executemany elsewhere. Ten thousand in memory at most."""

import csv
import io
import json
import uuid
from collections.abc import Iterable, Iterator

from django.db import connection

from endorsement.roster.enums import COLUMNS
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.reading import Record
from endorsement.roster.rows import Fault, Values, Vocabulary, new_public_id, read_row, storable

AT_ONCE = 10_000
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
    chunk, total = [], 0
    for record in records:
        chunk.append(_line(batch.pk, record, words))
        if len(chunk) == AT_ONCE:
            _store(chunk)
            total += len(chunk)
            chunk = []
            yield total
    _store(chunk)
    yield total + len(chunk)


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


def _store(lines: list[tuple]) -> None:
    if not lines:
        return
    names = ", ".join(f'"{field}"' for field in FIELDS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            buffer = io.StringIO()
            csv.writer(buffer, lineterminator="\n").writerows(lines)
            buffer.seek(0)
            cursor.copy_expert(f"COPY {TABLE} ({names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({TEXTS}))", buffer)
        else:
            marks = ", ".join(["%s"] * len(FIELDS))
            cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", list(map(_inserted, lines)))


def _inserted(line: tuple) -> tuple:
    return tuple(value.hex if isinstance(value, uuid.UUID) else value for value in line)
