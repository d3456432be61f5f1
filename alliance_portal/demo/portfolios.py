"""Invented evidence: complete portfolios for the family categories, and portfolios with one thing missing."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Person
from common.ids import new_code
from competencies.standard.models import Category, Competency
from endorsement.portfolio.actions import save_entry

ROLES = [
    "Home visitor",
    "Early intervention specialist",
    "Parent educator",
    "Family support worker",
    "Nurse home visitor",
]
EMPLOYERS = [
    "Sample County Early Start",
    "Sample Family Centre",
    "Sample Home Visiting Programme",
    "Sample Parent Network",
]
TRAININGS = [
    "The first thousand days", "Watching and wondering with families", "Grief and loss in early relationships",
    "Play and co-regulation", "Pregnancy and the transition to parenthood", "Seeing culture in everyday care",
    "Ethics at the kitchen table", "How agencies and laws shape our work", "Sleep, feeding and the parent's story",
    "Developmental screening with parents", "Reflective practice for home visitors", "Early relationships and trauma",
]  # fmt: skip
SCHOOLS = ["Sample State College", "Sample University", "Sample Community College"]
GAPS = ["", "", "", "hours", "competency", "rsc", "families", "months", "education"]


@dataclass
class Evidence:
    """What portfolios are made of, looked up once. ``asked``: category key -> competencies asked for."""

    competencies: dict[str, Competency]
    asked: dict[str, list[Competency]]
    provider: Person
    latecomer: Person


def fill(
    person: Person, category: Category, evidence: Evidence, rng: random.Random, day: datetime.date, gap=""
) -> None:
    """Enters a portfolio for ``category`` as of ``day``; ``gap`` names what is to be missing."""
    if category.kind in ("MHS", "MHM-C"):
        _clinical(person, category, evidence, day, gap)
        return
    _education(person, category, rng, day, gap)
    _work(person, category, rng, day, gap)
    _trainings(person, category, evidence, rng, day, gap)
    if category.kind == "FS":
        _rsc(person, evidence, rng, day, gap)


def _add(person, kind, competencies=None, **values):
    save_entry(by=person, kind=kind, code=new_code(), values=values, competencies=competencies, window=new_code())


def _education(person, category, rng, day, gap):
    if gap == "education" and category.kind == "FA":
        return
    level = rng.choice(
        ["cda", "associate", "bachelor"] if category.kind == "FA" else ["bachelor", "bachelor", "master"]
    )
    _add(
        person, "education", set(), level=level, field=rng.choice(["Child development", "Social work", "Nursing"]),
        institution=rng.choice(SCHOOLS), related=True,
        awarded_on=day - datetime.timedelta(days=rng.randint(1500, 6000)),
    )  # fmt: skip


def _work(person, category, rng, day, gap):
    months = (
        rng.randint(5, 14) if gap == "months" or (gap == "education" and category.kind == "FA") else rng.randint(26, 90)
    )
    band = "infant" if category.track == "infant" else "early_childhood"
    _add(
        person, "work", title=rng.choice(ROLES), employer=rng.choice(EMPLOYERS), supervisor_name="",
        started_on=day - datetime.timedelta(days=months * 31), ended_on=None, paid=True, supervised=True,
        specialised_training=False, age_bands=[band], nature="prevention",
        families=rng.randint(3, 8) if gap == "families" else rng.randint(11, 60),
    )  # fmt: skip


def _trainings(person, category, evidence, rng, day, gap):
    asked = [one.pk for one in evidence.asked[category.key]]
    rng.shuffle(asked)
    if gap == "competency":
        asked = asked[2:]
    count = 3 if gap == "hours" else rng.randint(6, 9)
    for number in range(count):
        covered = {one for position, one in enumerate(asked) if position % count == number}
        covered |= set(rng.sample(asked, min(2, len(asked))))
        _add(
            person, "training", covered, title=rng.choice(TRAININGS), provider=rng.choice(EMPLOYERS),
            held_on=day - datetime.timedelta(days=rng.randint(20, 900)),
            hours=Decimal(rng.choice(["5.5", "6", "6.25", "7.5", "8"])), topic="dei" if number == 0 else "iecmh",
        )  # fmt: skip


def _rsc(person, evidence, rng, day, gap):
    provider = evidence.latecomer if gap == "rsc" else evidence.provider
    for number in range(2):
        end = day - datetime.timedelta(days=30 + number * 210)
        _add(
            person, "rsc", provider=provider, provider_name=provider.name,
            started_on=end - datetime.timedelta(days=190), ended_on=end, about="own_work",
            hours=Decimal(rng.choice(["13", "14.5", "16"])), format=rng.choice(["individual", "group"]),
        )  # fmt: skip


def _clinical(person, category, evidence, day, gap):
    """A therapist: a specialist by licence, with an internship; a mentor by degree, who gives RSC and leads."""

    def ago(days):
        return day - datetime.timedelta(days=days)

    band = "infant" if category.track == "infant" else "early_childhood"
    job = {
        "employer": "Sample Child Clinic", "supervised": True, "age_bands": [band], "nature": "dyadic_therapy",
        "internship": False, "internship_supervisor": None, "internship_supervisor_name": "",
    }  # fmt: skip
    mentor = category.kind == "MHM-C"
    if mentor:
        _add(
            person, "education", set(), level="master", field="Clinical psychology", institution="Sample University",
            related=True, awarded_on=ago(4000),
        )  # fmt: skip
        _add(person, "work", title="Therapist", started_on=ago(2000), ended_on=None, paid=True, **job)
        _add(person, "rsc_given", setting="Home visitors of Sample County Early Start", started_on=ago(1500),
             ended_on=None, hours=Decimal("180"))  # fmt: skip
        _add(person, "leadership", title="Clinical director", organisation="Sample Child Clinic",
             leadership_kind="practice", ended_on=None,
             started_on=ago(600 if gap == "leadership" else 1500))  # fmt: skip
    else:
        _add(person, "licences", licence_kind="mental_health", name="Licensed professional counsellor",
             region="Connecticut", issued_on=ago(1100), expires_on=ago(-1800))  # fmt: skip
        named = {"internship_supervisor": evidence.provider, "internship_supervisor_name": evidence.provider.name}
        _add(person, "work", title="Therapist in training", started_on=ago(1500), ended_on=ago(1130), paid=False,
             **job | {"internship": True} | named)  # fmt: skip
        _add(person, "work", title="Therapist", started_on=ago(1120), ended_on=None, paid=True, **job)
    asked = {one.pk for one in evidence.asked[category.key]}
    hours = [("30", "iecmh"), ("15", "giving_rsc"), ("3", "dei")] if mentor else [("33", "iecmh")]
    for number, (count, topic) in enumerate(hours):
        _add(
            person, "training", asked, title=TRAININGS[number], provider="Sample Academy", held_on=ago(200 + number),
            hours=Decimal(count), topic=topic,
        )  # fmt: skip
    for about, count in (("own_work", "30"), ("rsc_given", "26")) if mentor else (("own_work", "52"),):
        _add(
            person, "rsc", provider=evidence.provider, provider_name=evidence.provider.name, started_on=ago(700),
            ended_on=ago(60), hours=Decimal(count), format="individual", about=about,
        )  # fmt: skip
