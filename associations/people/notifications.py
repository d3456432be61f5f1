"""Mails about roles and memberships."""

import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from associations.people.enums import Role
from associations.people.models import Invitation, Membership, RoleGrant
from associations.people.permissions import OF_COORDINATORS
from common.components.dates import day_words
from common.outbox import letters
from common.outbox.models import Message


def _place(thing) -> str:
    return thing.association.name if thing.association else _("the Alliance")


def _zone(thing) -> str:
    return thing.association.time_zone if thing.association else settings.TIME_ZONE


def _letterhead(thing) -> dict:
    """In the association's name, answers to it; the Alliance's own mails come from the portal."""
    if thing.association is None:
        return {}
    association = thing.association
    return {"from_name": association.name, "reply_to": association.contact_email, "scope": association.slug}


def _secret(invited: Invitation) -> dict:
    """An invitation that coordinators may not send is no mail they may read: the link in it gives the role."""
    return {} if invited.role in OF_COORDINATORS else {"scope": ""}


def invitation(invited: Invitation, token: str) -> Message:
    """Asks somebody to take a role. The link's secret is only in this mail."""
    role = Role(invited.role)
    words = {
        "who": invited.invited_by.name if invited.invited_by else _("The Alliance"),
        "place": _place(invited),
        "role": role.label,
        "until": day_words(invited.expires_at, _zone(invited)),
    }
    return letters.write(
        key=f"invitation:{invited.pk}:{invited.token_hash[:16]}",
        kind="people.invitation",
        to=invited.email,
        to_name=invited.name,
        subject=_("Invitation: %(role)s, %(place)s") % words,
        paragraphs=[
            _("%(who)s invites you to be %(role)s in %(place)s, in the Alliance Portal.") % words,
            _("What this means: %(sentence)s") % {"sentence": role.sentence},
            _("Open the link, sign in or create an account with any address of yours, and accept."),
            _("The link works until %(until)s.") % words,
        ],
        link=(_("See the invitation"), f"/invitations/{token}/"),
        notes=[_("If you do not know what this is about, ignore this mail: nothing happens.")],
        about=f"invitation:{invited.pk}",
        **_letterhead(invited) | _secret(invited),
    )


def role_granted(grant: RoleGrant) -> Message | None:
    """Tells a person what they may do from now on. None without an address."""
    return _about_role(
        grant,
        "granted",
        _("You are now: %(role)s, %(place)s"),
        _("%(who)s made you %(role)s in %(place)s. %(sentence)s"),
        grant.granted_by,
    )


def role_ended(grant: RoleGrant) -> Message | None:
    """Tells a person that a role of theirs has ended. None without an address."""
    return _about_role(
        grant,
        "ended",
        _("Your role has ended: %(role)s, %(place)s"),
        _("%(who)s ended your role as %(role)s in %(place)s. What is yours stays yours: your portfolio, your papers."),
        grant.ended_by,
    )


def _about_role(grant: RoleGrant, what: str, subject: str, sentence: str, by) -> Message | None:
    person, role = grant.person, Role(grant.role)
    if not person.email:
        return None
    words = {
        "who": by.name if by else _("The Alliance"),
        "role": role.label,
        "place": _place(grant),
        "sentence": role.sentence,
    }
    return letters.write(
        key=f"role-{what}:{grant.pk}",
        kind=f"people.role_{what}",
        to=person.email,
        to_name=person.name,
        subject=subject % words,
        paragraphs=[sentence % words],
        link=(_("Open the portal"), "/me/"),
        about=f"person:{person.pk}",
        **_letterhead(grant),
    )


def membership_ends(membership: Membership, rule: int | str, today: datetime.date) -> Message | None:
    """Reminds a member, in the association's language, that the period ends or has ended. None without an address."""
    person, association = membership.person, membership.association
    if not person.email:
        return None
    with translation.override(association.language):
        words = {"place": association.name, "day": day_words(membership.valid_until, association.time_zone)}
        over = membership.valid_until < today
        subject = _("Your membership in %(place)s has ended") if over else _("Your membership in %(place)s ends soon")
        sentence = (
            _("Your membership in %(place)s ended on %(day)s.")
            if over
            else _("Your membership in %(place)s runs until %(day)s.")
        )
        return letters.write(
            key=f"membership:{membership.pk}:{rule}",
            kind="people.membership_ends",
            to=person.email,
            to_name=person.name,
            subject=subject % words,
            paragraphs=[
                sentence % words,
                _("If you have renewed it in the meantime, thank you: there is nothing to do."),
                _("Otherwise please answer this mail, and the association tells you how to renew."),
            ],
            about=f"person:{person.pk}",
            **_letterhead(membership),
        )
