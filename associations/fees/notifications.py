"""Mails about fees."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.fees import money
from associations.fees.models import Checkout, Due
from common.components.dates import day_words
from common.outbox import letters
from common.outbox.models import Message


def _write(association, person, link=None, **letter) -> Message:
    """In the association's name; answers go to it."""
    return letters.write(
        link=link or (_("See my fees"), "/me/fees/"),
        to=person.email,
        to_name=person.name,
        about=f"person:{person.pk}",
        from_name=association.name,
        reply_to=association.contact_email,
        scope=association.slug,
        **letter,
    )


def late_fee(late: Due, unpaid: Due) -> Message | None:
    """Says that a late fee is owed, and for what. None without an address."""
    person, association = late.person, late.association
    if not person.email:
        return None
    with translation.override(association.language):
        words = {
            "place": association.name,
            "amount": money.words(late.amount, late.currency),
            "day": day_words(unpaid.owed_since, association.time_zone),
        }
        return _write(
            association,
            person,
            key=f"late-fee:{late.pk}",
            kind="fees.late",
            subject=_("A late fee at %(place)s") % words,
            paragraphs=[
                _(
                    "Your renewal fee, owed since %(day)s, is not paid yet. By the rules of %(place)s a late fee of "
                    "%(amount)s is owed too."
                )
                % words,
                _("If you have paid in the meantime, or something keeps you from paying, please answer this mail."),
            ],
        )


def paid_online(checkout: Checkout) -> Message | None:
    """Says that the money arrived, to who closed the window or paid by bank debit too. None without an address."""
    return _about(
        checkout,
        kind="fees.paid_online",
        subject=gettext_lazy("Paid: %(amount)s to %(place)s"),
        sentences=[
            gettext_lazy("Your payment of %(amount)s arrived. Thank you."),
            gettext_lazy("Its receipt is on the page below as soon as it is booked."),
        ],
    )


def not_paid_online(checkout: Checkout) -> Message | None:
    """Says that the bank did not pay after all, some days after the person did their part. None without an address."""
    return _about(
        checkout,
        kind="fees.not_paid_online",
        subject=gettext_lazy("The bank did not pay %(amount)s to %(place)s"),
        sentences=[
            gettext_lazy("Your bank did not accept the payment of %(amount)s. Nothing was charged."),
            gettext_lazy("You can try again, or answer this mail and ask for another way to pay."),
        ],
    )


def _about(checkout: Checkout, *, kind: str, subject, sentences: list) -> Message | None:
    person, association = checkout.person, checkout.association
    if not person.email:
        return None
    with translation.override(association.language):
        words = {"place": association.name, "amount": money.words(checkout.amount, checkout.currency)}
        return _write(
            association,
            person,
            key=f"{kind}:{checkout.pk}",
            kind=kind,
            subject=subject % words,
            paragraphs=[sentence % words for sentence in sentences],
            link=(_("See this payment"), f"/me/fees/online/{checkout.code}/"),
        )
