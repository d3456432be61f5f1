"""Rows against each other and against what is known: statements over the whole batch, and a look at what they find.

A row that is found wrong gets its ``clashes``. Nothing is guessed: a person is known by address, or somebody chose them
among the candidates. What is found out again and again is written so that a second check starts from scratch.
"""

import datetime
import itertools
import json
from collections import defaultdict

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Address, Person
from common.text import name_key
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.queries import roster_of
from endorsement.roster.rows import Fault, new_public_id
from endorsement.roster.statements import (
    ADDRESS,
    ENDORSEMENT,
    GOOD,
    MEMBERSHIP,
    ROWS,
    SAME_ENDORSEMENT,
    analyze,
    found,
    iso,
    run,
)

MOST_CANDIDATES = 5


def check(batch: ImportBatch) -> None:
    """Finds the persons and marks every clash of the batch's rows, from scratch."""
    _forget(batch)
    analyze(ROWS)
    _match_by_address(batch)
    _among_rows(batch)
    _by_name(batch)
    _numbers(batch)
    _same_category(batch)
    _shorter(batch)
    _overlaps(batch)


def mark(clashes: dict[int, list[Fault]]) -> None:
    """Writes what was found, by id of the row."""
    written = [(json.dumps([one.stored() for one in faults]), pk) for pk, faults in clashes.items()]
    if written:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {ROWS} SET clashes = %s WHERE id = %s", written)


def good_rows(batch: ImportBatch):
    """The rows that nothing keeps out, in the ORM's words; ``GOOD`` are the same in SQL's."""
    return ImportRow.objects.filter(batch=batch, faults__isnull=True, clashes__isnull=True, skipped=False)


def _forget(batch: ImportBatch) -> None:
    rows = ImportRow.objects.filter(batch=batch)
    rows.filter(Q(clashes__isnull=False) | Q(person_id__isnull=False)).update(clashes=None, person_id=None)
    for row in rows.filter(follows=True):
        row.follows, row.public_id = False, new_public_id()
        row.save(update_fields=["follows", "public_id"])


def _match_by_address(batch: ImportBatch) -> None:
    run(
        f"UPDATE {ROWS} SET person_id = a.person_id FROM {ADDRESS} a WHERE {ROWS}.batch_id = %(batch)s"
        f" AND {ROWS}.faults IS NULL AND {ROWS}.email <> '' AND lower(a.email) = {ROWS}.email",
        batch=batch.pk,
    )
    run(
        f"UPDATE {ROWS} SET person_id = chosen_id WHERE batch_id = %(batch)s AND chosen_id > 0 AND person_id IS NULL",
        batch=batch.pk,
    )


def _among_rows(batch: ImportBatch) -> None:
    """Several rows of one person: the later ones bring something new and contradict nothing, or they are said to."""
    addresses = good_rows(batch).exclude(email="").values("email").annotate(rows=Count("pk")).filter(rows__gt=1)
    rows = good_rows(batch).filter(email__in=addresses.values("email")).order_by("email", "row")
    clashes: dict[int, list[Fault]] = {}
    following: list[ImportRow] = []
    for _email, group in itertools.groupby(rows.iterator(chunk_size=5_000), key=lambda row: row.email):
        leader, *later = group
        brought = [leader]
        for row in later:
            faults = _against(leader, row, brought)
            if faults:
                clashes[row.pk] = faults
                continue
            brought.append(row)
            row.follows, row.public_id = True, leader.public_id
            following.append(row)
    mark(clashes)
    ImportRow.objects.bulk_update(following, ["follows", "public_id"], batch_size=500)
    _one_number_twice(batch)


