"""The whole demonstration: houses with their people, stories in every state, and the registry in bulk."""

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass

from django.db import models, transaction

from accounts.actions import create_account
from accounts.models import Address, Person
from alliance_portal.demo import portfolios
from alliance_portal.demo.people import DOMAIN, STEPS, Names, address_of
from alliance_portal.demo.story import ENDORSED_RATERS, House, Story
from associations.directory.models import Association, Signatory
from associations.people.actions import grant_role
from associations.people.enums import Role
from associations.people.models import Membership
from common import clock
from common.jobs.models import Job
from common.outbox.models import Message
from competencies.standard.models import Category, Competency, EditionCompetency
from endorsement.award.actions import give_consent
from endorsement.award.actions.awarding import ImportRow, import_endorsements
from endorsement.decision.enums import Outcome

MAIN = "ct-aimh"
HOUSES = (MAIN, MAIN, MAIN, "mi-aimh", "coaimh", "massaimh", "i-aimh", "first3years")
KINDS = ("IFA", "IFS", "IFS", "ECFA", "ECFS")

# Where 150 applications stand: state -> share of 150.
PLAN = {
    "draft": 30, "asked": 10, "submitted": 18, "returned": 9, "assigned": 8, "reviewing": 14, "one_signed": 8,
    "agreed": 6, "differing": 6, "deferred": 9, "held": 4, "endorsed": 22, "withdrawn": 4, "lapsed": 2,
}  # fmt: skip

# What the coordinator says for the record where the reviewers do not simply agree.
RECORD = {
    "held": "We wait for the transcript that is on its way.",
    "deferred": "Both reviewers see gaps, though not quite the same ones; the letter names them all.",
}


@dataclass
class World:
    """What the stories share."""

    rng: random.Random
    names: Names
    now: datetime.datetime
    houses: dict[str, House]
    evidence: portfolios.Evidence
    categories: dict[str, Category]
    password: str


def new_people(world_rng, names: Names, count: int, start: int) -> list[Person]:
    """People without a sign-in, in bulk, each with one address."""
    made = Person.objects.bulk_create(
        [Person(name=names.next(), is_sample=True, resides_in="Connecticut") for _ in range(count)], batch_size=500
    )
    Address.objects.bulk_create(
        [
            Address(person=person, email=address_of(person.name, start + number), is_primary=True)
            for number, person in enumerate(made)
        ],
        batch_size=500,
    )
    return made


def build_world(seed: int, password: str, now: datetime.datetime) -> World:
    rng = random.Random(seed)  # noqa: S311 - invented people, the same for the same seed
    names = Names(rng)
    categories = {category.key: category for category in Category.objects.all()}
    houses = {}
    for number, slug in enumerate(dict.fromkeys(HOUSES)):
        houses[slug] = _house(rng, names, slug, password, number)
        _endorse_helpers(houses[slug], categories["IMHM-C"], now)
    evidence = _evidence(rng, names, houses[MAIN].association, categories, now)
    return World(rng, names, now, houses, evidence, categories, password)


def _house(rng, names, slug, password, number) -> House:
    association = Association.objects.get(slug=slug)
    if slug == MAIN:
        coordinator = create_account(
            email=f"coordinator@{DOMAIN}", name="Cora Coordinator", password=password, sample=True
        )
        reviewers = [create_account(email=f"reviewer@{DOMAIN}", name="Rhea Reviewer", password=password, sample=True)]
    else:
        coordinator, reviewers = new_people(rng, names, 1, 9000 + number)[0], []
    reviewers += new_people(rng, names, 5, 9100 + number * 10)
    grant_role(person=coordinator, role=Role.COORDINATOR, association=association, by=None, tell=False)
    for reviewer in reviewers:
        grant_role(person=reviewer, role=Role.REVIEWER, association=association, by=None, tell=False)
    return House(association, coordinator, reviewers, new_people(rng, names, 24, 9400 + number * 30))


def _endorse_helpers(house: House, mentor: Category, now) -> None:
    """Some raters, and every reviewer: associations ask their reviewers for an Endorsement of their own."""
    helpers = [*house.raters[:ENDORSED_RATERS], *house.reviewers]
    rows = [
        ImportRow(f"sample:helper:{one.pk}", one, house.association, mentor, datetime.date(2016, 5, 1), None, now)
        for one in helpers
    ]
    import_endorsements(rows=rows, by=None)


