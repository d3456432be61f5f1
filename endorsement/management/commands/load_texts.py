from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from associations.directory.models import Association
from competencies.assessment.reading import DocumentFault
from endorsement.texts import actions, presenters, queries
from endorsement.texts.enums import LANGUAGES


class Command(BaseCommand):
    help = "Publishes a file (YAML or CSV, UTF-8) of texts that the licence holder may show, instead of placeholders."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--language", required=True, choices=LANGUAGES)
        parser.add_argument("--association", help="slug; without it the texts are for all associations")
        parser.add_argument("--check", action="store_true", help="only say what would change")

    def handle(self, *args, file, language, association=None, check=False, **options):
        place = None
        if association:
            place = Association.objects.filter(slug=association).first()
            if place is None:
                raise CommandError(f"No association has the slug {association}.")
        try:
            raw = file.read_bytes()
        except (OSError, ValueError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        try:
            with transaction.atomic():
                self._publish(file.name, raw, language, place)
                transaction.set_rollback(check)
        except DocumentFault as fault:
            raise CommandError(f"Nothing was loaded.\n{fault}") from fault
        except actions.NotPublished as sentence:
            self.stdout.write(str(sentence))

    def _publish(self, name, raw, language, association):
        loaded = actions.load_file(name=name, raw=raw, language=language, association=association, by=None)
        changes = queries.changes(queries.texts_of(loaded), queries.published(language, association))
        for section in presenters.section_changes(changes):
            self.stdout.write(f"{section.label}: {', '.join(words for words, _tone in section.counts)}")
        actions.publish(file=loaded, seen=queries.last_published(language), by=None)
