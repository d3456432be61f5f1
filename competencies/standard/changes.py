"""What texts would change of editions that are published already, each with its place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from competencies.standard.models import (
    Edition,
    EditionCompetency,
    ProviderRule,
    RenewalEdition,
    RenewalRule,
    Requirement,
)
from competencies.standard.renewals import rows_of
from competencies.standard.texts import EditionText, StandardText

COMPETENCIES = "competencies"
"""The requirement key under which an edition asks a category for its competencies."""

PROVIDER_RULES = "provider-rules"
"""The key under which an amendment changes the rule on whose RSC counts."""

FROZEN = {
    Edition.Source.TEXT: "the edition is published and frozen; ",
    Edition.Source.PORTAL: "the edition was published in the portal and stands as it is there; ",
}
"""Where an edition came from -> why its rows do not follow the text."""


@dataclass
class Changes:
    """``faults`` are (place, sentence) of what is frozen; ``amended`` is edition -> what an amendment writes down.

    A category that an edition did not ask before is written down, but is no fault.
    """

    faults: list[tuple[str, str]] = field(default_factory=list)
    amended: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, edition: Edition, place: str, sentence: str) -> None:
        self.faults.append((f"editions/{edition.key}.yaml: {place}", FROZEN[edition.source] + sentence))
        self.amended.setdefault(edition.key, []).append(f"{place}: {sentence}")

    def frozen(self, key: str, place: str, sentence: str) -> None:
        """What else of the Standard is frozen; ``key`` is that of its amendment."""
        self.faults.append((place, f"it is in force and frozen; {sentence}"))
        self.amended.setdefault(key, []).append(f"{place}: {sentence}")

    def addition(self, edition: Edition, category: str) -> None:
        self.amended.setdefault(edition.key, []).append(f"{category}: is asked from now on")


def requirement_rows(texts: StandardText, edition: EditionText) -> Iterator[tuple[str, int, str, dict]]:
    """(category, position, kind, params) of every requirement of an edition's text."""
    for category in texts.categories:
        for position, (kind, params) in enumerate(edition.requirements.get(category.kind, {}).items()):
            yield category.key, position, kind, params


def competency_rows(texts: StandardText, edition: EditionText) -> Iterator[tuple[str, str, str]]:
    """(category, competency, standing) of every competency an edition's text asks for."""
    for category in texts.categories:
        if COMPETENCIES in edition.requirements.get(category.kind, {}):
            kind, listed = category.kind, texts.competencies
            of_all = {one.key: one.standing[kind] for one in listed if kind in one.standing}
            standings = edition.competencies.get(kind, of_all)
            for competency in listed:
                if competency.key in standings:
                    yield category.key, competency.key, standings[competency.key]


def changes_to_published(texts: StandardText) -> Changes:
    """What the texts say differently from the published rows of the same editions. Six queries.

    A category that an edition did not ask before is an addition; everything else it says is frozen.
    """
    found = Changes()
    published = {edition.key: edition for edition in Edition.objects.exclude(published_at=None)}
    asked: dict[str, dict] = {key: {} for key in published}
    requirements = Requirement.objects.filter(edition__key__in=published).select_related("edition", "category")
    for row in requirements.order_by("category__position", "position"):
        asked[row.edition.key][row.category.key, row.kind] = row.params
    evidence: dict[str, dict] = {key: {} for key in published}
    rows = EditionCompetency.objects.filter(edition__key__in=published).order_by("category__position", "pk")
    for edition, category, competency, standing in rows.values_list(
        "edition__key", "category__key", "competency__key", "standing"
    ):
        evidence[edition][category, competency] = standing
    wanted = {text.key: text for text in texts.editions}
    for key, edition in published.items():
        if key in wanted:
            _compare_days(found, edition, wanted[key])
            _compare_asked(found, texts, edition, wanted[key], asked[key], evidence[key])
        elif edition.source == Edition.Source.TEXT:
            found.fault(edition, "key", "its text is gone")
        else:
            known = {competency.key for competency in texts.competencies}
            for competency in sorted({competency for _category, competency in evidence[key]} - known):
                found.faults.append((f"competencies.csv: {competency}", f"is asked by the edition {key} of the portal"))
    _compare_renewals(found, texts)
    _compare_provider_rules(found, texts)
    return found


