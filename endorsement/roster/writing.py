"""What a checked batch does to persons, memberships, roles and Endorsements: a fixed number of statements.

Called in one transaction by ``actions``, after ``checking.check``. An empty cell changes nothing. Who has a sign-in
keeps the name, telephone and region they wrote themselves.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connection

from accounts.models import Address, Person
from associations.people.enums import Role
from associations.people.models import Membership, RoleGrant, RosterEntry
from common import clock
from endorsement.award.enums import EventKind
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.roster.models import ImportBatch
from endorsement.roster.statements import (
    ADDRESS,
    CHANGES,
    CONSENT,
    ENDORSEMENT,
    GOOD,
    GRANT,
    MEMBERSHIP,
    PERSON,
    PLACE,
    ROWS,
    SAME_ENDORSEMENT,
    found,
    insert,
    run,
)

NEW_MEMBERSHIP = "m.id IS NULL AND r.member_from IS NOT NULL"
OTHER_KIND = "r.member_kind <> '' AND m.kind <> r.member_kind"
OTHER_END = "r.member_until IS NOT NULL AND (m.valid_until IS NULL OR m.valid_until <> r.member_until)"
RENEWED = "r.renewed_until IS NOT NULL AND (e.valid_until IS NULL OR e.valid_until < r.renewed_until)"
OWN_WORD = "p.user_id IS NULL AND NOT r.follows"
OTHER_PERSON = {
    "name": "p.name <> r.name",
    "resides_in": "r.region <> '' AND p.resides_in <> r.region",
    "phone": "r.phone <> '' AND p.phone <> r.phone",
}
FROM_ROW = {"name": "name", "resides_in": "region", "phone": "phone"}
JOIN_MEMBERSHIP = (
    f"JOIN {MEMBERSHIP} m ON m.person_id = r.person_id AND m.association_id = %(place)s"
    " AND m.valid_from = r.member_from"
)
# One look at the whole roster instead of one per row: PostgreSQL hashes it.
HERE = f"r.person_id IN (SELECT h.person_id FROM {PLACE} h WHERE h.association_id = %(place)s)"
STEPS = 7


def count(batch: ImportBatch) -> dict[str, int]:
    """Good rows by what they would do: ``created`` (somebody new to this roster), ``updated``, ``unchanged``."""
    differs = " OR ".join(f"({one})" for one in OTHER_PERSON.values())
    new = f"(NOT r.follows AND (r.person_id IS NULL OR NOT ({HERE})))"
    changed = (
        f"r.follows AND r.person_id IS NULL OR {OWN_WORD} AND ({differs}) OR {NEW_MEMBERSHIP} OR {OTHER_KIND} OR"
        f" {OTHER_END} OR (r.category_id IS NOT NULL AND (e.id IS NULL OR {RENEWED})) OR"
        " (r.role <> '' AND g.id IS NULL)"
        f" OR (r.chosen_id > 0 AND r.email <> '' AND NOT EXISTS (SELECT 1 FROM {ADDRESS} a WHERE lower(a.email) ="
        " r.email))"
    )
    kinds = found(
        f"SELECT kind, count(*) FROM (SELECT CASE WHEN {new} THEN 'created' WHEN {changed} THEN 'updated' ELSE"
        f" 'unchanged' END AS kind FROM {ROWS} r LEFT JOIN {PERSON} p ON p.id = r.person_id LEFT {JOIN_MEMBERSHIP}"
        f" LEFT JOIN {ENDORSEMENT} e ON {SAME_ENDORSEMENT} LEFT JOIN {GRANT} g ON g.person_id = r.person_id AND"
        f" g.association_id = %(place)s AND g.role = r.role AND g.ended_at IS NULL WHERE {GOOD}) told GROUP BY kind",
        batch=batch.pk,
        place=batch.association_id,
    )
    return {"created": 0, "updated": 0, "unchanged": 0, **dict(kinds)}


def write(batch: ImportBatch, *, by: Person | None, progress: Callable[[int, int], None]) -> None:
    """Applies every good row. ``batch.applied_at`` is the moment that stands on all of it."""
    params = {
        "batch": batch.pk,
        "place": batch.association_id,
        "origin": batch.origin,
        "today": clock.today(batch.association.time_zone),
        "now": connection.ops.adapt_datetimefield_value(batch.applied_at),
        "by": by.pk if by else None,
        "by_name": by.name if by else "",
        "sample": settings.PORTAL_DEMO,
    }
    steps = (_people, _addresses, _person_changes, _memberships, _roles, _endorsements, _entries)
    for number, step in enumerate(steps, start=1):
        step(params)
        progress(number, STEPS)


def _people(params: dict) -> None:
    given = {
        "public_id": "r.public_id",
        "name": "r.name",
        "phone": "r.phone",
        "resides_in": "r.region",
        "is_sample": "%(sample)s",
        "created_at": "%(now)s",
    }
    new = f"FROM {ROWS} r WHERE {GOOD} AND r.person_id IS NULL AND NOT r.follows"
    insert(Person, given, new, strict=True, **params)
    run(
        f"UPDATE {ROWS} SET person_id = p.id FROM {PERSON} p WHERE {ROWS}.batch_id = %(batch)s"
        f" AND p.public_id = {ROWS}.public_id",
        **params,
    )


def _addresses(params: dict) -> None:
    """Not proved. Of somebody who was chosen among candidates it is one more, written to only where there is none.

    No statement looks for single rows in the table it fills: PostgreSQL, which thinks it empty, would read all of it
    for each.
    """
    given = {"person_id": "r.person_id", "email": "r.email", "is_primary": "TRUE"}
    new = f"JOIN {PERSON} p ON p.id = r.person_id AND p.public_id = r.public_id"
    insert(
        Address, given, f"FROM {ROWS} r {new} WHERE {GOOD} AND r.email <> '' AND NOT r.follows", strict=True, **params
    )
    first = f"NOT EXISTS (SELECT 1 FROM {ADDRESS} a WHERE a.person_id = r.person_id)"
    chosen = f"FROM {ROWS} r WHERE {GOOD} AND r.chosen_id > 0 AND r.email <> '' AND NOT r.follows"
    insert(Address, given | {"is_primary": first}, chosen, **params)


def _note(thing: str, field: str, source: str, params: dict, *, old: str, new: str, days: bool = False) -> int:
    """Writes the changes of one field down, for the undo; ``_change`` then makes them."""
    kind = "day" if days else "text"
    return run(
        f"INSERT INTO {CHANGES} (batch_id, thing, object_id, field, old_text, new_text, old_day, new_day)"
        f" SELECT DISTINCT CAST(%(batch)s AS bigint), '{thing}', object_id, '{field}',"
        + (" '', '', was, will" if kind == "day" else " was, will, CAST(NULL AS date), CAST(NULL AS date)")
        + f" FROM (SELECT {old} AS was, {new} AS will, {source}) told",
        **params,
    )


def _change(table: str, thing: str, field: str, params: dict, *, days: bool = False) -> None:
    value = "new_day" if days else "new_text"
    run(
        f"UPDATE {table} SET {field} = c.{value} FROM {CHANGES} c WHERE c.batch_id = %(batch)s AND c.thing = '{thing}'"
        f" AND c.field = '{field}' AND c.object_id = {table}.id",
        **params,
    )


def _person_changes(params: dict) -> None:
    """Of people who are on this roster already: another association's people are only linked."""
    for field, differs in OTHER_PERSON.items():
        source = (
            f"p.id AS object_id FROM {ROWS} r JOIN {PERSON} p ON p.id = r.person_id"
            f" WHERE {GOOD} AND {OWN_WORD} AND p.public_id <> r.public_id AND {differs} AND ({HERE})"
        )
        if _note("person", field, source, params, old=f"p.{field}", new=f"r.{FROM_ROW[field]}"):
            _change(PERSON, "person", field, params)


