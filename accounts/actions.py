"""Signing up, claiming a person the roster already knows, addresses, resetting a lost second factor."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import hooks, notifications
from accounts.models import Address, Person, User
from common import clock
from common.audit.actions import note_access


@transaction.atomic
def ensure_person(*, user: User, name: str = "") -> Person:
    """The user's person, made when there is none."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    person = Person.objects.filter(user=locked).first()
    if person is None:
        person = Person.objects.create(user=locked, name=name or locked.email.partition("@")[0])
    return person


@transaction.atomic
def confirm_address(*, user: User, email: str) -> Person:
    """A confirmed address belongs to the person: claims the roster's person who has it and no sign-in yet.

    A freshly made person without any address of its own gives way to the roster's. One that already lives is kept:
    joining two lives is a decision of staff, so it is only noted.
    """
    own = ensure_person(user=user)
    known = Address.objects.select_for_update().filter(email__iexact=email).select_related("person").first()
    moment = clock.now()
    person = own
    if known is None:
        first = not own.addresses.exists()
        Address.objects.create(person=own, email=email.lower(), is_primary=first, verified_at=moment)
    elif known.person_id == own.pk:
        _verified(known, moment)
    elif known.person.user_id is None:
        if own.addresses.exists():
            about = f"person:{known.person_id}"
            note_access(by=own, action="same address", about=about, reason=f"also person:{own.pk}")
        else:
            person = _claim(own, known, moment)
    for tell in hooks.address_confirmed:
        tell(person, email)
    return person


def _verified(address: Address, moment) -> None:
    if address.verified_at is None:
        address.verified_at = moment
        address.save(update_fields=["verified_at"])


def _claim(own: Person, known: Address, moment) -> Person:
    person = known.person
    user = own.user
    typed_name = own.name
    own.delete()
    person.user = user
    person.save(update_fields=["user"])
    _verified(known, moment)
    note_access(by=person, action="claimed", about=f"person:{person.pk}", reason=f"signed up as {typed_name}")
    return person


@transaction.atomic
def prefer_address(*, user: User, email: str) -> None:
    """The address we write to from now on; nothing when it is not one of the person's own."""
    rows = {row.email.lower(): row for row in Address.objects.select_for_update().filter(person__user=user)}
    chosen = rows.get(email.lower())
    if chosen is None or chosen.is_primary:
        return
    Address.objects.filter(person_id=chosen.person_id, is_primary=True).update(is_primary=False)
    chosen.is_primary = True
    chosen.save(update_fields=["is_primary"])


@transaction.atomic
def forget_address(*, user: User, email: str) -> None:
    """The person took this address away; the one that is written to stays until another is chosen."""
    Address.objects.filter(person__user=user, email__iexact=email, is_primary=False).delete()


@transaction.atomic
def release_unproved_address(*, email: str) -> int:
    """Before a sign-up: an address that someone else only named, and never proved to be theirs, is free again."""
    named_only = EmailAddress.objects.filter(email__iexact=email, verified=False, primary=False)
    released, _ = named_only.delete()
    return released


@transaction.atomic
def change_profile(*, person: Person, by: Person, **changes) -> Person:
    """Saves ``name``, ``printed_name``, ``phone``, ``resides_in`` onto the locked row; another's hand is logged."""
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    different = {field: value for field, value in changes.items() if getattr(locked, field) != value}
    if different:
        for field, value in different.items():
            setattr(locked, field, value)
        locked.save(update_fields=list(different))
        if by.pk != person.pk:
            about, reason = f"person:{person.pk}", ", ".join(sorted(different))
            note_access(by=by, action="changed profile", about=about, reason=reason)
    return locked


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person, reason: str) -> int:
    """Removes every second factor of a person who lost theirs; logged, and the person is told.

    Returns how many were removed; with none left there is nothing to log or to tell.
    """
    User.objects.select_for_update(of=("self",)).filter(pk=person.user_id).first()
    removed, _ = Authenticator.objects.filter(user_id=person.user_id).delete()
    if removed:
        entry = note_access(by=by, action="reset second factor", about=f"person:{person.pk}", reason=reason)
        notifications.second_factor_reset(person, entry.pk)
    return removed


@transaction.atomic
def create_account(*, email: str, name: str, password: str | None, sample: bool = False) -> Person:
    """A user with a confirmed address and their person, as the command line and the demo make them."""
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = Person.objects.create(user=user, name=name, is_sample=sample)
    Address.objects.create(person=person, email=user.email, is_primary=True, verified_at=clock.now())
    return person
