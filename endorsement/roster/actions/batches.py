"""An import in the browser: brought, read by the worker, mended row by row, applied and undone by the worker."""

import json

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from common.ids import new_code
from common.jobs.actions import enqueue, finishing, report_progress
from common.jobs.models import Job
from common.workflow.engine import lock, move
from competencies.standard.models import Category
from endorsement.roster import undoing
from endorsement.roster.actions.importing import Clashed, apply_checked, examine, load, lock_roster, words_for
from endorsement.roster.enums import COLUMNS, NAME_PARTS, BatchState, Column, missing_of
from endorsement.roster.models import ColumnMap, ImportBatch, ImportRow
from endorsement.roster.queries import UNDO_FOR, still_undoable
from endorsement.roster.reading import Unusable, left_out, open_table
from endorsement.roster.rows import read_row
from endorsement.roster.staging import kept
from endorsement.roster.workflow import MACHINE

OTHER_WORDS = {
    **dict.fromkeys(("first_name", "firstname", "given name", "forename"), "first_name"),
    **dict.fromkeys(("last_name", "lastname", "surname", "family name"), "last_name"),
    **dict.fromkeys(("full name", "member name"), "name"),
    **dict.fromkeys(("email", "email address", "e-mail", "mail"), "email"),
    **dict.fromkeys(("member since", "member_since", "joined", "joined on", "join date", "date joined"), "member_from"),
    **dict.fromkeys(("paid until", "paid_until", "paid through", "membership expires"), "member_until"),
}
"""What other systems call our columns."""
ENDORSED = {"category", "number", "endorsed_on", "renewed_until"}
ENDS = ("expires", "expires on", "expiry date", "expiration date", "valid until", "valid_until")
"""The end of the membership, unless the file tells of Endorsements too: then it may be theirs, and is not guessed."""
READ, APPLY, UNDO = "endorsement.read_roster", "endorsement.apply_roster", "endorsement.undo_roster"


class Refused(Exception):
    """What was asked cannot be done; ``str()`` is the sentence for people."""


def bring_file(*, association: Association, upload: UploadedFile, by: Person) -> ImportBatch:
    """Stores the file privately and makes the batch, its columns named as last time. Raises Unusable."""
    heading = open_table(upload).heading
    upload.seek(0)
    code = new_code()
    stored = default_storage.save(f"rosters/{code}", upload)
    moment = clock.now()
    return ImportBatch.objects.create(
        code=code,
        association=association,
        file=stored,
        file_name=(upload.name or "")[:200],
        mapping=guess(association, heading),
        uploaded_by=by,
        uploaded_at=moment,
        state_since=moment,
    )


def guess(association: Association, heading: list[str]) -> list[str]:
    """Our column for each heading: as chosen the last time, else by our own names and labels; each column once."""
    known = ColumnMap.objects.filter(association=association).first()
    labels = {column.label.lower(): column.value for column in Column}
    names = labels | {column: column for column in COLUMNS} | (known.names if known else {})
    written = [text.lower() for text in heading]
    sure = {names.get(text) for text in written}
    other = OTHER_WORDS if sure & ENDORSED else OTHER_WORDS | dict.fromkeys(ENDS, "member_until")
    # Our own word goes before another's for the same column, wherever it stands in the file.
    names = {text: column for text, column in other.items() if column not in sure} | names
    mapping: list[str] = []
    for text in written:
        column = names.get(text, "")
        mapping.append("" if column in mapping else column)
    if not set(mapping).issuperset(NAME_PARTS):
        mapping = ["" if column in NAME_PARTS else column for column in mapping]
    elif "name" in mapping:
        mapping = ["" if column == "name" else column for column in mapping]
    return mapping


@transaction.atomic
def begin_reading(
    *, batch: ImportBatch, heading: list[str], mapping: list[str], encoding: str, by: Person
) -> ImportBatch:
    """Remembers the columns for the next file and hands the reading to the worker. Raises Refused, MoveGone."""
    if missing_of(mapping):
        raise Refused(_("Please say which columns are the name and the e-mail address."))
    lock_roster(batch.association)
    remembered = ColumnMap.objects.get(association=batch.association)
    remembered.names |= {text.lower()[:100]: column for text, column in zip(heading, mapping, strict=True) if text}
    remembered.save(update_fields=["names"])
    batch = move(MACHINE, batch, "read", by=by, mapping=mapping, encoding=encoding)
    # The move happens once, so the job does; the columns may be named again, so the batch alone is no key.
    enqueue(READ, key=f"{READ}:{batch.pk}:{new_code()}", args={"batch": batch.pk, "by": by.pk})
    return batch