def _memberships(params: dict) -> None:
    given = {
        "person_id": "r.person_id",
        "association_id": "%(place)s",
        "valid_from": "r.member_from",
        "valid_until": "r.member_until",
        "kind": "r.member_kind",
        "origin": "%(origin)s",
    }
    for field, differs, new in (("kind", OTHER_KIND, "r.member_kind"), ("valid_until", OTHER_END, "r.member_until")):
        source = f"m.id AS object_id FROM {ROWS} r {JOIN_MEMBERSHIP} WHERE {GOOD} AND {differs}"
        days = field == "valid_until"
        if _note("membership", field, source, params, old=f"m.{field}", new=new, days=days):
            _change(MEMBERSHIP, "membership", field, params, days=days)
    insert(Membership, given, f"FROM {ROWS} r WHERE {GOOD} AND r.member_from IS NOT NULL", **params)


def _grant(role: str, source: str, params: dict) -> None:
    given = {
        "person_id": "r.person_id",
        "association_id": "%(place)s",
        "role": role,
        "granted_at": "%(now)s",
        "granted_by_id": "%(by)s",
        "origin": "%(origin)s",
    }
    insert(RoleGrant, given, source, **params)


def _roles(params: dict) -> None:
    """The roles of the rows; a running membership that is new or changed brings the role, one that ended ends it."""
    running = "m.valid_from <= %(today)s AND (m.valid_until IS NULL OR m.valid_until >= %(today)s)"
    touched = (
        f"(m.origin = %(origin)s OR EXISTS (SELECT 1 FROM {CHANGES} c WHERE c.batch_id = %(batch)s"
        " AND c.thing = 'membership' AND c.object_id = m.id))"
    )
    opened = {
        "person_id": "r.person_id",
        "association_id": "%(place)s",
        "valid_from": "%(today)s",
        "origin": "%(origin)s",
    }
    insert(
        Membership,
        opened,
        f"FROM {ROWS} r WHERE {GOOD} AND r.role = '{Role.MEMBER}' AND r.member_from IS NULL AND r.person_id NOT IN"
        f" (SELECT g.person_id FROM {GRANT} g WHERE g.association_id = %(place)s AND g.role = '{Role.MEMBER}' AND"
        f" g.ended_at IS NULL) AND r.person_id NOT IN (SELECT m.person_id FROM {MEMBERSHIP} m"
        f" WHERE m.association_id = %(place)s AND {running})",
        **params,
    )
    _grant("r.role", f"FROM {ROWS} r WHERE {GOOD} AND r.role <> ''", params)
    _grant(f"'{Role.MEMBER}'", f"FROM {ROWS} r {JOIN_MEMBERSHIP} WHERE {GOOD} AND {running} AND {touched}", params)
    ended = (
        f"g.id AS object_id FROM {GRANT} g WHERE g.association_id = %(place)s AND g.role = '{Role.MEMBER}'"
        f" AND g.ended_at IS NULL AND g.person_id IN (SELECT m.person_id FROM {CHANGES} c JOIN {MEMBERSHIP} m"
        " ON m.id = c.object_id WHERE c.batch_id = %(batch)s AND c.thing = 'membership' AND c.field = 'valid_until')"
        f" AND NOT EXISTS (SELECT 1 FROM {MEMBERSHIP} m WHERE m.person_id = g.person_id"
        f" AND m.association_id = %(place)s AND {running})"
    )
    if _note("grant", "ended_at", ended, params, old="''", new="''"):
        run(
            f"UPDATE {GRANT} SET ended_at = %(now)s, ended_by_id = %(by)s WHERE id IN"
            f" (SELECT c.object_id FROM {CHANGES} c WHERE c.batch_id = %(batch)s AND c.thing = 'grant')",
            **params,
        )


