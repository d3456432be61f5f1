"""Documentation that is made from the code."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class GeneratedDocument(BaseCommand):
    """Writes ``docs/<document>``; ``--check`` only compares, for the tests."""

    document = ""

    def page(self) -> str:
        """What the file must say."""
        raise NotImplementedError

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, check=False, **options):
        path = Path(settings.BASE_DIR) / "docs" / self.document
        page = self.page()
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                command = type(self).__module__.rpartition(".")[2]
                raise CommandError(f"docs/{self.document} is not what the code says: run manage.py {command}.")
            return
        path.write_text(page, encoding="utf-8")
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} written")
