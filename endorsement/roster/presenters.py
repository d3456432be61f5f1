"""Imports with their rows, and errands, as pages show them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from associations.people import hooks as people
from associations.people.enums import Role
from associations.people.models import RoleGrant
from endorsement.roster.actions.batches import cells_of
from endorsement.roster.enums import COLUMNS, BatchState, ErrandKind, ErrandState
from endorsement.roster.forms import RowForm
from endorsement.roster.judging import LEFT_OUT
from endorsement.roster.models import Errand, ImportBatch, ImportRow
from endorsement.roster.notifications import paragraphs
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
    must = {"name", *(fault["column"] for fault in faults if fault["code"] == "missing")}
    initial = {column: cells.get(column, "") for column in ordered}
    return {
        "row": row.row,
        "row_text": str(row.row),
        "skip_form": f"skip-{row.row}",
        "title": ", ".join(filter(None, (cells.get("name", "")[:60], cells.get("email", "")[:60]))),
        "sentences": [sentence(fault) for fault in faults],
        "form": RowForm(columns=ordered, row=row.row, must=must, initial=initial),
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


def left_out_sentence(headings: list[str]) -> str:
    """Which columns of the file are left out; "" when none is."""
    words = ngettext(
        "%(count)s column is left out: %(names)s.", "%(count)s columns are left out: %(names)s.", len(headings)
    )
    return words % {"count": len(headings), "names": ", ".join(headings)} if headings else ""


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


def errand_steps(errand: Errand, at: int) -> list[dict]:
    """The way of an errand, for the stepper."""
    order = [_("Choose whom")]
    if errand.kind != ErrandKind.REMIND:
        order.append(_("Say what"))
    order += [_("Look at it"), _("Done")]
    at = len(order) if errand.state == ErrandState.DONE else len(order) - 2 if at == 2 else at
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else "todo"}
        for place, label in enumerate(order)
    ]


def errand_words(errand: Errand) -> dict:
    """``sentence``: exactly what happens to each; ``letter``: for a mail, the paragraphs as the first one gets them."""
    given = errand.given or {}
    role = Role(given["role"]).label if "role" in given else ""
    place = errand.association.name
    sentences = {
        ErrandKind.INVITE: _(
            "Each gets a mail that invites them to be %(role)s in %(place)s. The link works for 30 days."
        ),
        ErrandKind.LETTER: _("Each gets this mail in the name of %(place)s. Answers go to the association."),
        ErrandKind.GRANT: _("Each is %(role)s in %(place)s from now on, and gets a mail that says so."),
        ErrandKind.END: _("The role %(role)s in %(place)s ends for each, now, and they get a mail that says so."),
        ErrandKind.MEMBERSHIP: _(
            "Each is noted as a member of %(place)s from %(first)s until %(last)s. Nobody gets a mail."
        ),
        ErrandKind.REMIND: _("Each gets a mail that says when their membership in %(place)s ends or has ended."),
    }
    words = {
        "role": role,
        "place": place,
        "first": given.get("valid_from", ""),
        "last": given.get("valid_until") or _("it is ended"),
    }
    said = {"sentence": sentences[errand.kind] % words}
    if errand.kind == ErrandKind.LETTER and given:
        first = (
            Person.objects.filter(pk__in=errand.people.filter(left_out="").values("person_id")).order_by("name").first()
        )
        said |= {"subject": given["subject"], "letter": paragraphs(given["text"], first.name if first else "")}
    return said


def errand_rows(errand: Errand, rows) -> list[dict]:
    """Each with their name and why they are left out; before a role ends, what happens to their open work."""
    shown = [
        {"name": row.name or _("somebody who is gone"), "why": str(LEFT_OUT.get(row.left_out, "")), "id": row.person_id}
        for row in rows
    ]
    if errand.kind == ErrandKind.END and errand.state == ErrandState.DRAFT and errand.given:
        held = RoleGrant.objects.filter(
            association=errand.association,
            role=errand.given["role"],
            ended_at=None,
            person__in=[one["id"] for one in shown],
        ).select_related("association", "person")
        work = {
            grant.person_id: " ".join(words for says in people.open_work for words in says(grant)) for grant in held
        }
        for one in shown:
            one["work"] = work.get(one["id"], "")
    return shown
