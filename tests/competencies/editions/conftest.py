import pytest

from associations.people.enums import Role
from tests import factories
from tests.competencies.editions import makings


@pytest.fixture
def staff(db):
    person = factories.person("Stan Staff")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def draft(standard, staff):
    return makings.draft(staff)
