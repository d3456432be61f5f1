"""What an applicant does: ask raters, send again, correct an address, ask someone else."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.policy.queries import policy_on
from common import clock
from common.workflow.engine import MoveGone, lock, move
from common.workflow.models import StatusChange
from endorsement.references import notifications
from endorsement.references.actions.links import end_links, last_sent, make_link
from endorsement.references.enums import RaterRole, ReferenceState
from endorsement.references.models import Rating, Reference, ReferenceLink
from endorsement.references.queries import Case, case_of, is_open, people_by_address
from endorsement.references.workflow import CHASED, LIVE, MACHINE, PENDING

MOST_LIVE = 6
"""References standing in one case at a time."""
MOST_MAILS_A_DAY = 20
"""Links sent for one person in 24 hours, over all cases: our mail must not carry anybody's mass mailing."""
BETWEEN_SENDS = datetime.timedelta(days=1)


class Refused(Exception):
    """Not possible; ``str()`` is a sentence for people, ``field`` the field it is about."""

    def __init__(self, sentence: str, field: str = ""):
        self.field = field
        super().__init__(sentence)


class TooSoon(Refused):
    """A mail went out within the last day. ``next_at`` is when the next may."""

    def __init__(self, next_at: datetime.datetime):
        self.next_at = next_at
        super().__init__(_("A mail went to this rater within the last 24 hours. Please give it a little time."))


@dataclass(frozen=True)
class Invite:
    """One rater as the applicant names them. ``roles``: keys of RaterRole."""

    name: str
    email: str
    roles: tuple[str, ...]
    waived_access: bool = False


def refusal_of_address(person: Person, email: str) -> str:
    """Why this address cannot be a rater's, "" when it can: nobody rates themselves."""
    own = {row.email.lower() for row in person.addresses.all()}
    if person.user:
        own.add(person.user.email.lower())
    if email.lower() in own:
        return _("This is your own address. A rater must be someone else.")
    return ""


@transaction.atomic
def ask_raters(*, case: Case, raters: list[Invite], by: Person) -> list[Reference]:
    """Asks every rater by mail; returns the references made. An address asked already in this case is left alone.

    Raises Refused when an address is the applicant's own or there are too many.
    """
    _lock_case(case)
    asked = {row.rater_email.lower() for row in Reference.objects.filter(**case.where, state__in=LIVE)}
    made = []
    for rater in raters:
        if rater.email.lower() not in asked:
            asked.add(rater.email.lower())
            made.append(_ask(case, rater, by, position=len(asked)))
    if made and len(asked) > MOST_LIVE:
        raise Refused(_("You can have up to %(most)s references at a time.") % {"most": MOST_LIVE})
    return made


def _lock_case(case: Case) -> None:
    """One at a time for all that an applicant does to their raters. Raises Refused when the case is closed."""
    Person.objects.select_for_update(of=("self",)).get(pk=case.person.pk)
    if not is_open(case):
        raise Refused(_("This application is closed, so nobody can be asked for it any more."))


def _ask(case: Case, rater: Invite, by: Person, *, position: int) -> Reference:
    moment = clock.now()
    if refusal := refusal_of_address(case.person, rater.email):
        raise Refused(refusal, "email")
    _refuse_mass_mail(case.person)
    reference = Reference(
        **case.where,
        position=position,
        rater_name=rater.name,
        rater_email=rater.email,
        roles=[role for role in RaterRole.values if role in rater.roles],
        waived_access=rater.waived_access,
        state=ReferenceState.ASKED,
        state_since=moment,
        asked_at=moment,
        expires_at=_expiry(case),
    )
    _recognise(reference)
    reference.save()
    note_move(reference, "ask", by=by, source="")
    notifications.ask(reference, *make_link(reference))
    return reference


def _refuse_mass_mail(person: Person) -> None:
    sent = ReferenceLink.objects.filter(reference__person=person, sent_at__gt=clock.now() - BETWEEN_SENDS).count()
    if sent >= MOST_MAILS_A_DAY:
        raise Refused(_("Many mails went to your raters today. Please go on tomorrow, or write to your coordinator."))