@transaction.atomic
def rename_columns(*, batch: ImportBatch, by: Person) -> ImportBatch:
    """Back to the columns: what was read is forgotten, the file and its columns stay. Raises MoveGone."""
    batch = move(MACHINE, batch, "rename", by=by, report={}, closed_at=None)
    ImportRow.objects.filter(batch=batch).delete()
    return batch


def read_batch(job: Job) -> None:
    """The worker's part: rows in transactions of ten thousand, so that progress shows; a second run begins anew."""
    batch = ImportBatch.objects.select_related("association").get(pk=job.args["batch"])
    if batch.state != BatchState.READING:
        return
    ImportRow.objects.filter(batch=batch).delete()
    by = Person.objects.get(pk=job.args["by"])
    try:
        with default_storage.open(batch.file) as source:
            table = open_table(source, encoding=batch.encoding)
            load(batch, table, by=by, progress=lambda done, total: report_progress(job, done, total))
            batch.report = {"left_out": left_out(table.heading, batch.mapping)}
    except Unusable as error:
        with finishing(job):
            batch.report = {"unusable": {"code": error.code, "column": error.column, "params": error.params}}
            batch.save(update_fields=["report"])
            move(MACHINE, batch, "refuse", by=None)
        return
    with finishing(job):
        examine(batch)
        move(MACHINE, batch, "checked", by=None)


@transaction.atomic
def mend_row(*, batch: ImportBatch, row: int, cells: dict[str, str], by: Person) -> bool:
    """Writes cells of one row anew and checks all again. True when nothing keeps the row out any more."""
    batch = _checked(batch)
    found = ImportRow.objects.select_for_update().get(batch=batch, row=row)
    typed = cells_of(found) | {column: cells[column].replace("\x00", "\ufffd") for column in cells}
    values, faults = read_row([typed.get(column, "") for column in COLUMNS], words_for(batch.association, by))
    for field, value in values._asdict().items():
        setattr(found, field, value)
    found.faults = found.cells = None
    if faults:
        found.faults, found.cells = (json.loads(text) for text in kept([typed.get(one, "") for one in COLUMNS], faults))
    found.skipped, found.chosen_id = False, None
    found.save()
    examine(batch)
    found.refresh_from_db()
    return found.faults is None and found.clashes is None


@transaction.atomic
def choose_person(*, batch: ImportBatch, row: int, person_id: int, by: Person) -> None:
    """Says who a row means: one of its candidates, or 0 for somebody new. Raises Refused for anybody else."""
    batch = _checked(batch)
    found = ImportRow.objects.select_for_update().get(batch=batch, row=row)
    offered = {one["id"] for fault in found.clashes or () for one in fault["params"].get("people", ())}
    if person_id and person_id not in offered:
        raise Refused(_("This person is no longer among the candidates. Please choose again."))
    ImportRow.objects.filter(batch=batch, email=found.email).update(chosen_id=person_id)
    examine(batch)


@transaction.atomic
def skip_rows(*, batch: ImportBatch, by: Person, row: int | None = None, skipped: bool = True) -> int:
    """Leaves out one row, or (``row`` None) every row with a problem; ``skipped`` False takes it in again."""
    batch = _checked(batch)
    rows = ImportRow.objects.filter(batch=batch)
    chosen = rows.filter(row=row) if row else rows.exclude(faults__isnull=True, clashes__isnull=True)
    count = chosen.update(skipped=skipped)
    examine(batch)
    return count


def cells_of(row: ImportRow) -> dict[str, str]:
    """The cells of a row as they would be typed."""
    if row.cells is not None:
        return row.cells
    values = {column: getattr(row, column) for column in COLUMNS if column != "category"}
    texts = {column: "" if value is None else str(value) for column, value in values.items()}
    category = Category.objects.filter(pk=row.category_id).first()
    return texts | {"category": category.key if category else ""}


