"""What the rules of a day ask, as words that can be set side by side: two days, two editions, core and association."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from competencies.assessment.rules import Rules, VettingPeriod, requirement_from
from competencies.standard import wording
from competencies.standard.amounts import any_of, day
from competencies.standard.explanations import EXPLANATIONS, KINDS, Explanation, requirement_sentence
from competencies.standard.models import Category
from competencies.standard.overlays import NOT_REQUIRED, REFERENCES_VALIDITY, VETTED_PROVIDERS, OverlayRule

PROVIDERS = "rsc.providers"
"""The key of the statement on whose RSC counts; no requirement of its own."""

MORE_TITLES: Mapping[str, str] = {
    PROVIDERS: gettext_lazy("Whose RSC counts"),
    VETTED_PROVIDERS: gettext_lazy("RSC from providers vetted by the association"),
    REFERENCES_VALIDITY: gettext_lazy("How long a reference can be used"),
}

NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"


@dataclass(frozen=True)
class Statement:
    """One thing asked. `value` is what two statements of a key are compared by."""

    key: str
    title: str
    sentence: str
    value: object
    explanation: Explanation | None = None


@dataclass(frozen=True)
class Cell:
    """A key in two sets of statements; `before` or `after` is empty where it is absent."""

    key: str
    title: str
    before: str
    after: str
    change: str
    explanation: Explanation | None = None


def statements(rules: Rules, on: date) -> list[Statement]:
    """Everything the rules ask, in the order of the findings; then what concerns RSC and references as a whole."""
    found = [
        Statement(key, wording.title(key), requirement_sentence(requirement), requirement, EXPLANATIONS.get(key))
        for key, requirement in rules.requirements
    ]
    if any(key in ("rsc.hours", "rsc.about_rsc_given") for key, _requirement in rules.requirements):
        found += _about_providers(rules, on)
    if rules.references_valid_months is not None:
        months = rules.references_valid_months
        found.append(_more(REFERENCES_VALIDITY, validity_sentence(months), months))
    return found


def title_of(key: str) -> str:
    """The title of a requirement key or of what is no requirement of its own."""
    return str(MORE_TITLES[key]) if key in MORE_TITLES else wording.title(key)


def effect(known, rule: OverlayRule) -> str:
    """What an overlay does, in a sentence; `known` is a `queries.Standard`."""
    if rule.requirement == VETTED_PROVIDERS:
        sentence = vetting_sentence(VettingPeriod(rule.since, rule.until, rule.params.get("months")))
    elif rule.requirement == REFERENCES_VALIDITY:
        sentence = validity_sentence(int(rule.params["months"]))
    elif rule.params == NOT_REQUIRED:
        sentence = _("Not required.")
    else:
        sentence = requirement_sentence(_changed(known, rule))
    return f"{title_of(rule.requirement)}: {sentence}"


def _changed(known, rule: OverlayRule):
    """The requirement as the overlay makes it, in the newest edition and first category that it concerns."""
    for edition in reversed(known.editions):
        for category in known.categories.values():
            base = known.asks(edition, category)
            if base is not None and (not rule.kinds or category.kind in rule.kinds):
                params = {**base.get(rule.requirement, {}), **rule.params}
                return requirement_from(rule.requirement, params, rule.requirement)
    return requirement_from(rule.requirement, dict(rule.params), rule.requirement)


def _more(key: str, sentence: str, value: object) -> Statement:
    return Statement(key, str(MORE_TITLES[key]), sentence, value)


def _about_providers(rules: Rules, on: date) -> Iterable[Statement]:
    for period in rules.provider_periods:
        if (period.since is None or period.since <= on) and (period.until is None or on <= period.until):
            names = any_of(KINDS[kind] for kind in period.kinds)
            sentence = _("RSC received on this day counts from: %(names)s. Earlier hours keep the rule of their day.")
            yield _more(PROVIDERS, sentence % {"names": names}, frozenset(period.kinds))
    if rules.vetting:
        sentence = " ".join(vetting_sentence(period) for period in rules.vetting)
        yield _more(VETTED_PROVIDERS, sentence, rules.vetting)


def validity_sentence(months: int) -> str:
    """How long a reference can be used."""
    return ngettext(
        "Up to %(months)s month after it was completed.", "Up to %(months)s months after it was completed.", months
    ) % {"months": months}


def vetting_sentence(period: VettingPeriod) -> str:
    """For which RSC a provider vetted by the association counts, and how long one vetting lasts."""
    words = {"months": period.months, "first": period.since and day(period.since)}
    words["last"] = period.until and day(period.until)
    if period.since and period.until:
        days = _("Counts for RSC received from %(first)s to %(last)s") % words
    elif period.until:
        days = _("Counts for RSC received up to %(last)s") % words
    elif period.since:
        days = _("Counts for RSC received from %(first)s on") % words
    else:
        days = _("Counts for RSC received on any day")
    if period.months is None:
        return _("%(days)s.") % {"days": days}
    lasting = ngettext(
        "%(days)s, for %(months)s month from each vetting.",
        "%(days)s, for %(months)s months from each vetting.",
        period.months,
    )
    return lasting % {"days": days, "months": period.months}


def compared(before: Iterable[Statement], after: Iterable[Statement]) -> list[Cell]:
    """Every key of either side, those of `after` first and in its order, with what became of it."""
    old = {statement.key: statement for statement in before}
    cells = []
    for statement in after:
        was = old.pop(statement.key, None)
        change = NEW if was is None else SAME if was.value == statement.value else CHANGED
        cells.append(
            Cell(
                statement.key,
                statement.title,
                was.sentence if was else "",
                statement.sentence,
                change,
                statement.explanation,
            )
        )
    return cells + [Cell(was.key, was.title, was.sentence, "", GONE, was.explanation) for was in old.values()]


def by_kind(categories: Iterable[Category]) -> list[list[Category]]:
    """Both tracks of a kind together."""
    return [list(group) for _kind, group in groupby(categories, key=lambda category: category.kind)]
