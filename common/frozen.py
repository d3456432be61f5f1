"""Rows that the database itself refuses to change: triggers, as operations for migrations.

A migration that alters a guarded table makes SQLite build the table anew, without its triggers: it ends with the same
``refuse`` operations again. The tests try every refusal on the migrated database.
"""

from django.db import migrations


def refuse(name: str, *, table: str, event: str, says: str, when: str = "1 = 1") -> migrations.RunPython:
    """An operation: ``event`` (INSERT, UPDATE or DELETE) of a row fails with ``says`` where ``when`` holds.

    ``when`` is SQL over ``NEW`` and ``OLD`` that SQLite and PostgreSQL both read. Code that tries all the same meets
    ``django.db.IntegrityError``. A trigger of that name is replaced.
    """

    def make(apps, editor):
        for statement in _statements(editor.connection.vendor, name, table, event, when, says):
            editor.execute(statement)

    def drop(apps, editor):
        for statement in _drops(editor.connection.vendor, name, table):
            editor.execute(statement)

    return migrations.RunPython(make, drop)


def _drops(vendor: str, name: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"']
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"', f'DROP FUNCTION IF EXISTS "{name}"()']


def _statements(vendor: str, name: str, table: str, event: str, when: str, says: str) -> list[str]:
    words = says.replace("'", "''")
    drops = _drops(vendor, name, table)
    if vendor == "sqlite":
        head = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW WHEN ({when})'
        return [*drops, f"{head} BEGIN SELECT RAISE(ABORT, '{words}'); END"]
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        *drops,
        f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ({when}) THEN '
        f"RAISE EXCEPTION '{words.replace('%', '%%')}' USING ERRCODE = 'restrict_violation'; END IF; RETURN {row}; "
        "END $$",
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]