def _expiry(case: Case) -> datetime.datetime:
    policy = policy_on(case.association, clock.today(case.association.time_zone))
    return clock.now() + datetime.timedelta(days=policy.reference_link_days)


def _recognise(reference: Reference) -> None:
    """Who the rater is, when the Alliance knows the address."""
    reference.rater_id = people_by_address([reference.rater_email]).get(reference.rater_email.lower())


def note_move(reference: Reference, name: str, *, by, reason: str = "", source: str | None = None) -> None:
    """A line in the story that is no move of the machine: asked, asked again, vetted. ``source``: "" at the start."""
    StatusChange.objects.create(
        machine=MACHINE.name,
        object_id=reference.pk,
        transition=name,
        source=reference.state if source is None else source,
        target=reference.state,
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        at=clock.now(),
        reason=reason,
    )


def _locked(reference: Reference) -> tuple[Case, Reference]:
    case = case_of(reference)
    _lock_case(case)
    return case, lock(reference)


@transaction.atomic
def resend(*, reference: Reference, by: Person) -> Reference:
    """The request once more, by a new link; the older ones go on working. After a bounce or expiry it starts anew.

    Raises TooSoon within a day of the last mail (unless it came back or the link expired), MoveGone when the rater
    has answered.
    """
    case, locked = _locked(reference)
    if locked.state in CHASED:
        last = last_sent(locked)
        if last and last > clock.now() - BETWEEN_SENDS:
            raise TooSoon(last + BETWEEN_SENDS)
        note_move(locked, "send_again", by=by)
    else:
        locked = move(MACHINE, locked, "ask_again", by=by, asked_at=clock.now(), expires_at=_expiry(case), problem="")
    notifications.again(locked, *make_link(locked))
    return locked


@transaction.atomic
def correct_address(*, reference: Reference, email: str, by: Person) -> Reference:
    """A new address: links sent to the old one end at once, and what was begun there is thrown away.

    The address it has already changes nothing. Raises Refused or MoveGone.
    """
    case, locked = _locked(reference)
    if locked.state not in PENDING:
        raise MoveGone(MACHINE, "correct", locked.state)
    if locked.rater_email.lower() == email.lower():
        return locked
    if refusal := refusal_of_address(case.person, email) or _asked_already(case, email, locked):
        raise Refused(refusal, "email")
    _refuse_mass_mail(case.person)
    end_links(locked)
    Rating.objects.filter(reference=locked).delete()
    locked.rater_email = email
    _recognise(locked)
    locked = move(
        MACHINE,
        locked,
        "correct",
        by=by,
        rater_email=email,
        rater_id=locked.rater_id,
        vetted_at=None,
        vetted_by=None,
        asked_at=clock.now(),
        expires_at=_expiry(case),
        problem="",
    )
    notifications.ask(locked, *make_link(locked))
    return locked


def _asked_already(case: Case, email: str, apart_from: Reference) -> str:
    others = Reference.objects.filter(**case.where, state__in=LIVE, rater_email__iexact=email)
    if others.exclude(pk=apart_from.pk).exists():
        return _("Another of your raters has this address already.")
    return ""


@transaction.atomic
def replace(*, reference: Reference, rater: Invite, by: Person) -> Reference:
    """Asks someone else in this rater's place; returns the new reference. The old one stays as history.

    Raises Refused or MoveGone (an answered reference cannot be exchanged for a kinder one).
    """
    case, locked = _locked(reference)
    if refusal := _asked_already(case, rater.email, locked):
        raise Refused(refusal, "email")
    was = locked.state
    locked = move(MACHINE, locked, "replace", by=by)
    end_links(locked)
    Rating.objects.filter(reference=locked).delete()
    if was in CHASED:
        notifications.no_longer_needed(locked)
    return _ask(case, rater, by, position=locked.position)
