"""The provider's messages: kept first, answered, worked by a job. And asking it where no message came."""

import dataclasses
import datetime
import logging

from django.db import transaction

from associations.fees.actions.accounts import keys_of
from associations.fees.actions.checking import checkout_of, lock_account, said_in, tell
from associations.fees.actions.comparing import note_unknown
from associations.fees.actions.online import ASK
from associations.fees.enums import RUNNING
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


@transaction.atomic
def work_event(*, pk: int) -> ProviderEvent:
    """What the event says is taken over, once; again changes nothing.

    One about a payment that is not known here, or not yet, is left for when it is.
    """
    known = ProviderEvent.objects.select_related("account").get(pk=pk)
    lock_account(known.account)
    row = ProviderEvent.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state in (ProviderEvent.State.DONE, ProviderEvent.State.IGNORED):
        return row
    said = said_in(row)
    checkout = checkout_of(known.account, said)
    if checkout is not None:
        tell(checkout=checkout, said=said)
        row.state = ProviderEvent.State.DONE
    else:
        row.state = ProviderEvent.State.UNMATCHED
        if said.reference:
            note_unknown(known.account, said)
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


@transaction.atomic
def _compared(account: OnlineAccount, said: base.Said) -> None:
    lock_account(account)
    checkout = checkout_of(account, said)
    if checkout is None:
        note_unknown(account, said)
    else:
        tell(checkout=checkout, said=said)


@transaction.atomic
def _note_compared(account: OnlineAccount, failed: str) -> None:
    locked = OnlineAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    locked.comparing_failed = failed
    if not failed:
        locked.compared_at = clock.now()
    locked.save(update_fields=["comparing_failed", "compared_at"])
