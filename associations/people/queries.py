"""People of associations, their roles, memberships and invitations, read for lists, pages and rules."""

import datetime
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Lower

from accounts.models import Person
from associations.directory.models import Association
from associations.people.calendar import MonthDay, Period, period_from
from associations.people.enums import Role
from associations.people.models import (
    Invitation,
    Membership,
    MembershipTerms,
    Practice,
    ProviderVetting,
    RoleGrant,
    RosterEntry,
)
from associations.people.permissions import (
    OFFICE,
    Place,
    associations_where,
    forget_roles,
    grantable,
    holds,
    is_alliance_staff,
    needs_second_factor,
    places_where,
    roles_of,
)
from common import clock
from common.audit.models import AccessLog
from common.ids import hash_token

OPENED = "open person"
OPEN_FOR = datetime.timedelta(hours=1)
"""How long a person stays open to one of the Alliance's staff who gave a reason."""

__all__ = [
    "Place",
    "associations_where",
    "forget_roles",
    "grantable",
    "holds",
    "is_alliance_staff",
    "needs_second_factor",
    "places_where",
    "roles_of",
]


def holders(association_id: int | None, *roles: str) -> models.QuerySet[Person]:
    """People who hold one of ``roles`` now, in the order of their names."""
    return (
        Person.objects.filter(
            role_grants__association_id=association_id, role_grants__role__in=roles, role_grants__ended_at__isnull=True
        )
        .distinct()
        .order_by("name", "pk")
    )


def practice_of(person: Person) -> Practice:
    """What a person said of where they work; unsaved and empty where they said nothing. One query."""
    return Practice.objects.filter(person=person).first() or Practice(person=person)


def memberships_of(person_id: int) -> list[tuple[str, datetime.date, datetime.date | None]]:
    """``(association abbreviation, from, until)`` of every membership period."""
    rows = Membership.objects.filter(person_id=person_id).order_by("valid_from", "pk")
    return list(rows.values_list("association__abbreviation", "valid_from", "valid_until"))


def managed_by(person: Person) -> models.QuerySet[Association]:
    """The associations whose people this person looks after."""
    if is_alliance_staff(person):
        return Association.objects.all()
    return Association.objects.filter(pk__in=associations_where(person, *OFFICE))


def people_of(association: Association) -> models.QuerySet[Person]:
    """Everybody with a role, a membership period or an entry on the roster here, by name.

    Three queries more for a page's addresses, roles and periods.

    Each has ``roles_here`` (grants held now, oldest first) and ``memberships_here`` (periods, newest first).
    """
    grants = RoleGrant.objects.filter(association=association, ended_at__isnull=True).order_by("granted_at", "pk")
    periods = Membership.objects.filter(association=association).order_by("-valid_from")
    here = models.Q(models.Exists(grants.filter(person=models.OuterRef("pk")).order_by()))
    member = models.Q(models.Exists(periods.filter(person=models.OuterRef("pk")).order_by()))
    noted = models.Q(models.Exists(RosterEntry.objects.filter(association=association, person=models.OuterRef("pk"))))
    return (
        Person.objects.filter(here | member | noted)
        .prefetch_related(
            "addresses",
            models.Prefetch("role_grants", queryset=grants, to_attr="roles_here"),
            models.Prefetch("memberships", queryset=periods, to_attr="memberships_here"),
        )
        .order_by(Lower("name"), "pk")
    )


def everybody() -> models.QuerySet[Person]:
    """All people who were not merged into another."""
    return Person.objects.filter(merged_into__isnull=True)


def is_open_to(staff: Person, whom: Person) -> bool:
    """Whether one of the Alliance's staff may see who this is: a colleague, or opened with a reason a while ago.

    The rule, and what staff see without it: docs/adr/0008-staff-see-figures.md.
    """
    if whom.pk == staff.pk or RoleGrant.objects.filter(person=whom, role=Role.ALLIANCE_STAFF, ended_at=None).exists():
        return True
    opened = AccessLog.objects.filter(about=f"person:{whom.pk}", action=OPENED, by_id=staff.pk)
    return opened.filter(at__gt=clock.now() - OPEN_FOR).exists()


