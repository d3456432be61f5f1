"""Mails about someone's own account."""

from django.utils.translation import gettext as _

from accounts.models import Person
from common.outbox import letters
from common.outbox.models import Message


def second_factor_reset(person: Person, occasion: int) -> Message | None:
    """Staff removed this person's second factor. ``occasion``: the log entry's id. None without an address."""
    if not person.email:
        return None
    return letters.write(
        key=f"second-factor-reset:{occasion}",
        kind="account.second_factor_reset",
        to=person.email,
        to_name=person.name,
        subject=_("The second step of your sign-in was removed"),
        paragraphs=[
            _("Alliance staff removed the second step of your sign-in, because they were told that you lost it."),
            _("Your password still works. If your role asks for a second step, you set up a new one when you sign in."),
        ],
        link=(_("Sign in"), "/accounts/login/"),
        notes=[_("If you did not ask for this, answer your association at once and change your password.")],
        about=f"person:{person.pk}",
    )
