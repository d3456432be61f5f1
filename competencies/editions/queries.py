"""Everything that reads editions and their drafts for Alliance staff."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from common import clock
from common.workflow.models import StatusChange
from competencies.assessment import facts
from competencies.assessment.rules import REQUIREMENT_KEYS, AskedCompetency
from competencies.editions.enums import DraftState
from competencies.editions.models import EditionDraft
from competencies.editions.permissions import publishes
from competencies.editions.workflow import MACHINE
from competencies.standard.changes import COMPETENCIES
from competencies.standard.models import Amendment, Category, Edition
from competencies.standard.queries import Standard, standard
from competencies.standard.texts import shipped_standings
from competencies.standard.writing import edition_text

Asked = dict[str, dict[str, dict]]
"""Kind of category -> requirement key -> parameters, as the text of an edition has it."""

Standings = dict[str, str]
"""Competency -> asked or example."""

Listing = Callable[[str], Standings]
"""Kind of category -> the standings of its competencies."""

KINDS = tuple(facts.CATEGORIES_OF_KIND)


def slug_of(kind: str) -> str:
    """A kind of category as it stands in an address."""
    return kind.lower().replace("/", "-")


def kind_of(slug: str) -> str | None:
    """The kind of category of an address; None where there is none."""
    return next((kind for kind in KINDS if slug_of(kind) == slug), None)


def visible_to(person) -> QuerySet[EditionDraft]:
    """The drafts, published ones among them, to those who may publish."""
    return EditionDraft.objects.all() if publishes(person) else EditionDraft.objects.none()


def open_drafts(person) -> list[EditionDraft]:
    """The drafts still worked on, newest first."""
    return list(visible_to(person).filter(state=DraftState.DRAFT))


def codes_of_published(person) -> dict[str, str]:
    """Key of an edition published here -> the code of its draft."""
    return dict(visible_to(person).filter(state=DraftState.PUBLISHED).values_list("key", "code"))


def asked_by(edition: Edition, known: Standard | None = None) -> Asked:
    """What a published edition asks, by kind: both tracks of a kind are asked the same."""
    known = known or standard()
    found: Asked = {}
    for category in known.categories.values():
        asked = known.asks(edition, category)
        if asked and category.kind not in found:
            found[category.kind] = dict(asked)
    return {kind: found[kind] for kind in KINDS if kind in found}


def in_order(asked: dict[str, dict]) -> dict[str, dict]:
    """The requirements of one kind in the order of the findings."""
    return {key: asked[key] for key in REQUIREMENT_KEYS if key in asked}


def mark_of(params: dict | None) -> str:
    """Tells whether parameters are still those that a page showed."""
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Difference:
    """One requirement that the draft asks differently; ``before`` or ``after`` is None where it is not asked."""

    kind: str
    key: str
    before: dict | None
    after: dict | None


def differences(before: Asked, after: Asked) -> list[Difference]:
    """What ``after`` asks differently, in the order of kinds and findings."""
    found: list[Difference] = []
    for kind in KINDS:
        old, new = before.get(kind, {}), after.get(kind, {})
        found += [
            Difference(kind, key, old.get(key), new.get(key))
            for key in REQUIREMENT_KEYS
            if old.get(key) != new.get(key)
        ]
    return found


@dataclass(frozen=True)
class CompetencyDifference:
    """One competency with another standing; ``before`` or ``after`` is empty where it is not asked for."""

    kind: str
    competency: str
    before: str
    after: str


def competency_differences(before: Asked, after: Asked, known: Standard, *, of: Listing, to: Listing):
    """Which competencies the kinds that ask for some in both have with another standing: ``CompetencyDifference``s.

    ``of`` and ``to`` answer with the standings of a kind before and after.
    """
    found = []
    for kind in KINDS:
        if COMPETENCIES in before.get(kind, {}) and COMPETENCIES in after.get(kind, {}):
            old, new = of(kind), to(kind)
            found += [
                CompetencyDifference(kind, key, old.get(key, ""), new.get(key, ""))
                for key in known.competencies
                if old.get(key) != new.get(key)
            ]
    return found


def newest_edition() -> Edition | None:
    """The published edition that begins last: the one a new edition ends."""
    return Edition.objects.exclude(published_at=None).order_by("in_force_from").last()


def key_taken(key: str, but: EditionDraft | None = None) -> bool:
    """Whether a published edition or another draft has that key."""
    drafts = EditionDraft.objects.filter(key=key).exclude(state=DraftState.DISCARDED)
    if but is not None:
        drafts = drafts.exclude(pk=but.pk)
    return Edition.objects.filter(key=key).exclude(key=but.key if but else "").exists() or drafts.exists()


def text_of_draft(draft: EditionDraft) -> str:
    """The draft in the form of the text files, from its planned first day on."""
    return edition_text(
        key=draft.key,
        since=draft.in_force_from,
        grace_until=draft.grace_until,
        requirements={kind: in_order(draft.requirements[kind]) for kind in KINDS if kind in draft.requirements},
        competencies=_unlike_the_files(draft.requirements, lambda kind: standings_of(draft, kind)),
    )


def _unlike_the_files(asked: Asked, listing: Listing) -> dict[str, Standings]:
    """The kinds whose competencies are not those of the file of all editions: they stand in the edition's own text."""
    listed = {kind: listing(kind) for kind in asked if COMPETENCIES in asked[kind]}
    return {kind: found for kind, found in listed.items() if found != shipped_standings(kind)}