def _checked(batch: ImportBatch) -> ImportBatch:
    locked = lock(batch)
    if locked.state != BatchState.CHECKED:
        raise Refused(_("This import is already on its way. Nothing was changed."))
    return locked


@transaction.atomic
def begin_applying(*, batch: ImportBatch, by: Person) -> ImportBatch:
    """Hands the batch to the worker once every problem is mended or skipped. Raises Refused, MoveGone."""
    locked = lock(batch)
    if locked.state == BatchState.CHECKED and locked.report.get("refused"):
        raise Refused(_("Some rows still have a problem: mend them or leave them out first."))
    if locked.state == BatchState.CHECKED and locked.report["skipped"] == locked.report["rows"]:
        raise Refused(_("Every row is left out: there is nothing to apply."))
    return _hand_over(batch, "apply", APPLY, by)


@transaction.atomic
def begin_undoing(*, batch: ImportBatch, by: Person) -> ImportBatch:
    """Hands the taking back to the worker. Raises Refused after 30 days, MoveGone."""
    if batch.applied_at and not still_undoable(batch):
        raise Refused(_("An import can be undone for 30 days, and these are over."))
    return _hand_over(batch, "undo", UNDO, by)


def _hand_over(batch: ImportBatch, name: str, task: str, by: Person) -> ImportBatch:
    batch = move(MACHINE, batch, name, by=by)
    key = f"{task}:{batch.pk}:{batch.state_since:%Y%m%d%H%M%S%f}"
    enqueue(task, key=key, args={"batch": batch.pk, "by": by.pk})
    return batch


def progress_key(batch: ImportBatch) -> str:
    return f"roster-progress:{batch.pk}"


def apply_batch(job: Job) -> None:
    """The worker's part: one transaction, so that a worker that dies leaves nothing."""
    batch = ImportBatch.objects.select_related("association").get(pk=job.args["batch"])
    if batch.state != BatchState.APPLYING:
        return
    by = Person.objects.get(pk=job.args["by"])
    with finishing(job):
        lock_roster(batch.association)
        try:
            with transaction.atomic():
                apply_checked(batch, by=by, progress=lambda done, total: cache.set(progress_key(batch), (done, total)))
        except Clashed:
            examine(batch)
            move(MACHINE, batch, "give_back", by=None)
        else:
            move(MACHINE, batch, "applied", by=by)


def undo_batch(job: Job) -> None:
    """The worker's part: one transaction, like the applying."""
    batch = ImportBatch.objects.select_related("association").get(pk=job.args["batch"])
    if batch.state != BatchState.UNDOING:
        return
    by = Person.objects.get(pk=job.args["by"])
    with finishing(job):
        lock_roster(batch.association)
        batch.report |= {"kept": undoing.undo(batch)}
        batch.save(update_fields=["report"])
        move(MACHINE, batch, "undone", by=by)


def gave_up(job: Job) -> None:
    """The worker tried again and again: the batch goes back to where it stood, or is said to be unusable."""
    batch = ImportBatch.objects.get(pk=job.args["batch"])
    back = {BatchState.READING: "refuse", BatchState.APPLYING: "give_back", BatchState.UNDOING: "keep"}
    if batch.state in back:
        move(MACHINE, batch, back[batch.state], by=None)


@transaction.atomic
def discard(*, batch: ImportBatch, by: Person) -> ImportBatch:
    """Throws away a batch that was not applied, rows and all. Raises MoveGone."""
    batch = move(MACHINE, batch, "discard", by=by)
    _forget(batch)
    return batch


def forget_old() -> int:
    """Deletes the rows and files of batches that can no longer be undone; the batch and its counts stay."""
    old = ImportBatch.objects.filter(state_since__lt=clock.now() - UNDO_FOR).exclude(file="", rows__isnull=True)
    waiting = old.filter(state__in=(BatchState.UPLOADED, BatchState.CHECKED))
    for batch in waiting:
        discard(batch=batch, by=None)
    done = list(old.filter(closed_at__isnull=False).distinct())
    for batch in done:
        _forget(batch)
    return len(done)


def _forget(batch: ImportBatch) -> None:
    ImportRow.objects.filter(batch=batch).delete()
    batch.changes.all().delete()
    if batch.file:
        name = batch.file
        ImportBatch.objects.filter(pk=batch.pk).update(file="")
        transaction.on_commit(lambda: default_storage.delete(name))
