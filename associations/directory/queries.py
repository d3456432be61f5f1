"""Associations, read for lists, pages and rules."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import models

from accounts.models import Person
from associations.directory.models import Affiliation, Association, Licence
from associations.directory.permissions import in_force
from associations.people.enums import Role
from associations.people.queries import associations_where, is_alliance_staff


def members_of_the_alliance() -> models.QuerySet[Association]:
    """The associations that are members of the Alliance, in the order of their names."""
    return Association.objects.filter(member_status=Association.Status.MEMBER)


def member_abbreviations() -> frozenset[str]:
    """The keys of the associations whose membership counts anywhere. One query."""
    return frozenset(members_of_the_alliance().values_list("abbreviation", flat=True))


def configurable_by(person: Person) -> models.QuerySet[Association]:
    """The associations whose settings this person looks after: their administrators, and Alliance staff for all."""
    if is_alliance_staff(person):
        return Association.objects.all()
    return Association.objects.filter(pk__in=associations_where(person, Role.ADMINISTRATOR))


def for_staff(day: datetime.date) -> models.QuerySet[Association]:
    """All associations, by name, with ``licensed`` (on ``day``) and ``coordinators`` (how many). One query."""
    licences = Licence.objects.filter(in_force(day), association=models.OuterRef("pk"), kind=Licence.Kind.ENDORSEMENT)
    held = models.Q(role_grants__role=Role.COORDINATOR, role_grants__ended_at__isnull=True)
    return Association.objects.annotate(
        licensed=models.Exists(licences), coordinators=models.Count("role_grants", filter=held)
    ).order_by("name", "pk")


NOTICE = datetime.timedelta(days=90)
"""How long before its last day a licence is listed as one to renew."""


def licences() -> models.QuerySet[Licence]:
    """Every licence with its association and ``followed``: another of its kind lasts longer. Those that end first come
    first; those without an end last. One query."""
    longer = Licence.objects.filter(association=models.OuterRef("association"), kind=models.OuterRef("kind")).filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.OuterRef("valid_until"))
    )
    return (
        Licence.objects.select_related("association")
        .annotate(followed=models.Exists(longer))
        .order_by(models.F("valid_until").asc(nulls_last=True), "association__name", "kind", "pk")
    )


def renewals_due(day: datetime.date) -> models.QuerySet[Licence]:
    """The licences of ``licences()`` that end within ``NOTICE`` or have ended, and that nothing follows."""
    return licences().filter(followed=False, valid_until__lte=day + NOTICE)


def affiliation_on(association: Association, day: datetime.date) -> Affiliation | None:
    """How the association stands to WAIMH on ``day``; None when nobody has said."""
    known = models.Q(since__isnull=True) | models.Q(since__lte=day)
    return association.affiliations.filter(known).first()


@dataclass(frozen=True)
class GrowthYear:
    """``began``: associations whose first known licence began in the year; ``total``: dated ones in force at its end,
    in the running year today."""

    year: int
    began: int
    total: int


@dataclass(frozen=True)
class Growth:
    """Year by year from the first known licence for Endorsement; ``undated``: licensed now, since nobody knows when."""

    years: list[GrowthYear]
    undated: int

    @property
    def now(self) -> int:
        """How many associations are licensed now, dated or not."""
        return (self.years[-1].total if self.years else 0) + self.undated


def growth(today: datetime.date) -> Growth:
    """The growth of the Alliance by its licences for Endorsement. One query."""
    spans = defaultdict(list)
    rows = Licence.objects.filter(kind=Licence.Kind.ENDORSEMENT).exclude(valid_from__gt=today)
    for association, first, last in rows.values_list("association_id", "valid_from", "valid_until"):
        spans[association].append((first, last or datetime.date.max))
    starts = {key: min(known) for key, of in spans.items() if (known := [first for first, _last in of if first])}
    undated = [key for key, of in spans.items() if key not in starts and any(last >= today for _first, last in of)]
    years = []
    for year in range(min(starts.values()).year, today.year + 1) if starts else ():
        end = min(datetime.date(year, 12, 31), today)
        total = sum(any(first and first <= end <= last for first, last in spans[key]) for key in starts)
        years.append(GrowthYear(year, sum(start.year == year for start in starts.values()), total))
    return Growth(years, len(undated))
