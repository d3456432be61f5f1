"""Two invented years of summaries: last year's, which most associations submitted, and this year's, being written."""

import datetime
import random

from accounts.models import Person
from alliance_portal.demo.people import DOMAIN, Names
from alliance_portal.demo.seed import MAIN, new_people
from associations.activity import actions
from associations.activity.enums import Area, Heading
from associations.activity.models import ActivitySummary, ActivityYear
from associations.directory.queries import members_of_the_alliance
from associations.people.actions import grant_role
from associations.people.enums import Role
from associations.people.queries import holders
from common import clock
from common.ids import new_code

WORDS = "Please tell us of your year in your own words. A few sentences under each heading are enough."

# Heading -> what an invented association may say, each with the areas it marks. ``{n}`` is a number.
SAID = {
    Heading.PROGRAMMES: [
        (
            "Invented: our home visiting partners met {n} families in the first weeks after birth. A new group for "
            "parents of babies in hospital began in the spring and meets every other week.",
            [Area.CROSS_SYSTEMS],
        ),
        (
            "Invented: three consultants now visit child care centres across the region. Teachers ask for them by "
            "name, and suspensions of toddlers have become rare where they come.",
            [Area.CROSS_SYSTEMS, Area.IDENTITY],
        ),
    ],
    Heading.SUSTAINABILITY: [
        (
            "Invented: {n} members renewed, more than ever. The board wrote a plan for three years and shares the work "
            "of the coordinator among two people, so that nobody carries it alone.",
            [Area.STRUCTURE],
        ),
    ],
    Heading.GRANTS: [
        (
            "Invented: a family foundation gave {n},000 dollars for scholarships. They paid the fees of people who "
            "work in rural counties.",
            [Area.STRUCTURE],
        ),
    ],
    Heading.TRAINING: [
        (
            "Invented: {n} people took part in our day on loss and grief in infancy. All of it was mapped to the "
            "competencies beforehand.",
            [Area.TRAINING],
        ),
        (
            "Invented: two colleges now teach a certificate in infant mental health; our members sit in both of their "
            "advisory groups.",
            [Area.HIGHER_EDUCATION, Area.IDENTITY],
        ),
    ],
    Heading.COMMUNITY: [
        (
            "Invented: with the courts' improvement programme we trained {n} judges and lawyers in what babies need "
            "when they are placed with another family.",
            [Area.CROSS_SYSTEMS, Area.POLICY],
        ),
    ],
    Heading.POLICY: [
        (
            "Invented: the state's health plan now pays for dyadic work before a diagnosis. We spoke at two hearings, "
            "and the rule names Endorsement as one way to qualify.",
            [Area.POLICY],
        ),
    ],
    Heading.RSC: [
        (
            "Invented: {n} people receive reflective supervision in groups that we arrange. Four new providers were "
            "mentored through their first year.",
            [Area.RSC],
        ),
        (
            "Invented: distance is our hardship. Groups by video help, yet two counties still have no provider within "
            "a hundred miles.",
            [],
        ),
    ],
}


def invent_years(rng: random.Random, names: Names, now: datetime.datetime) -> None:
    """Last year's summaries and this year's, by the same actions as everybody's."""
    staff = Person.objects.get(user__email=f"staff@{DOMAIN}")
    writers = _writers(rng, names)
    with clock.at(now - datetime.timedelta(days=320)):
        year = _opened(now.year - 1, now.date() - datetime.timedelta(days=250), staff)
    for place, summary in enumerate(_summaries(year)):
        with clock.at(now - datetime.timedelta(days=rng.randint(252, 300))):
            if place % 6 or summary.association.slug == MAIN:
                _write(rng, summary, writers[summary.association_id])
                actions.submit(summary=summary, by=writers[summary.association_id])
    with clock.at(now - datetime.timedelta(days=240)):
        actions.close_year(year=year, by=staff)
    with clock.at(now - datetime.timedelta(days=30)):
        year = _opened(now.year, now.date() + datetime.timedelta(days=21), staff)
    for place, summary in enumerate(_summaries(year)):
        with clock.at(now - datetime.timedelta(days=rng.randint(2, 28))):
            if summary.association.slug == MAIN:
                _write(rng, summary, writers[summary.association_id], (Heading.PROGRAMMES, Heading.TRAINING))
            elif place % 3:
                _write(rng, summary, writers[summary.association_id])
                actions.submit(summary=summary, by=writers[summary.association_id])


def _opened(number: int, due_on: datetime.date, staff: Person) -> ActivityYear:
    year = actions.prepare_year(year=number, due_on=due_on, words=WORDS, reminder_days=[-28, -7, 3], by=staff)
    return actions.open_year(year=year, by=staff)


def _summaries(year: ActivityYear) -> list[ActivitySummary]:
    return list(ActivitySummary.objects.filter(year=year).select_related("year", "association").order_by("pk"))


def _writers(rng: random.Random, names: Names) -> dict[int, Person]:
    """Who writes for each member of the Alliance: its administrator, a new one where there is none."""
    houses = list(members_of_the_alliance())
    found = {}
    for association, person in zip(houses, new_people(rng, names, len(houses), 9_950), strict=True):
        known = holders(association.pk, Role.ADMINISTRATOR).first()
        if known is None:
            grant_role(person=person, role=Role.ADMINISTRATOR, association=association, by=None, tell=False)
        found[association.pk] = known or person
    return found


def _write(rng: random.Random, summary: ActivitySummary, by: Person, headings=tuple(Heading)) -> None:
    for heading in headings:
        if rng.random() < 0.12 and len(headings) == len(Heading):
            continue
        said = rng.sample(SAID[heading], rng.randint(1, len(SAID[heading])))
        for text, areas in said:
            actions.save_passage(
                summary=summary,
                code=new_code(),
                heading=heading,
                text=text.format(n=rng.randint(12, 240)),
                areas=[area.value for area in areas],
                version=0,
                by=by,
            )
