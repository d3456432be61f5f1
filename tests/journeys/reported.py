"""What reports count in their journey: Endorsements of invented people, and one of the staff to read them."""

import datetime
import itertools

from accounts.actions import create_account
from accounts.models import Person
from associations.directory.models import Association
from associations.people.actions import grant_role, say_practice
from common import clock
from competencies.standard.models import Category
from endorsement.award.actions import import_endorsements
from endorsement.award.actions.awarding import ImportRow
from tests.journeys.actors import PASSWORD

COUNTS = {"IFA": 9, "IFS": 7, "IMHS": 5, "IMHM-C": 3, "ECFS": 2}
"""How many of each are awarded at each of three associations."""
SECTORS = ("home_visiting", "home_visiting", "part_c", "health", "")


def make() -> None:
    staff = create_account(email="stella@reports.example", name="Stella Staff", password=PASSWORD)
    grant_role(person=staff, role="alliance_staff", association=None, by=None, tell=False)
    today, number = clock.today(), itertools.count(1)
    rows = []
    for slug in ("ct-aimh", "mi-aimh", "coaimh"):
        house = Association.objects.get(slug=slug)
        for key, count in COUNTS.items():
            category = Category.objects.get(key=key)
            for _ in range(count):
                at = next(number)
                person = Person.objects.create(name=f"Invented Person {at}", is_sample=True)
                if sector := SECTORS[at % len(SECTORS)]:
                    say_practice(person=person, sector=sector, language="en", by=person)
                since = today - datetime.timedelta(days=40 * (at % 50) + 10)
                rows.append(ImportRow(f"report:{at}", person, house, category, since, today.replace(day=1, year=2031)))
    import_endorsements(rows=rows, by=None)
