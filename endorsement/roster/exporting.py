"""A roster as a file: the importer's own columns, so that it comes in again unchanged. Four statements at any size.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, which the importer takes away again.
"""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Address, Person
from associations.directory.models import Association
from associations.people.models import Membership, RoleGrant
from endorsement.award.models import Endorsement
from endorsement.roster.enums import COLUMNS
from endorsement.roster.rows import FORMULA_SIGNS

MARK = "\ufeff"
AT_ONCE = 1_000
NO_MEMBERSHIP, NO_ENDORSEMENT = ("", "", ""), ("", "", "", "")


def rows_of(association: Association, people: QuerySet[Person]) -> Iterator[list[str]]:
    """One row a person; a further one for each further membership, Endorsement or role. Must run in a transaction."""
    ids = people.order_by().values("pk")
    own = {"association": association, "person__in": ids}
    memberships = Membership.objects.filter(**own).order_by("person_id", "valid_from")
    held = Endorsement.objects.filter(standing="valid", **own).order_by("person_id", "endorsed_on", "pk")
    grants = RoleGrant.objects.filter(ended_at__isnull=True, **own).order_by("person_id", "granted_at", "pk")
    addresses = Address.objects.filter(person__in=ids).order_by("person_id", "-is_primary", "pk")
    period = memberships.values_list("person_id", "kind", "valid_from", "valid_until")
    standing = held.values_list("person_id", "category__key", "number", "endorsed_on", "valid_until")
    take = [
        _Beside(addresses.values_list("person_id", "email")),
        _Beside(period),
        _Beside(standing),
        _Beside(grants.values_list("person_id", "role")),
    ]
    everybody = people.order_by("pk").values_list("pk", "name", "resides_in", "phone")
    for pk, name, region, phone in everybody.iterator(chunk_size=AT_ONCE):
        emails, periods, standings, roles = (beside.of(pk) for beside in take)
        person = [name, emails[0][0] if emails else "", region, phone]
        for at in range(max(1, len(periods), len(standings), len(roles))):
            found = [
                *person,
                *(periods[at] if at < len(periods) else NO_MEMBERSHIP),
                *(standings[at] if at < len(standings) else NO_ENDORSEMENT),
                roles[at][0] if at < len(roles) else "",
            ]
            yield ["" if cell is None else safe(str(cell)) for cell in found]


class _Beside:
    """Rows sorted by person, walked through beside the people in the same order."""

    def __init__(self, rows):
        self.groups = itertools.groupby(rows.iterator(chunk_size=AT_ONCE), key=lambda row: row[0])
        self.at, self.rows = 0, []

    def of(self, pk: int) -> list[tuple]:
        while self.at is not None and self.at < pk:
            self.at, group = next(self.groups, (None, ()))
            self.rows = [row[1:] for row in group]
        return self.rows if self.at == pk else []


def safe(text: str) -> str:
    """The text as a spreadsheet may open it."""
    return f"'{text}" if text.startswith((*FORMULA_SIGNS, "\t", "\r")) else text


def csv_parts(rows: Iterable[list[str]]) -> Iterator[str]:
    """A CSV file in UTF-8 with its mark, a thousand rows at a time."""
    yield MARK + ",".join(COLUMNS) + "\r\n"
    rows = iter(rows)
    while part := list(itertools.islice(rows, AT_ONCE)):
        stream = io.StringIO()
        csv.writer(stream).writerows(part)
        yield stream.getvalue()


def write_workbook(rows: Iterable[list[str]], target: BinaryIO) -> None:
    """An XLSX workbook of texts; rows are not kept in memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("roster")
        for number, row in enumerate(itertools.chain([list(COLUMNS)], rows)):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)


def streamed(association: Association, people: QuerySet[Person]) -> Iterator[str]:
    """The CSV file as it is sent, in one transaction: one moment's truth."""
    with transaction.atomic():
        yield from csv_parts(rows_of(association, people))
