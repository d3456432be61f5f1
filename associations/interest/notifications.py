"""Mails about interest. What strangers typed into the form stays in the portal, but for the place."""

from django.utils.translation import gettext as _

from accounts.models import Person
from associations.interest.models import Interest
from common.outbox import letters
from common.outbox.models import Message


def asked(interest: Interest, person: Person) -> Message | None:
    """Tells one of the staff that somebody asked. None without an address."""
    if not person.email:
        return None
    words = {"region": interest.region, "country": interest.country}
    return letters.write(
        key=f"interest:{interest.code}:{person.pk}",
        kind="interest.asked",
        to=person.email,
        to_name=person.name,
        subject=_("Interest in Endorsement: %(region)s, %(country)s") % words,
        paragraphs=[
            _("Somebody from %(region)s, %(country)s asks how Endorsement® could come there.") % words,
            _("Nobody looks after it yet. Please read it, and take it or name who will."),
        ],
        link=(_("Read it"), f"/alliance/interest/{interest.code}/"),
        about=f"interest:{interest.pk}",
    )
