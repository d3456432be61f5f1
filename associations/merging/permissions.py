"""Who makes one of two records of a person.

An administrator, where both are people of their association and of nobody else's, and nothing is gained by it that the
administrator could not give. Everything else is the Alliance's to decide; nobody decides about themselves.
"""

from collections.abc import Collection

import rules
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.merging.moving import moved
from associations.people.enums import Role
from associations.people.models import RoleGrant
from associations.people.permissions import grantable, holds, is_alliance_staff

FARTHEST = 2
"""Steps from a row to the one that says which association it is of: a reviewer's, by its cycle and application."""


@rules.predicate
def looks_for_doubles(person, association) -> bool:
    """Administrators of the association: their people by name. Alliance staff see none before they open them."""
    return holds(person, association.pk, Role.ADMINISTRATOR)


@rules.predicate
def merges(person, merge) -> bool:
    """Alliance staff; administrators what needs nobody else."""
    if is_alliance_staff(person):
        return True
    if merge.association_id is None or not looks_for_doubles.test(person, merge.association):
        return False
    return not needs_staff(person, merge.association, merge.kept, merge.gone)


@rules.predicate
def declines(person, merge) -> bool:
    return is_alliance_staff(person)


rules.add_perm("merging.look", looks_for_doubles)
rules.add_perm("merging.merge", merges)
rules.add_perm("merging.decline", declines)


def ties(person: Person) -> set[int]:
    """Ids of every association that has anything to do with the person, by whatever row; those of whom they supervised
    too, whose rows know no association but by whose they are."""
    return _tied([person.pk]) | _tied(_supervised(person))


def _tied(people: Collection[int]) -> set[int]:
    if not people:
        return set()
    found = set()
    for link in moved():
        rows = link.model._base_manager.filter(**{f"{link.field.name}__in": people}).order_by()
        for path in _ways(link.model, FARTHEST):
            found |= set(rows.values_list(path, flat=True).distinct())
    return found - {None}


def _supervised(person: Person) -> set[int]:
    """Ids of those in whose rows the person stands besides, such as who gave them supervision."""
    found = set()
    for link in moved():
        owners = [column for column in link.model._meta.concrete_fields if column.name == "person"]
        if link.field.name != "person" and owners and not _ways(link.model, FARTHEST):
            found |= set(link.rows(person).order_by().values_list("person", flat=True).distinct())
    return found


def _ways(model: type[models.Model], steps: int) -> list[str]:
    """Lookups from a row to its association: itself, its own column, else by what it hangs on."""
    if model is Association:
        return ["pk"]
    columns = [column for column in model._meta.concrete_fields if column.is_relation]
    if any(column.name == "association" for column in columns):
        return ["association"]
    if not steps:
        return []
    onward = [column for column in columns if column.related_model is not Person]
    return [f"{column.name}__{path}" for column in onward for path in _ways(column.related_model, steps - 1)]


def needs_staff(by: Person, association: Association | None, one: Person, other: Person) -> list[str]:
    """Why only Alliance staff may make these two one; empty when ``by`` may."""
    if is_alliance_staff(by):
        return []
    why = []
    if one.user_id and other.user_id:
        why.append(_("Both sign in to the portal, and one of the two sign-ins would be closed."))
    if (ties(one) | ties(other)) - {association.pk}:
        why.append(_("One of them also has to do with another association."))
    held = RoleGrant.objects.filter(person__in=(one, other), ended_at__isnull=True).select_related("association")
    if any(grant.role not in grantable(by, grant.association) for grant in held):
        why.append(_("One of them holds a role that you do not give."))
    return why
