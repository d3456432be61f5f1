"""The parts of an association's fees, for the tabs of their pages; and the fees as its own public page shows them."""

import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.fees import money, queries
from associations.fees.enums import FeeKind


def tabs(association: Association, here: str) -> list[dict]:
    """``here``: the name of the page's address."""
    pages = (("dues", _("Who owes what")), ("payments", _("Payments")), ("schedule", _("What we ask")))
    return [
        {"label": label, "url": reverse(f"fees:{name}", args=[association.slug]), "active": name == here}
        for name, label in pages
    ]


def published(association: Association, day: datetime.date) -> list[tuple[str, str]]:
    """Registered with ``associations.directory.hooks.fees``: what is asked on ``day``, for the association's own page.

    Categories that pay the same stand in one row. One query.
    """
    rows = []
    for kind, fees in groupby(queries.schedule_of(association), key=lambda fee: fee.kind):
        in_force = {fee.category: fee for fee in fees if fee.valid_from <= day}
        amounts: dict[str, list[str]] = {}
        for category, fee in in_force.items():
            amount = money.words(fee.amount, fee.currency) if fee.amount else _("no fee")
            amounts.setdefault(amount, []).append(category.key if category else "")
        for amount, keys in amounts.items():
            named = ", ".join(key for key in keys if key)
            label = str(FeeKind(kind).label)
            rows.append((f"{label}: {named}" if named else label, amount))
    return rows
