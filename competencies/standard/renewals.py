"""What renewals ask: the texts in `renewal/`, as data and as the values of rows. Nothing here touches the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from competencies.assessment import facts
from competencies.assessment.reading import DocumentFault, Faults, Item
from competencies.assessment.renewal import Regime, RenewalTerm
from competencies.assessment.rules import REQUIREMENT_KEYS, requirement_from
from competencies.standard.overlays import OverlayRule, overlaid

REGIMES = ("annual", "three_year")
"""The key of each regime, as the command and the document name it."""

OVERLAID = ("membership",)
"""What associations set differently for a renewal too; their other differences are of the first award."""


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """One line of the text: a requirement's parameters and the conditions of `RenewalTerm`."""

    key: str
    params: dict
    conditions: dict


@dataclass(frozen=True, slots=True)
class RegimeText:
    months: int
    lines: tuple[RenewalLine, ...]

    def regime(self, overlays: Iterable[OverlayRule], on: date) -> Regime:
        """What it asks on that day, with the overlays of one association and kind of category."""
        own = [rule for rule in overlays if rule.requirement in OVERLAID]
        terms = []
        for line in self.lines:
            params = overlaid({line.key: line.params}, [rule for rule in own if rule.requirement == line.key], on)
            if line.key in params:
                requirement = requirement_from(line.key, params[line.key], line.key)
                terms.append(RenewalTerm(key=line.key, requirement=requirement, **line.conditions))
        return Regime(self.months, tuple(terms))


@dataclass(frozen=True, slots=True)
class RenewalText:
    """One version of what renewals ask, and when it holds; `regimes` is by key."""

    key: str
    since: date
    until: date | None
    regimes: dict[str, RegimeText]
    sha256: str = ""


LONGEST_KEY = 8


def read_renewals(data: object, name: str, faults: Faults, sha256: str = "") -> RenewalText:
    """What YAML made of one text; every fault goes to `faults` with its place."""
    document = Item.of(data, f"{name}: ", faults)
    named = document.text("key", required=True)
    if len(named) > LONGEST_KEY:
        document.fault("key", f"must have at most {LONGEST_KEY} characters")
    days = document.item("in_force") or Item.of(None, document.place("in_force"), faults)
    since, until = days.span()
    days.close()
    found = {}
    for key, item in document.members("regimes"):
        if key not in REGIMES:
            faults.add(item.here, f"must be one of {', '.join(REGIMES)}")
        months = item.count("months", required=True, least=1)
        found[key] = RegimeText(
            months, tuple(_line(line, faults) for line in item.items("requirements", required=True))
        )
    for key in REGIMES:
        if key not in found:
            document.fault("regimes", f"must have {key}")
    document.close()
    return RenewalText(named, since, until, found, sha256)


def rows_of(text: RenewalText) -> Iterator[dict]:
    """The values of the rows of one version, ready for JSON."""
    for regime, asked in text.regimes.items():
        for position, line in enumerate(asked.lines):
            since = line.conditions["cycles_ending_from"]
            yield {
                "regime": regime,
                "position": position,
                "months": asked.months,
                "requirement": line.key,
                "params": line.params,
                "conditions": line.conditions
                | {"kinds": list(line.conditions["kinds"]), "cycles_ending_from": since.isoformat() if since else None},
            }


def regimes_of(rows: Iterable[Mapping]) -> dict[str, RegimeText]:
    """The other way: regime -> what it asks, from the values of one version's rows in their order."""
    lines: dict[str, list[RenewalLine]] = {}
    months: dict[str, int] = {}
    for row in rows:
        since = row["conditions"]["cycles_ending_from"]
        conditions = row["conditions"] | {
            "kinds": tuple(row["conditions"]["kinds"]),
            "cycles_ending_from": date.fromisoformat(since) if since else None,
        }
        lines.setdefault(row["regime"], []).append(RenewalLine(row["requirement"], row["params"], conditions))
        months[row["regime"]] = row["months"]
    return {regime: RegimeText(months[regime], tuple(found)) for regime, found in lines.items()}


def _line(item: Item, faults: Faults) -> RenewalLine:
    key = item.choice("requirement", REQUIREMENT_KEYS, required=True) or ""
    params = item.take("params", required=True)
    if key and params is not None:
        try:
            requirement_from(key, params, item.place("params"))
        except DocumentFault as fault:
            for found in fault.faults:
                faults.add(*found)
    conditions = {
        "kinds": item.choices("kinds", tuple(facts.CATEGORIES_OF_KIND)),
        "first": item.flag("first"),
        "gave_rsc": item.flag("gave_rsc"),
        "held_months": item.count("held_months"),
        "cycles_ending_from": item.day("cycles_ending_from"),
    }
    return RenewalLine(key, params, conditions)
