"""Portfolios and rules for the engine's tests, built from the published texts without a database."""

import copy
import functools
import json
from datetime import date
from pathlib import Path

from competencies.assessment import assess, assess_renewal, document
from competencies.assessment.facts import CATEGORIES_OF_KIND
from competencies.assessment.rules import (
    REQUIREMENT_KEYS,
    AskedCompetency,
    ProviderPeriod,
    Rules,
    requirement_from,
)
from competencies.standard.overlays import OverlayRule, overlaid, references_valid_months, vetting
from competencies.standard.texts import read_standard

CASES = Path(__file__).parent.parent / "cases"
ON = date(2024, 10, 1)


@functools.cache
def standard():
    return read_standard()


def complete(kind="FS"):
    """The document of a complete portfolio, to be changed at will; complete on 2024-10-01."""
    name = {"FA": "ifa_complete", "FS": "ifs_complete", "MHS": "imhs_day_before_2025", "MHM-C": "imhmc_complete_2024"}[
        kind
    ]
    return copy.deepcopy(json.loads((CASES / f"{name}.json").read_text())["portfolio"])


def rules(category="IFS", on=ON, *, overlays=(), association="CT-AIMH", members=("CT-AIMH",), offered=True, **changes):
    """The rules of a day as the texts have them; `changes` replaces fields. Without `offered` nothing need be asked."""
    texts = standard()
    kind = next(kind for kind, keys in CATEGORIES_OF_KIND.items() if category in keys)
    edition = next(e for e in texts.editions if e.since <= on and (e.until is None or on <= e.until))
    own = [rule for rule in overlays if rule.concerns(association, kind)]
    params = overlaid(edition.requirements[kind] if offered else {}, own, on)
    fields = {
        "category": category,
        "kind": kind,
        "track": "both" if category == "ERS" else "infant" if category.startswith("I") else "early_childhood",
        "edition": edition.key,
        "association": association,
        "requirements": tuple(
            (key, requirement_from(key, params[key], key)) for key in REQUIREMENT_KEYS if key in params
        ),
        "provider_periods": tuple(
            ProviderPeriod(rule.since, rule.until, rule.providers)
            for rule in texts.provider_rules
            if kind in rule.applies_to
        ),
        "vetting": vetting(own),
        "references_valid_months": references_valid_months(own, on),
        "competencies": tuple(
            AskedCompetency(competency.key, competency.standing[kind])
            for competency in texts.competencies
            if kind in competency.standing
        ),
        "members": frozenset(members),
    }
    return Rules(**(fields | changes))


def judge_renewal(portfolio, category, on, regime, cycle_from, *, overlays=(), association="CT-AIMH"):
    """The assessment of a document's renewal by the published text."""
    base = rules(category, on, overlays=overlays, association=association, offered=False)
    own = [rule for rule in overlays if rule.concerns(association, base.kind)]
    found = standard().renewal_on(on).regimes[regime].regime(own, on)
    return assess_renewal(document.parse(portfolio), base, found, on, cycle_from)


def overlay(requirement, params, *, since=None, until=None, kinds=(), association="CT-AIMH"):
    return OverlayRule(
        association=association, requirement=requirement, since=since, until=until, kinds=kinds, params=params
    )


def judge(portfolio, category="IFS", on=ON, **options):
    """The assessment of a document."""
    return assess(document.parse(portfolio), rules(category, on, **options), on)


def outcome(assessment, requirement):
    """(status, counted, {entry: code}) of one finding, numbers as they print."""
    finding = assessment.finding(requirement)
    codes = {reason.entry: reason.code for reason in finding.reasons}
    return finding.status, f"{float(finding.counted):g}", codes


def work(id="w1", **values):
    """A job that counts for IFS from 2020-01-01 to 2021-12-31 unless changed."""
    return {
        "id": id,
        "title": "Home visitor",
        "from": "2020-01-01",
        "until": "2021-12-31",
        "paid": True,
        "age_bands": ["infant"],
        "families": 10,
        "nature": "prevention",
    } | values


def rsc(id="r1", **values):
    return {"id": id, "provider": "mentor", "from": "2023-01-10", "until": "2023-12-20", "hours": 24} | values


def reference(id="f1", *roles, **values):
    return {"id": id, "roles": list(roles), "completed_on": "2024-08-01", "overall": "recommend"} | values
