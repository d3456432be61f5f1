"""The rules of a day: which edition is in force, what it asks of a category, what an association sets differently."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competencies.assessment.renewal import Regime
from competencies.assessment.rules import REQUIREMENT_KEYS, AskedCompetency, ProviderPeriod, Rules, requirement_from
from competencies.standard import overlays as overlay_rules
from competencies.standard.models import (
    Category,
    Competency,
    Edition,
    EditionCompetency,
    ProviderRule,
    RenewalEdition,
    RenewalRule,
    Requirement,
    StandardLoad,
)
from competencies.standard.overlays import ExceptionRule, OverlayRule
from competencies.standard.renewals import RenewalText, regimes_of

ONE_DAY = timedelta(days=1)


class UnknownCategory(LookupError):
    """No category has that key."""


class NotOffered(LookupError):
    """The category cannot be applied for on that day; `str()` is the sentence saying when it could be.

    `for_people` is the same with names and days as people write them; `str()` has keys and ISO days, for the command.
    """

    def __init__(self, sentence: str, for_people: str = ""):
        self.for_people = for_people or sentence
        super().__init__(sentence)


@dataclass(frozen=True)
class Standard:
    """All editions in memory: a few hundred small rows, the same for everybody until the next load."""

    editions: tuple[Edition, ...]
    categories: dict[str, Category]
    competencies: dict[str, Competency]
    requirements: dict[tuple[int, int], dict[str, dict]]
    asked: dict[tuple[int, int], tuple[AskedCompetency, ...]]
    provider_rules: tuple[ProviderRule, ...]
    renewals: tuple[RenewalText, ...] = ()

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force that day, None before the first."""
        for edition in self.editions:
            if edition.in_force_from <= day and (edition.in_force_until is None or day <= edition.in_force_until):
                return edition
        return None

    def renewal_on(self, day: date) -> RenewalText | None:
        """What renewals ask on that day, None before the first version."""
        for text in self.renewals:
            if text.since <= day and (text.until is None or day <= text.until):
                return text
        return None

    def edition_for(self, day: date, begun: date | None, chosen: str = "") -> Edition | None:
        """The edition that judges on a day what was begun on another (None: not begun yet).

        It is the edition of the day. Within that edition's grace, what was begun before it keeps the one before it,
        unless `chosen` names the newer one. The same holds for the one before, as long as its own grace lasts.
        """
        edition = self.edition_on(day)
        while edition is not None and edition.key != chosen and _in_grace(edition, day, begun):
            before = self.edition_on(edition.in_force_from - ONE_DAY)
            if before is None:
                break
            edition = before
        return edition

    def edition_named(self, key: str) -> Edition | None:
        """The published edition of that key."""
        return next((edition for edition in self.editions if edition.key == key), None)

    def next_after(self, edition: Edition) -> Edition | None:
        """The edition that follows, in force or still to come."""
        later = [one for one in self.editions if one.in_force_from > edition.in_force_from]
        return later[0] if later else None

    def asks(self, edition: Edition, category: Category) -> dict[str, dict] | None:
        """Requirement key -> parameters, before any overlay; None where the category cannot be applied for."""
        return self.requirements.get((edition.pk, category.pk))

    def offering_editions(self, category: Category) -> list[Edition]:
        """The editions in which the category can be applied for, in the order of time."""
        return [edition for edition in self.editions if (edition.pk, category.pk) in self.requirements]


def _in_grace(edition: Edition, day: date, begun: date | None) -> bool:
    if begun is None or edition.grace_until is None:
        return False
    return begun < edition.in_force_from and day <= edition.grace_until


_kept: dict[tuple, Standard] = {}


def standard() -> Standard:
    """The Standard as loaded; one query when this process has it already, eight when it has not."""
    newest = StandardLoad.objects.values_list("pk", "sha256", "loaded_at").first()
    if newest not in _kept:
        read = _read()
        _kept.clear()
        _kept[newest] = read
        return read
    return _kept[newest]


def as_stored() -> Standard:
    """The Standard as this transaction sees it, kept for nobody. Seven queries."""
    return _read()


def _read() -> Standard:
    requirements: dict[tuple[int, int], dict[str, dict]] = {}
    for row in Requirement.objects.order_by("position"):
        requirements.setdefault((row.edition_id, row.category_id), {})[row.kind] = row.params
    asked: dict[tuple[int, int], list[AskedCompetency]] = {}
    for row in EditionCompetency.objects.select_related("competency").order_by("competency__position"):
        one = AskedCompetency(row.competency.key, row.standing)
        asked.setdefault((row.edition_id, row.category_id), []).append(one)
    return Standard(
        editions=tuple(Edition.objects.exclude(published_at=None).order_by("in_force_from")),
        categories={category.key: category for category in Category.objects.all()},
        competencies={competency.key: competency for competency in Competency.objects.all()},
        requirements=requirements,
        asked={key: tuple(rows) for key, rows in asked.items()},
        provider_rules=tuple(ProviderRule.objects.all()),
        renewals=_renewals(),
    )


def _renewals() -> tuple[RenewalText, ...]:
    """The published versions of what renewals ask. One query."""
    rows: dict[RenewalEdition, list[dict]] = {}
    for row in RenewalRule.objects.exclude(edition__published_at=None).select_related("edition"):
        values = {name: getattr(row, name) for name in ("regime", "months", "requirement", "params", "conditions")}
        rows.setdefault(row.edition, []).append(values)
    return tuple(
        RenewalText(one.key, one.in_force_from, one.in_force_until, regimes_of(values), one.text_sha256)
        for one, values in rows.items()
    )


