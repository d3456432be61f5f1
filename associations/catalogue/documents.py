"""docs/requirements.md: every category, edition and overlay in tables, made from the texts; no database is asked."""

from collections.abc import Iterable
from datetime import date

from django.utils import translation

from associations.policy.importers import read_labels, read_overlay_file
from competencies.assessment import facts
from competencies.assessment.rules import VettingPeriod, requirement_from
from competencies.standard import wording
from competencies.standard.amounts import amount
from competencies.standard.explanations import KINDS
from competencies.standard.overlays import REFERENCES_VALIDITY, VETTED_PROVIDERS, OverlayRule, overlaid
from competencies.standard.statements import MORE_TITLES, validity_sentence, vetting_sentence
from competencies.standard.texts import EditionText, StandardText, read_standard

HEAD = """# Requirements

Made from the texts of `competencies/standard/` and `associations/policy/` by `manage.py requirements_docs`; a test
compares them. The sentences are those of the public pages; how each requirement is judged is in
[standard.md](standard.md). A kind stands for both age groups: FS for IFS and ECFS. Endorsement®, the Competency
Guidelines® and IMH-E® are registered marks.
"""

SAME = "as before"
NOT_ASKED = "–"


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> list[str]:
    head = [str(cell) for cell in head]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return [*lines, *("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows), ""]


def _sentence(key: str, params: dict | None) -> str:
    return NOT_ASKED if params is None else wording.requirement_sentence(requirement_from(key, params, key))


def _days(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{since} to {until}"
    if until:
        return f"to {until}"
    return f"from {since}" if since else "always"


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(kinds)


def _categories(texts: StandardText) -> list[str]:
    rows = [
        (
            f"`{category.key}`",
            category.name,
            "either" if category.track == "both" else category.track.replace("_", " "),
            category.kind,
            _kinds(edition.key for edition in texts.editions if category.kind in edition.requirements),
        )
        for category in texts.categories
    ]
    return ["## Categories", "", *_table(("key", "name", "age group", "kind", "editions"), rows)]


def _editions(texts: StandardText) -> list[str]:
    rows = [(f"`{edition.key}`", _days(edition.since, edition.until)) for edition in texts.editions]
    return ["## Editions", "", *_table(("edition", "in force"), rows)]


def _kind(texts: StandardText, kind: str) -> list[str]:
    """What each edition asks of a kind, a column for each edition that offers it."""
    editions = [edition for edition in texts.editions if kind in edition.requirements]
    asked = {key for edition in editions for key in edition.requirements[kind]}
    rows = []
    for key in (key for key in wording.TITLES if key in asked):
        cells = [_sentence(key, edition.requirements[kind].get(key)) for edition in editions]
        shown = [
            SAME if place and cell == cells[place - 1] and cell != NOT_ASKED else cell
            for place, cell in enumerate(cells)
        ]
        rows.append((f"{wording.title(key)} (`{key}`)", *shown))
    head = ("asked", *(f"edition {edition.key}" for edition in editions))
    return [f"## {kind}: {KINDS[kind]}", "", *_table(head, rows)]


def _providers(texts: StandardText) -> list[str]:
    rows = [
        (_days(rule.since, rule.until), _kinds(rule.applies_to), _kinds(rule.providers))
        for rule in texts.provider_rules
    ]
    return ["## Whose RSC counts", "", *_table(("RSC received", "for", "from holders of"), rows)]


def _competencies(texts: StandardText) -> list[str]:
    kinds = [kind for kind in facts.CATEGORIES_OF_KIND if any(kind in one.standing for one in texts.competencies)]
    rows = [(one.area, one.title, *(one.standing.get(kind, NOT_ASKED) for kind in kinds)) for one in texts.competencies]
    return ["## Competencies", "", *_table(("area", "competency", *kinds), rows)]


def _overlays(texts: StandardText, rules: list[OverlayRule]) -> list[str]:
    rows = []
    for rule in sorted(rules, key=lambda rule: (rule.association, rule.key)):
        said: dict[tuple[str, str], list[str]] = {}
        for kind in rule.kinds or facts.CATEGORIES_OF_KIND:
            said.setdefault(_difference(texts, rule, kind), []).append(kind)
        for (core, own), kinds in said.items():
            where = "all" if not rule.kinds and len(said) == 1 else _kinds(kinds)
            name = str(MORE_TITLES.get(rule.requirement) or wording.title(rule.requirement))
            rows.append((rule.association, where, _days(rule.since, rule.until), name, core, own))
    head = ("association", "for", "days", "asked", "by the Alliance", "by the association")
    return ["## Overlays", "", *_table(head, rows)]


def _difference(texts: StandardText, rule: OverlayRule, kind: str) -> tuple[str, str]:
    """What the core asks and what the association asks, in the newest edition that the rule concerns."""
    if rule.requirement == VETTED_PROVIDERS:
        return NOT_ASKED, vetting_sentence(VettingPeriod(rule.since, rule.until, rule.params.get("months")))
    if rule.requirement == REFERENCES_VALIDITY:
        return NOT_ASKED, validity_sentence(rule.params["months"])
    edition = _newest(texts.editions, rule, kind)
    base = edition.requirements[kind]
    own = overlaid(base, [rule], rule.until or edition.since)
    return _sentence(rule.requirement, base.get(rule.requirement)), _sentence(
        rule.requirement, own.get(rule.requirement)
    )


def _newest(editions: list[EditionText], rule: OverlayRule, kind: str) -> EditionText:
    return [
        edition
        for edition in editions
        if kind in edition.requirements and (rule.until is None or edition.since <= rule.until)
    ][-1]


def _renewal(texts: StandardText) -> list[str]:
    lines = [
        "## Renewal",
        "",
        "Only what is dated within the cycle counts. Of two lines with one title the later that holds is asked.",
        "",
    ]
    for key, regime in (pair for version in texts.renewals for pair in version.regimes.items()):
        rows = [
            (
                f"{wording.title(line.key)} (`{line.key}`)",
                _kinds(line.conditions["kinds"]) or "all",
                _sentence(line.key, line.params),
                _only(line.conditions),
            )
            for line in regime.lines
        ]
        lines += [f"### {key.replace('_', ' ').capitalize()}: {amount(regime.months, 'months')}", ""]
        lines += _table(("asked", "for", "what", "when"), rows)
    return lines


def _only(conditions: dict) -> str:
    """When a line of a renewal holds."""
    said = [] if conditions["first"] else ["from the second renewal on"]
    if conditions["cycles_ending_from"]:
        said.append(f"in cycles that end on {conditions['cycles_ending_from']} or later")
    if conditions["gave_rsc"]:
        said.append("where RSC was given in the cycle")
    if conditions["held_months"]:
        said.append(f"where the category has been held for {amount(conditions['held_months'], 'months')}")
    return "; ".join(said) or "always"


def _names(labels: list[dict]) -> list[str]:
    rows = [(label["association"], f"`{label['category']}`", label["name"]) for label in labels]
    return ["## Own names of categories", "", *_table(("association", "category", "name"), rows)]


def page() -> str:
    """The whole document, in English. Raises `DocumentFault` where a text cannot be read."""
    texts = read_standard()
    with translation.override("en"):
        lines = [HEAD, *_editions(texts), *_categories(texts)]
        for kind in facts.CATEGORIES_OF_KIND:
            lines += _kind(texts, kind)
        lines += [*_providers(texts), *_competencies(texts), *_overlays(texts, read_overlay_file())]
        lines += [*_renewal(texts), *_names(read_labels())]
    return "\n".join(lines)
