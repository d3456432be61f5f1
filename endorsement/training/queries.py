"""Trainings in the light of portfolios: what is one's own, and what would close a gap."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Person
from associations.training.enums import State
from associations.training.models import Attendee, TrainingSession

MOST = 5


@dataclass(frozen=True)
class Closing:
    """A training to come and how many of the competencies asked about it covers."""

    code: str
    slug: str
    title: str
    abbreviation: str
    day: datetime.date
    online: bool
    place: str
    competencies: tuple[str, ...]


def closing(gaps: Collection[str], association_id: int, now: datetime.datetime) -> list[Closing]:
    """Trainings to come that cover competencies (keys) still missing: those of the association and online ones of
    others, those that cover the most first. One query, none without a gap."""
    if not gaps:
        return []
    through = TrainingSession.competencies.through.objects.filter(
        competency__key__in=gaps,
        trainingsession__dropped_at__isnull=True,
        trainingsession__starts_at__gt=now,
        trainingsession__training__state=State.ANNOUNCED,
    )
    columns = ("code", "association__slug", "title", "association__abbreviation", "first_day", "online", "place")
    rows = through.values_list(
        *(f"trainingsession__training__{name}" for name in columns),
        "trainingsession__training__association_id",
        "competency__key",
    )
    found: dict[tuple, dict[str, None]] = {}
    for *facts, house, key in rows.order_by("trainingsession__training__first_day", "competency__position"):
        online = facts[5]
        if house == association_id or online:
            found.setdefault((house != association_id, *facts), {})[key] = None
    ordered = sorted(found.items(), key=lambda one: (-len(one[1]), one[0][0], one[0][5]))
    return [Closing(*facts, tuple(keys)) for (_elsewhere, *facts), keys in ordered[:MOST]]


def personal_data(person: Person) -> dict[str, object]:
    """For ``application.hooks.personal_data``: where somebody is on the list of a training, and their certificates."""
    rows = Attendee.objects.filter(person=person).select_related("training__association")
    return {
        "trainings.json": [
            {
                "training": one.training.title,
                "association": one.training.association.name,
                "name": one.name,
                "email": one.email,
                "listed_at": one.listed_at,
                "withdrawn_at": one.withdrawn_at,
                "sessions": list(one.presences.values("session__starts_at", "session__hours", "means", "noted_at")),
                "certificates": list(one.certificates.values("code", "revision", "facts", "issued_at", "withdrawn_at")),
            }
            for one in rows.order_by("pk")
        ]
    }