def rules_for(
    category: Category | str,
    on: date,
    overlays: Iterable[OverlayRule] = (),
    *,
    association: str = "",
    members: Iterable[str] = (),
    known: Standard | None = None,
    edition: Edition | None = None,
    exceptions: Iterable[ExceptionRule] = (),
) -> Rules:
    """The rules by which a portfolio is judged for a category on a day.

    `overlays` may be of any association and day: those that do not concern `association` are left aside. `members`
    are the keys (abbreviations) of associations whose membership counts anywhere. `known` is the Standard for callers
    that have asked for it already. `edition` is the one that judges, that of the day unless given.
    `exceptions` are the signed personal exceptions of one application, of any day; they are laid over the overlays.

    Raises `UnknownCategory`, and `NotOffered` with the sentence saying when the category could be applied for.
    One query when the Standard is in memory.
    """
    known = known or standard()
    found = _category(known, category)
    edition = edition or known.edition_on(on)
    base = known.asks(edition, found) if edition else None
    if base is None:
        raise _not_offered(known, found, on)
    own = [rule for rule in overlays if rule.concerns(association, found.kind)]
    params, notes = overlay_rules.excepted(overlay_rules.overlaid(base, own, on), exceptions, on)
    return replace(
        _rules(known, found, edition, own, association, members),
        requirements=tuple((key, requirement_from(key, params[key], key)) for key in REQUIREMENT_KEYS if key in params),
        references_valid_months=overlay_rules.references_valid_months(own, on),
        competencies=known.asked.get((edition.pk, found.pk), ()),
        exceptions=notes,
    )


def _rules(
    known: Standard,
    found: Category,
    edition: Edition,
    own: list[OverlayRule],
    association: str,
    members: Iterable[str],
) -> Rules:
    """What a first award and a renewal have in common: whose RSC and whose membership counts."""
    return Rules(
        category=found.key,
        kind=found.kind,
        track=found.track,
        edition=edition.key,
        association=association,
        provider_periods=tuple(
            ProviderPeriod(rule.valid_from, rule.valid_until, tuple(rule.providers))
            for rule in known.provider_rules
            if found.kind in rule.applies_to
        ),
        vetting=overlay_rules.vetting(own),
        members=frozenset(members),
    )


def renewal_rules_for(
    category: Category | str,
    on: date,
    regime: str,
    overlays: Iterable[OverlayRule] = (),
    *,
    association: str = "",
    members: Iterable[str] = (),
    known: Standard | None = None,
) -> tuple[Rules, Regime]:
    """What `assess_renewal` needs for a category, which need not be offered any more; `regime` is annual or three_year.

    The other arguments are those of `rules_for`. Raises `UnknownCategory`, and `NotOffered` with a sentence before the
    first edition. One query when the Standard is in memory.
    """
    known = known or standard()
    found = _category(known, category)
    edition = known.edition_on(on)
    if edition is None:
        sentence = _("No edition of the Standard is in force on %(day)s.")
        raise NotOffered(sentence % {"day": on.isoformat()}, sentence % {"day": date_format(on, "DATE_FORMAT")})
    asked = known.renewal_on(on)
    if asked is None:
        sentence = _("What a renewal asks on %(day)s is not loaded.")
        raise NotOffered(sentence % {"day": on.isoformat()}, sentence % {"day": date_format(on, "DATE_FORMAT")})
    own = [rule for rule in overlays if rule.concerns(association, found.kind)]
    return _rules(known, found, edition, own, association, members), asked.regimes[regime].regime(own, on)


def category_offered(category: Category | str, on: date) -> bool:
    """Whether the category can be applied for that day. Raises `UnknownCategory`."""
    known = standard()
    edition = known.edition_on(on)
    return edition is not None and (edition.pk, _category(known, category).pk) in known.requirements


def categories_on(on: date) -> list[Category]:
    """The categories that can be applied for that day, in the Standard's order."""
    known = standard()
    edition = known.edition_on(on)
    if edition is None:
        return []
    return [category for category in known.categories.values() if (edition.pk, category.pk) in known.requirements]


def _category(known: Standard, category: Category | str) -> Category:
    key = category if isinstance(category, str) else category.key
    if key not in known.categories:
        raise UnknownCategory(key)
    return known.categories[key]


def _not_offered(known: Standard, category: Category, on: date) -> NotOffered:
    """With the sentence saying when the category could be applied for."""
    spans: list[list[date | None]] = []
    for edition in known.offering_editions(category):
        if spans and spans[-1][1] is not None and (edition.in_force_from - spans[-1][1]).days == 1:
            spans[-1][1] = edition.in_force_until
        else:
            spans.append([edition.in_force_from, edition.in_force_until])
    return NotOffered(
        _when_offered(category.key, on, spans, date.isoformat),
        _when_offered(f"{category.name} ({category.key})", on, spans, lambda day: date_format(day, "DATE_FORMAT")),
    )


def _when_offered(name: str, on: date, spans: list[list[date | None]], shown: Callable[[date], str]) -> str:
    names = {"category": name, "day": shown(on)}
    if not spans:
        return (
            _("%(category)s cannot be applied for on %(day)s: no edition loaded here has requirements for it.") % names
        )
    times = ", ".join(
        _("from %(first)s to %(last)s") % {"first": shown(first), "last": shown(last)}
        if last
        else _("from %(first)s on") % {"first": shown(first)}
        for first, last in spans
    )
    return _("%(category)s cannot be applied for on %(day)s; it can be applied for %(times)s.") % {
        **names,
        "times": times,
    }