def _against(leader: ImportRow, row: ImportRow, brought: list[ImportRow]) -> list[Fault]:
    """What keeps a later row of the same address out."""
    if name_key(row.name) != name_key(leader.name):
        return [Fault("email", "same_address", {"row": leader.row, "name": leader.name})]
    for column in ("region", "phone"):
        if getattr(row, column) and getattr(row, column) != getattr(leader, column):
            return [Fault(column, "differs", {"row": leader.row, "text": getattr(leader, column)})]
    known = set().union(*map(_things, brought))
    if not _things(row) - known:
        return [Fault("email", "twice", {"row": leader.row})]
    for other in brought:
        if row.member_from and other.member_from and _periods_clash(row, other):
            return [Fault("member_from", "overlap", {"row": other.row})]
        same = row.category_id and row.category_id == other.category_id
        if same and (not row.number or not other.number) and _endorsement_of(row) != _endorsement_of(other):
            return [Fault("category", "category_twice", {"row": other.row})]
    return []


def _endorsement_of(row: ImportRow) -> tuple:
    return (row.category_id, row.number or row.endorsed_on)


def _things(row: ImportRow) -> set[tuple]:
    """What a row brings besides the person."""
    return {
        (kind, value)
        for kind, value in (
            ("member", row.member_from),
            ("endorsement", _endorsement_of(row) if row.category_id else None),
            ("role", row.role),
        )
        if value
    }


def _periods_clash(one: ImportRow, other: ImportRow) -> bool:
    if one.member_from == other.member_from:
        return (one.member_until, one.member_kind) != (other.member_until, other.member_kind)
    last = datetime.date.max
    return one.member_from <= (other.member_until or last) and other.member_from <= (one.member_until or last)


def _one_number_twice(batch: ImportBatch) -> None:
    rows = good_rows(batch).exclude(number="")
    numbers = rows.values("number").annotate(rows=Count("pk")).filter(rows__gt=1).values("number")
    clashes, first = {}, {}
    for row in rows.filter(number__in=numbers).order_by("row").iterator(chunk_size=5_000):
        leader = first.setdefault(row.number, row)
        if leader is not row and (leader.public_id, _endorsement_of(leader)) != (row.public_id, _endorsement_of(row)):
            clashes[row.pk] = [Fault("number", "number_twice", {"row": leader.row})]
    mark(clashes)


def _by_name(batch: ImportBatch) -> None:
    """Rows whose address nobody has: who bears the name already is a candidate, not a match.

    The one exception is no guess: a row without an address is the only person of that name and region without one.
    """
    unknown = good_rows(batch).filter(person_id__isnull=True)
    if not unknown.exists():
        return
    roster = _people_by_name(batch)
    clashes, matched = {}, []
    columns = ("pk", "name", "region", "email", "chosen_id")
    for pk, name, region, email, chosen in unknown.values_list(*columns).iterator(chunk_size=5_000):
        alike = [one for one in roster.get(name_key(name), ()) if _same_region(region, one[1])] if roster else []
        nameless = [one for one in alike if not one[2] and one[1].casefold() == region.casefold()]
        if not email and len(nameless) == 1:
            matched.append((nameless[0][0], pk))
        elif not email:
            clashes[pk] = [Fault("email", "missing")]
        elif alike and chosen is None:
            clashes[pk] = [Fault("name", "candidates", {"people": [one[0] for one in alike[:MOST_CANDIDATES]]})]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {ROWS} SET person_id = %s WHERE id = %s", matched)
    mark(_described(clashes))


def _people_by_name(batch: ImportBatch) -> dict[str, list[tuple]]:
    """Name -> ``(id, region, has an address)`` of the association's people whom no row means by their address."""
    named = set(
        ImportRow.objects.filter(batch=batch, person_id__isnull=False).values_list("person_id", flat=True).iterator()
    )
    reached = Exists(Address.objects.filter(person=OuterRef("pk")))
    people = roster_of(batch.association).order_by("pk").annotate(reached=reached)
    alike = defaultdict(list)
    for pk, name, region, reached in people.values_list("pk", "name", "resides_in", "reached").iterator():
        if pk not in named:
            alike[name_key(name)].append((pk, region, reached))
    return alike


def _same_region(one: str, other: str) -> bool:
    return not one or not other or one.casefold() == other.casefold()


