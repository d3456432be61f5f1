"""Invented trainings of two houses, told through the same actions that people use: past, today and to come."""

import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Person
from alliance_portal.demo.people import DOMAIN
from alliance_portal.demo.seed import MAIN, new_people
from alliance_portal.demo.story import House
from associations.training import actions
from associations.training.models import Training, TrainingSession
from common import clock
from common.ids import new_code
from competencies.standard.models import Competency

DAY = datetime.timedelta(days=1)
SUMMARY = (
    "For home visitors, child-care staff and therapists who work with babies, toddlers and their parents. We look at "
    "everyday moments together, in small groups, and leave time for reflection."
)
FACTS = {"kind": "training", "summary": SUMMARY, "provider": None, "place": "", "online": False, "join_link": "",
         "seats": None, "is_sample": True}  # fmt: skip

# Title, days from today, hours, topic, first and last place among the competencies, more facts.
PAST = [
    ("Observing a baby and a parent", -300, "6", "iecmh", 0, 7, {"place": "Sample Hall, Invented Street 4"}),
    ("Attachment in practice", -190, "4.5", "iecmh", 4, 11, {"online": True}),
    ("Holding the helper: giving reflective supervision", -110, "3", "giving_rsc", 26, 31, {"online": True}),
    ("Whose babies do we see?", -45, "2.5", "dei", 14, 18, {"place": "Sample Library"}),
]
TO_COME = [
    ("Play that heals", 12, "3", "iecmh", 18, 24, {"place": "Sample Hall, Invented Street 4", "seats": 24}),
    ("Reflective practice for new home visitors", 26, "6", "iecmh", 22, 30, {"online": True}),
    ("When a parent is worried", 47, "2", "iecmh", 9, 14, {"place": "Sample Library"}),
]
CONFERENCE = [
    ("Opening: the first thousand days", 9, "1.5", "iecmh", 0, 5),
    ("Workshop: watching together", 11, "2", "iecmh", 5, 12),
    ("Closing circle", 14, "1", "dei", 14, 17),
]


def tell(house: House, people: list[Person], *, head: Person) -> None:
    """``people`` attend what is past and register for some of what comes; ``head`` looks after it all."""
    teller = _Teller(house, head)
    teller.provider()
    for place, (title, days, *session, facts) in enumerate(PAST):
        teller.past(title, days, session, facts, people[place % 3 :])
    for title, days, *session, facts in TO_COME:
        teller.to_come(title, days, session, facts, people[: 3 + days % 4])
    teller.conference(people)
    teller.today(people[:8])
    teller.cancelled(people[:2])


class _Teller:
    def __init__(self, house: House, head: Person):
        self.association, self.head, self.now = house.association, head, clock.now()
        self.zone = ZoneInfo(self.association.time_zone)
        self.competencies = list(Competency.objects.order_by("position").values_list("pk", flat=True))

    def moment(self, days: int, hour: int = 9) -> datetime.datetime:
        day = (self.now + days * DAY).astimezone(self.zone).date()
        return datetime.datetime.combine(day, datetime.time(hour), self.zone)

    def provider(self) -> None:
        today = self.now.date()
        self.approved = actions.save_provider(
            association=self.association, name="Invented Institute for Early Years", website="", by=self.head,
            approved_from=today - 400 * DAY, approved_until=today + 330 * DAY, note="Renewed each autumn.",
        )  # fmt: skip

    def plan(self, title: str, facts: dict) -> Training:
        return actions.save_training(
            association=self.association, code=new_code(), facts=FACTS | {"title": title} | facts, by=self.head
        )

    def session(self, training, starts_at, hours, topic, first, last, title="") -> TrainingSession:
        hours = Decimal(hours)
        return actions.save_session(
            training=training, code=new_code(), title=title, starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(hours=float(hours) + 0.5), hours=hours, topic=topic,
            competencies=self.competencies[first : last + 1], by=self.head,
        )  # fmt: skip

    def past(self, title, days, session, facts, people) -> None:
        starts_at = self.moment(days)
        with clock.at(starts_at - 60 * DAY):
            training = self.plan(title, facts | {"provider": self.approved if days > -200 else None})
            held = self.session(training, starts_at, *session)
            actions.announce(training=training, by=self.head)
        with clock.at(starts_at - 20 * DAY):
            places = [actions.register(training=training, by=person) for person in people]
        with clock.at(held.ends_at):
            for place in places[: len(places) - len(places) // 5]:
                actions.mark(session=held, attendee=place, there=True, by=self.head)
            actions.close(training=training, by=self.head)

    def to_come(self, title, days, session, facts, people) -> None:
        training = self.plan(title, facts)
        self.session(training, self.moment(days), *session)
        actions.announce(training=training, by=self.head)
        for person in people:
            actions.register(training=training, by=person)

    def conference(self, people) -> None:
        training = self.plan(
            "Sample conference: held in mind", {"kind": "conference", "place": "Sample Hall", "online": True}
        )
        for title, hour, *session in CONFERENCE:
            self.session(training, self.moment(33, hour), *session, title=title)
        actions.announce(training=training, by=self.head)
        for person in people:
            actions.register(training=training, by=person)

    def today(self, people) -> None:
        """It began half an hour ago: its list is open, and the code can be shown."""
        training = self.plan("Morning circle on sleep and soothing", {"place": "Sample Library"})
        starts_at = self.now - datetime.timedelta(minutes=30)
        held = self.session(training, starts_at, "2", "iecmh", 1, 4)
        actions.announce(training=training, by=self.head)
        for person in people:
            place = actions.register(training=training, by=person)
            if place.pk % 2:
                actions.mark(session=held, attendee=place, there=True, by=self.head)

    def cancelled(self, people) -> None:
        training = self.plan("An evening about feeding", {"place": "Sample Hall"})
        self.session(training, self.moment(20, 17), "2", "iecmh", 2, 4)
        actions.announce(training=training, by=self.head)
        for person in people:
            actions.register(training=training, by=person)
        actions.cancel(training=training, by=self.head, reason="Invented: the speaker is ill.")


def invent(world) -> None:
    """For the house of the sign-in page, whose applicant and member attend too, and for one more."""
    for number, (slug, count) in enumerate(((MAIN, 8), ("mi-aimh", 2))):
        house = world.houses[slug]
        people = new_people(world.rng, world.names, count, 20_000_000 + 10 * number)
        if slug == MAIN:
            signed_in = (f"applicant@{DOMAIN}", f"member@{DOMAIN}")
            people = [*Person.objects.filter(user__email__in=signed_in).order_by("pk"), *people]
        tell(house, people, head=house.coordinator)
