"""Load the Standard from its texts."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from competencies.assessment.reading import DocumentFault
from competencies.standard.importers import load_standard
from competencies.standard.queries import standard
from competencies.standard.texts import HERE, read_standard


class Command(BaseCommand):
    help = "Load the Standard (categories, competencies, editions, provider rules) from its texts. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="folder", type=Path, default=HERE, help="The folder of the texts.")
        parser.add_argument(
            "--amend", action="store_true", help="Accept changes to published editions: their text was wrong."
        )
        parser.add_argument(
            "--because", default="The text was wrong.", help="With --amend: the reason that the trace keeps."
        )

    def handle(self, *args, folder, amend, because, verbosity, **options):
        try:
            report = load_standard(read_standard(folder), amend=amend, because=because)
        except DocumentFault as fault:
            raise CommandError(f"The Standard was not loaded; nothing has changed.\n{fault}") from fault
        # Read back at once, so that this process judges by what was loaded.
        standard()
        if verbosity:
            self.stdout.write(
                f"The Standard is loaded: {report.created} rows created, {report.changed} changed, "
                f"{report.removed} removed."
                if report.anything
                else "The Standard was already loaded; nothing has changed."
            )
