"""A fresh database for each size, on the throw-away server."""

import itertools
import os
import random

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from accounts.models import Person
from alliance_portal.demo import bulk, seed
from alliance_portal.demo.people import Names
from associations.directory.models import Association
from associations.people.actions import grant_role
from associations.people.enums import Role
from common import clock
from competencies.standard.models import Category
from endorsement.application.models import Application
from endorsement.award.models import Endorsement
from endorsement.review import queries
from endorsement.review.models import Assignment
from tests.journeys.portal import new_database


def fresh(applications: int, endorsements: int) -> None:
    """Points Django at a new database with that many invented applications and Endorsements."""
    _elsewhere()
    for command in ("migrate", "load_standard", "load_associations"):
        call_command(command, verbosity=0)
    call_command("seed_demo", applications=applications, endorsements=endorsements)
    _analyze()


def _elsewhere() -> None:
    from environ import Env

    connections.close_all()
    url = new_database(os.environ["BENCH_DATABASE_URL"])
    os.environ["DATABASE_URL"] = url
    config = Env.db_url_config(url)
    for place in (settings.DATABASES["default"], connection.settings_dict):
        place.update({name: config[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})


def empty() -> None:
    """Points Django at a new database with its tables and nothing in them."""
    _elsewhere()
    call_command("migrate", verbosity=0)


def grow(applications: int, endorsements: int) -> None:
    """Adds copies until there are that many."""
    here, listed = Application.objects.count(), Endorsement.objects.count()
    rng = random.Random(applications)
    categories = {category.key: category for category in Category.objects.all()}
    world = seed.World(rng, Names(rng), clock.now(), {}, None, categories, "")
    with transaction.atomic():
        bulk.multiply(world, max(0, applications - here), here)
        seed.register(world, max(0, endorsements - listed), 2_000_000 + listed)
    _analyze()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def fill_queue(reviewer: Person, rows: int) -> None:
    """Gives the reviewer ``rows`` reviews to do, so that a full page is measured at the smallest size too."""
    owed = queries.queue(reviewer).values_list("cycle__application", flat=True)
    missing = rows - len(owed)
    if missing <= 0:
        return
    names = Names(random.Random(rows))  # invented people
    originals = itertools.cycle(Application.objects.filter(pk__in=list(owed)).order_by("pk"))
    with transaction.atomic():
        people = seed.new_people(names.rng, names, missing, 5_000_000)
        bulk.copy_batch(list(itertools.islice(originals, missing)), people)


def spread(reviewer: Person, rows: int) -> None:
    """More applications have more reviewers: what would be beyond ``rows`` to do and ``rows`` done goes to others."""
    both = (queries.queue(reviewer).order_by("pk"), queries.finished(reviewer).order_by("pk"))
    kept = [one.pk for found in both for one in found[:rows]]
    rest = list(Assignment.objects.filter(reviewer=reviewer).exclude(pk__in=kept).values_list("pk", flat=True))
    names = Names(random.Random(len(rest)))
    others = seed.new_people(names.rng, names, -(-len(rest) // rows), 8_000_000 + Person.objects.count())
    association = Association.objects.get(slug=seed.MAIN)
    for place, person in enumerate(others):
        grant_role(person=person, role=Role.REVIEWER, association=association, by=None, tell=False)
        Assignment.objects.filter(pk__in=rest[place :: len(others)]).update(reviewer=person)
    _analyze()
