"""Who may do what with a review, as a table."""

import pytest

from endorsement.review.permissions import may
from tests import factories
from tests.endorsement.review import cases


@pytest.fixture
def people(pair, office, association, neighbour):
    stranger = cases.reviewer(neighbour)
    staff = factories.person()
    factories.role(staff, "alliance_staff")
    return {
        "visitor": None,
        "reviewer": pair[0].reviewer,
        "other": pair[1].reviewer,
        "stranger": stranger,
        "applicant": pair[0].cycle.application.person,
        "coordinator": office[0],
        "staff": staff,
    }


@pytest.mark.parametrize(
    ("state", "viewers", "judges"),
    [
        ("asked", {"reviewer"}, {"reviewer"}),
        ("open", {"reviewer"}, {"reviewer"}),
        ("signed", {"reviewer"}, set()),
        ("handed_back", set(), set()),
        ("cancelled", set(), set()),
    ],
)
def test_a_review_is_its_reviewers_alone(people, pair, state, viewers, judges):
    pair[0].state = state
    assert {name for name, person in people.items() if may(person, "review.view", pair[0])} == viewers
    assert {name for name, person in people.items() if may(person, "review.judge", pair[0])} == judges


def test_nobody_reviews_their_own_application_whatever_they_hold(people, pair, association):
    applicant = people["applicant"]
    factories.role(applicant, "reviewer", association)
    pair[0].reviewer = applicant
    assert not may(applicant, "review.view", pair[0])


def test_an_ended_role_ends_the_permission(people, pair):
    people["reviewer"].role_grants.update(ended_at="2026-01-01T00:00:00Z")
    people["reviewer"].__dict__.pop("_roles", None)
    assert not may(people["reviewer"], "review.view", pair[0])


@pytest.mark.parametrize("permission", ["review.assign", "review.compare"])
def test_who_handles_the_application_assigns_and_compares(people, application, permission):
    assert {name for name, person in people.items() if may(person, permission, application)} == {
        "coordinator",
        "staff",
    }


def test_an_unknown_permission_is_a_mistake(people, application):
    with pytest.raises(KeyError):
        may(people["staff"], "review.nothing", application)
