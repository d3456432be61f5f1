"""To whom of an errand's people it happens, and to whom not and why. A fixed number of statements at any size."""

import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.models import Address
from associations.people.models import Invitation, Membership, RoleGrant
from common import clock
from common.outbox.models import Message
from endorsement.roster.enums import ErrandKind
from endorsement.roster.models import Errand
from endorsement.roster.queries import roster_of

JUST_REMINDED = datetime.timedelta(days=7)

LEFT_OUT = {
    "not_here": _("No longer on the roster"),
    "no_address": _("No e-mail address is known"),
    "has_role": _("Has this role already"),
    "no_role": _("Does not hold this role"),
    "invited": _("Has an open invitation to this role"),
    "same_period": _("Has exactly this period already"),
    "overlap": _("Is a member in these days already"),
    "no_membership": _("Was never a member"),
    "runs_on": _("The membership has no end"),
    "reminded": _("Was reminded in the last seven days"),
    "refused": _("Something changed meanwhile"),
}


def judge(errand: Errand) -> None:
    """Marks everybody anew; the first reason stands. Who was done before stays done."""
    rows = errand.people.filter(done=False)
    rows.update(left_out="")
    here = roster_of(errand.association).values("pk")
    for code, where in (("not_here", ~Q(person_id__in=here)), *_RULES[errand.kind](errand)):
        found = rows.filter(left_out="")
        if code == "reminded":
            found = found.annotate(mark=Concat(Value("person:"), Cast("person_id", CharField())))
        found.filter(where).update(left_out=code)


def _no_address() -> tuple[str, Q]:
    return "no_address", ~Q(person_id__in=Address.objects.values("person_id"))


def _holders(errand: Errand) -> QuerySet:
    held = RoleGrant.objects.filter(association=errand.association, role=errand.given["role"], ended_at__isnull=True)
    return held.values("person_id")


def _periods(errand: Errand) -> QuerySet[Membership]:
    return Membership.objects.filter(association=errand.association)


def _invite(errand: Errand):
    invitations = Invitation.objects.filter(
        email__iexact=OuterRef("email"),
        association=errand.association,
        role=errand.given["role"],
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    invited = Address.objects.filter(Exists(invitations), is_primary=True)
    return (
        _no_address(),
        ("has_role", Q(person_id__in=_holders(errand))),
        ("invited", Q(person_id__in=invited.values("person_id"))),
    )


def _membership(errand: Errand):
    first, last = errand.given["valid_from"], errand.given["valid_until"]
    reaches = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    if last:
        reaches &= Q(valid_from__lte=last)
    same = _periods(errand).filter(valid_from=first, valid_until=last)
    return (
        ("same_period", Q(person_id__in=same.values("person_id"))),
        ("overlap", Q(person_id__in=_periods(errand).filter(reaches).values("person_id"))),
    )


def _remind(errand: Errand):
    told = Message.objects.filter(kind="people.membership_ends", scope=errand.association.slug)
    endless = _periods(errand).filter(valid_until__isnull=True)
    return (
        _no_address(),
        ("no_membership", ~Q(person_id__in=_periods(errand).values("person_id"))),
        ("runs_on", Q(person_id__in=endless.values("person_id"))),
        ("reminded", Q(mark__in=told.filter(created_at__gt=clock.now() - JUST_REMINDED).values("about"))),
    )


_RULES = {
    ErrandKind.INVITE: _invite,
    ErrandKind.LETTER: lambda errand: (_no_address(),),
    ErrandKind.GRANT: lambda errand: (("has_role", Q(person_id__in=_holders(errand))),),
    ErrandKind.END: lambda errand: (("no_role", ~Q(person_id__in=_holders(errand))),),
    ErrandKind.MEMBERSHIP: _membership,
    ErrandKind.REMIND: _remind,
}
