"""The numbers of a report, as the page shows them to Alliance staff."""

import json

from django.core.management.base import BaseCommand, CommandError

from associations.directory.models import Association
from endorsement.reports import exporting, queries
from endorsement.reports.asking import ReportForm, asked
from endorsement.reports.dimensions import Lexicon

ASKED = ("association", "category", "track", "year", "from", "until", "by", "across")


class Command(BaseCommand):
    help = "Prints a report as CSV or JSON: the same rows as its page. --list names the reports."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="the report's name, such as endorsed")
        parser.add_argument("--list", action="store_true", help="name the reports and what each can be broken down by")
        parser.add_argument("--association", help="abbreviation or the part of its addresses, such as CT-AIMH")
        parser.add_argument("--year", help="the year, where --list says so")
        parser.add_argument("--from", help="first day, such as 2026-01-01")
        parser.add_argument("--until", help="last day")
        parser.add_argument("--category", help="such as ifs")
        parser.add_argument("--track", help="infant or early_childhood")
        parser.add_argument("--by", help="what to break the numbers down by")
        parser.add_argument("--across", help="and by what else, as columns")
        parser.add_argument("--format", choices=["csv", "json"], default="csv")

    def handle(self, *args, **options):
        if options["list"]:
            for measure in queries.MEASURES.values():
                hidden = measure.sensitive
                parts = ", ".join(one.key for one in measure.dimensions if not (hidden and one.key == "track"))
                ending = "; small numbers hidden: of all together, one --year that is over" if hidden else ""
                self.stdout.write(f"{measure.key}: {measure.title} (by {parts}{ending})")
            return
        measure = queries.MEASURES.get(options["name"] or "")
        if measure is None:
            known = ", ".join(queries.MEASURES)
            raise CommandError(f"There is no report “{options['name'] or ''}”. There are: {known}.")
        houses = list(Association.objects.order_by("name"))
        form = ReportForm(_data(options, houses), measure=measure, houses=houses, known=Lexicon())
        found = asked(form, everywhere=None)
        if form.errors:
            said = [(f"--{name}: " if name in ASKED else "", " ".join(words)) for name, words in form.errors.items()]
            raise CommandError("\n".join(f"{name}{words}" for name, words in said))
        answer = queries.answer(measure, found.question, form.known)
        if options["format"] == "json":
            self.stdout.write(json.dumps(exporting.as_json(answer), ensure_ascii=False, indent=1))
        else:
            self.stdout.write(exporting.csv_table(answer), ending="")


def _data(options: dict, houses: list[Association]) -> dict[str, str]:
    data = {name: options[name] for name in ASKED if options[name]}
    if wanted := data.get("association"):
        known = {name.lower(): house.slug for house in houses for name in (house.abbreviation, house.slug)}
        data["association"] = known.get(wanted.lower(), wanted)
    if category := data.get("category"):
        data["category"] = category.lower().replace("/", "-")
    return data
