"""The associations as their public pages name them, from ``data/associations.csv``."""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from associations.directory.models import Affiliation, Association, Licence

DATA = Path(__file__).parent / "data" / "associations.csv"


def read(path: Path = DATA) -> list[dict[str, str]]:
    """The lines of the file, as written."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@transaction.atomic
def load_associations(rows: list[dict[str, str]]) -> list[Association]:
    """Makes the associations that are missing, by slug, and returns those made.

    What is there already belongs to the people who look after it and is left as it is.
    """
    known = set(Association.objects.values_list("slug", flat=True))
    return [_make(row) for row in rows if row["slug"] not in known]


def _make(row: dict[str, str]) -> Association:
    made = Association.objects.create(
        slug=row["slug"],
        abbreviation=row["abbreviation"],
        name=row["name"],
        region=row["region"],
        country=row["country"],
        website=row["website"],
        member_status=row["member_status"],
        tracks=row["tracks"].split(";") if row["tracks"] else ["infant"],
        time_zone=row["time_zone"],
        currency=row["currency"],
    )
    if row["waimh_affiliate"]:
        since = datetime.date.fromisoformat(row["waimh_since"]) if row["waimh_since"] else None
        Affiliation.objects.create(association=made, status=row["waimh_affiliate"], since=since)
    if made.member_status == Association.Status.MEMBER:
        start = datetime.date.fromisoformat(row["licence_from"]) if row["licence_from"] else None
        note = " ".join(part for part in (row["start_year"], row["note"]) if part)
        Licence.objects.create(association=made, kind=Licence.Kind.ENDORSEMENT, valid_from=start, note=note)
    return made
