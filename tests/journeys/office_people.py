"""Who keeps a house's people, made in one process: an administrator with a sign-in, and their licence."""

import datetime

from accounts.actions import create_account
from associations.directory.models import Association, Licence
from associations.people.actions import grant_role
from tests.journeys.actors import PASSWORD


def make() -> None:
    """An administrator of KAIMH."""
    house = Association.objects.get(slug="kaimh")
    Licence.objects.create(association=house, kind=Licence.Kind.ENDORSEMENT, valid_from=datetime.date(2015, 1, 1))
    person = create_account(email="ada@office.example", name="Ada Administrator", password=PASSWORD)
    grant_role(person=person, role="administrator", association=house, by=None, tell=False)
