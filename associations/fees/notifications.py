"""Mails about fees."""

from django.utils import translation
from django.utils.translation import gettext as _

from associations.fees import money
from associations.fees.models import Due
from common.components.dates import day_words
from common.outbox import letters
from common.outbox.models import Message


def _write(association, person, **letter) -> Message:
    """In the association's name; answers go to it."""
    return letters.write(
        to=person.email,
        to_name=person.name,
        about=f"person:{person.pk}",
        from_name=association.name,
        reply_to=association.contact_email,
        scope=association.slug,
        link=(_("See my fees"), "/me/fees/"),
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
