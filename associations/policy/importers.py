"""Published policies and overlays, from the text files beside this module."""

import datetime
from pathlib import Path

import yaml
from django.db import transaction

from associations.directory.models import Association
from associations.policy.models import Overlay, Policy
from associations.policy.queries import CHASER_DAYS, faults_of, rule_of
from competencies.assessment.facts import CATEGORIES
from competencies.assessment.reading import DocumentFault, Faults, Item
from competencies.standard.overlay_checks import misfits
from competencies.standard.overlays import OverlayRule, read_overlays
from competencies.standard.queries import standard
from competencies.standard.texts import read_yaml

FOLDER = Path(__file__).parent

# Before any application in the portal: the published policies hold for all of it.
SINCE = datetime.date(2000, 1, 1)


class UnknownAssociation(ValueError):
    """A line names an association that is not loaded."""


def read_policies(path: Path = FOLDER / "policies.yaml") -> list[dict]:
    """``[{"association": abbreviation, field of Policy: value, ...}]``."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_overlay_file(path: Path = FOLDER / "overlays.yaml") -> list[OverlayRule]:
    """The overlays of the file, checked. Raises DocumentFault naming every fault and its place."""
    return read_overlays(read_yaml(path.read_bytes(), path.name), path.name)


def read_labels(path: Path = FOLDER / "labels.yaml") -> list[dict]:
    """``[{"association": abbreviation, "category": key, "name": name}]``.

    Raises DocumentFault where a line says something else, names an unknown category, or one twice.
    """
    faults = Faults()
    rows, seen = yaml.safe_load(path.read_text(encoding="utf-8")), set()
    document = Item.of({"labels": rows}, f"{path.name}: ", faults)
    read = []
    for item in document.items("labels", required=True):
        row = {
            "association": item.text("association", required=True),
            "category": item.choice("category", sorted(CATEGORIES), required=True),
            "name": item.text("name", required=True),
        }
        if (row["association"], row["category"]) in seen:
            item.fault("category", f"is named twice: {row['category']}")
        seen.add((row["association"], row["category"]))
        read.append(row)
    if faults.found:
        raise DocumentFault(faults.found)
    return read


def _by_abbreviation(names) -> dict[str, Association]:
    names = set(names)
    found = {row.abbreviation: row for row in Association.objects.filter(abbreviation__in=names)}
    if missing := sorted(names - set(found)):
        raise UnknownAssociation(", ".join(missing))
    return found


@transaction.atomic
def load_policies(rows: list[dict]) -> int:
    """A policy for every association that has none: the published differences over the defaults. Returns how many.

    Raises UnknownAssociation.
    """
    published = {row["association"]: {key: row[key] for key in row if key != "association"} for row in rows}
    _by_abbreviation(published)
    bare = Association.objects.filter(policies__isnull=True)
    made = [
        Policy(
            association=association,
            valid_from=SINCE,
            **{"chaser_days": list(CHASER_DAYS), **published.get(association.abbreviation, {})},
        )
        for association in bare
    ]
    for policy in made:
        policy.full_clean(exclude=["association", "chaser_days"])
        policy.save()
    return len(made)


@transaction.atomic
def load_overlays(rules: list[OverlayRule]) -> tuple[int, int]:
    """Makes the rows by key and follows the file where its text changed. Returns ``(made, changed)``.

    An overlay of the file is part of the Standard's text: nobody edits it in the portal. Raises UnknownAssociation, and
    DocumentFault where one does not fit the editions or is in conflict with one put in force in the portal.
    """
    _refuse_what_does_not_fit(rules)
    associations = _by_abbreviation(rule.association for rule in rules)
    known = {row.key: row for row in Overlay.objects.filter(key__in=[rule.key for rule in rules])}
    made = changed = 0
    for rule in rules:
        values = {
            "association_id": associations[rule.association].pk,
            "valid_from": rule.since,
            "valid_until": rule.until,
            "kinds": list(rule.kinds),
            "requirement": rule.requirement,
            "params": dict(rule.params),
        }
        row = known.get(rule.key)
        if row is None:
            Overlay.objects.create(key=rule.key, **values)
            made += 1
        elif any(getattr(row, field) != value for field, value in values.items()):
            Overlay.objects.filter(pk=row.pk).update(**values)
            changed += 1
    return made, changed


def _refuse_what_does_not_fit(rules: list[OverlayRule]) -> None:
    rows = Overlay.held().filter(proposed_at__isnull=False)
    portal = [rule_of(row, row.association.abbreviation) for row in rows.select_related("association")]
    faults = [
        (f"overlays.yaml: overlays[{place}]", sentence)
        for place, rule in enumerate(rules)
        for sentence in faults_of(rule, portal)
    ]
    known = standard()
    faults += [
        (f"overlays.yaml: overlays[{place}].{key}", sentence)
        for place, rule in enumerate(rules)
        for key, sentence in misfits(rule, known)
    ]
    if faults:
        raise DocumentFault(faults)


@transaction.atomic
def load_labels(rows: list[dict]) -> int:
    """Makes every association's own category names those of the file. Returns how many associations changed.

    Raises UnknownAssociation.
    """
    _by_abbreviation(row["association"] for row in rows)
    changed = 0
    for association in Association.objects.all():
        own = {row["category"]: row["name"] for row in rows if row["association"] == association.abbreviation}
        if association.category_names != own:
            Association.objects.filter(pk=association.pk).update(category_names=own)
            changed += 1
    return changed
