"""Loads the associations, their published policies and their overlays. Safe to run again."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from associations.directory import importers as directory
from associations.fees import importers as fees
from associations.people import importers as people
from associations.policy import importers as policy
from competencies.assessment.reading import DocumentFault


class Command(BaseCommand):
    help = "Makes the associations that are missing, with policies and overlays. What people changed stays as it is."

    def handle(self, *args, **options):
        try:
            with transaction.atomic():
                made = directory.load_associations(directory.read())
                terms = people.load_terms()
                policies = policy.load_policies(policy.read_policies())
                labels = policy.load_labels(policy.read_labels())
                priced = fees.load_fees(fees.read_fees())
                overlays, changed = policy.load_overlays(policy.read_overlay_file())
        except (DocumentFault, policy.UnknownAssociation) as fault:
            raise CommandError(str(fault)) from fault
        if options["verbosity"]:
            self.stdout.write(
                f"Associations made: {len(made)}; policies: {policies}; membership years: {terms}; fees: {priced}; "
                f"overlays made: {overlays}, "
                f"changed: {changed}; own names of categories changed at: {labels}."
            )
