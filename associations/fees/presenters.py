"""The parts of an association's fees for the tabs of their pages, the fees as its own public page shows them, and what
is said of paying online."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.directory.models import Association
from associations.fees import money, queries
from associations.fees.actions import kept, may_book
from associations.fees.enums import CheckoutState, DifferenceKind, FeeKind
from associations.fees.models import Checkout, Difference, Due
from associations.fees.providers import PROVIDERS
from associations.fees.words import fee_words
from associations.people.permissions import configures
from common import clock


def tabs(association: Association, here: str, person) -> list[dict]:
    """``here``: the name of the page's address. What concerns the provider is for who configures the association."""
    pages = [
        ("dues", _("Who owes what")),
        ("payments", _("Payments")),
        ("sponsors", _("Sponsors")),
        ("schedule", _("What we ask")),
    ]
    if configures.test(person, association):
        pages += [("keys", _("Paying online")), ("differences", _("Reconciliation"))]
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


def due_line(due: Due) -> str:
    """Who owes what is left of which fee, on one line."""
    words = {"name": due.person.name, "fee": fee_words(due), "left": money.words(due.open, due.currency)}
    return _("%(name)s, %(fee)s: %(left)s") % words


@dataclass(frozen=True)
class CheckoutView:
    """An attempt to pay in words. ``checking``: more will be known soon, the page looks again by itself. ``go_on``: the
    provider's page, where one can still pay. ``again``: nothing was charged, one may begin anew."""

    checkout: Checkout
    tone: str
    title: str
    text: str
    checking: bool = False
    go_on: str = ""
    again: bool = False


def checkout_view(checkout: Checkout, back: str = "") -> CheckoutView:
    """``back``: how the person came back from the provider, "paid" or "left"; it is only believed as a wish."""
    if checkout.state == CheckoutState.PAID:
        return _arrived(checkout)
    if checkout.state == CheckoutState.FAILED:
        title = _("The bank did not accept this payment.")
        text = _("Nothing was charged. You can try again, or pay in another way.")
        return CheckoutView(checkout, "danger", title, text, again=True)
    if checkout.state == CheckoutState.EXPIRED:
        title = _("This payment page has ended.")
        text = _("Nothing was charged. You can begin again whenever you like.")
        return CheckoutView(checkout, "info", title, text, again=True)
    ended = checkout.expires_at <= clock.now()
    if checkout.state == CheckoutState.PROCESSING or back == "paid" or ended:
        text = _(
            "Cards take a few seconds, bank debits some days. You may leave this page: as soon as we know, it stands "
            "under My fees. Please do not pay a second time."
        )
        return CheckoutView(checkout, "info", _("We are checking with the bank."), text, checking=True)
    if back == "left":
        title = _("Nothing is paid yet.")
        text = _("You came back before paying. You can go on where you left, or pay another time.")
    else:
        label = PROVIDERS[checkout.account.provider].label
        title = _("Your payment page is ready.")
        text = _("You pay at %(provider)s and come back here. We never see the number of your card.")
        text %= {"provider": label}
    return CheckoutView(checkout, "info", title, text, checking=True, go_on=checkout.url)


def _arrived(checkout: Checkout) -> CheckoutView:
    if checkout.payment_id:
        return CheckoutView(checkout, "success", _("Paid. Thank you."), _("Your receipt is ready."))
    if not kept(checkout):
        title, text = _("This payment was given back."), _("The fee is to be paid again, if it still holds.")
        return CheckoutView(checkout, "info", title, text)
    title = _("Your payment arrived. Thank you.")
    text = _("The association still puts it in its place; there is nothing more for you to do.")
    return CheckoutView(checkout, "success", title, text)


@dataclass(frozen=True)
class DifferenceView:
    """A difference in words. ``mend``: what the one button does; empty where it can only be left."""

    title: str
    text: str
    there: str
    here: str
    mend: str


_EXPLAINED = {
    DifferenceKind.NOT_HERE: gettext_lazy(
        "The provider has the money, and no payment stands here. It may have been paid in another way meanwhile, or "
        "taken back here."
    ),
    DifferenceKind.NOT_THERE: gettext_lazy("A payment stands here, and the provider does not say that it was paid."),
    DifferenceKind.AMOUNT: gettext_lazy("The provider has another amount or currency than was asked here."),
    DifferenceKind.REFUNDED: gettext_lazy("Money was given back at the provider, and still stands here as paid."),
    DifferenceKind.DISPUTED: gettext_lazy(
        "The payer disputes it at their bank. Answer at the provider; once it is decided, it is compared anew."
    ),
    DifferenceKind.UNKNOWN: gettext_lazy(
        "The provider has a payment with our number, and no such attempt is known here: as after an old backup. Record "
        "it by hand if it belongs to somebody, then leave it here with a reason."
    ),
}


def difference_view(one: Difference) -> DifferenceView:
    """What differs, and what mending it would do."""
    there, here = money.words(one.there, one.currency), _own_amount(one)
    mend = ""
    if may_book(one):
        if one.there and one.here:
            mend = _("Take back %(here)s and book %(there)s") % {"here": here, "there": there}
        else:
            mend = _("Book %(there)s") % {"there": there} if one.there else _("Take the payment back")
    return DifferenceView(one.get_kind_display(), str(_EXPLAINED[one.kind]), there, here, mend)


def _own_amount(one: Difference) -> str:
    return money.words(one.here, one.checkout.currency if one.checkout else one.currency)
