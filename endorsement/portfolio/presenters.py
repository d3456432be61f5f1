"""Entries as people see them in lists and at the side of the form."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competencies.standard.wording import amount
from endorsement.portfolio.enums import About
from endorsement.portfolio.models import KINDS, Document, Entry
from endorsement.portfolio.reading import NAMED_IN


@dataclass(frozen=True)
class KindWords:
    """What a kind of entry is called; ``document``: what kind of file goes with it; ``file_hint``: said beside it."""

    title: str
    one: str
    add: str
    nothing: str
    icon: str
    document: str
    file_hint: str


WORDS = {
    "education": KindWords(
        gettext_lazy("Education"),
        gettext_lazy("education"),
        gettext_lazy("Add education"),
        gettext_lazy("Degrees and certificates you already hold, such as a CDA or a bachelor's degree."),
        "mortarboard",
        Document.Kind.TRANSCRIPT,
        gettext_lazy("A transcript or a photograph of the diploma."),
    ),
    "licences": KindWords(
        gettext_lazy("Licences"),
        gettext_lazy("licence"),
        gettext_lazy("Add a licence"),
        gettext_lazy("A licence to practise in mental health. Some categories accept it in place of a degree."),
        "patch-check",
        Document.Kind.OTHER,
        gettext_lazy("A copy of the licence, or of the page of the public register that shows it."),
    ),
    "work": KindWords(
        gettext_lazy("Work"),
        gettext_lazy("work"),
        gettext_lazy("Add work"),
        gettext_lazy("Paid and voluntary work with infants, young children and their families."),
        "building",
        Document.Kind.OTHER,
        gettext_lazy("If you like: a job description, or a letter of your employer."),
    ),
    "training": KindWords(
        gettext_lazy("Training"),
        gettext_lazy("training"),
        gettext_lazy("Add training"),
        gettext_lazy("Workshops, courses and conferences, each with the competencies it covered."),
        "journal-text",
        Document.Kind.ATTENDANCE,
        gettext_lazy("A certificate of attendance, if you have one."),
    ),
    "rsc": KindWords(
        gettext_lazy("Reflective supervision/consultation (RSC)"),
        gettext_lazy("RSC"),
        gettext_lazy("Add RSC"),
        gettext_lazy("Hours of reflective supervision or consultation you received, by provider."),
        "chat-left-text",
        Document.Kind.OTHER,
        gettext_lazy("If you like: a log signed by the provider."),
    ),
    "rsc_given": KindWords(
        gettext_lazy("RSC you gave"),
        gettext_lazy("RSC you gave"),
        gettext_lazy("Add RSC you gave"),
        gettext_lazy(
            "Reflective supervision or consultation you gave to others. What you received, and administrative or "
            "clinical supervision, does not belong here."
        ),
        "people",
        Document.Kind.OTHER,
        gettext_lazy("If you like: a contract or a log of dates and hours, without the names of those you met."),
    ),
    "leadership": KindWords(
        gettext_lazy("Leadership"),
        gettext_lazy("leadership"),
        gettext_lazy("Add leadership"),
        gettext_lazy(
            "Leading in practice, in policy or at a university, for infants, young children and families. A seat in "
            "meetings or a task for a day is not leadership."
        ),
        "person-badge",
        Document.Kind.OTHER,
        gettext_lazy("If you like: a job description, an appointment or a letter of the organisation."),
    ),
}


@dataclass(frozen=True)
class Line:
    """One entry in a list. ``details``: short facts; ``notes``: what still needs attention."""

    code: str
    kind: str
    title: str
    url: str
    details: tuple[str, ...]
    complete: bool
    notes: tuple[str, ...]
    files: int
    verified_by: str = ""


def line_of(entry: Entry, documents: list[Document]) -> Line:
    """An entry with its competencies prefetched, for the list."""
    details, notes = _DETAILS[entry.KIND](entry)
    if not entry.complete:
        notes = [_("Draft: finish it so that it can count."), *notes]
    return Line(
        code=entry.code,
        kind=entry.KIND,
        title=title_of(entry),
        url=reverse("portfolio:edit", args=[entry.KIND, entry.code]),
        details=tuple(detail for detail in details if detail),
        complete=entry.complete,
        notes=tuple(notes),
        files=len(documents),
        verified_by=verified_by(entry),
    )


def verified_by(entry: Entry) -> str:
    """The abbreviation of the association that vouches for the entry, "" for what its person entered."""
    return entry.attended.training.association.abbreviation if entry.verified else ""


def verified_facts(entry: Entry) -> list[tuple[str, str]]:
    """What an association noted of a training, as terms and values."""
    return [
        (_("Given by"), entry.provider),
        (_("Date"), _day(entry.held_on)),
        (_("Hours"), amount(entry.hours, "hours")),
        (_("Topic"), entry.get_topic_display()),
    ]


def title_of(entry: Entry) -> str:
    """What people call the entry; drafts may have no words yet."""
    if entry.KIND == "rsc":
        words = entry.provider.name if entry.provider else entry.provider_name or entry.typed.get("provider_name", "")
    elif entry.KIND == "education":
        level = entry.get_level_display() if entry.level else ""
        words = ", ".join(part for part in (level, entry.field or entry.institution) if part)
    elif entry.KIND == "licences":
        words = ", ".join(part for part in (entry.name or entry.typed.get("name", ""), entry.region) if part)
    elif entry.KIND == "rsc_given":
        words = entry.setting or entry.typed.get("setting", "")
    else:
        words = entry.title or entry.typed.get("title", "")
    return words[:120] or _("%(kind)s without a name yet") % {"kind": str(WORDS[entry.KIND].title)}


def _day(value) -> str:
    return date_format(value, "DATE_FORMAT") if value else ""


def _span(entry, open_end) -> str:
    if not entry.started_on:
        return ""
    return _("%(first)s to %(last)s") % {
        "first": _day(entry.started_on),
        "last": _day(entry.ended_on) or open_end,
    }


def _competencies(entry) -> tuple[str, list[str]]:
    count = len(entry.competencies.all())
    words = ngettext("%(count)s competency", "%(count)s competencies", count) % {"count": count}
    return words if count else "", [] if count else [_("Not mapped to a competency yet.")]


def _education(entry):
    words, _notes = _competencies(entry)
    return [entry.institution if entry.field else "", _day(entry.awarded_on), words], []


def _work(entry):
    return [
        entry.employer,
        _span(entry, _("today")),
        _("paid") if entry.paid else _("not paid"),
        amount(entry.families, "families") if entry.families else "",
        _("internship") if entry.internship else "",
    ], []


def _licence(entry):
    until = _("valid until %(day)s") % {"day": _day(entry.expires_on)} if entry.expires_on else ""
    return [_day(entry.issued_on), until], []


def _training(entry):
    words, notes = _competencies(entry)
    hours = amount(entry.hours, "hours") if entry.hours is not None else ""
    return [hours, _day(entry.held_on), entry.provider, words], notes


def _rsc(entry):
    hours = amount(entry.hours, "hours") if entry.hours is not None else ""
    notes = (
        []
        if entry.provider_id or not entry.provider_name
        else [_("Nobody in the registry is linked to this name: open the entry to choose the provider.")]
    )
    about = entry.get_about_display() if entry.about == About.RSC_GIVEN else ""
    return [hours, _span(entry, ""), entry.get_format_display() if entry.format else "", about], notes


def _rsc_given(entry):
    return [amount(entry.hours, "hours") if entry.hours is not None else "", _span(entry, _("today"))], []


def _leadership(entry):
    return [entry.organisation, entry.get_leadership_kind_display(), _span(entry, _("today"))], []


_DETAILS = {
    "education": _education,
    "licences": _licence,
    "work": _work,
    "training": _training,
    "rsc": _rsc,
    "rsc_given": _rsc_given,
    "leadership": _leadership,
}


SELDOM = ("licences", "rsc_given", "leadership")
"""Kinds of entry that only some categories ask for."""


@dataclass(frozen=True)
class KindSection:
    kind: str
    words: KindWords
    add_url: str
    lines: tuple[Line, ...]
    unfinished: int


def sections_of(overview, asked: Collection[str]) -> list[KindSection]:
    """The list of entries by kind, those of ``SELDOM`` where they are ``asked`` for or there are some.

    What they come to is the assessment's to say: nothing is added up here.
    """
    sections = []
    for kind in KINDS:
        entries = overview.entries[kind]
        if kind in SELDOM and kind not in asked and not entries:
            continue
        finished = [entry for entry in entries if entry.complete]
        sections.append(
            KindSection(
                kind=kind,
                words=WORDS[kind],
                add_url=reverse("portfolio:add", args=[kind]),
                lines=tuple(line_of(entry, overview.documents.get(entry.code, [])) for entry in entries),
                unfinished=len(entries) - len(finished),
            )
        )
    return sections


def hidden_kinds(overview, asked: Collection[str]) -> list[tuple[str, str]]:
    """``(words, address)`` of adding an entry of the kinds that ``sections_of`` leaves out."""
    kinds = [kind for kind in SELDOM if kind not in asked and not overview.entries[kind]]
    return [(str(WORDS[kind].add), reverse("portfolio:add", args=[kind])) for kind in kinds]


PEOPLE = {
    "provider": gettext_lazy("Provider chosen from the registry"),
    "internship_supervisor": gettext_lazy("Supervisor chosen from the registry"),
}
"""What the fields that hold somebody of the registry are called beside each other."""


@dataclass(frozen=True)
class Difference:
    """One field that two windows hold differently."""

    label: str
    mine: str
    other: str


def differences(mine, other) -> list[Difference]:
    """Field by field, what this page holds and what the other window saved; both are forms of one kind."""
    found = []
    for name, field in mine.fields.items():
        ours, theirs = shown(mine, name), shown(other, name)
        if ours != theirs:
            label = field.label or PEOPLE[name]
            found.append(Difference(str(label), ours or _("empty"), theirs or _("empty")))
    return found


def shown(form, name: str) -> str:
    """A field's value in words, whether it was accepted or not."""
    field = form.fields[name]
    if name == NAMED_IN.get(form.kind):
        return form.chosen.name if form.chosen else ""
    if name in ("competencies", "age_bands"):
        chosen = set(form.data_list(name))
        return ", ".join(str(label) for key, label in field.choices if str(key) in chosen)
    raw = form.data.get(name) or ""
    if name in form.wrong:
        return str(raw)[:2000]
    if hasattr(field, "choices"):
        return str(dict(field.choices).get(raw, raw))
    value = form.values.get(name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _day(value) if hasattr(value, "isoformat") else str(raw).strip()
