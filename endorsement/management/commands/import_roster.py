"""Brings a roster from a file: people, memberships, Endorsements from the old system, roles."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from associations.directory.models import Association
from endorsement.roster.actions.importing import Clashed, Outcome, import_table
from endorsement.roster.reading import Unusable, open_path
from endorsement.roster.wording import counts_sentence, file_sentence, sentence

CLEAN, SOME_REFUSED, UNUSABLE = 0, 1, 2
TRIES = 3


class Command(BaseCommand):
    help = (
        "Imports a roster (CSV in UTF-8, or XLSX). Columns, in any order: name, email; optional region, phone,"
        " member_kind, member_from, member_until, category, number, endorsed_on, renewed_until, role; dates as"
        " YYYY-MM-DD. Exit 0: clean, 1: some rows refused, 2: the file is unusable."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--association", required=True, help="its abbreviation, such as CT-AIMH")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--skip-problems", action="store_true", help="apply the good rows of a file with problems")
        parser.add_argument("--format", choices=("json", "text"), default="text")

    def handle(self, *args, file, association, dry_run, skip_problems, **options):
        found = Association.objects.filter(Q(abbreviation__iexact=association) | Q(slug__iexact=association)).first()
        if found is None:
            raise CommandError(f"There is no association {association}.", returncode=UNUSABLE)
        self.as_json = options["format"] == "json"
        try:
            outcome = self._import(found, file, dry_run, skip_problems)
        except Unusable as error:
            self._unusable(error.code, error.column, file_sentence(error.code, error.column, **error.params))
        except OSError as error:
            self._unusable("no_file", "", f"{file_sentence('no_file')} ({error.strerror})")
        else:
            self._tell(outcome, dry_run)
            if outcome.problems:
                sys.exit(SOME_REFUSED)

    def _import(self, association, file, dry_run, skip_problems) -> Outcome:
        for left in reversed(range(TRIES)):
            source, table = open_path(file)
            try:
                return import_table(
                    association=association,
                    table=table,
                    file_name=file.name,
                    by=None,
                    dry_run=dry_run,
                    skip_problems=skip_problems,
                    progress=self._progress,
                )
            except Clashed as error:
                if not left:
                    message = "Somebody else is writing the same people. Nothing was changed; please try again."
                    raise CommandError(message, returncode=SOME_REFUSED) from error
            finally:
                source.close()
        raise AssertionError("unreachable")

    def _progress(self, done, total):
        if done and self.stderr.isatty():
            self.stderr.write(f"\r{done:,} rows read", ending="")

    def _unusable(self, code, column, words):
        if self.as_json:
            problem = {"row": 1, "column": column, "code": code, "message": words}
            counts = dict.fromkeys(("rows", "created", "updated", "unchanged"), 0)
            self.stdout.write(json.dumps({**counts, "problems": [problem]}, indent=1))
        else:
            self.stderr.write(words)
        sys.exit(UNUSABLE)

    def _tell(self, outcome, dry_run):
        told = [
            {"row": one["row"], "column": one["column"], "code": one["code"], "message": sentence(one)}
            for one in outcome.problems
        ]
        if self.as_json:
            counts = {key: outcome.report[key] for key in ("rows", "created", "updated", "unchanged")}
            self.stdout.write(json.dumps({**counts, "problems": told}, indent=1, ensure_ascii=False))
            return
        for one in told:
            place = f"row {one['row']}, {one['column']}" if one["column"] else f"row {one['row']}"
            self.stdout.write(f"{place}: {one['message']}")
        self.stdout.write(counts_sentence(outcome.report))
        if not outcome.applied:
            self.stdout.write(
                "Nothing was changed." if dry_run else "Nothing was changed: mend the file or use --skip-problems."
            )
