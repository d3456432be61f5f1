"""Whether what is asked instead adds to the core, falls below it, or merely differs. Pure comparison of records.

What is not known to be more or less of the same is `DIFFERS`: nobody may put it in force as if it only added.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from competencies.assessment import rules
from competencies.standard.overlays import (
    NOT_REQUIRED,
    REFERENCES_VALIDITY,
    VETTED_PROVIDERS,
    OverlayRule,
    overlaid,
)

ADDS, BELOW, DIFFERS, SAME = "adds", "below", "differs", "same"

LABELS = {
    ADDS: _("adds to the core"),
    BELOW: _("falls below the core"),
    DIFFERS: _("differs from the core"),
    SAME: _("asks what the core asks"),
}

_MORE_IS_HARDER = {"months", "hours", "families", "count", "paid", "supervised", "after_degree"}
_MORE_IS_EASIER = {"volunteers", "vetted", "peers", "others"}
_FEWER_IS_HARDER = {(rules.RscWindow, "months"), (rules.InternshipTerms, "months")}
_ANY_OF = {"natures", "kinds", "supervisor_kinds"}


def direction(core: rules.Requirement | None, own: rules.Requirement | None) -> str:
    """How a requirement compares with the edition's; None is: not asked."""
    if core is None or own is None:
        return SAME if core is own else ADDS if core is None else BELOW
    if type(core) is not type(own):
        return DIFFERS
    return _combined(_differences(core, own))


def _combined(found: Iterable[str]) -> str:
    found = set(found) - {SAME}
    if not found:
        return SAME
    return found.pop() if len(found) == 1 else DIFFERS


def _differences(core, own) -> list[str]:
    if isinstance(core, rules.MembershipTerms):
        return [_ordered(core.own, own.own)]
    if isinstance(core, rules.ReferencesRoles):
        return [_places(core.places, own.places)]
    return [_field(core, one.name, getattr(core, one.name), getattr(own, one.name)) for one in fields(core)]


def _field(record, name: str, core, own) -> str:
    if core == own:
        return SAME
    if name == "education":
        return _levels(_accepted(core), _accepted(own))
    if name in ("work", "licence", "internship"):
        return _further_way(core, own)
    if is_dataclass(core):
        return _combined(_differences(core, own))
    if name in _ANY_OF and not isinstance(record, rules.Prerequisite):
        # None named means any.
        return _levels(dict.fromkeys(core) or None, dict.fromkeys(own) or None)
    if name == "kinds":
        return _levels(dict.fromkeys(core), dict.fromkeys(own))
    if name in _MORE_IS_EASIER or (type(record), name) in _FEWER_IS_HARDER:
        return _ordered(own, core)
    return _ordered(core, own) if name in _MORE_IS_HARDER else DIFFERS


def _ordered(core, own) -> str:
    return SAME if core == own else ADDS if own > core else BELOW


def _further_way(core, own) -> str:
    """One more way to meet a requirement makes it easier."""
    if core is None or own is None:
        return BELOW if core is None else ADDS
    return _combined(_differences(core, own)) if is_dataclass(core) else DIFFERS


def _accepted(alternatives: tuple[rules.EducationAlternative, ...]) -> dict[tuple[str, bool], None]:
    """Every (level, related to the field) that one of the alternatives accepts."""
    found = {}
    for one in alternatives:
        for level in one.levels:
            found |= {(level, True): None} | ({} if level in one.related_levels else {(level, False): None})
    return found


def _levels(core: Mapping | None, own: Mapping | None) -> str:
    """Of what is accepted, None being everything: more is easier."""
    if core is None or own is None:
        return SAME if core is own else ADDS if core is None else BELOW
    more, less = set(own) - set(core), set(core) - set(own)
    if more and less:
        return DIFFERS
    return BELOW if more else ADDS if less else SAME


def _places(core: tuple, own: tuple) -> str:
    left = [frozenset(place) for place in own]
    missing = 0
    for place in map(frozenset, core):
        if place in left:
            left.remove(place)
        else:
            missing += 1
    if missing and left:
        return DIFFERS
    return BELOW if missing else ADDS if left else SAME


def overlay_direction(known, rule: OverlayRule) -> str:
    """How an overlay compares with the core, over every edition and kind of category that it touches.

    `known` is a `queries.Standard`. Raises `DocumentFault` where its parameters do not make a requirement.
    """
    if rule.requirement == REFERENCES_VALIDITY:
        return ADDS
    if rule.requirement == VETTED_PROVIDERS:
        return BELOW
    return _combined(direction(core, own) for core, own in _both(known, rule))


def _both(known, rule: OverlayRule):
    for edition in known.editions:
        if not _touches(edition, rule):
            continue
        for category in known.categories.values():
            base = known.asks(edition, category)
            if base is None or (rule.kinds and category.kind not in rule.kinds):
                continue
            on = max(edition.in_force_from, rule.since or date.min)
            params = overlaid(base, [rule], on)
            place = f"{rule.requirement} ({edition.key}, {category.key})"
            yield tuple(
                rules.requirement_from(rule.requirement, asked[rule.requirement], place)
                if rule.requirement in asked
                else None
                for asked in (base, params)
            )


def _touches(edition, rule: OverlayRule) -> bool:
    return (rule.since or date.min) <= (edition.in_force_until or date.max) and edition.in_force_from <= (
        rule.until or date.max
    )


def exception_direction(core: Mapping[str, Mapping], requirement: str, params: Mapping[str, object]) -> str:
    """How a personal exception compares with what the edition (`core`: requirement key -> parameters) asks.

    Raises `DocumentFault` where its parameters do not make a requirement.
    """
    base = core.get(requirement)
    asked = None if base is None else rules.requirement_from(requirement, base, requirement)
    if params == NOT_REQUIRED:
        return direction(asked, None)
    return direction(asked, rules.requirement_from(requirement, {**(base or {}), **params}, requirement))
