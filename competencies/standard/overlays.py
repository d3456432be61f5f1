"""What an association sets differently, handed to the rules of a day as data; the rows live with the associations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from competencies.assessment import facts
from competencies.assessment.findings import ExceptionNote
from competencies.assessment.reading import DocumentFault, Faults, Item
from competencies.assessment.rules import REQUIREMENT_KEYS, VettingPeriod, requirement_from

REFERENCES_VALIDITY = "references.validity"
"""Not a requirement: `{months: n}`, how long a completed reference stays usable."""

VETTED_PROVIDERS = "rsc.vetted_providers"
"""Not a requirement: the rule's days are days of RSC; `{months: n}` is how long one vetting lasts."""

NOT_REQUIRED = {"not_required": True}
"""Parameters that take a requirement away."""


@dataclass(frozen=True, slots=True)
class OverlayRule:
    """One dated difference of one association.

    It holds on days from `since` to `until`, both included, None open; for `kinds` of category, none means all.
    `params` replace the edition's parameters of `requirement` one by one, add the requirement where the edition has
    none, or take it away (`NOT_REQUIRED`). For `VETTED_PROVIDERS` the days are those of the RSC, not of the judgement.
    """

    association: str
    requirement: str
    since: date | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    key: str = ""

    def concerns(self, association: str, kind: str) -> bool:
        """It is that association's, and about that kind of category."""
        return self.association == association and (not self.kinds or kind in self.kinds)

    def holds_on(self, day: date) -> bool:
        """The day lies within the rule's days."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """A signed personal exception: what one application's `requirement` asks instead on days from `since` to `until`.

    `params` as in an overlay; it is laid over the association's overlays. `on` and `approved_by` are what the finding
    says of it.
    """

    requirement: str
    params: Mapping[str, object]
    since: date
    until: date | None
    on: date
    approved_by: str

    def holds_on(self, day: date) -> bool:
        """The day lies within the exception's days."""
        return self.since <= day and (self.until is None or day <= self.until)


def excepted(
    params: Mapping[str, Mapping], exceptions: Iterable[ExceptionRule], on: date
) -> tuple[dict[str, dict], dict[str, ExceptionNote]]:
    """`params` after the personal exceptions of that day, and requirement key -> what its finding says of one.

    A requirement that is taken away stays among them, so that its finding says so.
    """
    found, notes = {key: dict(value) for key, value in params.items()}, {}
    for rule in exceptions:
        waived = rule.params == NOT_REQUIRED
        if not rule.holds_on(on) or (waived and rule.requirement not in found):
            continue
        if not waived:
            found[rule.requirement] = {**found.get(rule.requirement, {}), **rule.params}
        notes[rule.requirement] = ExceptionNote(rule.on, rule.approved_by, waived)
    return found, notes


def conflicts(rules: Iterable[OverlayRule]) -> list[tuple[OverlayRule, OverlayRule]]:
    """Every two overlays of one association about one requirement and kind of category that share a day."""
    rules = list(rules)
    return [
        (first, second)
        for place, second in enumerate(rules)
        for first in rules[:place]
        if (first.association, first.requirement) == (second.association, second.requirement)
        and (not first.kinds or not second.kinds or set(first.kinds) & set(second.kinds))
        and (first.since or date.min) <= (second.until or date.max)
        and (second.since or date.min) <= (first.until or date.max)
    ]


def overlaid(base: Mapping[str, Mapping], rules: Iterable[OverlayRule], on: date) -> dict[str, dict]:
    """Requirement key -> parameters, after the overlays of that day; `base` is the edition's.

    The rules are already those of one association and kind; keys that are no requirement are left aside.
    """
    params = {key: dict(value) for key, value in base.items()}
    for rule in rules:
        if rule.requirement in (REFERENCES_VALIDITY, VETTED_PROVIDERS) or not rule.holds_on(on):
            continue
        if rule.params == NOT_REQUIRED:
            params.pop(rule.requirement, None)
        else:
            params[rule.requirement] = {**params.get(rule.requirement, {}), **rule.params}
    return params


def references_valid_months(rules: Iterable[OverlayRule], on: date) -> int | None:
    """How many months a reference stays usable on that day; None for ever."""
    for rule in rules:
        if rule.requirement == REFERENCES_VALIDITY and rule.holds_on(on):
            return int(rule.params["months"])
    return None


def vetting(rules: Iterable[OverlayRule]) -> tuple[VettingPeriod, ...]:
    """The days of RSC for which vetted providers count, whatever the day of judgement."""
    return tuple(
        VettingPeriod(rule.since, rule.until, rule.params.get("months"))
        for rule in rules
        if rule.requirement == VETTED_PROVIDERS
    )


def read_overlays(data: object, place: str = "overlays.yaml") -> list[OverlayRule]:
    """Read overlays from what YAML made of their text.

    Raises `DocumentFault` with every fault and its place.
    """
    faults = Faults()
    document = Item.of(data, place, faults)
    rules, keys, places = [], set(), {}
    for item in document.items("overlays", required=True):
        rule = _read(item, faults)
        if rule.key in keys:
            item.fault("key", f"is used twice: {rule.key}")
        keys.add(rule.key)
        rules.append(rule)
        places[id(rule)] = item
    for first, second in conflicts(rules):
        places[id(second)].fault("requirement", f"{second.requirement} is set by {first.key} too, on a shared day")
    document.close()
    if faults.found:
        raise DocumentFault(faults.found)
    return rules


def _read(item: Item, faults: Faults) -> OverlayRule:
    since, until = item.span(first_required=False)
    params = item.take("params", required=True)
    rule = OverlayRule(
        key=item.text("key", required=True),
        association=item.text("association", required=True),
        requirement=item.choice(
            "requirement", (*REQUIREMENT_KEYS, REFERENCES_VALIDITY, VETTED_PROVIDERS), required=True
        )
        or "",
        kinds=item.choices("kinds", tuple(facts.CATEGORIES_OF_KIND)),
        since=since,
        until=until,
        params=params if isinstance(params, dict) else {},
    )
    place = item.place("params")
    if rule.requirement in (REFERENCES_VALIDITY, VETTED_PROVIDERS):
        months = Item.of(params, place, faults)
        months.count("months", required=True, least=1)
        months.close()
    elif rule.requirement and rule.params != NOT_REQUIRED:
        try:
            requirement_from(rule.requirement, params, place, partial=True)
        except DocumentFault as fault:
            for found in fault.faults:
                faults.add(*found)
    return rule
