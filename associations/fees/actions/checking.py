"""What the provider says of a checkout, in whatever order and however often: one effect.

Paid is believed from whatever state, but only of the provider itself when it is asked: whoever typed the secret of its
events can sign one. Failed and expired never undo it; only an answer to asking anew does. Of refunds and disputes the
latest word counts, by the provider's clock. Locks are taken in one order everywhere: the account, an event, dues, the
checkout.
"""

import dataclasses
import datetime

from django.db import transaction

from associations.fees import notifications
from associations.fees.actions.comparing import compare
from associations.fees.actions.paying import Refused, record_payment
from associations.fees.enums import CheckoutState, Means
from associations.fees.models import Checkout, CheckoutPart, Due, OnlineAccount, ProviderEvent
from associations.fees.providers import base
from common import clock

_ORDER = {"": 0, base.OPEN: 1, base.PROCESSING: 2, base.FAILED: 3, base.EXPIRED: 3, base.PAID: 4}
_ENDS = {base.FAILED: CheckoutState.FAILED, base.EXPIRED: CheckoutState.EXPIRED, base.PAID: CheckoutState.PAID}


def lock_account(account: OnlineAccount) -> None:
    """Orders everything an account's provider says: a refund that overtakes its payment must not slip past it."""
    OnlineAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)


def said_in(event: ProviderEvent) -> base.Said:
    """What a kept event says, and of "paid" no more than that somebody did their part."""
    said = base.Said(**event.said | {"at": datetime.datetime.fromisoformat(event.said["at"])})
    return dataclasses.replace(said, state=base.PROCESSING, amount=None) if says_paid(event) else said


def says_paid(event: ProviderEvent) -> bool:
    return event.said["state"] == base.PAID


def checkout_of(account: OnlineAccount, said: base.Said) -> Checkout | None:
    """By the session, by our number where the session is not noted yet, or by the payment."""
    rows = Checkout.objects.filter(account=account)
    if said.session:
        return rows.filter(session=said.session).first() or rows.filter(session="", code=said.reference).first()
    return rows.filter(intent=said.intent).first() if said.intent else None


@transaction.atomic
def tell(*, checkout: Checkout, said: base.Said, anew: bool = False) -> Checkout:
    """Takes over what was said, and what came before its payment was known: a refund may overtake its payment.

    ``anew``: the provider was asked after "paid" was kept here. Where it says otherwise, that counts.
    """
    lock_account(checkout.account)
    heard = _hear(checkout, said, anew)
    if not heard.intent:
        return heard
    early = ProviderEvent.objects.select_for_update(of=("self",)).filter(
        account=heard.account_id, intent=heard.intent, state=ProviderEvent.State.UNMATCHED
    )
    for row in early.order_by("created_at", "pk"):
        heard = _hear(heard, said_in(row))
        row.state = ProviderEvent.State.DONE
        row.save(update_fields=["state"])
    return heard


def _hear(checkout: Checkout, said: base.Said, anew: bool = False) -> Checkout:
    """Keeps it, books what was paid, and notes where the two parts differ."""
    due_ids = CheckoutPart.objects.filter(checkout=checkout).values("due")
    list(Due.objects.select_for_update(of=("self",)).filter(pk__in=due_ids).order_by("pk").values_list("pk"))
    locked = Checkout.objects.select_for_update(of=("self",)).get(pk=checkout.pk)
    before = locked.state
    if anew and locked.there_state == base.PAID:
        # Ours stays as it is booked: the difference that this makes is for somebody to mend.
        locked.there_state = said.state
    _take_over(locked, said)
    if before != CheckoutState.PAID:
        _move(locked)
    if locked.there_state == base.PAID and locked.payment_id is None:
        _book(locked)
    locked.save()
    if locked.state != before:
        _write(locked, before)
    compare(locked)
    return locked


def _take_over(checkout: Checkout, said: base.Said) -> None:
    if _ORDER[said.state] > _ORDER[checkout.there_state]:
        checkout.there_state = said.state
    if said.amount is not None:
        checkout.there_amount = said.amount
    checkout.session = checkout.session or said.session
    checkout.there_currency = said.currency or checkout.there_currency
    checkout.intent = said.intent or checkout.intent
    if said.refunded is not None and (checkout.refunded_at is None or said.at >= checkout.refunded_at):
        same = said.at == checkout.refunded_at
        checkout.refunded = max(said.refunded, checkout.refunded) if same else said.refunded
        checkout.refunded_at = said.at
    if said.dispute and (checkout.dispute_at is None or said.at >= checkout.dispute_at):
        checkout.dispute, checkout.dispute_at = said.dispute, said.at


def _write(checkout: Checkout, before: str) -> None:
    """A card that is declined is seen at once, at the provider; what a bank says days later is not."""
    if checkout.state == CheckoutState.PAID:
        notifications.paid_online(checkout)
    elif checkout.state == CheckoutState.FAILED and before == CheckoutState.PROCESSING:
        notifications.not_paid_online(checkout)


def _move(checkout: Checkout) -> None:
    there = checkout.there_state
    if there in _ENDS:
        checkout.state = _ENDS[there]
        CheckoutPart.objects.filter(checkout=checkout).update(running=False)
    elif there == base.PROCESSING:
        checkout.state = CheckoutState.PROCESSING


def _book(checkout: Checkout) -> None:
    """One payment, once. What does not fit what is owed here is not booked: it becomes a difference, never lost."""
    if (checkout.there_amount, checkout.there_currency) != (checkout.amount, checkout.currency):
        return
    try:
        checkout.payment = record_payment(
            association=checkout.association,
            shares=dict(CheckoutPart.objects.filter(checkout=checkout).values_list("due_id", "amount")),
            means=Means.ONLINE,
            received_on=clock.today(checkout.association.time_zone),
            origin=f"online:{checkout.code}",
            by=None,
            payer=checkout.person.name,
            reference=checkout.intent or checkout.session,
        )
    except Refused:
        checkout.payment = None
