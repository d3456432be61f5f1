"""Who may give which role where; one row per role, own association and neighbour."""

import pytest

from associations.people.enums import Role
from associations.people.permissions import TABLE, configures, grantable, holds, places_where
from associations.people.queries import associations_where, needs_second_factor
from tests import factories

pytestmark = pytest.mark.django_db
BASE = (Role.MEMBER, Role.APPLICANT, Role.REVIEWER)


@pytest.mark.parametrize(
    ("role", "here", "alliance", "settings"),
    [
        (None, (), (), False),
        (Role.MEMBER, (), (), False),
        (Role.APPLICANT, (), (), False),
        (Role.REVIEWER, (), (), False),
        (Role.COORDINATOR, BASE, (), False),
        (Role.ADMINISTRATOR, (*BASE, Role.COORDINATOR), (), True),
        (Role.ALLIANCE_STAFF, (*BASE, Role.COORDINATOR, Role.ADMINISTRATOR), (Role.ALLIANCE_STAFF,), True),
    ],
)
def test_who_gives_what(association, neighbour, role, here, alliance, settings):
    person = factories.person()
    if role:
        factories.role(person, role, None if role == Role.ALLIANCE_STAFF else association)
    everywhere = role == Role.ALLIANCE_STAFF
    assert grantable(person, association) == here
    assert grantable(person, neighbour) == (here if everywhere else ())
    assert grantable(person, None) == alliance
    assert configures(person, association) is settings
    assert configures(person, neighbour) is (settings and everywhere)
    assert TABLE["people.manage"].test(person, association) is bool(here)
    assert TABLE["directory.edit"].test(person) is everywhere


def test_visitors_may_nothing(association):
    for nobody in (None,):
        assert (grantable(nobody, association), configures(nobody, association)) == ((), False)
        assert (holds(nobody, association.pk, Role.MEMBER), associations_where(nobody, Role.MEMBER)) == (False, set())
        assert places_where(nobody, Role.MEMBER) == []


def test_an_ended_role_counts_no_more(association):
    person = factories.person()
    grant = factories.role(person, Role.COORDINATOR, association)
    assert needs_second_factor(person) is True
    from associations.people.actions import end_role

    end_role(grant=grant, by=None)
    assert (grantable(person, association), needs_second_factor(person)) == ((), False)


def test_roles_and_places_cost_one_query(association, neighbour, django_assert_num_queries):
    person = factories.person()
    factories.role(person, Role.COORDINATOR, association)
    factories.role(person, Role.REVIEWER, neighbour)
    with django_assert_num_queries(1):
        assert [place.slug for place in places_where(person, Role.COORDINATOR)] == [association.slug]
        assert associations_where(person, Role.REVIEWER) == {neighbour.pk}
        assert holds(person, association.pk, Role.COORDINATOR) is True


def test_every_role_has_its_sentence():
    assert [role for role in Role if not str(role.sentence).strip()] == []
