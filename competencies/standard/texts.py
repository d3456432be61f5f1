"""The Standard's texts beside this file, read and validated; nothing here touches the database."""

import csv
import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from competencies.assessment import facts
from competencies.assessment.reading import DocumentFault, Faults, Item
from competencies.assessment.rules import REQUIREMENT_KEYS, requirement_from
from competencies.standard.renewals import RenewalText, read_renewals

HERE = Path(__file__).resolve().parent

STANDINGS = ("asked", "example")
COMPETENCY_COLUMNS = {"FA": "FA", "FS": "FS", "FRS": "FRS", "MHS": "MHS"} | dict.fromkeys(
    ("MHM-C", "MHM-P", "MHM-R/F"), "MHM"
)
"""Kind of category -> its column in competencies.csv; the add-on asks for none."""


@dataclass(frozen=True, slots=True)
class CategoryText:
    key: str
    kind: str
    track: str
    name: str
    suffix: str


@dataclass(frozen=True, slots=True)
class CompetencyText:
    """`standing` is kind of category -> asked or example."""

    key: str
    area: str
    title: str
    standing: dict[str, str]


@dataclass(frozen=True, slots=True)
class EditionText:
    """`requirements` is kind of category -> requirement key -> parameters.

    `competencies` is kind -> competency -> asked or example, for kinds that have others than competencies.csv says.
    """

    key: str
    since: date
    until: date | None
    requirements: dict[str, dict[str, dict]]
    sha256: str
    grace_until: date | None = None
    competencies: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProviderRuleText:
    since: date | None
    until: date | None
    applies_to: tuple[str, ...]
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardText:
    """All of it; `sha256` is of every text in order."""

    categories: list[CategoryText]
    competencies: list[CompetencyText]
    editions: list[EditionText]
    provider_rules: list[ProviderRuleText]
    renewals: list[RenewalText]
    sha256: str

    def renewal_on(self, day: date) -> RenewalText | None:
        """What renewals ask on that day, None before the first version."""
        held = [one for one in self.renewals if one.since <= day and (one.until is None or day <= one.until)]
        return held[0] if held else None


class _StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key named twice, instead of keeping the last."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if repr(key) in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is named twice", key_node.start_mark
                )
            seen.add(repr(key))
        return super().construct_mapping(node, deep)