def amendment_of(renewal: str) -> str:
    """The key of an amendment of that version of what renewals ask."""
    return f"renewal-{renewal}"


def _compare_renewals(found: Changes, texts: StandardText) -> None:
    rows: dict[str, dict] = {}
    columns = ("months", "requirement", "params", "conditions")
    for row in RenewalRule.objects.select_related("edition"):
        place = f"regimes.{row.regime}.requirements[{row.position}]"
        rows.setdefault(row.edition.key, {})[place] = {name: getattr(row, name) for name in columns}
    wanted = {text.key: text for text in texts.renewals}
    for edition in RenewalEdition.objects.exclude(published_at=None):
        key, file, text = amendment_of(edition.key), f"renewal/{edition.key}.yaml", wanted.get(edition.key)
        if text is None:
            found.frozen(key, f"{file}: key", "its text is gone")
            continue
        if edition.in_force_from != text.since:
            found.frozen(key, f"{file}: in_force.from", f"{edition.in_force_from} would become {text.since}")
        if edition.in_force_until is not None and edition.in_force_until != text.until:
            was, becomes = edition.in_force_until, text.until or "open"
            found.frozen(key, f"{file}: in_force.until", f"{was} would become {becomes}")
        new = {
            f"regimes.{row['regime']}.requirements[{row['position']}]": {name: row[name] for name in columns}
            for row in rows_of(text)
        }
        old = rows.get(edition.key, {})
        for place in {**old, **new}:
            if old.get(place) != new.get(place):
                sentence = f"{_shown(old.get(place))} would become {_shown(new.get(place))}"
                found.frozen(key, f"{file}: {place}", sentence)


def _compare_provider_rules(found: Changes, texts: StandardText) -> None:
    """A rule without an end may be given one, once, and further rules may follow at the end of the text."""
    for row in ProviderRule.objects.all():
        place = f"provider_rules.yaml: rules[{row.position}]"
        if row.position >= len(texts.provider_rules):
            found.frozen(PROVIDER_RULES, place, "its text is gone")
            continue
        text = texts.provider_rules[row.position]
        pairs = {
            "from": (row.valid_from, text.since),
            "until": (row.valid_until, text.until if row.valid_until else row.valid_until),
            "applies_to": (row.applies_to, list(text.applies_to)),
            "providers": (row.providers, list(text.providers)),
        }
        for name, (was, becomes) in pairs.items():
            if was != becomes:
                found.frozen(
                    PROVIDER_RULES, f"{place}.{name}", f"{was or 'nothing'} would become {becomes or 'nothing'}"
                )


def _compare_days(found: Changes, edition: Edition, text: EditionText) -> None:
    if edition.in_force_from != text.since:
        found.fault(edition, "in_force.from", f"{edition.in_force_from} would become {text.since}")
    if edition.in_force_until is not None and edition.in_force_until != text.until:
        found.fault(edition, "in_force.until", f"{edition.in_force_until} would become {text.until or 'open'}")
    if edition.grace_until != text.grace_until:
        was, becomes = edition.grace_until or "nothing", text.grace_until or "nothing"
        found.fault(edition, "grace_until", f"{was} would become {becomes}")


def _compare_asked(
    found: Changes, texts: StandardText, edition: Edition, text: EditionText, asked: dict, evidence: dict
) -> None:
    before = {category for category, _kind in asked}
    new = {(category, kind): params for category, _position, kind, params in requirement_rows(texts, text)}
    for category in dict.fromkeys(category for category, _kind in new if category not in before):
        found.addition(edition, category)
    for category, kind in {**asked, **new}:
        old, now = asked.get((category, kind)), new.get((category, kind))
        if category in before and old != now:
            found.fault(edition, f"{category} {kind}", f"{_shown(old)} would become {_shown(now)}")
    standing = {(category, key): value for category, key, value in competency_rows(texts, text)}
    for category, competency in {**evidence, **standing}:
        old, now = evidence.get((category, competency)), standing.get((category, competency))
        # Where the requirement itself comes or goes, it was named above.
        if (category, COMPETENCIES) in asked and (category, COMPETENCIES) in new and old != now:
            place = f"{category} {COMPETENCIES} {competency}"
            found.fault(edition, place, f"{old or 'nothing'} would become {now or 'nothing'}")


def _shown(params: dict | None) -> str:
    return "nothing" if params is None else json.dumps(params, sort_keys=True)