def _evidence(rng, names, association, categories, now) -> portfolios.Evidence:
    provider, latecomer = new_people(rng, names, 2, 9900)
    mentor = categories["IMHM-C"]
    long_ago, lately = datetime.date(2015, 5, 1), now.date() - datetime.timedelta(days=40)
    import_endorsements(
        rows=[
            ImportRow("sample:provider", provider, association, mentor, long_ago, None, now),
            ImportRow("sample:latecomer", latecomer, association, mentor, lately, None, now),
        ],
        by=None,
    )
    asked = defaultdict(list)
    newest = EditionCompetency.objects.filter(standing="asked", edition__in_force_until__isnull=True)
    for row in newest.select_related("competency", "category").order_by("competency__position"):
        asked[row.category.key].append(row.competency)
    everything = {one.key: one for one in Competency.objects.all()}
    return portfolios.Evidence(everything, dict(asked), provider, latecomer)


def sign_in_people(world: World) -> None:
    """One invented person per role; the applicant has a draft with a gap, the member an Endorsement."""
    main = world.houses[MAIN]
    staff = create_account(email=f"staff@{DOMAIN}", name="Stella Staff", password=world.password, sample=True)
    grant_role(person=staff, role=Role.ALLIANCE_STAFF, by=None, tell=False)
    head = create_account(
        email=f"administrator@{DOMAIN}", name="Adina Administrator", password=world.password, sample=True
    )
    grant_role(person=head, role=Role.ADMINISTRATOR, association=main.association, by=None, tell=False)
    member = create_account(email=f"member@{DOMAIN}", name="Mira Member", password=world.password, sample=True)
    _join(member, main.association, world.now)
    grant_role(person=member, role=Role.MEMBER, association=main.association, by=None, tell=False)
    day = world.now.date() - datetime.timedelta(days=400)
    own = ImportRow("sample:member", member, main.association, world.categories["IFA"], day, None, world.now)
    import_endorsements(rows=[own], by=None)
    applicant = create_account(email=f"applicant@{DOMAIN}", name="Alma Applicant", password=world.password, sample=True)
    _join(applicant, main.association, world.now)
    begun = world.now - datetime.timedelta(days=120)
    story = Story(main, applicant, world.categories["IFS"], world.rng, begun)
    story.begin()
    portfolios.fill(applicant, story.category, world.evidence, world.rng, world.now.date(), gap="rsc")
    story.moment = world.now - datetime.timedelta(days=9)
    first, second, _third = story.ask_raters()
    story.later(2, 4, world.now)
    story.rate(first)
    story.rate(second, unsure=6)


def tell_each_step(world: World) -> None:
    """One applicant to sign in as for each later step, all of the same house."""
    for plan, name, _label, _sentence in STEPS:
        person = create_account(email=f"{plan}@{DOMAIN}", name=name, password=world.password, sample=True)
        tell(world, person, HOUSES.index(MAIN), plan)


def tell_the_clinical_ones(world: World) -> None:
    """A mentor who lacks a year of leadership, to sign in as; and a specialist by licence who waits for review."""
    mentor = create_account(email=f"mentor@{DOMAIN}", name="Mina Mentor", password=world.password, sample=True)
    main, begun = world.houses[MAIN], world.now - datetime.timedelta(days=60)
    _join(mentor, main.association, world.now)
    story = Story(main, mentor, world.categories["IMHM-C"], world.rng, begun)
    story.begin()
    portfolios.fill(mentor, story.category, world.evidence, world.rng, begun.date(), gap="leadership")
    (specialist,) = new_people(world.rng, world.names, 1, 9800)
    tell(world, specialist, HOUSES.index(MAIN), "assigned", world.categories["IMHS"])


def _join(person, association, now):
    Membership.objects.create(
        person=person, association=association, valid_from=now.date() - datetime.timedelta(days=900)
    )


@transaction.atomic
def tell(world: World, person: Person, number: int, plan: str, category: Category | None = None) -> None:
    """One application, from its beginning to where ``plan`` leaves it; of any family category unless one is given."""
    rng = world.rng
    house = world.houses[HOUSES[number % len(HOUSES)]]
    if category is None:
        offered = [key for key in KINDS if world.categories[key].track in (house.association.tracks or ["infant"])]
        category = world.categories[rng.choice(offered or ["IFA", "IFS"])]
    _join(person, house.association, world.now)
    story = Story(house, person, category, rng, world.now - datetime.timedelta(days=rng.randint(90, 420)))
    story.begin()
    gap = rng.choice(portfolios.GAPS) if plan == "draft" else ""
    begun = story.moment.date() - datetime.timedelta(days=30)
    portfolios.fill(person, category, world.evidence, rng, begun, gap)
    if plan == "draft":
        return
    if plan == "lapsed":
        story.moment = world.now - datetime.timedelta(days=rng.randint(3, 40))
        story.lapse()
        return
    story.later(3, 20, world.now)
    asked = story.ask_raters()
    if plan == "asked":
        story.rate(asked[0])
        return
    story.later(2, 25, world.now)
    for reference in asked:
        story.rate(reference, unsure=rng.choice([0, 0, 1, 2]))
    _after_the_ratings(story, plan, world, number)


