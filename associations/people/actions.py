"""Giving and ending roles, inviting people, membership periods, vetted providers. Safe twice, and twice at once."""

import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Address, Person
from associations.directory.models import Association
from associations.people import hooks, notifications
from associations.people.enums import Role
from associations.people.models import Invitation, Membership, MembershipTerms, Practice, ProviderVetting, RoleGrant
from associations.people.permissions import OFFICE, forget_roles, grantable
from associations.people.queries import OPENED, found_by, invitation_of, membership_on
from common import clock
from common.audit.actions import note_access
from common.ids import hash_token, new_token

INVITATION_LASTS = datetime.timedelta(days=30)
SENT_JUST_NOW = datetime.timedelta(minutes=1)


class Refused(Exception):
    """What was asked cannot be done; ``str()`` is the sentence for people."""


class InvitationClosed(Refused):
    """The link no longer works. ``reason``: ``unknown``, ``used``, ``withdrawn`` or ``expired``."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(
            {
                "unknown": _("This link is not complete, or a newer mail has replaced it. Please open the newest one."),
                "used": _("This invitation has been accepted already."),
                "withdrawn": _("This invitation has been taken back."),
                "expired": _("This invitation is too old. Please ask for a new one."),
            }[reason]
        )


def _lock(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


@transaction.atomic
def open_person(*, person: Person, reason: str, by: Person) -> None:
    """One of the Alliance's staff looks at somebody, and why is noted. They stay open for ``queries.OPEN_FOR``."""
    note_access(by=by, action=OPENED, about=f"person:{person.pk}", reason=reason)


@transaction.atomic
def find_people(*, words: str, reason: str, by: Person, most: int) -> list[Person]:
    """Who bears these words, at most ``most`` and one more; whom the search showed, and why, is noted of each."""
    found = list(found_by(words)[: most + 1])
    for person in found[:most]:
        note_access(by=by, action="find person", about=f"person:{person.pk}", reason=reason)
    return found


@transaction.atomic
def grant_role(
    *, person: Person, role: str, association: Association | None = None, by: Person | None, tell: bool = True
) -> RoleGrant:
    """The role, held from now on; the grant that is there already when it is held. ``by`` None: the portal itself.

    A member is a member for a time: the role opens a membership period where none runs.
    """
    locked = _lock(person)
    held = RoleGrant.objects.filter(person=locked, association=association, role=role, ended_at__isnull=True).first()
    if held is None:
        held = RoleGrant.objects.create(
            person=locked, association=association, role=role, granted_by=by, granted_at=clock.now()
        )
        if role == Role.MEMBER:
            _open_membership(locked, association)
        if tell and by is not None and by.pk != locked.pk:
            notifications.role_granted(held)
    forget_roles(person)
    return held


def _open_membership(person: Person, association: Association) -> None:
    day = clock.today(association.time_zone)
    if membership_on(person, association, day) is None:
        Membership.objects.create(person=person, association=association, valid_from=day)


@transaction.atomic
def end_role(*, grant: RoleGrant, by: Person | None) -> RoleGrant:
    """Ends a role; whoever holds open work by it is told by the hook. Ending it twice ends it once.

    Raises Refused for the Alliance's last staff: somebody must be able to open the door.
    """
    if grant.role == Role.ALLIANCE_STAFF:
        staff = RoleGrant.objects.select_for_update().filter(role=Role.ALLIANCE_STAFF, ended_at__isnull=True)
        if [row.pk for row in staff.order_by("pk")] == [grant.pk]:
            raise Refused(_("This is the last of the Alliance's staff. Name another one first."))
    locked = RoleGrant.objects.select_for_update(of=("self",)).select_related("person", "association").get(pk=grant.pk)
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by = clock.now(), by
        locked.save(update_fields=["ended_at", "ended_by"])
        _tidy(locked)
        if by is not None and by.pk != locked.person_id:
            notifications.role_ended(locked)
        for tell in hooks.role_ended:
            tell(locked, by)
    forget_roles(grant.person)
    return locked


