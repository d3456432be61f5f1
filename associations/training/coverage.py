"""What was taught in the last year, competency by competency, and what was not.

Counted are the sessions that have begun, of trainings that were announced and not cancelled.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from django.db.models import Count, Q, QuerySet, Sum

from associations.directory.models import Association
from associations.training.enums import TAUGHT
from associations.training.models import TrainingSession
from associations.training.presenters import competency_areas
from associations.training.queries import A_YEAR
from competencies.standard.models import Competency

QUARTERS = 4


@dataclass(frozen=True)
class Taught:
    """One competency: hours in each quarter, the oldest first, and how many sessions in all."""

    competency: Competency
    hours: tuple[Decimal, ...]
    sessions: int

    @property
    def total(self) -> Decimal:
        return sum(self.hours, Decimal(0))


@dataclass(frozen=True)
class Area:
    title: str
    rows: tuple[Taught, ...]

    @property
    def taught(self) -> int:
        return sum(1 for row in self.rows if row.sessions)


@dataclass(frozen=True)
class Coverage:
    """``quarters``: the first and last day of each, the oldest first."""

    quarters: tuple[tuple[datetime.date, datetime.date], ...]
    areas: tuple[Area, ...]

    @property
    def gaps(self) -> list[Taught]:
        return [row for area in self.areas for row in area.rows if not row.sessions]

    @property
    def asked(self) -> int:
        return sum(len(area.rows) for area in self.areas)


def _taught(now: datetime.datetime) -> QuerySet:
    """Pairs of a session that has begun, not longer than a year ago, and a competency it covered."""
    return TrainingSession.competencies.through.objects.filter(
        trainingsession__dropped_at__isnull=True,
        trainingsession__training__state__in=TAUGHT,
        trainingsession__starts_at__lte=now,
        trainingsession__starts_at__gt=now - A_YEAR,
    ).order_by()


def coverage(association: Association, now: datetime.datetime) -> Coverage:
    """Of one association. Two queries, whatever was taught."""
    ends = [now - A_YEAR * (QUARTERS - number) / QUARTERS for number in range(QUARTERS + 1)]
    sums = {
        f"in_{number}": Sum("trainingsession__hours", filter=_within(ends[number], ends[number + 1]))
        for number in range(QUARTERS)
    }
    rows = _taught(now).filter(trainingsession__training__association=association).values("competency_id")
    found = {row["competency_id"]: row for row in rows.annotate(sessions=Count("pk"), **sums)}
    areas = []
    for title, competencies in competency_areas():
        taught = []
        for one in competencies:
            row = found.get(one.pk, {})
            hours = tuple(row.get(name) or Decimal(0) for name in sums)
            taught.append(Taught(one, hours, row.get("sessions", 0)))
        areas.append(Area(title, tuple(taught)))
    days = tuple((first.date(), last.date()) for first, last in pairwise(ends))
    return Coverage(days, tuple(areas))


def _within(first, last) -> Q:
    return Q(trainingsession__starts_at__gt=first, trainingsession__starts_at__lte=last)


@dataclass(frozen=True)
class Place:
    """An association in the Alliance's overview: how many competencies it taught in the last year, and which not."""

    association: Association
    taught: int
    asked: int
    gaps: tuple[Competency, ...]


def everywhere(associations: QuerySet[Association], now: datetime.datetime) -> list[Place]:
    """Each association, those that taught least first. Three queries."""
    competencies = list(Competency.objects.order_by("position"))
    taught = defaultdict(set)
    pairs = _taught(now).values_list("trainingsession__training__association_id", "competency_id").distinct()
    for association, rows in groupby(sorted(pairs), key=lambda pair: pair[0]):
        taught[association] = {competency for _association, competency in rows}
    places = [
        Place(
            one,
            len(taught[one.pk]),
            len(competencies),
            tuple(known for known in competencies if known.pk not in taught[one.pk]),
        )
        for one in associations
    ]
    return sorted(places, key=lambda place: (place.taught, place.association.name))
