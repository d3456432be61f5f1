"""How long a portfolio takes to be judged: the engine alone, in this process, without a database."""

import statistics
import time
from datetime import date, timedelta

from associations.policy.importers import read_overlay_file
from competencies.assessment import assess, document
from competencies.assessment.facts import CATEGORIES_OF_KIND
from competencies.assessment.rules import (
    REQUIREMENT_KEYS,
    AskedCompetency,
    ProviderPeriod,
    Rules,
    requirement_from,
)
from competencies.standard.overlays import overlaid, vetting
from competencies.standard.texts import StandardText, read_standard

ON = date(2025, 6, 1)
WARM, ROUNDS = 200, 2000
CASES = (("IFS", "MI-AIMH"), ("IMHS", "CT-AIMH"), ("IMHM-C", "ORIMHA"))


def run() -> dict:
    """Case -> how many entries, findings, and the median and p95 in milliseconds of reading and of judging."""
    texts = read_standard()
    found = {}
    for category, association in CASES:
        rules, data = _rules(texts, category, association), _portfolio(texts, category)
        portfolio = document.parse(data)
        entries = sum(len(value) for value in data.values() if isinstance(value, list))
        found[f"{category} at {association}"] = {
            "entries": entries,
            "findings": len(assess(portfolio, rules, ON).findings),
            "read": _timed(lambda data=data: document.parse(data)),
            "judge": _timed(lambda portfolio=portfolio, rules=rules: assess(portfolio, rules, ON)),
        }
    return found


def _timed(work) -> dict:
    for _ in range(WARM):
        work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return {"median": statistics.median(taken), "p95": taken[round(0.95 * len(taken)) - 1]}


def _rules(texts: StandardText, category: str, association: str) -> Rules:
    kind = next(kind for kind, keys in CATEGORIES_OF_KIND.items() if category in keys)
    own = [rule for rule in read_overlay_file() if rule.concerns(association, kind)]
    params = overlaid(texts.editions[-1].requirements[kind], own, ON)
    return Rules(
        category=category,
        kind=kind,
        track="infant",
        edition=texts.editions[-1].key,
        association=association,
        requirements=tuple((key, requirement_from(key, params[key], key)) for key in REQUIREMENT_KEYS if key in params),
        provider_periods=tuple(
            ProviderPeriod(rule.since, rule.until, rule.providers)
            for rule in texts.provider_rules
            if kind in rule.applies_to
        ),
        vetting=vetting(own),
        competencies=tuple(
            AskedCompetency(row.key, row.standing[kind]) for row in texts.competencies if kind in row.standing
        ),
        members=frozenset({association}),
    )


def _portfolio(texts: StandardText, category: str) -> dict:
    """60 entries over ten years: some count, some were too early, some cross a change of the provider rule."""
    keys = [row.key for row in texts.competencies]
    nature = "prevention" if category == "IFS" else "dyadic_therapy"

    def months(number: int, step: int, length: int) -> dict:
        first = date(2015, 1, 1) + timedelta(days=number * step)
        return {"from": first.isoformat(), "until": (first + timedelta(days=length)).isoformat()}

    return {
        "version": 1,
        "person": {"memberships": [{"association": "CT-AIMH", "from": "2015-01-01"}]},
        "education": [{"id": f"e{n}", "level": "master", "awarded_on": f"201{n}-06-01"} for n in range(2)],
        "work": [
            {"id": f"w{n}", "paid": n != 3, "supervised": True, "age_bands": ["infant"], "families": 4}
            | {"nature": nature, "internship": n == 4, "internship_supervisor": "mentor"}
            | months(n, 500, 600)
            for n in range(6)
        ],
        "training": [
            {"id": f"t{n}", "on": f"20{15 + n % 10}-03-0{1 + n % 9}", "hours": 2.25}
            | {"topic": ("iecmh", "giving_rsc", "dei")[n % 3], "competencies": keys[n : n + 4]}
            for n in range(22)
        ],
        "rsc": [
            {"id": f"r{n}", "provider": ("mentor", "late", "vetted", "nobody")[n % 4], "hours": 3.5, "format": "group"}
            | {"about": ("own_work", "rsc_given")[n % 2]}
            | months(n, 180, 200)
            for n in range(20)
        ],
        "rsc_given": [{"id": f"g{n}", "hours": 40} | months(n, 700, 800) for n in range(3)],
        "leadership": [{"id": f"l{n}", "kind": "practice"} | months(n, 700, 800) for n in range(2)],
        "references": [
            {"id": f"f{n}", "roles": ["supervisor", "rsc_provider", "colleague", "rsc_recipient"][n : n + 2]}
            | {"endorsed": n == 1, "completed_on": "2025-01-01", "not_enough_information": n}
            for n in range(5)
        ],
        "agreements": {"code_of_ethics": "2025-01-01", "endorsement_agreement": "2025-01-01"},
        "providers": {
            "mentor": {"endorsements": [{"category": "IMHM-C", "from": "2012-01-01"}]},
            "late": {
                "endorsements": [{"category": "IMHS", "from": "2016-01-01"}, {"category": "ERS", "from": "2024-07-01"}]
            },
            "vetted": {"vetted_by": [{"association": "ORIMHA", "from": "2019-01-01"}]},
            "nobody": {},
        },
    }
