"""The life of one invented application, told through the same actions that people use, at invented moments."""

import datetime
import random
from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from associations.policy.queries import policy_on
from common import clock
from competencies.standard.models import Category
from endorsement.application import actions as applying
from endorsement.application.agreements import words_for
from endorsement.application.models import Application
from endorsement.decision import actions as deciding
from endorsement.decision.enums import Outcome
from endorsement.decision.queries import endorsed_until
from endorsement.decision.wording import draft
from endorsement.references.actions import asking, links, rating
from endorsement.references.enums import RaterRole
from endorsement.references.models import Reference
from endorsement.references.queries import Case
from endorsement.review import actions as reviewing
from endorsement.review.models import Assignment, Judgement

REMARKS = [
    "Shown well by the series of trainings and by the work described.",
    "The reflection on one family stays with me; clear evidence.",
    "Enough hours, and the topics fit.",
    "Solid. A longer training would make it stronger still.",
]
DOUBTS = [
    "One short session is little evidence for this competency.",
    "I do not see how the training named covers this.",
    "Please say more about what was learned and used.",
]
QUESTIONS = [
    "My supervisor moved to another agency in spring. Whom do I name?",
    "Does a training of two half days count as one entry?",
]


ENDORSED_RATERS = 8
"""So many of a house's raters, the first ones, hold an Endorsement."""


@dataclass
class House:
    """An association with the people who run it."""

    association: Association
    coordinator: Person
    reviewers: list[Person]
    raters: list[Person] = field(default_factory=list)


class Story:
    """Moves one application along. ``moment`` is its own clock; each step takes some days."""

    def __init__(self, house: House, person: Person, category: Category, rng: random.Random, begun: datetime.datetime):
        self.house, self.person, self.category, self.rng = house, person, category, rng
        self.moment, self.application = begun, None

    def later(self, least: int, most: int, latest: datetime.datetime) -> None:
        step = datetime.timedelta(days=self.rng.randint(least, most), minutes=self.rng.randint(0, 700))
        self.moment = min(self.moment + step, latest)

    def begin(self) -> Application:
        with clock.at(self.moment):
            self.application = applying.start(
                association=self.house.association, category=self.category, by=self.person
            )
        return self.application

    def ask_raters(self) -> list[Reference]:
        roles = [(RaterRole.CURRENT_SUPERVISOR,), (RaterRole.RSC_PROVIDER,), (RaterRole.COLLEAGUE,)]
        endorsed, others = self.house.raters[:ENDORSED_RATERS], self.house.raters[ENDORSED_RATERS:]
        supervisor, colleague = self.rng.sample(others, 2)
        raters = [supervisor, self.rng.choice(endorsed), colleague]
        invites = [
            asking.Invite(rater.name, rater.email, tuple(role), waived_access=self.rng.random() < 0.5)
            for rater, role in zip(raters, roles, strict=True)
        ]
        case = Case(self.person, self.house.association, self.category)
        with clock.at(self.moment):
            return asking.ask_raters(case=case, raters=invites, by=self.person)

    def rate(self, reference: Reference, *, unsure: int = 0) -> None:
        items = [f"p{number}" for number in range(1, 13)]
        answers = {item: "nei" if place < unsure else self.rng.choice("344") for place, item in enumerate(items)}
        changes = {"answers": answers, "known_since": "2 years", "comment": "", "overall": "recommend"}
        with clock.at(self.moment):
            _link, token = links.make_link(reference)
            rating.send_rating(token=token, version=0, changes=changes)

    def sign_agreements(self) -> None:
        with clock.at(self.moment):
            for words in words_for(self.house.association):
                applying.sign(
                    application=self.application, kind=words.kind, typed_name=self.person.name,
                    version=words.version, by=self.person,
                )  # fmt: skip

    def submit(self) -> None:
        """Not before the association's lead time is over."""
        policy = policy_on(self.house.association, self.moment.date())
        self.moment = max(self.moment, self.application.started_at + datetime.timedelta(days=policy.lead_days + 1))
        with clock.at(self.moment):
            applying.submit(application=self.application, by=self.person)

    def ask_question(self) -> None:
        with clock.at(self.moment):
            applying.ask(application=self.application, section="work", text=self.rng.choice(QUESTIONS), by=self.person)

    def give_back(self) -> None:
        comments = {"training": "Please map the last two trainings to the competencies they covered."}
        with clock.at(self.moment):
            applying.return_to_applicant(application=self.application, comments=comments, by=self.house.coordinator)

    def withdraw(self) -> None:
        with clock.at(self.moment):
            applying.withdraw(application=self.application, by=self.person, reason="")

    def lapse(self) -> None:
        with clock.at(self.moment), transaction.atomic():
            applying.lapse(application=self.application)

    def assign(self, *first: Person) -> list[Assignment]:
        others = [one for one in self.house.reviewers if one.pk != self.person.pk and one not in first]
        chosen = [*first, *self.rng.sample(others, 2)][:2]
        with clock.at(self.moment):
            cycle = reviewing.assign(
                application=self.application, reviewers=chosen, by=self.house.coordinator,
                due_on=(self.moment + datetime.timedelta(days=21)).date(),
            )  # fmt: skip
        return list(cycle.assignments.select_related("reviewer", "cycle__application").order_by("pk"))

    def review(self, assignment: Assignment, *, doubt: int = 0, share: float = 1.0, sign: bool = True) -> None:
        """Judges ``share`` of the competencies, the first ``doubt`` of them not met; signs if all are judged."""
        with clock.at(self.moment):
            opened = reviewing.open_review(assignment=assignment, by=assignment.reviewer)
            rows = list(Judgement.objects.filter(assignment=opened).order_by("competency__position"))
            typed = [
                reviewing.TypedJudgement(
                    row.pk, row.version, "not_met" if place < doubt else "met",
                    self.rng.choice(DOUBTS if place < doubt else REMARKS),
                )
                for place, row in enumerate(rows[: round(len(rows) * share)])
            ]  # fmt: skip
            word = "defer" if doubt else "endorse"
            recommendation = reviewing.Typed(opened.version, word, self.rng.choice(DOUBTS if doubt else REMARKS))
            reviewing.save_review(
                assignment=opened, by=assignment.reviewer, judgements=typed, recommendation=recommendation
            )
            if sign and share == 1.0:
                reviewing.sign(assignment=opened, by=assignment.reviewer)

    def decide(self, outcome: Outcome, reason: str = "") -> None:
        with clock.at(self.moment):
            subject, letter = draft(self.application, outcome, endorsed_until(self.application))
            typed = deciding.Typed(0, outcome, {}, reason, subject, letter)
            by = self.house.coordinator
            decision = deciding.save_decision(application=self.application, by=by, typed=typed)
            deciding.send(application=self.application, by=by, version=decision.version)
