"""From a file to a checked batch, and from a checked batch to people: all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.models import Person
from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.models import MembershipKind
from associations.people.permissions import grantable
from common import clock
from common.workflow.engine import move
from competencies.standard.models import Category
from endorsement.roster import writing
from endorsement.roster.checking import check
from endorsement.roster.enums import COLUMNS, REQUIRED
from endorsement.roster.models import ColumnMap, ImportBatch, ImportRow
from endorsement.roster.reading import Table, Unusable, spread
from endorsement.roster.rows import Fault, Vocabulary
from endorsement.roster.staging import staged
from endorsement.roster.workflow import MACHINE

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """``report``: rows, created, updated, unchanged, refused (with a problem); ``problems``: see ``list_problems``."""

    batch: ImportBatch
    report: dict
    problems: list[dict]
    applied: bool


class Clashed(Exception):
    """What was checked is no longer so: somebody else wrote the same people meanwhile. The batch is checked again."""


def words_for(association: Association, by: Person | None) -> Vocabulary:
    """What may stand in the cells with a choice. ``by`` None: the command line, where every role may be given."""
    categories = {}
    for pk, key, slug, name, others in Category.objects.values_list("pk", "key", "slug", "english_name", "names"):
        categories |= {word.lower(): pk for word in (key, slug, name, *others.values())}
    kinds = {}
    for key, name in MembershipKind.objects.filter(association=association).values_list("key", "name"):
        kinds |= {key.lower(): key, name.lower(): key}
    here = [role for role in Role if role != Role.ALLIANCE_STAFF]
    allowed = here if by is None else grantable(by, association)
    roles = {word.lower(): role.value for role in here for word in (role.value, str(role.label))}
    return Vocabulary(categories, roles, frozenset(set(here) - set(allowed)), kinds or None)


def named_columns(heading: list[str]) -> tuple[list[str], list[Fault]]:
    """Our column at each place of a heading that names them as we do, and what is wrong with the others.

    Raises Unusable where a column is missing without which nobody can be told from anybody.
    """
    mapping, faults = [], []
    for text in heading:
        column = text.lower()
        if column in COLUMNS and column not in mapping:
            mapping.append(column)
            continue
        mapping.append("")
        if text:
            faults.append(Fault("", "column_twice" if column in mapping else "unknown_column", {"text": text[:60]}))
    for column in REQUIRED:
        if column not in mapping:
            raise Unusable("missing_column", column=column)
    return mapping, faults


def load(batch: ImportBatch, table: Table, *, by: Person | None, progress: Progress) -> None:
    """Reads every row into the staging table. ``batch.mapping`` says what the columns are."""
    words = words_for(batch.association, by)
    for done in staged(batch, spread(table.records, batch.mapping, COLUMNS), words):
        progress(done, 0)


def examine(batch: ImportBatch, heading: list[Fault] = ()) -> dict:
    """Checks the batch against itself and what is known, and returns (and keeps on the batch) the counts."""
    check(batch)
    rows = ImportRow.objects.filter(batch=batch)
    report = {
        "rows": rows.count(),
        "refused": rows.filter(skipped=False).exclude(faults__isnull=True, clashes__isnull=True).count(),
        "skipped": rows.filter(skipped=True).count(),
        "heading": [fault.stored() for fault in heading] or batch.report.get("heading", []),
        "left_out": batch.report.get("left_out", []),
        **writing.count(batch),
    }
    batch.report = report
    batch.save(update_fields=["report"])
    return report


def lock_roster(association: Association) -> None:
    """One import at a time writes to a roster; the association's own row stays free for everybody else."""
    ColumnMap.objects.get_or_create(association=association)
    ColumnMap.objects.select_for_update().get(association=association)


def apply_checked(batch: ImportBatch, *, by: Person | None, progress: Progress) -> None:
    """In the caller's transaction: checks again and writes. Raises Clashed when a row is no longer what it was."""
    before = batch.report["refused"]
    if examine(batch)["refused"] != before:
        raise Clashed
    batch.applied_at = clock.now()
    batch.save(update_fields=["applied_at"])
    try:
        with transaction.atomic():
            writing.write(batch, by=by, progress=progress)
    except IntegrityError as error:
        raise Clashed from error


@transaction.atomic
def import_table(
    *,
    association: Association,
    table: Table,
    file_name: str,
    by: Person | None,
    dry_run: bool,
    skip_problems: bool,
    progress: Progress,
) -> Outcome:
    """The whole way at once, as the command line goes it. What is not applied leaves nothing behind.

    Raises Unusable, Clashed.
    """
    mapping, heading = named_columns(table.heading)
    moment = clock.now()
    lock_roster(association)
    batch = ImportBatch.objects.create(
        association=association,
        state_since=moment,
        uploaded_at=moment,
        uploaded_by=by,
        file_name=file_name[:200],
        mapping=mapping,
    )
    batch = move(MACHINE, batch, "read", by=by)
    load(batch, table, by=by, progress=progress)
    report = examine(batch, heading)
    batch = move(MACHINE, batch, "checked", by=by)
    problems = list_problems(batch)
    applied = not dry_run and (skip_problems or not problems)
    if applied:
        batch = move(MACHINE, batch, "apply", by=by)
        batch.applied_at = clock.now()
        batch.save(update_fields=["applied_at"])
        try:
            writing.write(batch, by=by, progress=lambda done, total: None)
        except IntegrityError as error:
            raise Clashed from error
        batch = move(MACHINE, batch, "applied", by=by)
    else:
        transaction.set_rollback(True)
    return Outcome(batch, report, problems, applied)


def list_problems(batch: ImportBatch) -> list[dict]:
    """``{"row", "column", "code", "params"}`` of the heading and of every row that is kept out, in the file's order."""
    found = [{"row": 1, **fault} for fault in batch.report["heading"]]
    rows = ImportRow.objects.filter(batch=batch, skipped=False).exclude(faults__isnull=True, clashes__isnull=True)
    for row, faults, clashes in rows.order_by("row").values_list("row", "faults", "clashes").iterator(chunk_size=5_000):
        found += [{"row": row, **fault} for fault in [*(faults or ()), *(clashes or ())]]
    return found
