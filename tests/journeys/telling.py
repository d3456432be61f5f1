"""The people of a yearly summary: one of the Alliance's staff, and the administrators of three associations."""

from accounts.actions import create_account
from associations.directory.models import Association
from associations.people.actions import grant_role
from associations.people.enums import Role
from tests.journeys.actors import PASSWORD

PEOPLE = {"sana": "", "ada": "coaimh", "bea": "massaimh", "cleo": "i-aimh"}


def make() -> None:
    for name, slug in PEOPLE.items():
        person = create_account(email=f"{name}@activity.example", name=f"{name.title()} Invented", password=PASSWORD)
        house = Association.objects.get(slug=slug) if slug else None
        role = Role.ADMINISTRATOR if house else Role.ALLIANCE_STAFF
        grant_role(person=person, role=role, association=house, by=None, tell=False)
