"""Imports and their rows as pages show them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from endorsement.roster.actions.batches import cells_of
from endorsement.roster.enums import COLUMNS, BatchState
from endorsement.roster.forms import RowForm
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.wording import file_sentence, sentence

TONES = {
    BatchState.CHECKED: "warning",
    BatchState.APPLIED: "success",
    BatchState.UNUSABLE: "danger",
    BatchState.READING: "info",
    BatchState.APPLYING: "info",
    BatchState.UNDOING: "info",
}
BUSY = (BatchState.READING, BatchState.APPLYING, BatchState.UNDOING)


def problem_row(row: ImportRow) -> dict:
    """A row that is kept out: its sentences, a form with the cells in question, the candidates."""
    faults = [*(row.faults or ()), *(row.clashes or ())]
    cells = cells_of(row)
    people = [one for fault in faults for one in fault["params"].get("people", ())]
    columns = {fault["column"] for fault in faults} - {""}
    if not columns or any(not fault["column"] for fault in faults):
        columns |= {"name", "email", *(column for column in COLUMNS if cells.get(column))}
    if people:
        columns = {"name", "email"}
    ordered = [column for column in COLUMNS if column in columns]
    return {
        "row": row.row,
        "row_text": str(row.row),
        "skip_form": f"skip-{row.row}",
        "title": ", ".join(filter(None, (cells.get("name", "")[:60], cells.get("email", "")[:60]))),
        "sentences": [sentence(fault) for fault in faults],
        "form": RowForm(columns=ordered, row=row.row, initial={column: cells.get(column, "") for column in ordered}),
        "people": people,
    }


def steps(batch: ImportBatch) -> list[dict]:
    """The way of an import, for the stepper."""
    order = [
        (_("Bring the file"), ()),
        (_("Name its columns"), (BatchState.UPLOADED,)),
        (_("Look at the problems"), (BatchState.READING, BatchState.CHECKED)),
        (_("Apply"), (BatchState.APPLYING,)),
    ]
    at = next((place for place, (_label, states) in enumerate(order) if batch.state in states), len(order))
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else "todo"}
        for place, (label, _states) in enumerate(order)
    ]


def counts(report: dict) -> list[tuple[str, int]]:
    """What the rows do, in words."""
    if "rows" not in report:
        return []
    return [
        (_("Rows"), report["rows"]),
        (_("Somebody new"), report["created"]),
        (_("Something changes"), report["updated"]),
        (_("As it is already"), report["unchanged"]),
        (_("With a problem"), report["refused"]),
        (_("Left out"), report["skipped"]),
    ]


def kept_sentences(report: dict) -> list[str]:
    """What an undo could not take back, and why."""
    kept = report.get("kept", {})
    said = []
    if kept.get("people"):
        words = ngettext(
            "%(count)s person stays: something hangs on them by now, such as a sign-in or another role.",
            "%(count)s people stay: something hangs on them by now, such as a sign-in or another role.",
            kept["people"],
        )
        said.append(words % {"count": kept["people"]})
    if kept.get("endorsements"):
        words = ngettext(
            "%(count)s Endorsement stays: it has a certificate or a further entry in its ledger by now.",
            "%(count)s Endorsements stay: they have a certificate or a further entry in their ledger by now.",
            kept["endorsements"],
        )
        said.append(words % {"count": kept["endorsements"]})
    return said


def unusable_sentence(report: dict) -> str:
    """Why the worker could not read the file."""
    why = report.get("unusable")
    return file_sentence(why["code"], why["column"], **why["params"]) if why else _("The file could not be read.")
