"""Mails about licences."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from associations.directory.models import Licence
from common.outbox import letters
from common.outbox.models import Message


def renewal_due(licence: Licence, person: Person, rule: str, *, ended: bool, for_staff: bool) -> Message | None:
    """Tells one person that a licence ends or has ended. None without an address. ``rule`` is the reminder's."""
    if not person.email:
        return None
    association = licence.association
    with override(association.language):
        words = {
            "association": association.name,
            "kind": licence.get_kind_display(),
            "day": formats.date_format(licence.valid_until),
        }
        subject = _("Licence ended: %(association)s") if ended else _("Licence to renew: %(association)s")
        fact = (
            _("The licence of %(association)s for %(kind)s ended on %(day)s.")
            if ended
            else _("The licence of %(association)s for %(kind)s ends on %(day)s.")
        )
        paragraphs = [fact % words]
        if licence.kind == Licence.Kind.ENDORSEMENT:
            paragraphs.append(
                _("While none is in force, the association takes no applications and awards no Endorsement®.")
            )
        paragraphs.append(
            _("Please enter the new licence once it is signed.")
            if for_staff
            else _("Alliance staff enter the new licence once it is signed. Answer this mail to ask about it.")
        )
        page = f"/alliance/associations/{association.slug}/" if for_staff else f"/a/{association.slug}/settings/"
        return letters.write(
            key=f"licence:{licence.pk}:{licence.valid_until.isoformat()}:{rule}:{person.pk}",
            kind="directory.licence_ends",
            to=person.email,
            to_name=person.name,
            subject=subject % words,
            paragraphs=paragraphs,
            link=(_("See the licence"), page),
            about=f"licence:{licence.pk}",
        )
