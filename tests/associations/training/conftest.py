import pytest

from associations.people.enums import Role
from tests import factories
from tests.associations.training import makings


@pytest.fixture
def admin(association, standard):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def anna(db):
    return factories.person("Anna Attendee", email="anna@people.example")


@pytest.fixture
def draft(association, admin):
    return makings.draft(association, admin)


@pytest.fixture
def running(association, admin):
    """``(training, session)``: announced, and it begins now."""
    return makings.announced(association, admin)
