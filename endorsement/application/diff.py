"""What changed between two submissions: entries added, removed and changed, findings judged differently."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from competencies.standard.queries import Standard, standard
from endorsement.application.contents import Entry, FindingRow, entries_of, findings_of
from endorsement.application.enums import Section


@dataclass(frozen=True)
class ChangedEntry:
    """An entry in both; ``changes``: (term, before, after), texts that people read."""

    entry: Entry
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ChangedFinding:
    """A requirement judged differently, or with another count. Either side is None where it is not asked for."""

    title: str
    before: FindingRow | None
    after: FindingRow | None


@dataclass
class SnapshotDiff:
    """``added``, ``removed``: entries; ``changed``: ChangedEntry; ``findings``: ChangedFinding. False when equal."""

    added: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    changed: list[ChangedEntry] = field(default_factory=list)
    findings: list[ChangedFinding] = field(default_factory=list)

    def __bool__(self):
        return bool(self.added or self.removed or self.changed or self.findings)

    @property
    def changed_ids(self) -> set[str]:
        """Ids of the entries that are new or changed, to mark them beside the competencies."""
        return {entry.id for entry in self.added} | {one.entry.id for one in self.changed}


def snapshot_diff(old, new, *, known: Standard | None = None) -> SnapshotDiff:
    """Compares two snapshots, or anything with ``document``, ``extras`` and ``assessment`` (a draft, judged now)."""
    known = known or standard()
    before = {entry.id: entry for rows in entries_of(old.document, old.extras, known=known).values() for entry in rows}
    after = {entry.id: entry for rows in entries_of(new.document, new.extras, known=known).values() for entry in rows}
    changed = []
    for key in after:
        if key in before and (changes := _entry_changes(before[key], after[key])):
            changed.append(ChangedEntry(after[key], changes))
    return SnapshotDiff(
        added=[entry for key, entry in after.items() if key not in before],
        removed=[entry for key, entry in before.items() if key not in after],
        changed=changed,
        findings=_finding_changes(old, new, known),
    )


def _entry_changes(before: Entry, after: Entry) -> tuple[tuple[str, str, str], ...]:
    rows = []
    if before.title != after.title:
        rows.append((_("Title"), before.title, after.title))
    old, new = dict(before.facts), dict(after.facts)
    rows += [
        (term, old.get(term, ""), new.get(term, ""))
        for term in dict.fromkeys([*old, *new])
        if old.get(term) != new.get(term)
    ]
    if set(before.competencies) != set(after.competencies):
        rows.append((_("Competencies"), ", ".join(before.competencies), ", ".join(after.competencies)))
    names = [", ".join(sorted(one.get("name", "") for one in entry.documents)) for entry in (before, after)]
    if names[0] != names[1]:
        rows.append((_("Documents"), *names))
    return tuple(rows)


def _finding_changes(old, new, known) -> list[ChangedFinding]:
    before = {row.key: row for row in findings_of(old.document, old.extras, old.assessment, known=known)}
    after = {row.key: row for row in findings_of(new.document, new.extras, new.assessment, known=known)}
    found = []
    for key in dict.fromkeys([*before, *after]):
        then, now = before.get(key), after.get(key)
        if (then and (then.status, then.sentence)) != (now and (now.status, now.sentence)):
            found.append(ChangedFinding((now or then).title, then, now))
    return found


def section_label(key: str) -> str:
    """The name of the section an entry belongs to."""
    return str(Section(key).label)
