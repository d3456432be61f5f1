"""The review page as rows: each competency with its evidence and its judgement; the queue's words."""

import datetime
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common import clock
from endorsement.application.contents import Entry, FindingRow, SectionRows
from endorsement.application.diff import SnapshotDiff
from endorsement.application.models import Snapshot
from endorsement.review import hooks
from endorsement.review.enums import AssignmentState, Recommendation, Verdict
from endorsement.review.models import Assignment, Judgement

VERDICT_TONES = {Verdict.MET: "success", Verdict.NOT_MET: "danger", Verdict.MORE: "warning"}
RECOMMENDATION_TONES = {
    Recommendation.ENDORSE: "success",
    Recommendation.DEFER: "danger",
    Recommendation.MORE: "warning",
}
STATE_TONES = {
    AssignmentState.WAITING: "neutral",
    AssignmentState.ASKED: "info",
    AssignmentState.OPEN: "primary",
    AssignmentState.SIGNED: "success",
    AssignmentState.HANDED_BACK: "warning",
    AssignmentState.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class EvidenceLine:
    """An entry mapped to a competency: whether it counts, and whether it is new since the last submission."""

    entry: Entry
    counts: bool
    mark: str = ""


@dataclass
class Panel:
    """One competency with its evidence. ``judgement`` and ``form`` only where it is judged.

    ``stale``: the row as another window saved it, where that is newer than what was typed here. ``text``: the full
    text, empty until the licence holder loads it.
    """

    title: str
    area: str
    key: str
    evidence: list[EvidenceLine]
    judgement: Judgement | None = None
    form: object = None
    stale: Judgement | None = None
    text: str = ""


@dataclass
class Area:
    """The panels of one area of the Standard."""

    title: str
    panels: list[Panel] = field(default_factory=list)


def evidence_of(
    snapshot: Snapshot, sections: list[SectionRows], diff: SnapshotDiff | None = None
) -> dict[str, list[EvidenceLine]]:
    """Competency key -> its evidence as the assessment saw it, entries that count first."""
    entries = {entry.id: entry for section in sections for entry in section.entries}
    marks = {}
    if diff:
        marks = {entry.id: _("new") for entry in diff.added} | {one.entry.id: _("changed") for one in diff.changed}
    found = {}
    for row in snapshot.assessment.get("coverage", []):
        lines = [
            EvidenceLine(entries[one["entry"]], not one["code"], marks.get(one["entry"], ""))
            for one in row["entries"]
            if one["entry"] in entries
        ]
        found[row["competency"]] = sorted(lines, key=lambda line: not line.counts)
    return found


def panels_of(judgements: list[Judgement], forms: dict, evidence: dict, stale: dict | None = None) -> list[Panel]:
    """One panel for each judgement, in the Standard's order. ``forms``: judgement id -> form."""
    return [
        Panel(
            title=row.competency.title,
            area=row.competency.area,
            key=row.competency.key,
            evidence=evidence.get(row.competency.key, []),
            judgement=row,
            form=forms.get(row.pk),
            stale=(stale or {}).get(row.pk),
            text=row.competency.full_text,
        )
        for row in judgements
    ]


def example_panels(competencies, evidence: dict) -> list[Panel]:
    """The competencies that are shown with evidence but not judged; those without any are left out."""
    return [
        Panel(title=one.title, area=one.area, key=one.key, evidence=evidence[one.key], text=one.full_text)
        for one in competencies
        if evidence.get(one.key)
    ]


def by_area(panels: list[Panel]) -> list[Area]:
    areas: dict[str, Area] = {}
    for panel in panels:
        areas.setdefault(panel.area, Area(panel.area)).panels.append(panel)
    return list(areas.values())


@dataclass(frozen=True)
class Progress:
    """How far a review is. ``following``: the first competency not judged yet."""

    judged: int
    total: int
    following: Judgement | None
    recommended: bool


def progress_of(assignment: Assignment, judgements: list[Judgement]) -> Progress:
    return Progress(
        judged=sum(1 for row in judgements if row.verdict),
        total=len(judgements),
        following=next((row for row in judgements if not row.verdict), None),
        recommended=bool(assignment.recommendation),
    )


@dataclass(frozen=True)
class Due:
    """A due date as words: ``late`` is a state, not an error."""

    on: datetime.date
    zone: str
    words: str
    tone: str
    late: bool


def due_of(assignment: Assignment, zone: str) -> Due:
    """Measured in the association's time zone."""
    days = (assignment.due_on - clock.today(zone)).days
    if days < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
        return Due(assignment.due_on, zone, words, "warning", late=True)
    words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days} if days else _("due today")
    return Due(assignment.due_on, zone, words, "info" if days > 3 else "accent", late=False)


@dataclass(frozen=True)
class QueueRow:
    """One line of the reviewer's queue."""

    assignment: Assignment
    applicant: str
    category: str
    association: str
    due: Due
    progress: str
    todo: str
    url: str


