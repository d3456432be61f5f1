"""What numbers are broken down by: categories, associations, years and the like."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext_lazy

from accounts.models import Person
from associations.directory.models import Association
from competencies.standard.models import Category
from competencies.standard.queries import Standard, standard


class Lexicon:
    """The categories, competencies and associations that keys and ids stand for: read once each, when first asked.

    ``house``: the association whose own names of the categories are used; None for the Alliance's.
    """

    def __init__(self, house: Association | None = None):
        self.house = house

    @cached_property
    def standard(self) -> Standard:
        return standard()

    @cached_property
    def categories(self) -> dict[int, Category]:
        return {one.pk: one for one in sorted(self.standard.categories.values(), key=lambda one: one.position)}

    @cached_property
    def associations(self) -> dict[int, Association]:
        return {one.pk: one for one in Association.objects.order_by("name")}

    def category(self, key: str) -> Category | None:
        return self.standard.categories.get(key)

    def name_of(self, category: Category) -> str:
        name = self.house.name_of(category) if self.house else category.name
        return f"{category.key} · {name}"

    def people(self, public_ids: Iterable[str]) -> dict[str, str]:
        """Names by public id; what is none is left out. One query."""
        ids = [one for key in public_ids for one in _uuids(self, key)]
        rows = Person.objects.filter(public_id__in=ids).values_list("public_id", "name")
        return {str(public_id): name for public_id, name in rows}


def _uuids(_known: Lexicon, key: str) -> list[uuid.UUID]:
    """The id that a key of an address is, if it is one."""
    try:
        return [uuid.UUID(key)]
    except ValueError:
        return []


@dataclass(frozen=True)
class Dimension:
    """``fold``: what the database groups by -> the key in addresses and files ("": unknown). ``order``: all keys in
    their order, each with its words, of those at hand; ``raw``: the values behind a key, for a filter."""

    key: str
    label: str
    order: Callable[[Lexicon, set[str]], dict[str, str]]
    fold: Callable[[Lexicon, object], str] = lambda _known, value: "" if value is None else str(value)
    raw: Callable[[Lexicon, str], list] = lambda _known, key: [key]
    unknown: str = field(default=gettext_lazy("not said"))

    def words(self, known: Lexicon, keys: set[str]) -> dict[str, str]:
        """Each of ``keys`` with its words, in order; what nobody said comes last."""
        found = {key: str(words) for key, words in self.order(known, keys).items() if key in keys}
        found |= {key: key for key in sorted(keys - set(found)) if key}
        return found | ({"": str(self.unknown)} if "" in keys else {})

    def where(self, known: Lexicon, path: str, key: str) -> Q:
        """The facts behind one key."""
        if not key:
            return Q(**{f"{path}__isnull": True}) | self._empty(path)
        return Q(**{f"{path}__in": self.raw(known, key)})

    def _empty(self, path: str) -> Q:
        return Q(**{path: ""}) if self.key in _TEXTS else Q()


def of_choices(key: str, label: str, choices, **more) -> Dimension:
    """A dimension over the keys of ``TextChoices``, in their order."""
    return Dimension(key, label, lambda _known, _keys: dict(choices.choices), **more)


def _categories(known: Lexicon, _keys) -> dict[str, str]:
    return {one.key: known.name_of(one) for one in known.categories.values()}


def _associations(known: Lexicon, _keys) -> dict[str, str]:
    return {one.slug: one.abbreviation for one in known.associations.values()}


def _association_ids(known: Lexicon, slug: str) -> list[int]:
    return [pk for pk, one in known.associations.items() if one.slug == slug]


def _competencies(known: Lexicon, _keys) -> dict[str, str]:
    in_order = sorted(known.standard.competencies.values(), key=lambda one: one.position)
    return {one.key: one.title for one in in_order}


def numbers_first(_known: Lexicon, keys: set[str]) -> dict[str, str]:
    """Keys that are years, the earliest first."""
    return {key: key for key in sorted(keys) if key}


_TEXTS = frozenset({"sector", "language"})

CATEGORY = Dimension(
    "category",
    gettext_lazy("Category"),
    _categories,
    fold=lambda known, pk: known.categories[pk].key if pk else "",
    raw=lambda known, key: [one.pk for one in known.categories.values() if one.key == key],
    unknown=gettext_lazy("no category"),
)
TRACK = Dimension(
    "track",
    gettext_lazy("Track"),
    lambda _known, _keys: dict(Category.Track.choices),
    fold=lambda known, pk: known.categories[pk].track if pk else "",
    raw=lambda known, key: [one.pk for one in known.categories.values() if one.track == key],
    unknown=gettext_lazy("no category"),
)
ASSOCIATION = Dimension(
    "association",
    gettext_lazy("Association"),
    _associations,
    fold=lambda known, pk: known.associations[pk].slug,
    raw=_association_ids,
)
COMPETENCY = Dimension(
    "competency",
    gettext_lazy("Competency"),
    _competencies,
    unknown=gettext_lazy("the application as a whole"),
)
PERSON = Dimension(
    "reviewer",
    gettext_lazy("Reviewer"),
    lambda known, keys: dict(sorted(known.people(keys).items(), key=lambda one: (one[1].lower(), one[0]))),
    raw=_uuids,
)


def _years(_known: Lexicon, key: str) -> list[int]:
    return [int(key)] if key.isascii() and key.isdecimal() and len(key) <= 4 else []


def year(label: str = gettext_lazy("Year")) -> Dimension:
    return Dimension("year", label, numbers_first, raw=_years)


def bands(key: str, label: str, words: dict[str, str]) -> Dimension:
    """Ranges that the facts name themselves, in the order of ``words``."""
    return Dimension(key, label, lambda _known, _keys: words)