def _described(clashes: dict[int, list[Fault]]) -> dict[int, list[Fault]]:
    """The candidates with the words by which a person tells them apart."""
    ids = {pk for faults in clashes.values() for fault in faults for pk in fault.params.get("people", ())}
    people = Person.objects.filter(pk__in=ids).prefetch_related("addresses")
    labels = {one.pk: ", ".join(filter(None, (one.name, one.resides_in, one.email))) for one in people}
    for faults in clashes.values():
        for fault in faults:
            if "people" in fault.params:
                fault.params["people"] = [{"id": pk, "label": labels[pk]} for pk in fault.params["people"]]
    return clashes


def _say(rows: list[tuple], fault) -> None:
    """``rows``: ``(id of the row, ...)``; ``fault`` makes one of the rest. The first word on a row stands."""
    clashes: dict[int, list[Fault]] = {}
    for pk, *rest in rows:
        clashes.setdefault(pk, [fault(*rest)])
    mark(clashes)


def _numbers(batch: ImportBatch) -> None:
    """A number stands for one Endorsement. What another association has is not told."""
    rows = found(
        f"SELECT r.id, e.association_id = %(place)s AND e.person_id = COALESCE(r.person_id, 0)"
        " AND e.category_id = r.category_id, e.endorsed_on"
        f" FROM {ROWS} r JOIN {ENDORSEMENT} e ON e.number = r.number WHERE {GOOD} AND r.number <> ''"
        " AND NOT (e.association_id = %(place)s AND e.person_id = COALESCE(r.person_id, 0)"
        " AND e.category_id = r.category_id AND e.endorsed_on = r.endorsed_on)",
        batch=batch.pk,
        place=batch.association_id,
    )
    _say(
        rows,
        lambda same, on: (
            Fault("endorsed_on", "other_day", {"day": iso(on)}) if same else Fault("number", "number_taken")
        ),
    )


def _same_category(batch: ImportBatch) -> None:
    rows = found(
        f"SELECT r.id, e.number, e.endorsed_on FROM {ROWS} r JOIN {ENDORSEMENT} e ON e.person_id = r.person_id"
        f" AND e.category_id = r.category_id AND e.association_id = %(place)s WHERE {GOOD} AND e.standing <> 'revoked'"
        " AND ((r.number = '' AND e.endorsed_on <> r.endorsed_on) OR (r.number <> '' AND e.number <> r.number"
        f" AND NOT EXISTS (SELECT 1 FROM {ENDORSEMENT} same WHERE same.number = r.number)))",
        batch=batch.pk,
        place=batch.association_id,
    )
    _say(rows, lambda number, on: Fault("category", "held_already", {"number": number, "day": iso(on)}))


def _shorter(batch: ImportBatch) -> None:
    rows = found(
        f"SELECT r.id, e.valid_until FROM {ROWS} r JOIN {ENDORSEMENT} e ON {SAME_ENDORSEMENT} WHERE {GOOD}"
        " AND r.renewed_until < e.valid_until",
        batch=batch.pk,
        place=batch.association_id,
    )
    _say(rows, lambda until: Fault("renewed_until", "shorter", {"day": iso(until)}))


def _overlaps(batch: ImportBatch) -> None:
    rows = found(
        f"SELECT r.id, m.valid_from, m.valid_until FROM {ROWS} r JOIN {MEMBERSHIP} m ON m.person_id = r.person_id"
        f" AND m.association_id = %(place)s WHERE {GOOD} AND m.valid_from <> r.member_from"
        " AND (r.member_until IS NULL OR m.valid_from <= r.member_until)"
        " AND (m.valid_until IS NULL OR m.valid_until >= r.member_from)"
        # An empty last day changes nothing: the period that is known goes on to end when it does.
        f" AND NOT (r.member_until IS NULL AND EXISTS (SELECT 1 FROM {MEMBERSHIP} same WHERE same.person_id ="
        " r.person_id AND same.association_id = %(place)s AND same.valid_from = r.member_from))",
        batch=batch.pk,
        place=batch.association_id,
    )

    def fault(first, last):
        return Fault("member_from", "overlaps_known", {"first": iso(first), "last": iso(last) if last else ""})

    _say(rows, fault)
