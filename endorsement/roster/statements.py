"""SQL over the staging table: the words it shares, and how a statement is run. The same on PostgreSQL and SQLite."""

import datetime

from django.db import connection, models

from accounts.models import Address, Person
from associations.people.models import Membership, RoleGrant, RosterEntry
from endorsement.award.models import AwardEvent, Certificate, Endorsement, RegistryConsent
from endorsement.roster.models import ImportChange, ImportRow, RosterPlace

ROWS, CHANGES = ImportRow._meta.db_table, ImportChange._meta.db_table
PERSON, ADDRESS = Person._meta.db_table, Address._meta.db_table
MEMBERSHIP, GRANT, ENTRY = Membership._meta.db_table, RoleGrant._meta.db_table, RosterEntry._meta.db_table
ENDORSEMENT, EVENT = Endorsement._meta.db_table, AwardEvent._meta.db_table
PLACE = RosterPlace._meta.db_table
CERTIFICATE, CONSENT = Certificate._meta.db_table, RegistryConsent._meta.db_table

# The rows that nothing keeps out.
GOOD = "r.batch_id = %(batch)s AND r.faults IS NULL AND r.clashes IS NULL AND NOT r.skipped"
# The Endorsement a row speaks of: by its number, or without one by person, category and day.
SAME_ENDORSEMENT = (
    "e.association_id = %(place)s AND e.person_id = r.person_id AND e.category_id = r.category_id"
    " AND e.endorsed_on = r.endorsed_on AND (r.number = '' OR e.number = r.number)"
)


def run(sql: str, **params) -> int:
    """One statement; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def found(sql: str, **params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def insert(model: type[models.Model], values: dict[str, str], source: str, *, strict: bool = False, **params) -> int:
    """INSERT .. SELECT: ``values`` are columns and their expressions over ``source``; the other columns get the
    model's own defaults. What breaks a unique rule was there already and is passed over; ``strict``: it can only mean
    that somebody else wrote it a moment ago, and raises IntegrityError."""
    columns, expressions = list(values), list(values.values())
    for field in model._meta.concrete_fields:
        if field.column not in values and not field.primary_key and not field.generated:
            mark = f"default_{field.column}"
            columns.append(field.column)
            expressions.append(f"%({mark})s")
            params[mark] = field.get_db_prep_save(field.get_default(), connection)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    passed_over = "" if strict else " ON CONFLICT DO NOTHING"
    return run(f"INSERT INTO {table} ({names}) SELECT {', '.join(expressions)} {source}{passed_over}", **params)


def analyze(table: str) -> None:
    """PostgreSQL plans by what it knows of a table, and nobody told it of what came a second ago."""
    if connection.vendor == "postgresql":
        run(f"ANALYZE {table}")


def iso(value: datetime.date | str) -> str:
    """A day as it comes from the database: a date, or on SQLite its text."""
    return str(value)[:10]