def text_of_edition(edition: Edition) -> str:
    """A published edition in the form of the text files."""
    return edition_text(
        key=edition.key,
        since=edition.in_force_from,
        until=edition.in_force_until,
        grace_until=edition.grace_until,
        requirements=asked_by(edition),
        competencies=_unlike_the_files(asked_by(edition), lambda kind: standings_in(edition, kind)),
    )


def standings_in(edition: Edition, kind: str, known: Standard | None = None) -> Standings:
    """The competencies that a published edition asks of a kind; none where it asks for none."""
    known = known or standard()
    listed = (known.asked.get((edition.pk, category.pk)) for category in categories_of(kind, known))
    return {one.competency: one.standing for one in next((asked for asked in listed if asked), ())}


def standings_of(draft: EditionDraft, kind: str, known: Standard | None = None) -> Standings:
    """The competencies that the draft has for a kind, whether it asks for them or not."""
    known = known or standard()
    if kind in draft.competencies:
        # PostgreSQL gives the keys of JSON in an order of its own.
        listed = draft.competencies[kind]
        return {key: listed[key] for key in known.competencies if key in listed}
    return {one.competency: one.standing for one in _inherited(kind, draft.base_key, known)}


def competencies_of(draft: EditionDraft, kind: str, known: Standard) -> tuple[AskedCompetency, ...]:
    """The same in the Standard's order, as the engine has it; those the Standard no longer knows are left out."""
    return tuple(AskedCompetency(key, standing) for key, standing in standings_of(draft, kind, known).items())


def _inherited(kind: str, base_key: str, known: Standard) -> tuple[AskedCompetency, ...]:
    """The competencies of the base, else of the newest edition that asks any."""
    newest_first = sorted(known.editions, key=lambda one: (one.key == base_key, one.in_force_from), reverse=True)
    categories = categories_of(kind, known)
    listed = (known.asked.get((edition.pk, one.pk)) for edition in newest_first for one in categories)
    return next((asked for asked in listed if asked), ())


def may_take_back(edition: Edition | None, today: date | None = None) -> bool:
    """Published here, not in force yet, and nothing published after it."""
    today = today or clock.today()
    return (
        edition is not None
        and edition.source == Edition.Source.PORTAL
        and edition.in_force_from > today
        and edition.in_force_until is None
    )


def edition_of(draft: EditionDraft) -> Edition | None:
    """What a published draft became."""
    if draft.state != DraftState.PUBLISHED:
        return None
    return Edition.objects.filter(key=draft.key, source=Edition.Source.PORTAL).first()


def story(draft: EditionDraft) -> list[StatusChange]:
    """Every move of the draft, oldest first."""
    return list(StatusChange.objects.filter(machine=MACHINE.name, object_id=draft.pk).order_by("at", "pk"))


def amendments() -> list[Amendment]:
    """The newest deliberate changes of published editions."""
    return list(Amendment.objects.all()[:20])


def categories_of(kind: str, known: Standard) -> list[Category]:
    """The categories of a kind, in the Standard's order."""
    return [category for category in known.categories.values() if category.kind == kind]
