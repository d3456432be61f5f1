"""Where the provider and our books part: found by every word of the provider, and by a comparison of all of them."""

from associations.fees.enums import DifferenceKind, Mending
from associations.fees.models import Checkout, Difference
from associations.fees.providers import PROVIDERS, base
from common import clock


def booked(checkout: Checkout) -> int:
    """What stands here for it."""
    payment = checkout.payment
    return payment.amount if payment and payment.taken_back_at is None else 0


def kept(checkout: Checkout) -> int:
    """What the association still has of it there: paid, less what went back."""
    if checkout.there_state != base.PAID or checkout.there_amount is None:
        return 0
    if checkout.dispute in PROVIDERS[checkout.account.provider].lost_disputes:
        return 0
    return max(checkout.there_amount - checkout.refunded, 0)


def found(checkout: Checkout) -> DifferenceKind | None:
    """The one difference of a checkout, the one that explains most first; None where both agree."""
    provider = PROVIDERS[checkout.account.provider]
    here, there = booked(checkout), kept(checkout)
    other_currency = bool(there) and checkout.there_currency != checkout.currency
    if checkout.dispute and checkout.dispute not in provider.closed_disputes | provider.lost_disputes:
        return DifferenceKind.DISPUTED
    if here == there and not (here and other_currency):
        return None
    if checkout.dispute in provider.lost_disputes:
        return DifferenceKind.DISPUTED
    if here and checkout.there_state != base.PAID:
        return DifferenceKind.NOT_THERE
    if here and checkout.refunded:
        return DifferenceKind.REFUNDED
    if here or checkout.there_amount != checkout.amount or other_currency:
        return DifferenceKind.AMOUNT
    return DifferenceKind.NOT_HERE


def compare(checkout: Checkout) -> Difference | None:
    """Opens, changes or ends the checkout's difference; call it with the checkout locked. Twice is once.

    One that was left as it is stays so until something of it changes.
    """
    kind = found(checkout)
    rows = Difference.objects.filter(checkout=checkout)
    for row in rows.filter(mending="").exclude(kind=kind or ""):
        row.mending, row.mended_at = Mending.BY_ITSELF, clock.now()
        row.save(update_fields=["mending", "mended_at"])
    if kind is None:
        return None
    facts = {
        "there": kept(checkout),
        "here": booked(checkout),
        "currency": checkout.there_currency or checkout.currency,
        "detail": checkout.dispute if kind == DifferenceKind.DISPUTED else "",
    }
    if left := rows.filter(kind=kind, mending=Mending.LEFT, **facts).first():
        return left
    row = rows.filter(kind=kind, mending="").first()
    if row is None:
        return Difference.objects.create(
            association=checkout.association,
            checkout=checkout,
            session=checkout.session or checkout.code,
            kind=kind,
            found_at=clock.now(),
            **facts,
        )
    if any(getattr(row, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
    return row


def note_unknown(account, said: base.Said) -> Difference | None:
    """A payment page with our mark and a number that is not known here, as after an old backup; once a session.

    Call it inside a transaction. None where nothing was paid.
    """
    if said.state != base.PAID:
        return None
    known = Difference.objects.filter(
        session=said.session, kind=DifferenceKind.UNKNOWN, association=account.association
    )
    return known.first() or Difference.objects.create(
        association=account.association,
        checkout=None,
        session=said.session,
        kind=DifferenceKind.UNKNOWN,
        found_at=clock.now(),
        there=said.amount or 0,
        here=0,
        currency=said.currency,
        detail=said.reference[:40],
    )
