"""Print the JSON Schema of the portfolio document."""

import json

from django.core.management.base import BaseCommand

from competencies.assessment.schema import portfolio_schema


class Command(BaseCommand):
    help = "Print the JSON Schema of the portfolio document, version 1."
    requires_system_checks = []

    def handle(self, *args, **options):
        self.stdout.write(json.dumps(portfolio_schema(), indent=1))
