"""Rows of the public pages of the Standard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.directory.models import Association
from competencies.assessment.rules import Rules
from competencies.standard.models import Category, Competency, Edition
from competencies.standard.queries import NotOffered, Standard, rules_for
from competencies.standard.statements import CHANGED, GONE, NEW, SAME, Cell, by_kind, compared, statements

CHANGES = {
    NEW: (gettext_lazy("New"), "success"),
    GONE: (gettext_lazy("No longer asked"), "neutral"),
    CHANGED: (gettext_lazy("Changed"), "warning"),
    SAME: (gettext_lazy("The same"), "neutral"),
}
"""What became of a cell between two editions -> label and tone."""


PAGES = {
    "categories": gettext_lazy("Categories"),
    "changes": gettext_lazy("What changed"),
    "competencies": gettext_lazy("Competencies"),
    "which": gettext_lazy("Which fits me?"),
}
"""Address name -> its tab."""


def tabs(active: str) -> list[dict]:
    """The pages of the Standard, one of them open."""
    return [
        {"label": str(label), "url": reverse(f"standard:{name}"), "active": name == active}
        for name, label in PAGES.items()
    ]


@dataclass(frozen=True)
class CategoryRow:
    """A category under the name used at the association; `core_name` is empty where that is the Alliance's."""

    category: Category
    name: str
    core_name: str = ""
    not_offered: str = ""


def category_row(category: Category, association: Association | None, not_offered: str = "") -> CategoryRow:
    name = association.name_of(category) if association else category.name
    return CategoryRow(category, name, category.name if name != category.name else "", not_offered)


def offered_and_not(known: Standard, on: date, association: Association | None):
    """`(groups of rows that can be applied for, rows that cannot, each with the sentence saying when it could)`."""
    offered, others = [], []
    for category in known.categories.values():
        try:
            rules_for(category, on, known=known)
        except NotOffered as sentence:
            others.append(category_row(category, association, sentence.for_people))
            continue
        if association is None or association.offers(category):
            offered.append(category)
        else:
            others.append(category_row(category, association, _not_its_track(association)))
    return [[category_row(one, association) for one in group] for group in by_kind(offered)], others


def _not_its_track(association: Association) -> str:
    return _("%(association)s does not offer this age group.") % {"association": association.name}


def asked_rows(core: Rules, own: Rules, on: date) -> list[Cell]:
    """What is asked, each with what the core asks instead (`before`) and how the two differ (`change`)."""
    return compared(statements(core, on), statements(own, on))


@dataclass(frozen=True)
class KindChanges:
    """What became of a kind of category between two editions; `sentence` where it began or ended.

    `competencies`: those asked for differently, each with its standing ("" is not asked) before and after.
    """

    categories: list[Category]
    cells: list[Cell]
    sentence: str = ""
    competencies: tuple[tuple[Competency, str, str], ...] = ()

    @property
    def names(self) -> str:
        return " · ".join(category.name for category in self.categories)


def changes(known: Standard, before: Edition, after: Edition, chosen: Category | None = None) -> list[KindChanges]:
    """What changed from one edition to another: for all categories the cells that differ, for a chosen one all."""
    found = []
    for group in by_kind(known.categories.values()):
        if chosen is not None:
            group = [one for one in group if one.pk == chosen.pk]
        if not group:
            continue
        old, new = (_first_day(known, group[0], edition) for edition in (before, after))
        cells = compared(old or [], new or [])
        if chosen is None:
            cells = [cell for cell in cells if cell.change != SAME]
        listed = () if old is None or new is None else _other_competencies(known, group[0], before, after)
        found.append(KindChanges(group, cells, _began_or_ended(old, new, before, after), listed))
    return found


def _other_competencies(known: Standard, category: Category, before: Edition, after: Edition):
    old, new = (
        {one.competency: one.standing for one in known.asked.get((edition.pk, category.pk), ())}
        for edition in (before, after)
    )
    return tuple(
        (competency, old.get(key, ""), new.get(key, ""))
        for key, competency in known.competencies.items()
        if old.get(key) != new.get(key)
    )


def _first_day(known: Standard, category: Category, edition: Edition):
    """What the edition asks on its first day; None where the category cannot be applied for."""
    try:
        rules = rules_for(category, edition.in_force_from, known=known)
    except NotOffered:
        return None
    return statements(rules, edition.in_force_from)


def _began_or_ended(old, new, before: Edition, after: Edition) -> str:
    words = {"before": before.key, "after": after.key}
    if old is None and new is None:
        return _("Cannot be applied for in either edition.")
    if old is None:
        return _("Cannot be applied for in edition %(before)s, but in edition %(after)s.") % words
    if new is None:
        return _("Could be applied for in edition %(before)s, but no longer in edition %(after)s.") % words
    return ""


@dataclass(frozen=True)
class Column:
    """Categories that are asked for the same competencies; `standing` is competency key -> asked or example."""

    categories: list[Category]
    standing: dict[str, str]

    @property
    def heading(self) -> str:
        return " · ".join(dict.fromkeys(category.kind for category in self.categories))


def competency_columns(known: Standard, edition: Edition) -> list[Column]:
    """The kinds of category of an edition, those alike in one column."""
    columns: list[Column] = []
    for category in known.categories.values():
        asked = known.asked.get((edition.pk, category.pk))
        if not asked:
            continue
        standing = {one.competency: one.standing for one in asked}
        alike = next((column for column in columns if column.standing == standing), None)
        if alike:
            alike.categories.append(category)
        else:
            columns.append(Column([category], standing))
    return columns


def competency_rows(known: Standard, columns: Iterable[Column]):
    """`[(area, [(competency, [standing or "" per column])])]`, of competencies that anybody is asked for."""
    columns = list(columns)
    rows = [
        (competency.area, competency, [column.standing.get(competency.key, "") for column in columns])
        for competency in known.competencies.values()
    ]
    rows = [row for row in rows if any(row[2])]
    return [(area, [row[1:] for row in group]) for area, group in groupby(rows, key=lambda row: row[0])]


def areas(known: Standard, rules: Rules) -> list[tuple[str, list[tuple[Competency, str]]]]:
    """The competencies asked for, by area, each with its standing."""
    listed = [(known.competencies[asked.competency], asked.standing) for asked in rules.competencies]
    return [(area, list(group)) for area, group in groupby(listed, key=lambda pair: pair[0].area)]


def texts_loaded(areas) -> bool:
    """Whether the licence holder has loaded the full text of each of the competencies."""
    return all(competency.full_text for _area, listed in areas for competency, _standing in listed)
