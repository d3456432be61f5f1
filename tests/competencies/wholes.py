"""Portfolios that meet what a category asks exactly, made from numbers written out in the tests."""

import datetime
from datetime import date
from decimal import Decimal

from competencies.assessment.days import last_day_of_months

START = date(2010, 1, 1)
TOPICS = ("iecmh", "giving_rsc", "dei")


def until(months):
    return last_day_of_months(START, months).isoformat()


def hours(cells, key):
    return cells.get(key, {}).get("hours", 0)


def whole(cells, track, competencies):
    """The document that meets each cell (requirement key -> parameters) and nothing beyond it."""
    portfolio = {
        "version": 1,
        "person": {
            "memberships": [{"association": "CT-AIMH", "from": "2000-01-01"}],
            "endorsements": [{"category": "IFS", "from": "2009-01-01"}] if "prerequisite" in cells else [],
        },
        "education": [],
        "work": [],
        "training": _training(cells, competencies),
        "rsc": _rsc(cells),
        "references": _references(cells),
        "agreements": {"code_of_ethics": "2017-01-01", "endorsement_agreement": "2017-01-01"},
        "providers": {"mentor": {"endorsements": [{"category": "ECMHM-C", "from": "2005-01-01"}]}},
    }
    if "education" in cells:
        level = cells["education"]["any_of"][-1]["levels"][-1]
        taught = [] if portfolio["training"] else competencies
        portfolio["education"] = [{"id": "e1", "level": level, "awarded_on": "2009-12-31", "competencies": taught}]
    if "work.months" in cells:
        terms = cells["work.months"]
        portfolio["work"] = [
            {
                "id": "w1",
                "from": START.isoformat(),
                "until": until(terms["months"]),
                "age_bands": [track],
                "nature": terms["natures"][0],
                "paid": terms.get("paid", False),
                "supervised": terms.get("supervised", False),
                "families": cells.get("work.families", {}).get("families", 0),
            }
        ]
    if "rsc_given.months" in cells:
        months = cells["rsc_given.months"]["months"]
        portfolio["rsc_given"] = [{"id": "g1", "from": START.isoformat(), "until": until(months), "hours": 1}]
    if "leadership.months" in cells:
        terms = cells["leadership.months"]
        kind = terms.get("kinds", ["policy"])[0]
        months = terms["months"]
        portfolio["leadership"] = [{"id": "l1", "from": START.isoformat(), "until": until(months), "kind": kind}]
    return portfolio


def _training(cells, competencies):
    parts = {topic: hours(cells, f"training.{topic}") for topic in TOPICS}
    rest = hours(cells, "training.hours") - sum(parts.values())
    entries = [(topic, topic, count) for topic, count in parts.items() if count]
    entries += [("rest", "iecmh", rest)] if rest > 0 else []
    return [
        {"id": f"t-{name}", "on": "2016-01-01", "hours": count, "topic": topic, "competencies": competencies}
        for name, topic, count in entries
    ]


def _rsc(cells):
    about = hours(cells, "rsc.about_rsc_given")
    own = hours(cells, "rsc.hours") - about
    entry = {"provider": "mentor", "from": "2015-01-01", "until": "2015-12-31"}
    parts = [("own_work", own), ("rsc_given", about)]
    return [entry | {"id": f"r-{what}", "hours": count, "about": what} for what, count in parts if count > 0]


def _references(cells):
    roles = [place[0] for place in cells.get("references.roles", {"places": []})["places"]]
    roles += ["parent"] * (cells["references.count"]["count"] - len(roles))
    return [
        {
            "id": f"f{index}",
            "roles": [role],
            "completed_on": "2017-06-01",
            "endorsed": index == 0 and "references.endorsed" in cells,
            "overall": "recommend",
        }
        for index, role in enumerate(roles)
    ]


def shorter(entry, months):
    """An entry that began so many months in, ending as before."""
    return entry | {"from": (last_day_of_months(START, months) + datetime.timedelta(days=1)).isoformat()}


def less(entries, **wanted):
    """A quarter of an hour less in the last entry of that kind."""
    found = [entry for entry in entries if all(entry[name] == value for name, value in wanted.items())][-1]
    changed = found | {"hours": float(Decimal(str(found["hours"])) - Decimal("0.25"))}
    return [changed if entry is found else entry for entry in entries]


def broken(portfolio, key):
    """The same portfolio, just short of one requirement."""
    person = portfolio["person"]
    lists = portfolio | {"person": person}
    match key:
        case "education":
            level = "certificate" if not portfolio["work"] else "bachelor"
            return lists | {"education": [portfolio["education"][0] | {"level": level}]}
        case "work.months":
            return lists | {"work": [shorter(portfolio["work"][0], 1)]}
        case "work.families":
            return lists | {"work": [portfolio["work"][0] | {"families": portfolio["work"][0]["families"] - 1}]}
        case "training.hours":
            return lists | {"training": less(portfolio["training"])}
        case "training.iecmh" | "training.giving_rsc" | "training.dei":
            changed = portfolio["training"]
            topic = key.partition(".")[2]
            total = [entry | {"topic": None} if entry["id"] == "t-rest" else entry for entry in changed]
            return lists | {"training": less(total, topic=topic)}
        case "rsc.hours":
            return lists | {"rsc": less(portfolio["rsc"])}
        case "rsc.about_rsc_given":
            return lists | {"rsc": less(portfolio["rsc"], about="rsc_given")}
        case "rsc_given.months":
            return lists | {"rsc_given": [shorter(portfolio["rsc_given"][0], 1)]}
        case "leadership.months":
            return lists | {"leadership": [shorter(portfolio["leadership"][0], 1)]}
        case "references.count":
            return lists | {"references": portfolio["references"][:-1]}
        case "references.roles":
            first = portfolio["references"][0] | {"roles": ["board_member"]}
            return lists | {"references": [first, *portfolio["references"][1:]]}
        case "references.endorsed":
            return lists | {"references": [entry | {"endorsed": False} for entry in portfolio["references"]]}
        case "agreements.code_of_ethics" | "agreements.endorsement_agreement":
            return lists | {"agreements": portfolio["agreements"] | {key.partition(".")[2]: None}}
        case "membership":
            return lists | {"person": person | {"memberships": []}}
        case "prerequisite":
            return lists | {"person": person | {"endorsements": [{"category": "IMHM-C", "from": "2009-01-01"}]}}
        case "competencies":
            return lists | {
                name: [entry | {"competencies": entry["competencies"][1:]} for entry in portfolio[name]]
                for name in ("training", "education")
            }
    raise AssertionError(key)
