"""Whatever file comes in, a report comes out: no exception, and never half of it."""

import datetime
import io
import json
from contextlib import contextmanager

import pytest
import xlsxwriter
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Address, Person
from associations.people.models import Membership, RoleGrant, RosterEntry
from endorsement.award.models import Endorsement
from endorsement.roster.actions.importing import Outcome, import_table
from endorsement.roster.enums import COLUMNS
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.reading import Unusable, open_table
from endorsement.roster.wording import file_sentence, sentence
from tests.endorsement.roster.conftest import csv_of

pytestmark = pytest.mark.django_db
quick = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.large_base_example],
)

DAYS = st.dates().map(str) | st.sampled_from(["2026-01-01", "2026-12-31", "31/12/2026", "46023", "2026-13-01", ""])
KNOWN = {
    "name": st.sampled_from(["Ana Ruiz", "ana ruiz", "Ben", "José", "=1+1", "'=1+1", ""]),
    "email": st.sampled_from(["ana@p.example", "ANA@p.example", "ben@p.example", "x", ""]),
    "region": st.sampled_from(["", "Maine", "Ohio"]),
    "phone": st.sampled_from(["", "+1 2", "-1"]),
    "member_kind": st.sampled_from(["", "student"]),
    "category": st.sampled_from(["", "IFS", "imhs", "no"]),
    "number": st.sampled_from(["", "1", "2"]),
    "role": st.sampled_from(["", "member", "Reviewer", "alliance_staff", "coordinator"]),
}
ROW = st.fixed_dictionaries({column: (KNOWN.get(column, DAYS) | st.text(max_size=20)) for column in COLUMNS})
ANYTHING = st.lists(st.lists(st.text(max_size=30), max_size=14), max_size=6)


def bring(association, content: bytes, *, skip=True) -> Outcome | None:
    """The report, after checking that it adds up; None when the file is unusable, which then has its sentence."""
    before = counts()
    try:
        table = open_table(io.BytesIO(content))
        outcome = import_table(
            association=association, table=table, file_name="any", by=None, dry_run=False, skip_problems=skip,
            progress=lambda done, total: None,
        )  # fmt: skip
    except Unusable as error:
        assert file_sentence(error.code, error.column, **error.params)
        assert counts() == before
        return None
    report = outcome.report
    refused = {one["row"] for one in outcome.problems if one["row"] > 1}
    assert report["rows"] == report["created"] + report["updated"] + report["unchanged"] + len(refused)
    assert all(sentence(one) for one in outcome.problems)
    json.dumps(outcome.problems)
    if not outcome.applied:
        assert counts() == before
    return outcome


@contextmanager
def undone():
    """Every example begins with the same empty roster."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def counts():
    models = (Person, Address, Membership, RoleGrant, RosterEntry, Endorsement, ImportBatch, ImportRow)
    return [model.objects.count() for model in models]


@quick
@given(st.lists(ROW, max_size=8))
def test_rows_that_are_nearly_right(standard, association, rows):
    with undone():
        first = bring(association, csv_of(rows, list(COLUMNS)))
        again = bring(association, csv_of(rows, list(COLUMNS)))
    assert again.report["rows"] == first.report["rows"]
    # What was refused may be so again; what was taken is there now and takes nothing more.
    assert again.report["created"] == 0


@quick
@given(st.lists(ROW, max_size=5), st.booleans())
def test_a_file_with_any_problem_leaves_nothing(standard, association, rows, skip):
    with undone():
        outcome = bring(association, csv_of(rows, list(COLUMNS)), skip=skip)
    assert outcome.applied == (skip or not outcome.problems)


@quick
@given(st.binary(max_size=400))
@example(b"name,email\n\xff\xfe,\x80\n")
@example(b"\rname,email\r\rA,\r")
@example(b"name;email\n" + b'"' * 33)
def test_any_bytes(association, content):
    with undone():
        bring(association, content)
        bring(association, b"name,email,number\n" + content)


@quick
@given(ANYTHING, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_any_table(association, rows, between, encoding):
    text = csv_of([["name", "email", "role", "member_from"], *rows], between=between).decode()
    with undone():
        bring(association, text.encode(encoding, "replace"))


CELL = st.text(max_size=12) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.datetimes()


@settings(quick, max_examples=15)
@given(st.lists(st.lists(CELL, max_size=6), max_size=4))
def test_any_workbook(association, rows):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["name", "email", "member_from"], *rows]):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    with undone():
        bring(association, stream.getvalue())


def small_workbook() -> bytes:
    """The same bytes each time."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "email"])
        sheet.write_row(1, 0, ["Ana", "ana@p.example"])
    return stream.getvalue()


WORKBOOK = small_workbook()


@settings(quick, max_examples=25)
@given(st.lists(st.tuples(st.integers(4, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_workbook(association, damage):
    content = bytearray(WORKBOOK)
    for place, byte in damage:
        content[place] = byte
    with undone():
        bring(association, bytes(content))