def _after_the_ratings(story: Story, plan: str, world: World, number: int) -> None:
    rng, now = world.rng, world.now
    story.sign_agreements()
    story.later(1, 5, now)
    story.submit()
    if rng.random() < 0.2:
        story.ask_question()
    story.later(1, 6, now)
    if plan == "submitted":
        return
    if plan == "returned":
        story.give_back()
        return
    if plan == "withdrawn":
        story.withdraw()
        return
    first = [story.house.reviewers[0]] if number % 3 == 0 or plan in {"reviewing", "assigned"} else []
    if plan in {"assigned", "reviewing", "one_signed"}:
        story.moment = now - datetime.timedelta(days=rng.randint(1, 25))
    assignments = story.assign(*first)
    story.later(1, 6, now)
    if plan == "assigned":
        return
    if plan in {"reviewing", "one_signed"}:
        mine = assignments[0] if plan == "reviewing" else assignments[-1]
        story.review(mine, share=1.0 if plan == "one_signed" else rng.choice([0.3, 0.6, 0.8]))
        return
    doubts = {"differing": (0, 2), "deferred": (2, 3), "held": (1, 1)}.get(plan, (0, 0))
    for assignment, doubt in zip(assignments, doubts, strict=True):
        story.review(assignment, doubt=doubt)
        story.later(1, 7, now)
    story.later(1, 5, now)
    outcome = {"deferred": Outcome.DEFER, "held": Outcome.HOLD, "endorsed": Outcome.ENDORSE}.get(plan)
    if outcome:
        story.decide(outcome, RECORD.get(plan, ""))
        if plan == "endorsed" and rng.random() < 0.85:
            with clock.at(story.moment):
                give_consent(person=story.person, association=story.house.association, by=story.person)


def plans(count: int) -> list[str]:
    """``count`` plans in the shares of PLAN, mixed."""
    total = sum(PLAN.values())
    wanted = [name for name, share in PLAN.items() for _ in range(max(1, round(share * count / total)))]
    random.Random(count).shuffle(wanted)  # noqa: S311 - a fixed mixture
    return (wanted * (count // len(wanted) + 1))[:count]


def register(world: World, count: int, first: int = 0) -> int:
    """``count`` Endorsements as if imported: their certificates are printed when somebody first asks for one.

    ``first``: how many were made so before, so that numbers and addresses differ.
    """
    rng, names = world.rng, world.names
    places = list(Association.objects.filter(member_status=Association.Status.MEMBER).order_by("slug"))
    keys = ["IFA"] * 6 + ["IFS"] * 9 + ["IMHS"] * 5 + ["IMHM-C", "IMHM-P", "IMHM-R-F", "ECFA", "ECFS", "ECFS", "ECMHS"]
    found = [world.categories[key] for key in keys if key in world.categories]
    for start in range(first, first + count, 5000):
        people = new_people(rng, names, min(5000, first + count - start), 10_000 + start)
        rows = []
        for number, person in enumerate(people, start):
            on = world.now.date() - datetime.timedelta(days=rng.randint(20, 3600))
            since = world.now - datetime.timedelta(days=10) if rng.random() < 0.85 else None
            until = datetime.date(2027, 12, 31)
            rows.append(ImportRow(f"sample:{number}", person, rng.choice(places), rng.choice(found), on, until, since))
        import_endorsements(rows=rows, by=None)
    return count


def dress_the_houses() -> None:
    """Invented signatories: no real name, mark or contact appears in the demonstration."""
    for association in Association.objects.filter(member_status=Association.Status.MEMBER):
        Signatory.objects.get_or_create(
            association=association, name="Invented Signatory", defaults={"title": "Sample President"}
        )
    Association.objects.update(contact_email=f"office@{DOMAIN}", contact_name="Invented Contact")


def settle_mail() -> None:
    """Mails of the invented past went out in the past; a few did not arrive, so that staff see how that looks."""
    sent = Message.objects.filter(state=Message.State.QUEUED)
    sent.update(state=Message.State.SENT, sent_at=models.F("created_at"), attempts=1)
    Job.objects.filter(task="common.send_message", state=Job.State.QUEUED).update(
        state=Job.State.DONE, finished_at=clock.now()
    )
    for message in Message.objects.filter(kind__startswith="reference").order_by("-pk")[:3]:
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.FAILED, sent_at=None, attempts=8, error="421 4.7.0 the server of the employer is busy"
        )
