"""Payments, for one person's dues or a whole cohort's, and taking one back."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.fees import money, queries
from associations.fees.actions.comparing import compare
from associations.fees.enums import Means
from associations.fees.models import Checkout, CheckoutPart, Due, Payment, Share, Sponsor
from common import clock
from common.jobs.actions import enqueue

CLOSE = "fees.close_checkout"
"""The task that ends a payment page at the provider."""


class Refused(Exception):
    """The payment cannot be recorded or taken back; ``str()`` is the sentence that says why."""


@transaction.atomic
def record_payment(
    *,
    association: Association,
    shares: dict[int, int],
    means: str,
    received_on: datetime.date,
    origin: str,
    by: Person | None,
    payer: str = "",
    sponsor: Sponsor | None = None,
    reference: str = "",
    reason: str = "",
) -> Payment:
    """One payment over ``shares``: id of a due -> its part of the money. The same ``origin`` is one payment.

    Raises Refused when nothing is paid, a part is more than what is left, the currencies differ, a waiver has no
    reason, or ``by`` would pay for themself.
    """
    dues = _locked(association, shares)
    if known := Payment.objects.filter(origin=origin).first():
        return known
    shares = {pk: amount for pk, amount in shares.items() if amount}
    if not shares or any(amount < 0 for amount in shares.values()):
        raise Refused(_("Please say how much is paid."))
    if means == Means.WAIVER and not reason:
        raise Refused(_("Please say why the fee is waived."))
    _check(dues, shares, by)
    payment = Payment.objects.create(
        association=association,
        means=means,
        payer=payer,
        sponsor=sponsor,
        reference=reference,
        reason=reason,
        amount=sum(shares.values()),
        currency=next(dues[pk].currency for pk in shares),
        received_on=received_on,
        origin=origin,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    _end_other_pages(payment, shares)
    Share.objects.bulk_create(Share(payment=payment, due_id=pk, amount=amount) for pk, amount in shares.items())
    return payment


def _end_other_pages(payment: Payment, due_ids) -> None:
    """Who has a payment page open for what is paid just now shall not pay it once more."""
    running = CheckoutPart.objects.filter(due__in=due_ids, running=True)
    for pk, code in running.order_by("checkout").values_list("checkout", "checkout__code").distinct():
        enqueue(CLOSE, key=f"close:{code}:{payment.code}", args={"checkout": pk})


def _locked(association, ids) -> dict[int, Due]:
    """The dues as they are now, locked in the order of their ids, with what is paid and left."""
    rows = Due.objects.select_for_update(of=("self",)).filter(association=association, pk__in=ids).order_by("pk")
    locked = [row.pk for row in rows]
    return {row.pk: row for row in queries.with_paid(Due.objects.filter(pk__in=locked)).select_related("person")}


def _check(dues, shares, by) -> None:
    for pk, amount in shares.items():
        due = dues.get(pk)
        if due is None:
            raise Refused(_("One of these fees is not your association's."))
        if by is not None and due.person_id == by.pk:
            raise Refused(_("Your own fees are recorded by somebody else."))
        if amount > due.open:
            raise Refused(
                _("%(name)s owes %(left)s, not %(amount)s. Somebody may have recorded a payment meanwhile.")
                % {
                    "name": due.person.name,
                    "left": money.words(due.open, due.currency),
                    "amount": money.words(amount, due.currency),
                }
            )
    if len({dues[pk].currency for pk in shares}) > 1:
        raise Refused(_("These fees are in different currencies. Please record one payment for each."))


@transaction.atomic
def take_back(*, payment: Payment, reason: str, by: Person) -> Payment:
    """What was recorded by mistake, or bounced: its fees are owed again. Twice is once.

    Raises Refused without a reason, and for ``by``'s own fees.
    """
    # The dues first, in the order of their ids: a payment recorded at the same time sees what is left.
    list(Due.objects.select_for_update(of=("self",)).filter(shares__payment=payment).order_by("pk").values_list("pk"))
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if locked.taken_back_at:
        return locked
    if not reason:
        raise Refused(_("Please say why the payment is taken back."))
    if Share.objects.filter(payment=locked, due__person=by).exists():
        raise Refused(_("Your own fees are recorded by somebody else."))
    locked.taken_back_at, locked.taken_back_by, locked.taken_back_reason = clock.now(), by, reason
    locked.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    if checkout := Checkout.objects.select_for_update(of=("self",)).filter(payment=locked).first():
        compare(checkout)
    return locked