def _endorsements(params: dict) -> None:
    """New ones enter the ledger as imported, without a certificate; a later last day is a renewal."""
    consents = (
        f"EXISTS (SELECT 1 FROM {CONSENT} k WHERE k.person_id = r.person_id AND k.association_id = %(place)s"
        " AND k.withdrawn_at IS NULL)"
    )
    given = {
        "origin": "%(origin)s || ':' || r.row",
        "person_id": "r.person_id",
        "association_id": "%(place)s",
        "category_id": "r.category_id",
        "number": "CASE WHEN r.number <> '' THEN r.number ELSE 'new-' || %(batch)s || '-' || r.row END",
        "endorsed_on": "r.endorsed_on",
        "valid_until": "r.renewed_until",
        "is_sample": "%(sample)s",
        "listed_name": "CASE WHEN p.printed_name <> '' THEN p.printed_name ELSE p.name END",
        "listed": consents,
        "created_at": "%(now)s",
    }
    renewed = f"e.id AS object_id FROM {ROWS} r JOIN {ENDORSEMENT} e ON {SAME_ENDORSEMENT} WHERE {GOOD} AND {RENEWED}"
    if _note("endorsement", "valid_until", renewed, params, old="e.valid_until", new="r.renewed_until", days=True):
        _change(ENDORSEMENT, "endorsement", "valid_until", params, days=True)
        chosen = f"FROM {CHANGES} c WHERE c.batch_id = %(batch)s AND c.thing = 'endorsement'"
        _event(EventKind.RENEWED, "c.object_id", "%(today)s", chosen, params)
    made = insert(
        Endorsement,
        given,
        f"FROM {ROWS} r JOIN {PERSON} p ON p.id = r.person_id WHERE {GOOD} AND r.category_id IS NOT NULL"
        # Who is new holds nothing yet, and is not looked for.
        f" AND (p.public_id = r.public_id OR NOT EXISTS (SELECT 1 FROM {ENDORSEMENT} e WHERE {SAME_ENDORSEMENT}))",
        strict=True,
        **params,
    )
    if made:
        _number(params)
        _event(EventKind.IMPORTED, "e.id", "e.endorsed_on", f"FROM {ENDORSEMENT} e WHERE {ours('e')}", params)


