import pytest

from associations.people.enums import Role
from tests import factories
from tests.endorsement.application import makings


@pytest.fixture
def coordinator(association):
    person = factories.person("Cora Coordinator")
    factories.role(person, Role.COORDINATOR, association)
    return person


@pytest.fixture
def staff(db):
    person = factories.person("Stan Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def ready(standard, association):
    """An application that may be submitted."""
    return makings.ready(association)


@pytest.fixture
def submitted(standard, association, coordinator):
    """An application that waits for screening."""
    return makings.submitted(association)
