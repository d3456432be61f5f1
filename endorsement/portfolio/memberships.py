"""Memberships as the portfolio document has them: those an association keeps, and the person's own of WAIMH."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.people.models import Membership
from common.prepared import Prepared
from competencies.assessment.standing import WAIMH
from endorsement.portfolio.models import WaimhMembership

Row = tuple[int, str, datetime.date, datetime.date | None, str]


def memberships_of(people: Iterable[int]) -> list[Row]:
    """``(person id, association's abbreviation or WAIMH, first day, last day, member_status)``, the oldest first.

    The status is empty for WAIMH. One query, however many people.
    """
    return sorted(_periods.rows(people=people), key=lambda row: (row[2], row[1]))


@Prepared
def _periods(people: list[int]) -> QuerySet:
    columns = ("person_id", "association__abbreviation", "valid_from", "valid_until", "association__member_status")
    kept = Membership.objects.filter(person_id__in=people).order_by().values_list(*columns)
    own = WaimhMembership.objects.filter(person_id__in=people).order_by()
    return kept.union(own.values_list("person_id", Value(WAIMH), "started_on", "ended_on", Value("")), all=True)


def as_document(periods: Iterable[Sequence]) -> list[dict]:
    """``(association, first day, last day)``, and whatever follows, as the document's list."""
    return [
        {"association": name, "from": since.isoformat()} | ({"until": until.isoformat()} if until else {})
        for name, since, until, *_more in periods
    ]


@dataclass(frozen=True)
class MembershipRow:
    """One membership on its person's page; ``url`` leads to the form of those that are theirs to change."""

    name: str
    span: str
    noted_by: str
    url: str = ""


def rows_of(person: Person) -> list[MembershipRow]:
    """The newest first. Two queries."""
    kept = Membership.objects.filter(person=person).select_related("association")
    rows = [(one.valid_from, one.association.name, one.valid_until, "") for one in kept]
    for one in WaimhMembership.objects.filter(person=person):
        rows.append((one.started_on, WAIMH, one.ended_on, reverse("portfolio:membership", args=[one.code])))
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    by_association, by_you = _("noted by the association"), _("noted by you")
    return [
        MembershipRow(name, _span(since, until), by_you if url else by_association, url)
        for since, name, until, url in rows
    ]


def _span(since: datetime.date, until: datetime.date | None) -> str:
    first = date_format(since, "DATE_FORMAT")
    if until is None:
        return _("since %(day)s") % {"day": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": date_format(until, "DATE_FORMAT")}
