"""Whether an overlay fits the editions it changes."""

from collections.abc import Iterable, Iterator
from datetime import date

from competencies.assessment.days import overlap, period
from competencies.assessment.reading import DocumentFault
from competencies.assessment.rules import REQUIREMENT_KEYS, requirement_from
from competencies.standard.overlays import NOT_REQUIRED, OverlayRule
from competencies.standard.queries import Standard


def misfits(rule: OverlayRule, known: Standard) -> Iterator[tuple[str, str]]:
    """(key, sentence) of what does not fit; nothing is checked before any edition is loaded.

    It may not begin on a day on which no edition offers what it changes, and with what every edition of its days asks
    it must make a requirement.
    """
    offering = [
        (edition, category)
        for category in known.categories.values()
        if not rule.kinds or category.kind in rule.kinds
        for edition in known.offering_editions(category)
    ]
    if not offering:
        return
    if rule.since and not any(_in_force(edition, rule.since) for edition, _ in offering):
        first = min(edition.in_force_from for edition, _ in offering)
        yield "from", f"is no day on which what it changes is offered; that begins on {first.isoformat()}"
    if rule.requirement not in REQUIREMENT_KEYS or rule.params == NOT_REQUIRED:
        return
    told: set[str] = set()
    for edition, category in offering:
        days = overlap(period(edition.in_force_from, edition.in_force_until), period(rule.since, rule.until))
        if days is not None:
            base = known.asks(edition, category).get(rule.requirement, {})
            for sentence in _faults_of(rule, base):
                if sentence not in told:
                    told.add(sentence)
                    yield "params", f"{sentence} (edition {edition.key}, {category.key})"


def _in_force(edition, day: date) -> bool:
    return edition.in_force_from <= day and (edition.in_force_until is None or day <= edition.in_force_until)


def _faults_of(rule: OverlayRule, base: dict) -> Iterable[str]:
    try:
        requirement_from(rule.requirement, {**base, **rule.params}, rule.requirement)
    except DocumentFault as fault:
        return [f"{place} {sentence}" for place, sentence in fault.faults]
    return []
