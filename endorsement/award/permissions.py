"""Who may do what with an Endorsement. A predicate takes the acting person and the Endorsement (or Association)."""

import rules

from associations.people.enums import Role
from associations.people.queries import holds, is_alliance_staff

OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)


@rules.predicate
def is_holder(person, endorsement):
    return bool(person) and endorsement.person_id == person.pk


@rules.predicate
def works_for_its_association(person, endorsement):
    """A coordinator or administrator of the association, or Alliance staff."""
    return is_alliance_staff(person) or holds(person, endorsement.association_id, *OFFICE)


@rules.predicate
def administers_its_association(person, endorsement):
    return is_alliance_staff(person) or holds(person, endorsement.association_id, Role.ADMINISTRATOR)


@rules.predicate
def works_for(person, association):
    return is_alliance_staff(person) or holds(person, association.pk, *OFFICE)


@rules.predicate
def administers(person, association):
    return is_alliance_staff(person) or holds(person, association.pk, Role.ADMINISTRATOR)


@rules.predicate
def staff_of_the_alliance(person, _thing):
    return is_alliance_staff(person)


# Nobody decides on the standing of their own Endorsement, nor looks at it as staff does.
PERMISSIONS = {
    "award.hold": is_holder,
    "award.download": is_holder | works_for_its_association,
    "award.see_record": works_for_its_association & ~is_holder,
    "award.mend": works_for_its_association & ~is_holder,
    "award.change_standing": administers_its_association & ~is_holder,
    "award.list_certificates": works_for,
    "award.list_all_certificates": staff_of_the_alliance,
    "award.edit_wording": administers,
}
for _name, _predicate in PERMISSIONS.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, thing=None) -> bool:
    """Whether ``person`` (falsy for visitors) has the permission ``award.<...>`` on an Endorsement or Association."""
    return PERMISSIONS[permission].test(person, thing)
