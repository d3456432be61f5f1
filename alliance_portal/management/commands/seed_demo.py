"""Invents the demonstration. The same seed gives the same people; large sizes are made in bulk."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Person
from alliance_portal.demo import activity, bulk, seed, trainings
from alliance_portal.demo.people import DEMO_PASSWORD
from common import clock
from common.jobs.actions import silently

STORIES = 150


class Command(BaseCommand):
    help = "Invents associations' people, portfolios, applications in every state, and a registry."

    def add_arguments(self, parser):
        parser.add_argument("--applications", type=int, default=STORIES, metavar="N")
        parser.add_argument("--endorsements", type=int, default=2200, metavar="M")
        parser.add_argument("--seed", type=int, default=7, metavar="S")

    def handle(self, *args, **options):
        if not (settings.PORTAL_DEMO or getattr(settings, "SEED_ANYWHERE", False)):
            raise CommandError("Invented people belong into a demonstration only: set PORTAL_DEMO=1.")
        if Person.objects.filter(is_sample=False).exists():
            raise CommandError("This database holds real people. Invented ones are not mixed with them.")
        if Person.objects.exists():
            raise CommandError("The demonstration was invented here already. Choose an empty PORTAL_DATA.")
        began = time.monotonic()
        # All or nothing: a start that was cut off begins anew.
        with silently(), transaction.atomic():
            self._invent(options["applications"], options["endorsements"], options["seed"])
        self.stdout.write(f"  done in {time.monotonic() - began:.0f} s")

    def _invent(self, applications, endorsements, number):
        seed.dress_the_houses()
        world = seed.build_world(number, DEMO_PASSWORD, clock.now())
        seed.sign_in_people(world)
        seed.tell_each_step(world)
        seed.tell_the_clinical_ones(world)
        told = min(applications, STORIES)
        people = seed.new_people(world.rng, world.names, told, 1000)
        for position, (person, plan) in enumerate(zip(people, seed.plans(told), strict=True)):
            seed.tell(world, person, position, plan)
            if position % 25 == 24:
                self.stdout.write(f"  {position + 1} applications ...")
                self.stdout.flush()
        bulk.multiply(world, applications - told)
        seed.register(world, endorsements)
        activity.invent_years(world.rng, world.names, world.now)
        trainings.invent(world)
        seed.settle_mail()
        self.stdout.write(f"  {applications} applications, {endorsements} Endorsements")
