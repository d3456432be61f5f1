"""Interest and technical assistance, read for lists, pages and the report."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from associations.directory.models import Association, Licence
from associations.directory.permissions import in_force
from associations.interest.enums import OPEN_STAGES, Stage, Topic
from associations.interest.models import Assistance, Interest
from associations.people.queries import is_alliance_staff


def visible_to(person) -> models.QuerySet[Interest]:
    """All of it for Alliance staff, none for others; what is to be done next comes first."""
    if not is_alliance_staff(person):
        return Interest.objects.none()
    closed = models.Case(models.When(state__in=OPEN_STAGES, then=0), default=1)
    return Interest.objects.select_related("owner").order_by(
        closed, models.F("next_on").asc(nulls_first=True), "-asked_at", "-pk"
    )


def licensed_on(day: datetime.date) -> models.QuerySet[Association]:
    """Associations with a licence of any kind in force: what a state or country becomes."""
    licences = Licence.objects.filter(in_force(day))
    return Association.objects.filter(pk__in=licences.values("association_id")).order_by("name")


def assistance() -> models.QuerySet[Assistance]:
    """All of it, the newest first."""
    return Assistance.objects.select_related("association", "given_by").order_by("-given_on", "-pk")


@dataclass(frozen=True)
class Report:
    """``stages``: (stage, how many), each stage; ``hours``: (association's name, topic, hours), by name and topic."""

    stages: list[tuple[Stage, int]]
    hours: list[tuple[str, Topic, Decimal]]

    @property
    def total(self) -> Decimal:
        return sum((hours for _name, _topic, hours in self.hours), Decimal(0))


def report() -> Report:
    """Interest by stage, assistance by association and topic. Two queries; the page and the file show the same."""
    counted = dict(Interest.objects.values_list("state").annotate(models.Count("pk")))
    rows = Assistance.objects.values_list("association__name", "topic").annotate(models.Sum("hours"))
    rows = rows.order_by("association__name", "association_id", "topic")
    hours = [(name, Topic(topic), hours) for name, topic, hours in rows]
    return Report([(stage, counted.get(stage, 0)) for stage in Stage], hours)
