"""What the pages of editions show, as words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from competencies.assessment.rules import REQUIREMENT_KEYS, requirement_from
from competencies.editions import queries
from competencies.editions.models import EditionDraft
from competencies.editions.queries import Asked, CompetencyDifference, Difference
from competencies.editions.wording import KIND_NAMES
from competencies.standard import explanations, wording
from competencies.standard.models import EditionCompetency
from competencies.standard.queries import standard


@dataclass(frozen=True)
class DifferenceRow:
    """One requirement asked differently; an empty sentence: not asked."""

    kind: str
    title: str
    before: str
    after: str
    what: str
    tone: str


@dataclass(frozen=True)
class RequirementRow:
    """One requirement on the page of a kind; ``sentence`` is empty where it is not asked."""

    key: str
    title: str
    sentence: str
    url: str


@dataclass(frozen=True)
class KindRow:
    """One kind of category on the page of a draft."""

    name: str
    url: str
    count: int
    changed: int


def sentence(key: str, params: dict | None) -> str:
    """What a requirement asks; empty where it is not asked."""
    if params is None:
        return ""
    return str(explanations.requirement_sentence(requirement_from(key, params, key)))


def difference_rows(differences: list[Difference | CompetencyDifference]) -> list[DifferenceRow]:
    """The differences as sentences."""
    return [
        _competency_row(one) if isinstance(one, CompetencyDifference) else _difference_row(one) for one in differences
    ]


def _competency_row(one: CompetencyDifference) -> DifferenceRow:
    title = _("Competency: %(title)s") % {"title": standard().competencies[one.competency].title}
    labels = dict(EditionCompetency.Standing.choices) | {"": ""}
    what, tone = _what(one.before or None, one.after or None)
    return DifferenceRow(KIND_NAMES[one.kind], title, str(labels[one.before]), str(labels[one.after]), what, tone)


def _what(before, after) -> tuple[str, str]:
    """What became of something, and its tone; None is not asked."""
    if before is None:
        return _("new"), "accent"
    if after is None:
        return _("no longer asked"), "warning"
    return _("changed"), "info"


def _difference_row(one: Difference) -> DifferenceRow:
    what, tone = _what(one.before, one.after)
    before, after = sentence(one.key, one.before), sentence(one.key, one.after)
    return DifferenceRow(KIND_NAMES[one.kind], wording.title(one.key), before, after, what, tone)


def kind_rows(draft: EditionDraft, differences: list[Difference | CompetencyDifference]) -> list[KindRow]:
    """Every kind of category, asked for anything or not."""
    return [
        KindRow(
            name=KIND_NAMES[kind],
            url=reverse("editions:kind", args=[draft.code, queries.slug_of(kind)]),
            count=len(draft.requirements.get(kind, {})),
            changed=sum(one.kind == kind for one in differences),
        )
        for kind in queries.KINDS
    ]


def requirement_rows(draft: EditionDraft, kind: str) -> list[RequirementRow]:
    """Every requirement the engine judges, asked or not, in the order of the findings."""
    asked = draft.requirements.get(kind, {})
    return [
        RequirementRow(
            key,
            wording.title(key),
            sentence(key, asked.get(key)),
            reverse("editions:requirement", args=[draft.code, queries.slug_of(kind), key]),
        )
        for key in REQUIREMENT_KEYS
    ]


def differences_of(draft: EditionDraft) -> list[Difference | CompetencyDifference]:
    """What the draft asks differently from the edition it was copied from, requirement by requirement and competency by
    competency; everything when that edition was taken back. One query when the Standard is in memory."""
    known = standard()
    base = known.edition_named(draft.base_key)
    before: Asked = queries.asked_by(base, known) if base else {}
    listed = queries.competency_differences(
        before,
        draft.requirements,
        known,
        of=lambda kind: queries.standings_in(base, kind, known),
        to=lambda kind: queries.standings_of(draft, kind, known),
    )
    found = [*queries.differences(before, draft.requirements), *listed]
    return sorted(found, key=lambda one: queries.KINDS.index(one.kind))
