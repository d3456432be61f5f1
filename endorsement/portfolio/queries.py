"""Everything that reads portfolios. Every view starts from ``visible_to``."""

import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Address, Person
from associations.people.models import ProviderVetting
from competencies.standard.models import Competency
from competencies.standard.queries import standard
from endorsement.award.models import Endorsement
from endorsement.portfolio.models import KINDS, Document, Education, Entry, Training
from endorsement.portfolio.permissions import may

MOST_FOUND = 8
LEAST_TYPED = 2


def visible_to(person, kind: str) -> QuerySet[Entry]:
    """The person's own entries of a kind, removed ones too. Others read snapshots, never entries."""
    model = KINDS[kind]
    return model.objects.filter(person_id=person.pk) if person else model.objects.none()


def documents_of(person) -> QuerySet[Document]:
    """The person's own files that were not removed, in the order they came."""
    return Document.objects.filter(person_id=person.pk, removed_at=None).order_by("uploaded_at", "pk")


def document_visible_to(person, document: Document) -> bool:
    """Whether the person may read the file: its owner, or whoever a registered reader in ``hooks`` vouches for."""
    return may(person, "portfolio.read_document", document)


@dataclass(frozen=True)
class Overview:
    """A person's entries by kind, removed ones apart, and the files of each entry by its code."""

    entries: dict[str, list[Entry]]
    removed: list[Entry]
    documents: dict[str, list[Document]]


def overview(person: Person) -> Overview:
    """All entries with what their lines show. Ten queries, however many entries there are."""
    entries, removed = {}, []
    for kind, model in KINDS.items():
        rows = model.objects.filter(person_id=person.pk)
        if hasattr(model, "competencies"):
            rows = rows.prefetch_related(Prefetch("competencies", Competency.objects.only("pk")))
        if kind == "rsc":
            rows = rows.select_related("provider")
        if kind == "training":
            rows = rows.select_related("attended__training__association")
        rows = list(rows)
        entries[kind] = sorted((row for row in rows if not row.removed_at), key=_newest_first)
        removed += [row for row in rows if row.removed_at]
    documents = defaultdict(list)
    for document in documents_of(person):
        documents[document.entry_code].append(document)
    return Overview(entries, sorted(removed, key=lambda row: row.removed_at, reverse=True), dict(documents))


def _newest_first(entry):
    """Unfinished ones first, then by day, the newest first."""
    day = entry.day
    return (entry.complete, day is not None, -day.toordinal() if day else 0, entry.pk)


# Competencies


@dataclass(frozen=True)
class CompetencyChoice:
    """One competency to tick. ``elsewhere``: titles of the person's other finished entries that show it.

    ``text``: the full text, empty until the licence holder loads it.
    """

    pk: int
    key: str
    title: str
    elsewhere: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class CompetencyArea:
    title: str
    choices: tuple[CompetencyChoice, ...]


def competency_areas(person: Person, except_code: str = "") -> list[CompetencyArea]:
    """All competencies by area, in the Standard's order. Two queries when the Standard is in memory."""
    elsewhere = _evidenced(person, except_code)
    areas: dict[str, list[CompetencyChoice]] = {}
    for row in sorted(standard().competencies.values(), key=lambda row: row.position):
        choice = CompetencyChoice(row.pk, row.key, row.title, tuple(elsewhere.get(row.pk, ())), row.full_text)
        areas.setdefault(row.area, []).append(choice)
    return [CompetencyArea(title, tuple(choices)) for title, choices in areas.items()]


def _evidenced(person: Person, except_code: str) -> dict[int, list[str]]:
    """Competency id -> titles of the person's finished entries with it, other than ``except_code``. One query."""
    trainings = Training.competencies.through.objects.filter(
        training__person_id=person.pk, training__removed_at=None, training__complete=True
    ).exclude(training__code=except_code)
    educations = Education.competencies.through.objects.filter(
        education__person_id=person.pk, education__removed_at=None, education__complete=True
    ).exclude(education__code=except_code)
    pairs = trainings.values_list("competency_id", "training__title").union(
        educations.values_list("competency_id", "education__institution")
    )
    found = defaultdict(list)
    for competency_id, title in sorted(pairs):
        found[competency_id].append(title)
    return found


# RSC providers


@dataclass(frozen=True)
class FoundProvider:
    """Somebody of the Alliance's registry. ``note``: their associations, and categories where they are listed."""

    public_id: str
    name: str
    note: str


def find_provider(public_id: str, searcher: Person) -> Person | None:
    """The endorsed or vetted person with this public id; nobody gives RSC to themselves."""
    try:
        wanted = uuid.UUID(public_id)
    except ValueError:
        return None
    return Person.objects.filter(in_registry(), public_id=wanted).exclude(pk=searcher.pk).first()


def in_registry() -> Q:
    """People who were ever endorsed, or vetted by an association as providers of RSC."""
    rows = (model.objects.filter(person_id=OuterRef("pk")) for model in (Endorsement, ProviderVetting))
    held, vetted = map(Exists, rows)
    return Q(held) | Q(vetted)


def matches_name(person: Person, text: str) -> bool:
    """Whether what was typed still means this person: each word is part of the name, or it is their address."""
    words = text.casefold().split()
    if words and all(word in person.name.casefold() for word in words):
        return True
    return bool(words) and Address.objects.filter(person=person, email__iexact=text.strip()).exists()


def search_providers(text: str, searcher: Person, chosen: Person | None = None) -> list[FoundProvider]:
    """Endorsed and vetted people for what was typed, by name, at most eight, ``chosen`` always among them.

    Those who agreed to be listed are found by any part of their name. The others did not, so they are found only by
    someone who knows their full name or e-mail address, and their categories are not shown. Two queries.
    """
    people = {chosen.pk: chosen} if chosen else {}
    words = text.split()[:10]
    if len(text.strip()) >= LEAST_TYPED:
        listed = Q(Exists(Endorsement.objects.filter(person_id=OuterRef("pk"), listed=True)))
        for word in words:
            listed &= Q(name__icontains=word)
        known = Q(name__iexact=" ".join(words)) | Q(
            Exists(Address.objects.filter(person_id=OuterRef("pk"), email__iexact=text.strip()))
        )
        found = Person.objects.filter(in_registry()).filter(listed | known).exclude(pk=searcher.pk)
        people |= {row.pk: row for row in found.order_by("name", "pk")[:MOST_FOUND]}
    notes = defaultdict(list)
    rows = Endorsement.objects.filter(person_id__in=people).select_related("association", "category")
    for row in rows.order_by("category__position", "pk") if people else ():
        words = [row.association.abbreviation, *([row.category.key] if row.listed else [])]
        notes[row.person_id].append(" ".join(words))
    return [
        FoundProvider(str(row.public_id), row.name, ", ".join(dict.fromkeys(notes[pk]))) for pk, row in people.items()
    ]
