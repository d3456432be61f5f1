"""Who may do what: every permission, every role."""

import pytest

from associations.people.enums import Role
from endorsement.award.permissions import PERMISSIONS, may
from tests import factories

pytestmark = pytest.mark.django_db

#                              holder coord  admin  staff  neighbour reviewer visitor holder+coord holder+staff
EXPECTED = {
    "award.hold":                 (1, 0, 0, 0, 0, 0, 0, 1, 1),
    "award.download":             (1, 1, 1, 1, 0, 0, 0, 1, 1),
    "award.see_record":           (0, 1, 1, 1, 0, 0, 0, 0, 0),
    "award.mend":                 (0, 1, 1, 1, 0, 0, 0, 0, 0),
    "award.change_standing":      (0, 0, 1, 1, 0, 0, 0, 0, 0),
    "award.list_certificates":    (0, 1, 1, 1, 0, 0, 0, 1, 1),
    "award.list_all_certificates": (0, 0, 0, 1, 0, 0, 0, 0, 1),
    "award.edit_wording":         (0, 0, 1, 1, 0, 0, 0, 0, 1),
}  # fmt: skip
ON_ASSOCIATION = {"award.list_certificates", "award.list_all_certificates", "award.edit_wording"}


def test_the_table_is_whole():
    assert set(EXPECTED) == set(PERMISSIONS)


@pytest.mark.parametrize("permission", EXPECTED)
def test_matrix(permission, award, holder, association, neighbour, coordinator, administrator, staff):
    next_door, reviewer = factories.person("Next Door"), factories.person("Reviewer")
    factories.role(next_door, Role.ADMINISTRATOR, neighbour)
    factories.role(reviewer, Role.REVIEWER, association)
    endorsed_coordinator, endorsed_staff = factories.person("Both"), factories.person("Both too")
    factories.role(endorsed_coordinator, Role.COORDINATOR, association)
    factories.role(endorsed_staff, Role.ALLIANCE_STAFF)
    people = [
        holder,
        coordinator,
        administrator,
        staff,
        next_door,
        reviewer,
        None,
        endorsed_coordinator,
        endorsed_staff,
    ]
    found = []
    for who in people:
        owner = who if who in (endorsed_coordinator, endorsed_staff) else holder
        endorsement = award(f"test:{owner.pk}", person=owner)
        thing = association if permission in ON_ASSOCIATION else endorsement
        found.append(int(may(who, permission, thing)))
    assert tuple(found) == EXPECTED[permission]
