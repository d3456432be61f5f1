import pytest

from endorsement.application.queries import with_parties
from tests.endorsement.review import cases


@pytest.fixture
def office(standard, association):
    """``(coordinator, [two reviewers])``."""
    return cases.office(association)


@pytest.fixture
def decided_by(office):
    return office[0]


@pytest.fixture
def reviewed(office, association):
    """``reviewed(first, second)``: an application whose two reviewers signed so recommended, with comments."""

    def make(first="endorse", second="endorse", person=None, comment="Seen", **verdicts):
        coordinator, reviewers = office
        pair = cases.in_review(association, coordinator, reviewers, **({"person": person} if person else {}))
        cases.signed(pair[0], recommendation=first, comment=comment)
        cases.signed(pair[1], recommendation=second, comment=comment, **verdicts)
        return with_parties().get(pk=pair[0].cycle.application_id)

    return make
