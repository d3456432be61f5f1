"""How the database keeps ``RosterPlace`` in step with what puts somebody on a roster, whoever writes it.

Triggers, made anew at the end of every ``migrate`` together with all rows. SQLite builds a table anew to alter it and
stumbles over triggers that name it, so there they are taken away before; PostgreSQL keeps them all the while.

Whoever adds a place locks it and whoever takes one away locks it first and looks again after, so of two at once the
later sees what the earlier did.
"""

from django.db import connections, transaction

from associations.people.models import Membership, RoleGrant, RosterEntry
from endorsement.award.models import Endorsement
from endorsement.roster.models import RosterPlace

PLACES = RosterPlace._meta.db_table
# Table -> what must hold of its row.
SOURCES = {
    RoleGrant._meta.db_table: "{row}.association_id IS NOT NULL AND {row}.ended_at IS NULL",
    Membership._meta.db_table: "1 = 1",
    RosterEntry._meta.db_table: "1 = 1",
    Endorsement._meta.db_table: "1 = 1",
}
EVENTS = ("INSERT", "UPDATE", "DELETE")


def let_go(using: str, **_signal) -> None:
    """Before a migration: on SQLite the triggers go."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            for table in SOURCES:
                for event in EVENTS:
                    cursor.execute(f'DROP TRIGGER IF EXISTS "{_name(table, event)}"')


def keep(using: str, **signal) -> None:
    """After a migration: the triggers and the rows as they must be. Nothing on the way to an older schema."""
    connection = connections[using]
    flushed = "plan" not in signal  # every table is empty and the triggers are there
    if flushed or not {PLACES, *SOURCES} <= set(connection.introspection.table_names()):
        return
    let_go(using)
    made = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with transaction.atomic(using), connection.cursor() as cursor:
        for table in SOURCES:
            for statement in made(table):
                cursor.execute(statement)
        kept = f"SELECT association_id, person_id FROM {PLACES}"
        cursor.execute(f"DELETE FROM {PLACES} WHERE (association_id, person_id) NOT IN ({everybody()})")
        cursor.execute(f"INSERT INTO {PLACES} (association_id, person_id) {everybody()} EXCEPT {kept}")


def everybody() -> str:
    """``(association_id, person_id)`` of everybody who must have a place, straight from the sources."""
    return " UNION ".join(
        f"SELECT s.association_id, s.person_id FROM {table} s WHERE {holds.format(row='s')}"
        for table, holds in SOURCES.items()
    )


def _name(table: str, event: str) -> str:
    return f"roster_{table}_{event.lower()}"


def _still_there(row: str) -> str:
    """Whether any source still speaks for the place of ``row``."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} s WHERE s.association_id = {row}.association_id"
        f" AND s.person_id = {row}.person_id AND {holds.format(row='s')})"
        for table, holds in SOURCES.items()
    )


def _on_sqlite(table: str) -> list[str]:
    """One writer at a time, row by row."""
    add = (
        f"INSERT INTO {PLACES} (association_id, person_id) SELECT NEW.association_id, NEW.person_id"
        f" WHERE {SOURCES[table].format(row='NEW')} AND NOT EXISTS (SELECT 1 FROM {PLACES} p"
        " WHERE p.association_id = NEW.association_id AND p.person_id = NEW.person_id);"
    )
    take = (
        f"DELETE FROM {PLACES} WHERE association_id = OLD.association_id AND person_id = OLD.person_id"
        f" AND NOT ({_still_there('OLD')});"
    )
    looked_at = "association_id, person_id" + (", ended_at" if "ended_at" in SOURCES[table] else "")
    steps = {"INSERT": add, f"UPDATE OF {looked_at}": take + add, "DELETE": take}
    return [
        f'CREATE TRIGGER "{_name(table, event.split()[0])}" AFTER {event} ON "{table}" FOR EACH ROW BEGIN {step} END'
        for event, step in steps.items()
    ]


def _on_postgresql(table: str) -> list[str]:
    """Once for each statement, however many rows it touches."""
    holds = SOURCES[table]
    old = "SELECT DISTINCT o.association_id, o.person_id FROM old_rows o WHERE o.association_id IS NOT NULL"
    same = f"ROW(o.association_id, o.person_id, {holds.format(row='o')})"
    add = (
        f"INSERT INTO {PLACES} (association_id, person_id) SELECT DISTINCT n.association_id, n.person_id"
        f" FROM new_rows n WHERE {holds.format(row='n')} ORDER BY 1, 2"
        # Changes nothing, and locks the place that is there.
        " ON CONFLICT (association_id, person_id) DO UPDATE SET person_id = EXCLUDED.person_id WHERE FALSE;"
    )
    take = (
        f"PERFORM 1 FROM {PLACES} p WHERE (p.association_id, p.person_id) IN ({old}) ORDER BY p.association_id,"
        f" p.person_id FOR UPDATE; DELETE FROM {PLACES} p USING ({old}) o WHERE p.association_id = o.association_id"
        f" AND p.person_id = o.person_id AND NOT ({_still_there('p')});"
    )
    unchanged = (
        f"IF NOT EXISTS (SELECT 1 FROM old_rows o JOIN new_rows n USING (id) WHERE {same} IS DISTINCT FROM"
        f" {same.replace('o.', 'n.')}) THEN RETURN NULL; END IF;"
    )
    steps = {"INSERT": add, "UPDATE": unchanged + take + add, "DELETE": take}
    seen = {"INSERT": "NEW TABLE AS new_rows", "DELETE": "OLD TABLE AS old_rows"}
    seen["UPDATE"] = f"{seen['DELETE']} {seen['INSERT']}"
    made = []
    for event, step in steps.items():
        name = _name(table, event)
        made += [
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {step} RETURN NULL;'
            " END $$",
            f'CREATE OR REPLACE TRIGGER "{name}" AFTER {event} ON "{table}" REFERENCING {seen[event]}'
            f' FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()',
        ]
    return made
