"""From a few answers to the assessment of them: the answers become a portfolio document, and `assess` judges it.

Nothing here counts hours or months. What the document needs and nobody is asked, it takes as the form says: the work
and the RSC run up to the day, spread evenly, and whoever gave RSC held what is named all that time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from associations.catalogue.presenters import CategoryRow, category_row
from associations.directory.models import Association
from competencies.assessment import assess, document
from competencies.assessment.days import add_months
from competencies.assessment.facts import AGE_BANDS, CATEGORIES_OF_KIND, TOPICS
from competencies.assessment.findings import MET, Assessment, Finding
from competencies.assessment.rules import Rules
from competencies.standard import wording
from competencies.standard.overlays import OverlayRule
from competencies.standard.queries import NotOffered, Standard, rules_for

LATER = (
    "references.count",
    "references.roles",
    "references.endorsed",
    "agreements.code_of_ethics",
    "agreements.endorsement_agreement",
    "competencies",
    "rsc.sources",
    "exam",
)
"""What no question is about: it comes with the application, whatever the category."""

ALWAYS = "1940-01-01"
MOST_REASONS = 3
ANY_ASSOCIATION = "WAIMH"


@dataclass(frozen=True)
class Answers:
    """What was answered; an absent answer is 0, "" or False. Hours are `Decimal` quarters, months whole.

    `ages` are age bands; `provider` and `holds` kinds of category; `pay` is paid, volunteer or unpaid.
    """

    ages: tuple[str, ...]
    education: str = ""
    related: bool = False
    education_year: int | None = None
    licence: bool = False
    nature: str = ""
    work_months: int = 0
    pay: str = "paid"
    supervised: bool = False
    families: int = 0
    training: Mapping[str, Decimal] = field(default_factory=dict)
    rsc_hours: Decimal = Decimal(0)
    rsc_about: Decimal = Decimal(0)
    rsc_months: int = 12
    provider: str = ""
    given_months: int = 0
    leadership: str = ""
    leadership_months: int = 0
    membership: str = ""
    holds: str = ""


def portfolio_of(answers: Answers, on: date, competencies: Iterable[str]) -> dict:
    """The portfolio document, version 1, of the answers. `competencies` are mapped to all training."""
    person = {}
    if answers.membership:
        person["memberships"] = [{"association": answers.membership, "from": on.isoformat()}]
    if answers.holds:
        person["endorsements"] = [{"category": _held(answers.holds, answers.ages), "from": on.isoformat()}]
    made = {
        "version": document.VERSION,
        "person": person,
        "education": _education(answers, on),
        "work": _work(answers, on),
        "training": _training(answers, on, list(competencies)),
        "rsc": [
            *_rsc("own_work", answers.rsc_hours - answers.rsc_about, answers.rsc_months, on),
            *_rsc("rsc_given", answers.rsc_about, answers.rsc_months, on),
        ],
        "providers": {"provider": _provider(answers.provider)},
    }
    if answers.licence:
        made["licences"] = [{"id": "licence", "kind": "mental_health", "issued_on": on.isoformat()}]
    if answers.given_months:
        given = {"id": "given", "from": _first_day(on, answers.given_months), "hours": answers.given_months}
        made["rsc_given"] = [given]
    if answers.leadership and answers.leadership_months:
        first = _first_day(on, answers.leadership_months)
        made["leadership"] = [{"id": "leadership", "from": first, "kind": answers.leadership}]
    return made


def _first_day(on: date, months: int) -> str:
    """The first day of so many months that end with the day."""
    return (add_months(on, -months) + timedelta(days=1)).isoformat()


def _held(kind: str, ages: tuple[str, ...]) -> str:
    keys = CATEGORIES_OF_KIND[kind]
    return keys[-1] if ages == AGE_BANDS[1:] else keys[0]


def _education(answers: Answers, on: date) -> list[dict]:
    if not answers.education:
        return []
    awarded = min(date(answers.education_year, 12, 31), on).isoformat()
    return [{"id": "education", "level": answers.education, "related": answers.related, "awarded_on": awarded}]


def _work(answers: Answers, on: date) -> list[dict]:
    if not answers.work_months:
        return []
    work = {
        "id": "work",
        "from": _first_day(on, answers.work_months),
        "paid": answers.pay == "paid",
        "supervised": answers.supervised or answers.pay == "volunteer",
        "specialised_training": answers.pay == "volunteer",
        "age_bands": list(answers.ages),
        "families": answers.families,
    }
    return [work | ({"nature": answers.nature} if answers.nature else {})]


def _training(answers: Answers, on: date, competencies: list[str]) -> list[dict]:
    parts = {topic: answers.training.get(topic) or Decimal(0) for topic in TOPICS}
    rest = (answers.training.get("hours") or Decimal(0)) - sum(parts.values())
    return [
        {"id": f"training-{topic or 'other'}", "on": on.isoformat(), "hours": hours, "competencies": competencies}
        | ({"topic": topic} if topic else {})
        for topic, hours in {**parts, "": rest}.items()
        if hours > 0
    ]


def _rsc(about: str, hours: Decimal, months: int, on: date) -> list[dict]:
    """The hours by calendar months, the last of them the day's own, so that each is judged by the rule of its days.

    What does not divide comes first.
    """
    this_month = on.replace(day=1)
    quarters, more = divmod(int(hours * 4), months)
    entries = []
    for place in range(months):
        share = Decimal(quarters + (place < more)) / 4
        if share:
            first = add_months(this_month, place + 1 - months)
            last = min(add_months(first, 1) - timedelta(days=1), on)
            entry = {"id": f"{about}-{place}", "provider": "provider", "hours": share, "about": about}
            entries.append(entry | {"from": first.isoformat(), "until": last.isoformat(), "format": "individual"})
    return entries


def _provider(kind: str) -> dict:
    return {"endorsements": [{"category": CATEGORIES_OF_KIND[kind][0], "from": ALWAYS}]} if kind else {}


@dataclass(frozen=True)
class Line:
    """One requirement: its title, what it asks, what the answers give, and why not more."""

    title: str
    asks: str
    sentence: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fit:
    """One category judged: what the answers meet, what is still needed, and what comes with the application."""

    row: CategoryRow
    met: list[Line]
    needed: list[Line]
    later: list[Line]


def fits(
    answers: Answers,
    on: date,
    known: Standard,
    association: Association | None = None,
    overlays: Iterable[OverlayRule] = (),
    members: Iterable[str] = (),
) -> list[Fit]:
    """Every category of the age groups that can be applied for, those with the least still needed first."""
    portfolio = document.parse(portfolio_of(answers, on, known.competencies), competencies=known.competencies)
    overlays, found = list(overlays), []
    for category in known.categories.values():
        if category.track not in (*answers.ages, "both") or (association and not association.offers(category)):
            continue
        abbreviation = association.abbreviation if association else ""
        try:
            rules = rules_for(category, on, overlays, association=abbreviation, members=members, known=known)
        except NotOffered:
            continue
        found.append(_fit(category_row(category, association), assess(portfolio, rules, on), rules))
    return sorted(found, key=lambda fit: len(fit.needed))


def _fit(row: CategoryRow, assessment: Assessment, rules: Rules) -> Fit:
    asked = [finding for finding in assessment.findings if finding.requirement not in LATER]
    return Fit(
        row=row,
        met=[_line(finding, rules) for finding in asked if finding.status == MET],
        needed=[_line(finding, rules) for finding in asked if finding.status != MET],
        later=[
            Line(wording.title(key), wording.requirement_sentence(requirement))
            for key, requirement in rules.requirements
            if key in LATER
        ],
    )


def _line(finding: Finding, rules: Rules) -> Line:
    reasons = () if finding.status == MET else [wording.reason_sentence(finding, reason) for reason in finding.reasons]
    return Line(
        wording.title(finding.requirement),
        wording.requirement_sentence(rules.requirement(finding.requirement)),
        wording.finding_sentence(finding),
        tuple(dict.fromkeys(reasons))[:MOST_REASONS],
    )