def ours(alias: str) -> str:
    """The Endorsements a batch made, by their origin."""
    return f"{alias}.association_id = %(place)s AND {alias}.origin LIKE %(origin)s || ':%%'"


def _number(params: dict) -> None:
    """Those that came without a number get ours: place, year and the row's own, as ``award.actions.number_of``."""
    slug = found("SELECT slug FROM associations_association WHERE id = %(place)s", **params)[0][0]
    own = "CASE WHEN id < 100000 THEN substr(CAST(100000 + id AS varchar), 2) ELSE CAST(id AS varchar) END"
    run(
        f"UPDATE {ENDORSEMENT} SET number = %(prefix)s || substr(CAST(endorsed_on AS varchar), 1, 4) || '-' || {own}"
        f" WHERE association_id = %(place)s AND number LIKE %(mark)s",
        **params,
        prefix=f"{slug.upper()[:20]}-",
        mark=f"new-{params['batch']}-%",
    )


def _event(kind: str, endorsement: str, on: str, source: str, params: dict) -> None:
    given = {
        "endorsement_id": endorsement,
        "kind": f"'{kind}'",
        "on": on,
        "at": "%(now)s",
        "by_id": "%(by)s",
        "by_name": "%(by_name)s",
    }
    insert(AwardEvent, given, source, strict=True, **params)


def _entries(params: dict) -> None:
    """Who is neither a member nor holds a role here is on the roster all the same."""
    given = {"person_id": "r.person_id", "association_id": "%(place)s", "since": "%(today)s", "origin": "%(origin)s"}
    insert(RosterEntry, given, f"FROM {ROWS} r WHERE {GOOD} AND NOT ({HERE})", **params)
