"""Judge a portfolio document against the Standard and an association's overlay, without writing anything."""

import json
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.directory.queries import member_abbreviations, members_of_the_alliance
from associations.policy.queries import overlays_of
from common import clock
from competencies.assessment import assess, assess_renewal, document
from competencies.assessment.reading import DocumentFault, Faults, day_of, shown
from competencies.standard import queries, terminal, wording
from competencies.standard.renewals import REGIMES

ELIGIBLE, NOT_ELIGIBLE, FAULTY = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Judge a portfolio document. Exit status: 0 eligible, 1 not eligible, 2 the input or the arguments are wrong, "
        "with every fault and its place on standard error."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("portfolio", help="The portfolio document (JSON, version 1); - reads standard input.")
        parser.add_argument("--category", required=True, help="The category applied for, e.g. IFS.")
        parser.add_argument("--association", required=True, help="The association's abbreviation, e.g. CT-AIMH.")
        parser.add_argument("--on", help="The day of judgement, YYYY-MM-DD; today without it.")
        parser.add_argument("--format", choices=("json", "text"), default="json", dest="output")
        parser.add_argument("--for", choices=("award", "renewal"), default="award", dest="purpose")
        parser.add_argument("--regime", choices=REGIMES, help="With --for renewal: how long its cycle is.")
        parser.add_argument("--cycle-from", help="With --for renewal: the first day of the cycle, YYYY-MM-DD.")

    def handle(self, *args, portfolio, output, **options):
        try:
            self._assess(portfolio, output, options)
        except DatabaseError as fault:
            # Status 1 means "not eligible" and nothing else.
            self.stderr.write(_("The database cannot be read; is it migrated and loaded? %(fault)s") % {"fault": fault})
            sys.exit(FAULTY)

    def _assess(self, portfolio: str, output: str, options: dict) -> None:
        faults = Faults()
        on = options["on"]
        judged_on = clock.today() if on is None else day_of(on, f"--on {shown(on)}", faults)
        found = self._association(options["association"], faults)
        cycle_from = self._cycle_from(options, judged_on, faults)
        asked = self._asked(options, judged_on, found, faults)
        read = self._portfolio(portfolio, faults)
        if faults.found:
            for place, sentence in faults.found:
                self.stderr.write(f"{place}: {sentence}")
            sys.exit(FAULTY)
        if cycle_from:
            rules, regime = asked
            assessment = assess_renewal(read, rules, regime, judged_on, cycle_from)
        else:
            assessment = assess(read, asked, judged_on)
        self.stdout.write(
            json.dumps(wording.as_json(assessment), indent=1) if output == "json" else terminal.text_of(assessment)
        )
        if not assessment.eligible:
            sys.exit(NOT_ELIGIBLE)

    def _cycle_from(self, options: dict, on: date | None, faults: Faults) -> date | None:
        """The first day of the cycle in a renewal, None in a first award."""
        given = {"--regime": options["regime"], "--cycle-from": options["cycle_from"]}
        if options["purpose"] != "renewal":
            for name, value in given.items():
                if value is not None:
                    faults.add(f"{name} {shown(value)}", _("is only for --for renewal"))
            return None
        for name, value in given.items():
            if value is None:
                faults.add(name, _("is required with --for renewal"))
        if options["cycle_from"] is None:
            return None
        place = f"--cycle-from {shown(options['cycle_from'])}"
        found = day_of(options["cycle_from"], place, faults)
        if found and on and found > on:
            faults.add(place, _("must not lie after the day of judgement, %(day)s") % {"day": on.isoformat()})
        return found

    def _association(self, abbreviation: str, faults: Faults) -> Association | None:
        found = members_of_the_alliance().filter(abbreviation=abbreviation).first()
        if found is None:
            faults.add(f"--association {shown(abbreviation)}", _("is not an association that is a member"))
        return found

    def _asked(self, options: dict, on: date | None, association: Association | None, faults: Faults):
        """The rules of a first award, or the rules and the regime of a renewal; without a day only faults are found."""
        category = options["category"]
        place = f"--category {shown(category)}"
        overlays = overlays_of(association) if association else ()
        terms = {
            "association": association.abbreviation if association else "",
            "members": member_abbreviations(),
        }
        try:
            if on is None:
                if category not in queries.standard().categories:
                    raise queries.UnknownCategory(category)
                return None
            if options["purpose"] == "renewal":
                return queries.renewal_rules_for(category, on, options["regime"] or REGIMES[0], overlays, **terms)
            return queries.rules_for(category, on, overlays, **terms)
        except queries.UnknownCategory:
            known = ", ".join(queries.standard().categories)
            faults.add(place, _("is not a category; known are: %(known)s") % {"known": known or _("none")})
        except queries.NotOffered as fault:
            faults.add(place, str(fault))
        return None

    def _portfolio(self, name: str, faults: Faults):
        try:
            text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            return document.loads(text, competencies=queries.standard().competencies)
        except (OSError, ValueError) as fault:
            # A path with a null byte is a ValueError like the document's own faults.
            found = fault.faults if isinstance(fault, DocumentFault) else [(shown(name), _("cannot be read"))]
            for place, sentence in found:
                faults.add(place, sentence)
        return None
