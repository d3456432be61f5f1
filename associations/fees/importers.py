"""Published fees, from the text file beside this module."""

import datetime
from decimal import Decimal
from pathlib import Path

import yaml
from django.db import transaction

from associations.directory.models import Association
from associations.fees.enums import FeeKind
from associations.fees.models import Fee
from associations.fees.money import minor
from competencies.standard.models import Category

FILE = Path(__file__).parent / "fees.yaml"

# Before any application in the portal: the published fees hold for all of it.
SINCE = datetime.date(2000, 1, 1)
MENTORS = ("MHM-C", "MHM-P", "MHM-R/F")


def read_fees(path: Path = FILE) -> list[dict]:
    """``[{"association": abbreviation, "currency": code, kind of fee: amount or {kind of category: amount}}]``."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@transaction.atomic
def load_fees(rows: list[dict]) -> int:
    """The published fees of every association that has none. Returns of how many.

    Categories must be loaded before; those that are not are left out.
    """
    categories = list(Category.objects.all())
    bare = {row.abbreviation: row for row in Association.objects.filter(fees__isnull=True)}
    fees, loaded = [], set()
    for row in rows:
        association = bare.get(row["association"])
        if association is None:
            continue
        for kind in FeeKind:
            for category, amount in _amounts(row.get(kind.value, {}), categories):
                fees.append(
                    Fee(
                        association=association,
                        kind=kind,
                        category=category,
                        amount=minor(Decimal(amount)),
                        currency=row["currency"],
                        valid_from=SINCE,
                    )
                )
                loaded.add(association.pk)
    Fee.objects.bulk_create(fees)
    return len(loaded)


def _amounts(published, categories):
    """Pairs ``(Category or None for all, amount)``."""
    if isinstance(published, int):
        return [(None, published)]
    found = []
    for name, amount in published.items():
        kinds = MENTORS if name == "MHM" else (name,)
        found += [(None, amount)] if name == "all" else [(one, amount) for one in categories if one.kind in kinds]
    return found
