"""Pairs and plans as pages show them."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.merging import hooks
from associations.merging.moving import FILLED, Plan
from associations.people.enums import Role
from associations.people.models import Membership
from associations.people.queries import grants_of
from common.components.dates import day_words

WHY = {
    "name": lambda: _("the same name"),
    "phone": lambda: _("the same telephone"),
    "address": lambda: _("nearly the same address"),
}


def reasons(codes) -> str:
    return ", ".join(str(WHY[code]()) for code in codes)


def steps(at: int) -> list[dict]:
    """The way of a merge, for the stepper."""
    labels = (_("Find the two"), _("Say who stays"), _("Look at what moves"))
    return [
        {"label": label, "state": "done" if place < at else "current" if place == at else "todo"}
        for place, label in enumerate(labels)
    ]


def card(person: Person) -> dict:
    """One of the two: what tells them apart."""
    zone = settings.TIME_ZONE
    roles = [
        f"{Role(one.role).label}, {one.association.abbreviation}" if one.association else str(Role(one.role).label)
        for one in grants_of(person)
        if one.ended_at is None
    ]
    periods = Membership.objects.filter(person=person).select_related("association").order_by("-valid_from")
    members = [f"{one.association.abbreviation}, {_('from')} {one.valid_from:%Y-%m-%d}" for one in periods]
    facts = [
        (_("Addresses"), ", ".join(one.email for one in person.addresses.order_by("-is_primary", "pk"))),
        (_("State or region"), person.resides_in),
        (_("Telephone"), person.phone),
        (_("Roles"), "; ".join(roles)),
        (_("Memberships"), "; ".join(members)),
        (_("Sign-in"), _("signs in with %(email)s") % {"email": person.user.email} if person.user else _("never yet")),
        (_("In the portal since"), day_words(person.created_at, zone)),
    ]
    return {"person": person, "facts": [(label, value or "—") for label, value in facts]}


def moves(plan: Plan) -> list[tuple[str, int]]:
    """What moves, in words, with how many; what somebody only noted or did stands last, in one line."""
    named: dict[str, int] = {}
    others = 0
    for label, ids in plan.moves.items():
        if label in hooks.things:
            words = str(hooks.things[label])
            named[words] = named.get(words, 0) + len(ids)
        else:
            others += len(ids)
    found = [(words, count) for words, count in sorted(named.items()) if count]
    return [*found, (_("Traces of what they did, such as what they noted or uploaded"), others)] if others else found


def doubles(plan: Plan) -> list[tuple[str, int]]:
    """What both have, of which one is put away."""
    counted: dict[str, int] = {}
    for row in plan.away:
        words = next(
            (str(text) for label, text in hooks.things.items() if label.startswith(f"{row._meta.label}.")),
            str(row._meta.verbose_name_plural),
        )
        counted[words] = counted.get(words, 0) + 1
    return sorted(counted.items())


def details(kept: Person, gone: Person) -> list[str]:
    """What becomes of the name, of what is written nowhere yet, and of the sign-ins."""
    said = [_("The name stays: %(name)s.") % {"name": kept.name}]
    taken = [
        str(Person._meta.get_field(one).verbose_name) for one in FILLED if not getattr(kept, one) and getattr(gone, one)
    ]
    if taken:
        said.append(_("Taken over where nothing is written yet: %(fields)s.") % {"fields": ", ".join(taken)})
    if kept.user and gone.user:
        words = _("Two sign-ins: %(stays)s stays; %(closed)s is closed and opens nothing any more. Both get a mail.")
        said.append(words % {"stays": kept.user.email, "closed": gone.user.email})
    elif gone.user:
        words = _("The sign-in of %(email)s opens all of it from now on. They get a mail.")
        said.append(words % {"email": gone.user.email})
    elif kept.user:
        words = _("The sign-in of %(email)s stays and opens what moves too. They get a mail.")
        said.append(words % {"email": kept.user.email})
    else:
        said.append(_("Neither has ever signed in."))
    return said
