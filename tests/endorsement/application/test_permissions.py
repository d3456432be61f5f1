"""Who may do what; and that the list, the page and the predicate never disagree."""

import pytest
import rules

from associations.people.enums import Role
from associations.people.queries import forget_roles
from endorsement.application import queries
from endorsement.application.enums import ApplicationState, Turn
from endorsement.application.permissions import TABLE, handles, is_applicant, may
from endorsement.application.wording import (
    _STORY,
    STATE_TONES,
    is_applicants_turn,
    is_handlers_turn,
    turn_for_applicant,
    turn_for_handler,
)
from endorsement.application.workflow import MACHINE, OPEN_STATES, TURN_OF, states_of_turn
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(standard, association):
    return makings.draft(factories.person("Ama Applicant"), association)


def with_role(role, where=None, name=None):
    person = factories.person(name)
    factories.role(person, role, where)
    forget_roles(person)
    return person


def everybody(application, association, neighbour):
    return {
        "nobody": None,
        "applicant": application.person,
        "stranger": factories.person(),
        "member": with_role(Role.MEMBER, association),
        "reviewer": with_role(Role.REVIEWER, association),
        "coordinator": with_role(Role.COORDINATOR, association),
        "administrator": with_role(Role.ADMINISTRATOR, association),
        "neighbour's coordinator": with_role(Role.COORDINATOR, neighbour),
        "staff": with_role(Role.ALLIANCE_STAFF),
        "deputy": association.deputy,
    }


EXPECTED = {
    "application.view": {"applicant", "coordinator", "administrator", "staff"},
    "application.print": {"applicant", "coordinator", "administrator", "staff"},
    "application.submit": {"applicant"},
    "application.withdraw": {"applicant"},
    "application.ask": {"applicant"},
    "application.handle": {"coordinator", "administrator", "staff"},
    "application.answer": {"coordinator", "administrator", "staff"},
    "application.refuse_exception": {"staff"},
    "application.portal": set(),
}


@pytest.mark.parametrize("permission", TABLE)
def test_the_table(permission, application, association, neighbour):
    association.deputy = factories.person("Della Deputy")
    association.save()
    application.refresh_from_db()
    people = everybody(application, association, neighbour)
    found = {name for name, person in people.items() if may(person, permission, application)}
    assert found == EXPECTED[permission]


def test_every_permission_is_expected():
    assert set(TABLE) == set(EXPECTED)


def test_a_coordinators_own_goes_to_the_deputy_and_staff(application, association, neighbour):
    factories.role(application.person, Role.COORDINATOR, association)
    association.deputy = factories.person("Della Deputy")
    association.save()
    application.refresh_from_db()
    people = everybody(application, association, neighbour)
    assert {name for name, who in people.items() if may(who, "application.handle", application)} == {"staff", "deputy"}


def test_without_a_deputy_it_goes_to_staff(application, association, neighbour):
    factories.role(application.person, Role.ADMINISTRATOR, association)
    people = everybody(application, association, neighbour)
    assert {name for name, who in people.items() if may(who, "application.handle", application)} == {"staff"}


def test_a_deputy_does_not_handle_their_own(application, association):
    factories.role(application.person, Role.COORDINATOR, association)
    association.deputy = application.person
    association.save()
    application.refresh_from_db()
    assert not handles(application.person, application)
    assert not queries.handled_by(application.person).exists()


def test_staff_do_not_handle_their_own(standard, association, staff):
    own = makings.draft(staff, association)
    assert not handles(staff, own)
    assert not queries.handled_by(staff).exists()
    assert is_applicant(staff, own)


def test_an_ended_role_counts_no_more(application, association):
    from common import clock

    grant = factories.role(application.person, Role.COORDINATOR, association)
    grant.ended_at = clock.now()
    grant.save()
    coordinator = with_role(Role.COORDINATOR, association)
    assert handles(coordinator, application)


@pytest.mark.parametrize("colleague", [False, True])
def test_the_query_is_the_predicate(application, association, neighbour, colleague):
    if colleague:
        factories.role(application.person, Role.COORDINATOR, association)
    association.deputy = factories.person("Della Deputy")
    association.save()
    application.refresh_from_db()
    for name, person in everybody(application, association, neighbour).items():
        listed = queries.handled_by(person).filter(pk=application.pk).exists()
        assert listed == may(person, "application.handle", application), name
        seen = queries.visible_to(person).filter(pk=application.pk).exists()
        assert seen == may(person, "application.view", application), name
        annotated = queries.with_parties().get(pk=application.pk)
        assert may(person, "application.handle", annotated) == listed, name


def test_unknown_permission():
    with pytest.raises(KeyError):
        may(None, "application.anything", None)


class TestTotality:
    def test_every_state_has_a_turn_a_tone_and_words(self):
        assert set(MACHINE.states) == set(ApplicationState.values) == set(TURN_OF) == set(STATE_TONES)
        for state in ApplicationState.values:
            one = type("Row", (), {"state": state})
            assert turn_for_applicant(one)
            assert turn_for_handler(one)
            assert (is_applicants_turn(one), is_handlers_turn(one)) == (
                TURN_OF[state] == Turn.APPLICANT,
                TURN_OF[state] == Turn.COORDINATOR,
            )

    def test_open_states_are_those_not_closed(self):
        assert {state.key for state in MACHINE.states.values() if not state.closed} == set(OPEN_STATES)

    def test_every_turn_has_its_states(self):
        counted = [state for turn in Turn.values for state in states_of_turn(turn)]
        assert sorted(counted) == sorted(ApplicationState.values)

    def test_every_move_has_a_permission_of_the_table_and_somebody_told(self):
        for move in MACHINE.transitions.values():
            assert move.permission in TABLE
            assert rules.perm_exists(move.permission)
        silent = {move.name for move in MACHINE.transitions.values() if not move.tells}
        assert silent == set()

    def test_every_move_has_its_sentence_in_the_story(self):
        assert set(_STORY) == {"start", *MACHINE.transitions}
