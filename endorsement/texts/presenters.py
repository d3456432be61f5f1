"""The published texts and a file's changes as rows and words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from endorsement.texts import queries, reading
from endorsement.texts.enums import LANGUAGES, SECTION_LABELS
from endorsement.texts.queries import CHANGED, GOES, NEW, NOT_THERE, SAME, Change, Published

STATE_LABELS = {
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("changed"),
    SAME: gettext_lazy("as it is"),
    GOES: gettext_lazy("no longer there"),
    NOT_THERE: gettext_lazy("still missing"),
}
STATE_TONES = {NEW: "success", CHANGED: "info", SAME: "neutral", GOES: "danger", NOT_THERE: "warning"}
ORDER = (GOES, CHANGED, NEW, NOT_THERE, SAME)


@dataclass(frozen=True)
class Cell:
    """A section in one language: what is published, in words; `at` is when."""

    language: str
    words: str
    tone: str
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class Line:
    label: str
    cells: list[Cell]


def overview() -> list[Line]:
    """Section by language: what is published for all associations."""
    known = queries.known_keys()
    found = [(str(label), queries.published(language, None)) for language, label in LANGUAGES.items()]
    return [
        Line(str(SECTION_LABELS[section]), [_cell(section, label, texts.get(section), known) for label, texts in found])
        for section in reading.SECTIONS
    ]


def _cell(section: str, language: str, found: Published | None, known: dict) -> Cell:
    if found is None:
        if section in ("category_names", "competency_titles"):
            return Cell(language, _("not loaded: short titles in English"), "neutral")
        return Cell(language, _("not loaded: a placeholder says so"), "warning")
    words = _("version %(version)s") % {"version": found.version}
    if section in known:
        counted = {"there": len(found.texts), "all": len(known[section])}
        words = f"{words}, {_('%(there)s of %(all)s') % counted}"
    elif section == reading.ITEMS:
        count = len(found.texts)
        statements = ngettext("%(count)s statement", "%(count)s statements", count) % {"count": count}
        words = f"{words}, {statements}"
    complete = section not in known or len(found.texts) >= len(known[section])
    return Cell(language, words, "success" if complete else "info", found.at, found.by)


@dataclass(frozen=True)
class ChangeRow:
    label: str
    note: str
    state: str
    tone: str
    before: str
    after: str


@dataclass(frozen=True)
class SectionChanges:
    """`counts`: what happens to how many texts, in words; `rows` those that change, `quiet` those that stay."""

    label: str
    counts: list[tuple[str, str]]
    rows: list[ChangeRow]
    quiet: list[ChangeRow]


def section_changes(found: dict[str, list[Change]]) -> list[SectionChanges]:
    """A file's changes, section by section, what is lost first."""
    return [
        SectionChanges(
            label=str(SECTION_LABELS[section]),
            counts=[
                (f"{number} {STATE_LABELS[state]}", STATE_TONES[state])
                for state in ORDER
                if (number := sum(1 for one in changes if one.state == state))
            ],
            rows=[_row(one) for state in ORDER[:3] for one in changes if one.state == state],
            quiet=[_row(one) for state in ORDER[3:] for one in changes if one.state == state],
        )
        for section, changes in found.items()
    ]


def _row(one: Change) -> ChangeRow:
    return ChangeRow(
        label=one.title[:1].upper() + one.title[1:] or one.key,
        note=one.key if one.title else "",
        state=str(STATE_LABELS[one.state]),
        tone=STATE_TONES[one.state],
        before=one.before if one.state in (CHANGED, GOES) else "",
        after=one.after,
    )


def untouched(found: dict[str, list[Change]], own_of_association: bool) -> list[str]:
    """The sections the file says nothing of: they stay as they are."""
    possible = reading.OF_ASSOCIATIONS if own_of_association else reading.SECTIONS
    return [str(SECTION_LABELS[section]) for section in possible if section not in found]
