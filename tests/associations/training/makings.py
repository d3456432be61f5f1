"""Trainings for tests, made by the actions that people use."""

import datetime
from decimal import Decimal

from associations.training import actions
from associations.training.models import Training, TrainingSession
from common import clock
from common.ids import new_code
from competencies.standard.models import Competency

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
FACTS = {
    "title": "Held in mind",
    "kind": "training",
    "summary": "",
    "provider": None,
    "place": "A hall",
    "online": False,
    "join_link": "",
    "seats": None,
}


def draft(association, by=None, **facts) -> Training:
    return actions.save_training(association=association, code=new_code(), facts=FACTS | facts, by=by)


def session(training, starts_at=None, *, by=None, competencies=(1, 2), hours="3", topic="iecmh", **more):
    """A session of three hours that begins now, unless said otherwise; ``competencies``: their places."""
    starts_at = starts_at or clock.now()
    facts = {"code": new_code(), "title": "", "hours": Decimal(hours), "topic": topic, **more}
    known = Competency.objects.filter(position__in=competencies).values_list("pk", flat=True)
    facts.setdefault("ends_at", starts_at + 3 * HOUR)
    return actions.save_session(training=training, starts_at=starts_at, competencies=set(known), by=by, **facts)


def announced(association, by=None, starts_at=None, **facts) -> tuple[Training, TrainingSession]:
    training = draft(association, by, **facts)
    made = session(training, starts_at)
    return actions.announce(training=training, by=by), made


def attended(association, by, *people, session_of=None) -> tuple[Training, TrainingSession]:
    """Announced, and these people were there; attendance is not closed."""
    training, made = announced(association, by)
    for person in people:
        attendee = actions.register(training=training, by=person)
        actions.mark(session=made, attendee=attendee, there=True, by=by)
    return training, made


def fresh(row):
    return type(row).objects.get(pk=row.pk)
