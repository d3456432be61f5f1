"""Who may do what with a reference. Everything refused is answered 404. The rater's own permission is the link."""

import rules

from associations.people.enums import Role
from associations.people.models import RoleGrant
from associations.people.queries import holds, is_alliance_staff

HANDLING_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)


def is_colleagues_own(reference) -> bool:
    """Whether the applicant handles references in this very association: theirs go to the deputy or the Alliance."""
    known = getattr(reference, "applicant_handles", None)
    if known is not None:
        return known
    return RoleGrant.objects.filter(
        person_id=reference.person_id,
        association_id=reference.association_id,
        role__in=HANDLING_ROLES,
        ended_at__isnull=True,
    ).exists()


@rules.predicate
def is_applicant(person, reference) -> bool:
    """The reference is about this person."""
    return bool(person) and reference.person_id == person.pk


@rules.predicate
def handles(person, reference) -> bool:
    """Coordinators and administrators of the association, and Alliance staff: never about themselves."""
    if not person or reference.person_id == person.pk:
        return False
    if is_alliance_staff(person):
        return True
    if is_colleagues_own(reference):
        return reference.association.deputy_id == person.pk
    return holds(person, reference.association_id, *HANDLING_ROLES)


@rules.predicate
def loads_items(person, association) -> bool:
    """Administrators of the association and Alliance staff."""
    return is_alliance_staff(person) or (association is not None and holds(person, association.pk, Role.ADMINISTRATOR))


@rules.predicate
def never(person, thing) -> bool:
    """Moves of the rater, who has a link and no account, and of the portal itself."""
    return False


TABLE = {
    "references.change": is_applicant,
    "references.handle": handles,
    "references.items": loads_items,
    "references.rate": never,
    "references.portal": never,
}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, thing) -> bool:
    """``may(request.person, "references.handle", reference)``. Raises KeyError for an unknown permission."""
    return bool(TABLE[permission].test(person, thing))
