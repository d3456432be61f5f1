"""The schedule of fees."""

import datetime

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from associations.fees.models import Fee


@transaction.atomic
def set_fees(
    *, association: Association, kind: str, amounts: dict, valid_from: datetime.date, currency: str, by: Person
) -> int:
    """From ``valid_from`` on: ``amounts`` by Category (None for all others). Returns how many rows changed.

    What is owed already stays as it is. The same twice changes nothing; another amount for the same day replaces it.
    """
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    changed = 0
    for category, amount in amounts.items():
        same = {"association": association, "kind": kind, "category": category, "valid_from": valid_from}
        row = Fee.objects.filter(**same).first() or Fee(**same)
        if row.pk and (row.amount, row.currency) == (amount, currency):
            continue
        row.amount, row.currency = amount, currency
        row.save()
        changed += 1
    return changed