def _tidy(ended: RoleGrant) -> None:
    """What hung on the role: their open invitations, their place as deputy, the running membership period."""
    person, association = ended.person, ended.association
    forget_roles(person)
    sent = Invitation.objects.filter(invited_by=person, accepted_at__isnull=True, withdrawn_at__isnull=True)
    for invitation in sent.select_related("association"):
        if invitation.role not in grantable(person, invitation.association):
            invitation.withdrawn_at = clock.now()
            invitation.save(update_fields=["withdrawn_at"])
    if ended.role in OFFICE and not grantable(person, association):
        Association.objects.filter(pk=association.pk, deputy=person).update(deputy=None)
    if ended.role == Role.MEMBER:
        day = clock.today(association.time_zone)
        running = membership_on(person, association, day)
        if running is not None:
            running.valid_until = day
            running.save(update_fields=["valid_until"])


@transaction.atomic
def invite(*, email: str, name: str, role: str, association: Association | None, by: Person) -> Invitation:
    """Invites by mail; an open invitation to the same role stands, and one that has expired is sent anew.

    Raises Refused when the address belongs to somebody who holds the role.
    """
    if association is not None:
        Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    _lock(by)
    owner = Address.objects.filter(email__iexact=email, verified_at__isnull=False).first()
    if owner and RoleGrant.objects.filter(
        person_id=owner.person_id, association=association, role=role, ended_at__isnull=True
    ):
        raise Refused(_("%(email)s belongs to somebody who has this role already.") % {"email": email})
    standing = Invitation.objects.filter(
        email__iexact=email, association=association, role=role, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    if standing is not None:
        return _send(standing, by) if standing.expires_at <= clock.now() else standing
    return _send(Invitation(email=email.lower(), name=name, association=association, role=role), by)


def _send(invitation: Invitation, by: Person) -> Invitation:
    token, moment = new_token(), clock.now()
    invitation.token_hash = hash_token(token)
    invitation.invited_by = by
    invitation.invited_at = moment
    invitation.expires_at = moment + INVITATION_LASTS
    invitation.save()
    notifications.invitation(invitation, token)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: Person) -> Invitation:
    """A new mail with a new link; the old link stops working. A second click within a minute sends nothing.

    Raises InvitationClosed when it was accepted or taken back meanwhile.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    _still_open(locked)
    if clock.now() - locked.invited_at < SENT_JUST_NOW:
        return locked
    return _send(locked, by)


def _still_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise InvitationClosed("used")
    if invitation.withdrawn_at is not None:
        raise InvitationClosed("withdrawn")


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Takes an open invitation back. Raises InvitationClosed when it was accepted meanwhile."""
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if locked.accepted_at is not None:
        raise InvitationClosed("used")
    if locked.withdrawn_at is None:
        locked.withdrawn_at = clock.now()
        locked.save(update_fields=["withdrawn_at"])
    return locked


def open_or_closed(token: str, person: Person | None) -> Invitation:
    """The invitation behind a link, when this person may still accept it. Raises InvitationClosed."""
    found = invitation_of(token)
    if found is None:
        raise InvitationClosed("unknown")
    if found.accepted_at is not None and person and found.accepted_by_id == person.pk:
        return found
    _still_open(found)
    if found.expires_at <= clock.now():
        raise InvitationClosed("expired")
    return found


@transaction.atomic
def accept_invitation(*, token: str, by: Person) -> RoleGrant:
    """Takes the role. Accepting twice is accepting once; somebody else's second try is refused.

    Raises InvitationClosed.
    """
    found = open_or_closed(token, by)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if locked.accepted_by_id != by.pk:
        _still_open(locked)
        locked.accepted_at, locked.accepted_by = clock.now(), by
        locked.save(update_fields=["accepted_at", "accepted_by"])
    return grant_role(person=by, role=locked.role, association=locked.association, by=locked.invited_by, tell=False)


