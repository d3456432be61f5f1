"""Mending a difference between the provider and our books: one click with a reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.fees import money, queries
from associations.fees.actions.comparing import booked, compare, kept
from associations.fees.actions.paying import Refused, record_payment, take_back
from associations.fees.enums import DifferenceKind, Means, Mending
from associations.fees.models import Checkout, CheckoutPart, Difference, Due
from common import clock

NOT_TO_BOOK = (DifferenceKind.UNKNOWN,)


def may_book(difference: Difference) -> bool:
    """Whether one click can make our books say what the provider says; otherwise it can only be left with a reason."""
    if difference.kind in NOT_TO_BOOK:
        return False
    return difference.currency == difference.checkout.currency and difference.there != difference.here


@transaction.atomic
def book(*, difference: Difference, reason: str, by: Person) -> Difference:
    """Our books say what the association has there: what stands is taken back, and what came is booked anew.

    Mended already: returned as it is. Raises Refused without a reason, for ``by``'s own payment, and where more came
    than is owed.
    """
    checkout = _locked(difference)
    locked = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.mending:
        return locked
    _check(locked, reason, by)
    if not may_book(locked):
        raise Refused(_("This cannot be booked here. Please mend it at the provider, or leave it with a reason."))
    before, stood = checkout.payment, booked(checkout)
    # Let go of first: what is between the two payments is no difference of its own.
    checkout.payment = None
    checkout.save(update_fields=["payment"])
    if stood:
        take_back(payment=before, reason=reason, by=by)
    if kept(checkout):
        checkout.payment = _anew(checkout, locked, reason, by)
        checkout.save(update_fields=["payment"])
    _end(locked, Mending.BOOKED, reason, by)
    compare(checkout)
    return locked


@transaction.atomic
def leave(*, difference: Difference, reason: str, by: Person) -> Difference:
    """It stays different, for a reason; it is shown again when something of it changes. Mended already: as it is.

    Raises Refused without a reason, and for ``by``'s own payment.
    """
    _locked(difference)
    locked = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.mending:
        return locked
    _check(locked, reason, by)
    return _end(locked, Mending.LEFT, reason, by)


def _locked(difference: Difference) -> Checkout | None:
    """Its dues, then its checkout: the order of ``checking.hear``."""
    if difference.checkout_id is None:
        return None
    due_ids = CheckoutPart.objects.filter(checkout=difference.checkout_id).values("due")
    list(Due.objects.select_for_update(of=("self",)).filter(pk__in=due_ids).order_by("pk").values_list("pk"))
    return Checkout.objects.select_for_update(of=("self",)).get(pk=difference.checkout_id)


def _check(difference: Difference, reason: str, by: Person) -> None:
    if not reason:
        raise Refused(_("Please say why."))
    if difference.checkout_id and difference.checkout.person_id == by.pk:
        raise Refused(_("Your own fees are recorded by somebody else."))


def _anew(checkout: Checkout, difference: Difference, reason: str, by: Person):
    """A payment of what came, over the parts of the checkout in their order, each up to what is still owed."""
    left = kept(checkout)
    parts = list(CheckoutPart.objects.filter(checkout=checkout).order_by("pk").values_list("due_id", flat=True))
    still = {due.pk: due.open for due in queries.with_paid(Due.objects.filter(pk__in=parts))}
    shares = {}
    for pk in parts:
        shares[pk] = min(left, max(still[pk], 0))
        left -= shares[pk]
    if left:
        raise Refused(
            _(
                "%(amount)s more came in than is owed here. Please give it back at the provider, then it is "
                "compared anew."
            )
            % {"amount": money.words(left, checkout.currency)}
        )
    return record_payment(
        association=checkout.association,
        shares=shares,
        means=Means.ONLINE,
        received_on=clock.today(checkout.association.time_zone),
        origin=f"online:{checkout.code}:{difference.pk}",
        by=by,
        payer=checkout.person.name,
        reference=checkout.intent or checkout.session,
        reason=reason,
    )


def _end(difference: Difference, mending: str, reason: str, by: Person) -> Difference:
    difference.mending, difference.reason = mending, reason
    difference.mended_by, difference.mended_at = by, clock.now()
    difference.save(update_fields=["mending", "reason", "mended_by", "mended_at"])
    return difference
