"""The provider's messages: kept first, answered, worked by a job. And asking it where no message came."""

import dataclasses
import datetime
import logging

from django.db import transaction

from associations.fees.actions.accounts import keys_of
from associations.fees.actions.checking import checkout_of, lock_account, said_in, says_paid, tell
from associations.fees.actions.comparing import note_unknown
from associations.fees.actions.online import ASK, FIRST_ASK
from associations.fees.enums import RUNNING, CheckoutState
from associations.fees.models import Checkout, OnlineAccount, ProviderEvent
from associations.fees.providers import PROVIDERS, base
from common import clock
from common.jobs.actions import enqueue
from common.sealing import Unreadable

log = logging.getLogger("portal.fees")

WORK, COMPARE = "fees.work_event", "fees.compare_account"
_MINUTES = (3, 5, 15, 40, 70)
PAUSES = (*(datetime.timedelta(minutes=one) for one in _MINUTES), *[datetime.timedelta(hours=12)] * 40)
"""Between asking and asking again: past the end of a payment page, then the three weeks a bank debit may take."""

LOOK_BACK = datetime.timedelta(days=35)
_WORKED = (ProviderEvent.State.DONE, ProviderEvent.State.IGNORED)


@transaction.atomic
def keep_event(*, account: OnlineAccount, event: base.Event) -> ProviderEvent:
    """The event as a row, with the job that works it. The same event again is the same row and no further job."""
    acts = event.said is not None and event.live == account.live
    row, _made = ProviderEvent.objects.get_or_create(
        account=account,
        event_id=event.id,
        defaults={
            "kind": event.kind,
            "created_at": event.created_at,
            "received_at": clock.now(),
            "said": _kept(event.said),
            "intent": event.said.intent if event.said else "",
            "state": ProviderEvent.State.WAITING if acts else ProviderEvent.State.IGNORED,
        },
    )
    if acts:
        enqueue(WORK, key=f"provider-event:{row.pk}", args={"event": row.pk})
    return row


def _kept(said: base.Said | None) -> dict:
    return dataclasses.asdict(said) | {"at": said.at.isoformat()} if said else {}


def work_event(*, pk: int) -> ProviderEvent:
    """What the event says is taken over, once; again changes nothing. Of one that says "paid" the provider is asked:
    where it does not answer, the payment is being checked and asked about later.

    One about a payment that is not known here, or not yet, is left for when it is.
    """
    known = ProviderEvent.objects.select_related("account").get(pk=pk)
    if known.state in _WORKED:
        return known
    return _worked(known, _asked_about(known) if says_paid(known) else None)


def _asked_about(event: ProviderEvent) -> base.Said | None:
    """The provider's own word about the payment that an event calls paid. None: nothing is to be asked, or no answer
    that is about it."""
    said = said_in(event)
    checkout = checkout_of(event.account, said)
    if checkout is None or checkout.there_state == base.PAID:
        return None
    try:
        answer = PROVIDERS[event.account.provider].ask(keys_of(event.account), said.session)
    except (base.NotNow, base.Declined, Unreadable) as fault:
        log.warning("what event %s calls paid cannot be asked about: %s", event.pk, fault)
        return None
    if answer.state != base.PAID or answer.reference != checkout.code:
        log.warning("event %s calls paid what the provider does not", event.pk)
    return answer if answer.reference == checkout.code else None


@transaction.atomic
def _worked(known: ProviderEvent, answer: base.Said | None) -> ProviderEvent:
    lock_account(known.account)
    row = ProviderEvent.objects.select_for_update(of=("self",)).get(pk=known.pk)
    if row.state in _WORKED:
        return row
    said = said_in(row)
    checkout = checkout_of(known.account, said)
    if checkout is not None:
        heard = tell(checkout=checkout, said=answer or said)
        row.state = ProviderEvent.State.DONE
        if heard.state == CheckoutState.PROCESSING:
            enqueue(ASK, key=f"ask:{heard.code}:0", args={"checkout": heard.pk, "round": 0}, delay=FIRST_ASK)
    else:
        row.state = ProviderEvent.State.UNMATCHED
        if said.reference and says_paid(row):
            note_unknown(known.account, dataclasses.replace(said, state=base.PAID, amount=row.said["amount"]))
    row.save(update_fields=["state"])
    return row


def ask(*, pk: int, turn: int) -> None:
    """Asks the provider about a payment that is still under way, and plans the next question. Bounded by ``PAUSES``.

    Where the provider does not answer, the next question is planned all the same.
    """
    checkout = Checkout.objects.select_related("account").get(pk=pk)
    if checkout.state not in RUNNING or not checkout.session:
        return
    account = checkout.account
    try:
        said = PROVIDERS[account.provider].ask(keys_of(account), checkout.session)
    except (base.NotNow, base.Declined, Unreadable) as fault:
        log.warning("checkout %s cannot be asked about: %s", checkout.pk, fault)
        said = None
    with transaction.atomic():
        if said is not None:
            checkout = tell(checkout=checkout, said=said)
        if checkout.state in RUNNING and turn < len(PAUSES):
            key, args = f"ask:{checkout.code}:{turn + 1}", {"checkout": checkout.pk, "round": turn + 1}
            enqueue(ASK, key=key, args=args, delay=PAUSES[turn])


def request_comparison(*, account: OnlineAccount, key: str) -> None:
    """Has the account compared by a job; the same ``key`` is one comparison."""
    enqueue(COMPARE, key=f"compare:{account.pk}:{key}", args={"account": account.pk})


def compare_everybody() -> int:
    """One comparison a day of every account; returns how many accounts."""
    accounts = list(OnlineAccount.objects.select_related("association").order_by("pk"))
    for account in accounts:
        request_comparison(account=account, key=clock.today(account.association.time_zone).isoformat())
    return len(accounts)


def compare_all(*, account: OnlineAccount) -> int:
    """Every payment page of the last weeks, as the provider tells it, beside what is booked. Returns how many of ours.

    Raises NotNow, Declined or Unreadable after noting that the comparison failed.
    """
    since, ours = clock.now() - LOOK_BACK, 0
    try:
        for said in PROVIDERS[account.provider].since(keys_of(account), since):
            if said.reference:
                ours += 1
                _compared(account, said)
    except (base.NotNow, base.Declined, Unreadable) as fault:
        _note_compared(account, f"{type(fault).__name__}: {fault}"[:300])
        raise
    _note_compared(account, "")
    return ours


def _compared(account: OnlineAccount, said: base.Said) -> None:
    """The list was read before, and somebody may have paid since: what is paid here and not there is asked anew."""
    known = checkout_of(account, said)
    anew = known is not None and known.there_state == base.PAID and said.state != base.PAID
    if anew:
        said = PROVIDERS[account.provider].ask(keys_of(account), said.session)
    with transaction.atomic():
        lock_account(account)
        checkout = checkout_of(account, said)
        if checkout is None:
            note_unknown(account, said)
        else:
            tell(checkout=checkout, said=said, anew=anew)


@transaction.atomic
def _note_compared(account: OnlineAccount, failed: str) -> None:
    locked = OnlineAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    locked.comparing_failed = failed
    if not failed:
        locked.compared_at = clock.now()
    locked.save(update_fields=["comparing_failed", "compared_at"])