@transaction.atomic
def add_membership(
    *,
    person: Person,
    association: Association,
    valid_from: datetime.date,
    valid_until: datetime.date | None,
    by: Person,
) -> Membership:
    """A membership period; the same one twice is one. Raises Refused when it would overlap another."""
    locked = _lock(person)
    periods = Membership.objects.filter(person=locked, association=association)
    same = periods.filter(valid_from=valid_from, valid_until=valid_until).first()
    if same is not None:
        return same
    reaches = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=valid_from)
    if valid_until is not None:
        reaches &= models.Q(valid_from__lte=valid_until)
    if periods.filter(reaches).exists():
        raise Refused(_("There is a membership in these days already. Change its end first."))
    made = Membership.objects.create(
        person=locked, association=association, valid_from=valid_from, valid_until=valid_until
    )
    for tell in hooks.membership_added:
        tell(made, by)
    day = clock.today(association.time_zone)
    if valid_from <= day and (valid_until is None or valid_until >= day):
        grant_role(person=person, role=Role.MEMBER, association=association, by=by, tell=False)
    return made


@transaction.atomic
def end_membership(*, membership: Membership, valid_until: datetime.date, by: Person) -> Membership:
    """Sets the last day of a period. Raises Refused for a day before it begins."""
    _lock(membership.person)
    locked = Membership.objects.select_for_update(of=("self",)).select_related("association").get(pk=membership.pk)
    if valid_until < locked.valid_from:
        raise Refused(_("A membership cannot end before it begins."))
    locked.valid_until = valid_until
    locked.save(update_fields=["valid_until"])
    today = clock.today(locked.association.time_zone)
    if membership_on(locked.person, locked.association, today) is None:
        held = RoleGrant.objects.filter(
            person=locked.person, association=locked.association, role=Role.MEMBER, ended_at__isnull=True
        ).first()
        if held is not None:
            end_role(grant=held, by=by)
    return locked


@transaction.atomic
def note_vetting(
    *,
    person: Person,
    association: Association,
    valid_from: datetime.date,
    valid_until: datetime.date | None,
    by: Person,
) -> ProviderVetting:
    """That the association vetted them as a provider of RSC; the same twice is one. A renewal may overlap.

    Raises Refused when a vetting of that day is noted with another end.
    """
    vetting, new = ProviderVetting.objects.get_or_create(
        person=_lock(person),
        association=association,
        valid_from=valid_from,
        defaults={"valid_until": valid_until, "noted_at": clock.now(), "noted_by": by},
    )
    if not new and vetting.valid_until != valid_until:
        raise Refused(_("A vetting of this day is noted already. Change its last day instead."))
    return vetting


@transaction.atomic
def say_practice(*, person: Person, sector: str, language: str, by: Person) -> None:
    """Where somebody works and in which language, as they say it; both empty takes it back. The same twice is one."""
    locked = _lock(person)
    if not sector and not language:
        Practice.objects.filter(person=locked).delete()
        return
    said = {"sector": sector, "language": language, "said_at": clock.now(), "origin": ""}
    Practice.objects.update_or_create(person=locked, defaults=said)


@transaction.atomic
def end_vetting(*, vetting: ProviderVetting, valid_until: datetime.date, by: Person) -> ProviderVetting:
    """Sets the last day of a vetting. Raises Refused for a day before it begins."""
    locked = ProviderVetting.objects.select_for_update(of=("self",)).get(pk=vetting.pk)
    if valid_until < locked.valid_from:
        raise Refused(_("A vetting cannot end before it begins."))
    locked.valid_until = valid_until
    locked.save(update_fields=["valid_until"])
    return locked


@transaction.atomic
def save_terms(
    *, association: Association, year_begins: str, rolls_over: str, reminder_days: list[int], by: Person
) -> MembershipTerms:
    """Settles the membership year and the reminders; what members were reminded of already stays done."""
    found, _new = MembershipTerms.objects.select_for_update().get_or_create(association=association)
    wanted = {"year_begins": year_begins, "rolls_over": rolls_over, "reminder_days": reminder_days}
    changed = [field for field, value in wanted.items() if getattr(found, field) != value]
    for field in changed:
        setattr(found, field, wanted[field])
    if changed:
        found.save(update_fields=changed)
    return found
