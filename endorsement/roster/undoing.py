"""Taking a batch back: what it made goes, what it changed gets its old value, unless somebody has built on it since."""

from django.db import connection, models

from accounts.models import Address, Person
from endorsement.roster.models import ImportBatch
from endorsement.roster.statements import (
    ADDRESS,
    CERTIFICATE,
    CHANGES,
    ENDORSEMENT,
    ENTRY,
    EVENT,
    GRANT,
    MEMBERSHIP,
    PERSON,
    ROWS,
    found,
    run,
)

OURS = "association_id = %(place)s AND origin LIKE %(origin)s || ':%%'"
# What may hang on a person the batch made and goes with them.
_OWN = {Address}


def undo(batch: ImportBatch) -> dict[str, int]:
    """In one transaction. Returns how many ``people`` and ``endorsements`` stay because something hangs on them now."""
    params = {
        "batch": batch.pk,
        "place": batch.association_id,
        "origin": batch.origin,
        "at": connection.ops.adapt_datetimefield_value(batch.applied_at),
    }
    _endorsements(params)
    _old_values(params)
    run(f"DELETE FROM {MEMBERSHIP} WHERE association_id = %(place)s AND origin = %(origin)s", **params)
    run(f"DELETE FROM {ENTRY} WHERE association_id = %(place)s AND origin = %(origin)s", **params)
    run(
        f"DELETE FROM {GRANT} WHERE association_id = %(place)s AND origin = %(origin)s AND ended_at IS NULL",
        **params,
    )
    return {
        "people": _people(params),
        "endorsements": found(f"SELECT count(*) FROM {ENDORSEMENT} WHERE {OURS}", **params)[0][0],
    }


def _endorsements(params: dict) -> None:
    """Those nobody touched: no certificate was printed and nothing but the import stands in the ledger."""
    untouched = (
        f"SELECT e.id FROM {ENDORSEMENT} e WHERE e.association_id = %(place)s AND e.origin LIKE %(origin)s || ':%%'"
        f" AND NOT EXISTS (SELECT 1 FROM {CERTIFICATE} c WHERE c.endorsement_id = e.id)"
        f" AND NOT EXISTS (SELECT 1 FROM {EVENT} v WHERE v.endorsement_id = e.id AND v.kind <> 'imported')"
    )
    run(f"DELETE FROM {EVENT} WHERE endorsement_id IN ({untouched})", **params)
    # Their only event is gone now, and no other condition changed.
    run(f"DELETE FROM {ENDORSEMENT} WHERE id IN ({untouched})", **params)


def _old_values(params: dict) -> None:
    """Where the value is still the one the batch set."""
    texts = [(PERSON, "person", field) for field in ("name", "resides_in", "phone")]
    texts.append((MEMBERSHIP, "membership", "kind"))
    days = [(MEMBERSHIP, "membership", "valid_until"), (ENDORSEMENT, "endorsement", "valid_until")]
    for kind, fields in (("text", texts), ("day", days)):
        for table, thing, field in fields:
            run(
                f"UPDATE {table} SET {field} = c.old_{kind} FROM {CHANGES} c WHERE c.batch_id = %(batch)s"
                f" AND c.thing = '{thing}' AND c.field = '{field}' AND c.object_id = {table}.id"
                f" AND {table}.{field} = c.new_{kind}",
                **params,
            )
    run(
        f"DELETE FROM {EVENT} WHERE kind = 'renewed' AND at = %(at)s AND endorsement_id IN (SELECT object_id"
        f" FROM {CHANGES} WHERE batch_id = %(batch)s AND thing = 'endorsement')",
        **params,
    )
    run(
        f"UPDATE {GRANT} SET ended_at = NULL, ended_by_id = NULL WHERE ended_at = %(at)s AND id IN (SELECT object_id"
        f" FROM {CHANGES} WHERE batch_id = %(batch)s AND thing = 'grant')",
        **params,
    )


def _people(params: dict) -> int:
    """Deletes those the batch made on whom nothing hangs, with their addresses; returns how many stay."""
    made = f"SELECT p.id FROM {PERSON} p JOIN {ROWS} r ON r.public_id = p.public_id WHERE r.batch_id = %(batch)s"
    free = f"{made} AND p.user_id IS NULL" + "".join(
        f' AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x."{column}" = p.id)' for table, column in _references()
    )
    chosen = (
        f"person_id IN (SELECT person_id FROM {ROWS} WHERE batch_id = %(batch)s AND chosen_id > 0)"
        f" AND verified_at IS NULL AND NOT is_primary"
        f" AND email IN (SELECT email FROM {ROWS} WHERE batch_id = %(batch)s AND chosen_id > 0)"
    )
    run(f"DELETE FROM {ADDRESS} WHERE {chosen}", **params)
    gone = [pk for (pk,) in found(free, **params)]
    for at in range(0, len(gone), 500):
        part = gone[at : at + 500]
        Address.objects.filter(person_id__in=part)._raw_delete("default")
        Person.objects.filter(pk__in=part)._raw_delete("default")
    return found(f"SELECT count(*) FROM ({made}) left_over", **params)[0][0]


def _references() -> list[tuple[str, str]]:
    """``(table, column)`` of whatever points at a person, besides their addresses: also what is added one day."""
    return [
        (one.related_model._meta.db_table, one.field.column)
        for one in Person._meta.related_objects
        if one.related_model not in _OWN and not isinstance(one, models.ManyToManyRel)
    ]
