"""Published membership years, from the text file beside this module."""

from pathlib import Path

import yaml
from django.db import transaction

from associations.directory.models import Association
from associations.people.calendar import MonthDay
from associations.people.models import MembershipTerms

FILE = Path(__file__).parent / "terms.yaml"


@transaction.atomic
def load_terms(path: Path = FILE) -> int:
    """Terms for every association of the file that has none. Returns how many. Raises ValueError for no such day."""
    made = 0
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        days = {key: row[key] for key in ("year_begins", "rolls_over") if key in row}
        for text in days.values():
            MonthDay.read(text)
        bare = Association.objects.filter(abbreviation=row["association"], membership_terms__isnull=True).first()
        if bare is not None:
            MembershipTerms.objects.create(association=bare, **days)
            made += 1
    return made
