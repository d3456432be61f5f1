"""Who holds which role, and what each role lets a person do with other people's. Read once per request."""

from collections import defaultdict
from typing import NamedTuple

import rules
from django.db.models import QuerySet, Value

from accounts.models import Person
from associations.directory.models import Association
from associations.people.enums import DEPUTY, SECOND_FACTOR_ROLES, Role
from associations.people.models import RoleGrant
from common.prepared import Prepared


class Place(NamedTuple):
    """An association in which a person holds a role or is the named deputy, as menus need it."""

    slug: str
    abbreviation: str
    name: str


class Held(NamedTuple):
    """Association id (None for the Alliance) -> roles, and association id -> place."""

    roles: dict[int | None, frozenset[str]]
    places: dict[int, Place]


@Prepared
def _grants(person: int) -> QuerySet:
    """Roles held now and the associations that name this person their deputy: ``(association, role, *Place)``."""
    grants = RoleGrant.objects.filter(person_id=person, ended_at__isnull=True)
    columns = ("association_id", "role", "association__slug", "association__abbreviation", "association__name")
    named = Association.objects.filter(deputy_id=person).order_by()
    deputy = named.values_list("pk", Value(DEPUTY), "slug", "abbreviation", "name")
    return grants.values_list(*columns).union(deputy, all=True)


def _held(person: Person) -> Held:
    """One query, kept on the person object."""
    known = getattr(person, "_roles", None)
    if known is None:
        roles, places = defaultdict(set), {}
        rows = _grants.rows(person=person.pk)
        for association_id, role, *place in sorted(rows, key=lambda row: row[-1] or ""):
            roles[association_id].add(role)
            if association_id is not None:
                places[association_id] = Place(*place)
        known = person._roles = Held({key: frozenset(value) for key, value in roles.items()}, places)
    return known


def roles_of(person: Person) -> dict[int | None, frozenset[str]]:
    """Association id (None for the Alliance) -> roles held now, ``DEPUTY`` among them. One query, then kept."""
    return _held(person).roles


def places_where(person, *roles: str) -> list[Place]:
    """The associations in which the person holds one of ``roles``, by name. No query of its own."""
    if not person:
        return []
    held = _held(person)
    return [place for key, place in held.places.items() if not held.roles[key].isdisjoint(roles)]


def forget_roles(person: Person) -> None:
    """After a grant or an end: the next question reads anew."""
    person.__dict__.pop("_roles", None)


def is_alliance_staff(person) -> bool:
    return bool(person) and Role.ALLIANCE_STAFF in roles_of(person).get(None, ())


def holds(person, association_id: int, *roles: str) -> bool:
    """Whether the person holds one of ``roles`` in the association. Alliance staff is asked for separately."""
    return bool(person) and not roles_of(person).get(association_id, frozenset()).isdisjoint(roles)


def associations_where(person, *roles: str) -> set[int]:
    """Ids of the associations in which the person holds one of ``roles``."""
    if not person:
        return set()
    wanted = set(roles)
    return {key for key, held in roles_of(person).items() if key is not None and wanted & held}


def needs_second_factor(person: Person) -> bool:
    return any(SECOND_FACTOR_ROLES & held for held in roles_of(person).values())


OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)
OF_COORDINATORS = (Role.MEMBER, Role.APPLICANT, Role.REVIEWER)
_OF_ADMINISTRATORS = (*OF_COORDINATORS, Role.COORDINATOR)
_OF_STAFF = (*_OF_ADMINISTRATORS, Role.ADMINISTRATOR)


def grantable(person, association: Association | None) -> tuple[Role, ...]:
    """The roles this person may give and end in the association (None: in the Alliance)."""
    if is_alliance_staff(person):
        return _OF_STAFF if association else (Role.ALLIANCE_STAFF,)
    if association is None:
        return ()
    if holds(person, association.pk, Role.ADMINISTRATOR):
        return _OF_ADMINISTRATORS
    if holds(person, association.pk, Role.COORDINATOR):
        return OF_COORDINATORS
    return ()


@rules.predicate
def looks_after_people(person, association) -> bool:
    """Coordinators and administrators of the association, and Alliance staff."""
    return bool(grantable(person, association))


@rules.predicate
def configures(person, association) -> bool:
    """Administrators of the association, and Alliance staff."""
    return is_alliance_staff(person) or holds(person, association.pk, Role.ADMINISTRATOR)


@rules.predicate
def is_staff(person, association=None) -> bool:
    return is_alliance_staff(person)


TABLE = {
    "people.manage": looks_after_people,
    "directory.configure": configures,
    "directory.edit": is_staff,
    "people.reset_second_factor": is_staff,
}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)
