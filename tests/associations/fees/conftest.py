"""Somebody who looks after the fees, and a provider to pay at."""

import pytest

from associations.fees import actions
from associations.people.enums import Role
from tests import factories
from tests.associations.fees import published
from tests.associations.fees.stand_in import StandIn


@pytest.fixture
def administrator(association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def stripe(settings):
    """A stand-in for the provider, on this machine."""
    stand_in = StandIn()
    settings.STRIPE_API_URL = stand_in.url
    yield stand_in
    stand_in.stop()


@pytest.fixture
def account(association, administrator):
    return actions.set_keys(
        association=association,
        provider="stripe",
        api_key=published.API_KEY,
        webhook_secret=published.SECRET,
        by=administrator,
    )
