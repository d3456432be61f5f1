"""Who may do what with an application. Asked at the edge; everything refused is answered 404."""

import rules

from associations.people.enums import Role
from associations.people.models import RoleGrant
from associations.people.queries import holds, is_alliance_staff
from competencies.standard.directions import ADDS, SAME

HANDLING_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)


@rules.predicate
def is_applicant(person, application) -> bool:
    """The application is the person's own."""
    return bool(person) and application.person_id == person.pk


def is_colleagues_own(application) -> bool:
    """Whether the applicant handles applications in this very association: theirs goes to the deputy or the Alliance.

    Uses the annotation ``applicant_handles`` of ``queries.with_parties`` where it is there.
    """
    known = getattr(application, "applicant_handles", None)
    if known is not None:
        return known
    return RoleGrant.objects.filter(
        person_id=application.person_id,
        association_id=application.association_id,
        role__in=HANDLING_ROLES,
        ended_at__isnull=True,
    ).exists()


@rules.predicate
def handles(person, application) -> bool:
    """Coordinators and administrators of the association, and Alliance staff. Nobody handles their own application.

    An application of one of those coordinators or administrators is handled by the named deputy or Alliance staff only.
    """
    if not person or application.person_id == person.pk:
        return False
    if is_alliance_staff(person):
        return True
    if is_colleagues_own(application):
        return application.association.deputy_id == person.pk
    return holds(person, application.association_id, *HANDLING_ROLES)


@rules.predicate
def portal_only(person, application) -> bool:
    """Moves that the portal makes by itself: no person may."""
    return False


@rules.predicate
def refuses_exception(person, application) -> bool:
    """Alliance staff, never about themselves."""
    return is_alliance_staff(person) and handles.test(person, application)


def may_approve_exception(person, application, direction: str) -> bool:
    """What does not fall below the core whoever handles the application may approve; the rest needs the Alliance."""
    return handles.test(person, application) and (is_alliance_staff(person) or direction in (ADDS, SAME))


TABLE = {
    "application.refuse_exception": refuses_exception,
    "application.view": is_applicant | handles,
    "application.submit": is_applicant,
    "application.withdraw": is_applicant,
    "application.ask": is_applicant,
    "application.print": is_applicant | handles,
    "application.handle": handles,
    "application.answer": handles,
    "application.portal": portal_only,
}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, application) -> bool:
    """``may(request.person, "application.handle", application)``. Raises KeyError for an unknown permission."""
    return TABLE[permission].test(person, application)
