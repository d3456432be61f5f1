"""Somebody who looks after the fees."""

import pytest

from associations.people.enums import Role
from tests import factories


@pytest.fixture
def administrator(association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person