def read_yaml(text: bytes, name: str) -> object:
    """What a YAML text says; raises `DocumentFault` where it is none."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except (yaml.YAMLError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(fault, "problem", None) or fault
        raise DocumentFault([(name, f"is not YAML: {problem}{where}")]) from fault


def read_standard(folder: Path = HERE) -> StandardText:
    """Read every text of the folder.

    Raises `DocumentFault` with every fault of every text, each place beginning with the file's name.
    """
    alone = ["categories.yaml", "competencies.csv", "provider_rules.yaml"]
    dated = {
        place: sorted(f"{place}/{path.name}" for path in (folder / place).glob("*.yaml"))
        for place in ("renewal", "editions")
    }
    names = [*alone, *dated["renewal"], *dated["editions"]]
    raw: dict[str, bytes] = {}
    faults = Faults()
    for name in names:
        try:
            raw[name] = (folder / name).read_bytes()
        except OSError as fault:
            faults.add(name, f"cannot be read: {fault.strerror}")
    readers = {"categories.yaml": _categories, "competencies.csv": _competencies, "provider_rules.yaml": _rules}
    readers |= dict.fromkeys(dated["renewal"], _renewals)
    read = {name: _read(readers.get(name, _edition), name, text, faults) for name, text in raw.items()}
    if not faults.found:
        versions = {place: sorted((read[name] for name in dated[place]), key=lambda one: one.since) for place in dated}
        for place, texts in versions.items():
            _check_days(place, texts, faults)
        _check_competencies(versions["editions"], {one.key for one in read["competencies.csv"]}, faults)
    if faults.found:
        raise DocumentFault(faults.found)
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\0{len(raw[name])}\0".encode() + raw[name])
    return StandardText(
        read["categories.yaml"],
        read["competencies.csv"],
        versions["editions"],
        read["provider_rules.yaml"],
        versions["renewal"],
        digest.hexdigest(),
    )


def _read(reader, name: str, text: bytes, faults: Faults):
    try:
        return reader(name, text, faults)
    except DocumentFault as fault:
        for found in fault.faults:
            faults.add(*found)
        return None


def _categories(name: str, text: bytes, faults: Faults) -> list[CategoryText]:
    document = Item.of(read_yaml(text, name), f"{name}: ", faults)
    read = [
        CategoryText(
            key=item.choice("key", sorted(facts.CATEGORIES), required=True),
            kind=item.choice("kind", tuple(facts.CATEGORIES_OF_KIND), required=True),
            track=item.choice("track", (*facts.AGE_BANDS, "both"), required=True),
            name=item.text("name", required=True),
            suffix=item.text("suffix"),
        )
        for item in document.items("categories", required=True)
    ]
    document.close()
    missing = facts.CATEGORIES - {category.key for category in read}
    if missing or len(read) != len(facts.CATEGORIES):
        faults.add(
            f"{name}: categories", f"must name each category once; missing {', '.join(sorted(missing)) or 'none'}"
        )
    for category in read:
        if category.key and category.kind and category.key not in facts.CATEGORIES_OF_KIND[category.kind]:
            faults.add(f"{name}: categories", f"{category.key} is not of the kind {category.kind}")
    return read


def _competencies(name: str, text: bytes, faults: Faults) -> list[CompetencyText]:
    rows = csv.DictReader(text.decode("utf-8").splitlines())
    expected = ["key", "area", "title", *dict.fromkeys(COMPETENCY_COLUMNS.values())]
    if rows.fieldnames != expected:
        raise DocumentFault([(f"{name}: line 1", f"must be {','.join(expected)}")])
    read, seen = [], set()
    for row in rows:
        place = f"{name}: line {rows.line_num}"
        if None in row or None in row.values() or not (row["key"] and row["area"] and row["title"]):
            faults.add(place, "must have a key, an area, a title and one column for each kind")
            continue
        if row["key"] in seen:
            faults.add(place, f"repeats the key {row['key']}")
        seen.add(row["key"])
        standing = {kind: row[column] for kind, column in COMPETENCY_COLUMNS.items() if row[column]}
        for value in sorted(set(standing.values()) - set(STANDINGS)):
            faults.add(place, f"must say asked, example or nothing, not {value}")
        read.append(CompetencyText(row["key"], row["area"], row["title"], standing))
    return read


def _rules(name: str, text: bytes, faults: Faults) -> list[ProviderRuleText]:
    document = Item.of(read_yaml(text, name), f"{name}: ", faults)
    kinds = tuple(facts.CATEGORIES_OF_KIND)
    read = []
    for item in document.items("rules", required=True):
        since, until = item.span(first_required=False)
        applies_to, providers = item.choices("applies_to", kinds, required=True), item.choices("providers", kinds)
        read.append(ProviderRuleText(since, until, applies_to, providers))
    document.close()
    for kind in kinds:
        _check_rule_days(name, kind, [rule for rule in read if kind in rule.applies_to], faults)
    return read


def _renewals(name: str, text: bytes, faults: Faults) -> RenewalText:
    return read_renewals(read_yaml(text, name), name, faults, hashlib.sha256(text).hexdigest())


def _check_rule_days(name: str, kind: str, rules: list[ProviderRuleText], faults: Faults) -> None:
    """The rules of a kind follow each other without gap or overlap, open at both ends."""
    rules = sorted(rules, key=lambda rule: rule.since or date.min)
    if not rules:
        return
    days_after = [rule.until and rule.until + timedelta(days=1) for rule in rules]
    if rules[0].since or rules[-1].until or days_after[:-1] != [rule.since for rule in rules[1:]]:
        faults.add(f"{name}: rules", f"those for {kind} must follow each other day by day, open at both ends")


def _edition(name: str, text: bytes, faults: Faults) -> EditionText | None:
    before = len(faults.found)
    document = Item.of(read_yaml(text, name), f"{name}: ", faults)
    days = document.item("in_force") or Item.of(None, document.place("in_force"), faults)
    since, until = days.span()
    days.close()
    requirements = {kind: _requirements(kind, item, faults) for kind, item in document.members("requirements")}
    competencies = {kind: _standings(kind, item, faults) for kind, item in document.members("competencies")}
    key, grace_until = document.text("key", required=True), document.day("grace_until")
    if since and grace_until and grace_until < since:
        document.fault("grace_until", "must not lie before in_force.from")
    document.close()
    if len(faults.found) > before:
        return None
    return EditionText(key, since, until, requirements, hashlib.sha256(text).hexdigest(), grace_until, competencies)


def _standings(kind: str, item: Item, faults: Faults) -> dict[str, str]:
    """An edition's own list of competencies: those asked, and those that are examples of an area."""
    if kind not in facts.CATEGORIES_OF_KIND:
        faults.add(item.here, "is no kind of category")
    found: dict[str, str] = {}
    for standing in STANDINGS:
        for number, key in enumerate(item.texts(standing)):
            if key in found:
                item.fault(f"{standing}[{number}]", "is named twice")
            found[key] = standing
    item.close()
    if not found:
        faults.add(item.here, "must name a competency")
    return found


def _check_competencies(editions: list[EditionText], known: set[str], faults: Faults) -> None:
    for edition in editions:
        for kind, standings in edition.competencies.items():
            for key in sorted(standings.keys() - known):
                faults.add(f"editions/{edition.key}.yaml: competencies.{kind}", f"{key} is not in competencies.csv")


@cache
def shipped_standings(kind: str) -> dict[str, str]:
    """Competency -> asked or example, as competencies.csv says for a kind of category."""
    listed = _competencies("competencies.csv", (HERE / "competencies.csv").read_bytes(), Faults())
    return {one.key: one.standing[kind] for one in listed if kind in one.standing}


def _requirements(kind: str, item: Item, faults: Faults) -> dict[str, dict]:
    if kind not in facts.CATEGORIES_OF_KIND:
        faults.add(item.here, "is no kind of category")
    asked = {}
    for key, params in item.rest():
        try:
            requirement_from(key, params, item.place(key))
        except DocumentFault as fault:
            for found in fault.faults:
                faults.add(*found)
        asked[key] = params
    return dict(sorted(asked.items(), key=lambda pair: _position(pair[0])))


def _position(key: str) -> int:
    return REQUIREMENT_KEYS.index(key) if key in REQUIREMENT_KEYS else len(REQUIREMENT_KEYS)


def _check_days(folder: str, versions: list[EditionText] | list[RenewalText], faults: Faults) -> None:
    """Those of a folder follow each other without a gap, and the last one is open."""
    if not versions:
        faults.add(folder, "there is none")
        return
    if len({version.key for version in versions}) != len(versions):
        faults.add(folder, "two have the same key")
    for version, following in pairwise(versions):
        if version.until != following.since - timedelta(days=1):
            faults.add(
                f"{folder}/{version.key}.yaml: in_force.until",
                f"must be the day before the edition {following.key} begins ({following.since})",
            )
    if versions[-1].until is not None:
        faults.add(f"{folder}/{versions[-1].key}.yaml: in_force.until", "must be open in the newest edition")
