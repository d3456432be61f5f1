"""Fees, owed and paid, for the tests of this folder."""

import itertools

from associations.fees import actions, queries
from associations.fees.models import Due
from common import clock

_count = itertools.count(1)


def owed(person, association, amount=10_000, **more) -> Due:
    facts = {"kind": "exam", "category": None, "currency": "USD", "note": "", "by": None}
    origin = f"test:{next(_count)}"
    return actions.charge(person=person, association=association, amount=amount, **facts | {"origin": origin} | more)


def pay(association, shares, by=None, **more):
    facts = {"means": "cheque", "received_on": clock.today(), "origin": f"test:{next(_count)}"}
    return actions.record_payment(association=association, shares=shares, by=by, **facts | more)


def left(due) -> int:
    return queries.with_paid(Due.objects.filter(pk=due.pk)).get().open