def queue_row(assignment: Assignment) -> QueueRow:
    """``assignment`` comes with its case and the counts of ``queries.queue``."""
    application = assignment.cycle.application
    asked = assignment.state == AssignmentState.ASKED
    judged, total = assignment.judged or 0, assignment.to_judge or 0
    if asked:
        progress, todo = _("not opened yet"), _("Open")
    else:
        words = {"judged": judged, "total": total}
        progress = _("judged %(judged)s of %(total)s") % words if total else _("opened")
        todo = _("Finish and sign") if judged == total else _("Continue")
    return QueueRow(
        assignment=assignment,
        applicant=application.person.name,
        category=application.category_name,
        association=application.association.name,
        due=due_of(assignment, application.association.time_zone),
        progress=progress,
        todo=todo,
        url=reverse("review:open", args=[assignment.code]),
    )


@dataclass(frozen=True)
class DoneRow:
    """One review the reviewer signed. ``outcome``: what was decided on what they read, else where it stands."""

    code: str
    applicant: str
    category: str
    signed_at: datetime.datetime
    zone: str
    outcome: str


def done_rows(assignments: list[Assignment]) -> list[DoneRow]:
    """Costs what the upper rooms ask for, whatever the number."""
    decided = {}
    for known in hooks.outcomes:
        decided |= known([assignment.cycle.snapshot_id for assignment in assignments])
    return [_done_row(assignment, decided.get(assignment.cycle.snapshot_id, "")) for assignment in assignments]


def _done_row(assignment: Assignment, outcome: str) -> DoneRow:
    application = assignment.cycle.application
    return DoneRow(
        assignment.code,
        application.person.name,
        application.category_name,
        assignment.signed_at,
        application.association.time_zone,
        outcome or application.get_state_display(),
    )


@dataclass(frozen=True)
class Circle:
    """Who surrounds the applicant, as far as a reviewer needs to know to declare a conflict."""

    employers: list[str]
    supervisors: list[str]
    providers: list[str]
    schools: list[str]


def circle_of(snapshot: Snapshot) -> Circle:
    """From the snapshot's extras: no evidence, only names."""

    def named(section, *keys):
        found = []
        for item in snapshot.document.get(section, []):
            extra = snapshot.extras.get(item["id"], {})
            found += [extra[key] for key in keys if extra.get(key)]
        return list(dict.fromkeys(found))

    return Circle(
        employers=named("work", "employer"),
        supervisors=named("work", "supervisor_name", "internship_supervisor"),
        providers=named("rsc", "provider_name"),
        schools=named("education", "institution"),
    )


@dataclass(frozen=True)
class Checked:
    """What the portal checked: what a person should look at, and what is met by count."""

    to_look_at: list[FindingRow]
    met: list[FindingRow]


def checked(sections: list[SectionRows]) -> Checked:
    """The findings; which competencies lack evidence is left out, the page itself shows it."""
    rows = [
        replace(row, reasons=()) if row.key == "competencies" else row
        for section in sections
        for row in section.findings
    ]
    return Checked([row for row in rows if row.status != "met"], [row for row in rows if row.status == "met"])


# Comparing reviewers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One reviewer's word on one competency."""

    label: str
    tone: str
    comment: str


@dataclass(frozen=True)
class Row:
    """One competency with (reviewer, cell) for each signed review, in the order of the columns."""

    title: str
    area: str
    pairs: list[tuple[str, Cell]]
    differs: bool


def _cell(judgement: Judgement | None) -> Cell:
    if judgement is None or not judgement.verdict:
        return Cell(_("not judged"), "neutral", "")
    return Cell(judgement.get_verdict_display(), VERDICT_TONES[judgement.verdict], judgement.comment)


def comparison(assignments: list[Assignment]) -> list[Row]:
    """``assignments``: those the reader may see, with judgements. Those that differ come first."""
    columns = [{row.competency_id: row for row in one.judgements.all()} for one in assignments]
    competencies = {row.competency_id: row.competency for column in columns for row in column.values()}
    rows = []
    for key, competency in sorted(competencies.items(), key=lambda pair: pair[1].position):
        judged = [column.get(key) for column in columns]
        verdicts = {one.verdict if one else "" for one in judged}
        pairs = [(one.reviewer.name, _cell(row)) for one, row in zip(assignments, judged, strict=True)]
        rows.append(Row(competency.title, competency.area, pairs, len(verdicts) > 1))
    return sorted(rows, key=lambda row: not row.differs)


def recommendations_differ(assignments: list[Assignment]) -> bool:
    return len({one.recommendation for one in assignments}) > 1


@dataclass(frozen=True)
class Column:
    """One signed review beside the others."""

    name: str
    recommendation: str
    tone: str
    comment: str
    signed_at: datetime.datetime
    is_third: bool


def column(assignment: Assignment) -> Column:
    return Column(
        name=assignment.reviewer.name,
        recommendation=str(Recommendation(assignment.recommendation).label),
        tone=RECOMMENDATION_TONES[assignment.recommendation],
        comment=assignment.comment,
        signed_at=assignment.signed_at,
        is_third=assignment.is_third,
    )


def portfolio_sections(sections: list[SectionRows]) -> list[tuple[str, list[Entry]]]:
    """The whole portfolio, section by section, as it was submitted: (what it is and how much, its entries)."""
    return [
        (
            _("%(section)s (%(count)s)") % {"section": section.label, "count": len(section.entries)},
            section.entries,
        )
        for section in sections
        if section.entries
    ]