def found_by(words: str) -> models.QuerySet[Person]:
    """Who bears these words in their name or has exactly this address, by name."""
    people = Person.objects.filter(merged_into__isnull=True)
    return (
        people.filter(models.Q(name__icontains=words) | models.Q(addresses__email__iexact=words))
        .distinct()
        .prefetch_related("addresses")
        .order_by("name", "pk")
    )


class Figures(NamedTuple):
    """What may be known of an association's people without knowing anybody. ``roles``: role -> people who hold it."""

    members: int
    lapsed: int
    roles: dict[str, int]


def figures(*associations: int) -> dict[int, Figures]:
    """Association id -> its figures, of all or of those given; two queries at any size. An absent one has nobody."""
    rows = Membership.objects.order_by()
    grants = RoleGrant.objects.filter(ended_at__isnull=True, association__isnull=False).order_by()
    if associations:
        rows, grants = rows.filter(association__in=associations), grants.filter(association__in=associations)
    day = clock.today()
    running = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
    everybody = models.Count("person", distinct=True)
    now = models.Count("person", distinct=True, filter=running & models.Q(valid_from__lte=day))
    roles: dict[int, dict[str, int]] = {}
    for place, role, count in grants.values_list("association", "role").annotate(people=everybody):
        roles.setdefault(place, {})[role] = count
    periods = rows.values("association").annotate(ever=everybody, now=now)
    counted = {row["association"]: (row["now"], row["ever"] - row["now"]) for row in periods}
    return {pk: Figures(*counted.get(pk, (0, 0)), roles.get(pk, {})) for pk in {*counted, *roles}}


def grants_of(person: Person, association: Association | None = None) -> models.QuerySet[RoleGrant]:
    """Every grant of a person, held and ended, newest first; of one association when given."""
    grants = RoleGrant.objects.filter(person=person).select_related("association", "granted_by", "ended_by")
    if association is not None:
        grants = grants.filter(association=association)
    return grants.order_by("-granted_at", "-pk")


def vettings_of(person: Person, association: Association) -> models.QuerySet[ProviderVetting]:
    """When the association vetted a person as a provider of RSC, newest first."""
    rows = ProviderVetting.objects.filter(person=person, association=association).select_related("noted_by")
    return rows.order_by("-valid_from")


def open_invitations(association: Association | None) -> models.QuerySet[Invitation]:
    """Sent and neither accepted nor withdrawn, newest first; expired ones too, so that they can be sent again."""
    return (
        Invitation.objects.filter(association=association, accepted_at__isnull=True, withdrawn_at__isnull=True)
        .select_related("invited_by")
        .order_by("-invited_at", "-pk")
    )


def invitation_of(token: str) -> Invitation | None:
    """The invitation whose link this is; None for a mangled link or one that a newer mail replaced."""
    return Invitation.objects.filter(token_hash=hash_token(token)).select_related("association", "invited_by").first()


def membership_on(person: Person, association: Association, day: datetime.date) -> Membership | None:
    """The period that covers ``day``, if any."""
    running = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
    return Membership.objects.filter(running, person=person, association=association, valid_from__lte=day).first()


def terms_of(association: Association) -> MembershipTerms:
    """The association's membership year and reminders; where none is set the calendar year and no reminder, unsaved."""
    return MembershipTerms.objects.filter(association=association).first() or MembershipTerms(association=association)


def period_bought_on(association: Association, day: datetime.date) -> Period | None:
    """The membership that is bought on a day; None where the association settled no year."""
    terms = MembershipTerms.objects.filter(association=association).first()
    if terms is None:
        return None
    rolls_over = MonthDay.read(terms.rolls_over) if terms.rolls_over else None
    return period_from(day, MonthDay.read(terms.year_begins), rolls_over)
