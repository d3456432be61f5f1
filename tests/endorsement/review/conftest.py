import pytest

from tests.endorsement.review import cases


@pytest.fixture
def office(standard, association):
    """``(coordinator, [two reviewers])``."""
    return cases.office(association)


@pytest.fixture
def pair(office, association):
    """The two assignments of one application in review, asked but not opened."""
    coordinator, reviewers = office
    return cases.in_review(association, coordinator, reviewers)


@pytest.fixture
def application(pair):
    return pair[0].cycle.application
