"""Who plans a training and who attends it, made in one process."""

from accounts.actions import create_account
from associations.directory.models import Association
from associations.people.actions import grant_role
from tests.journeys.actors import PASSWORD


def make() -> None:
    """An administrator of CoAIMH, and somebody who works towards an Endorsement there."""
    house = Association.objects.get(slug="coaimh")
    house.time_zone = "America/Denver"
    house.save()
    for role, name in [("administrator", "Ada Administrator"), ("applicant", "Anna Applicant")]:
        address = f"{name.split()[0].lower()}@training.example"
        person = create_account(email=address, name=name, password=PASSWORD)
        grant_role(person=person, role=role, association=house, by=None, tell=False)
