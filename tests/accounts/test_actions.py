"""Claiming, addresses, profiles, the reset of a lost second factor."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_removed
from allauth.mfa.models import Authenticator

from accounts import actions, hooks
from accounts.models import Address, Person, User
from common.audit.models import AccessLog
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


def new_user(email="mia@people.example", name="Mia"):
    user = User.objects.create_user(email, "a long enough password")
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    actions.ensure_person(user=user, name=name)
    return User.objects.get(pk=user.pk)


def test_ensure_person_twice_is_one():
    user = User.objects.create_user("nia@people.example", "x")
    first = actions.ensure_person(user=user)
    assert (actions.ensure_person(user=user, name="Other"), first.name) == (first, "nia")


def test_a_confirmed_address_is_kept_twice_is_once():
    user = new_user()
    told = []
    hooks.address_confirmed.append(lambda person, email: told.append((person.pk, email)))
    try:
        for _ in range(2):
            person = actions.confirm_address(user=user, email="Mia@people.example")
    finally:
        hooks.address_confirmed.pop()
    row = person.addresses.get()
    assert (row.email, row.is_primary) == ("mia@people.example", True)
    assert told == [(person.pk, "Mia@people.example")] * 2


def test_a_second_confirmed_address_is_not_the_primary_one():
    user = new_user()
    person = actions.confirm_address(user=user, email="mia@people.example")
    actions.confirm_address(user=user, email="mia@work.example")
    assert list(person.addresses.order_by("pk").values_list("email", "is_primary")) == [
        ("mia@people.example", True),
        ("mia@work.example", False),
    ]


def test_the_roster_person_is_claimed_by_the_confirmed_address():
    roster = factories.person("Mia of the roster", email="MIA@people.example", login=False)
    user = new_user(name="Mia typed")
    claimed = actions.confirm_address(user=user, email="mia@people.example")
    assert (claimed, Person.objects.get()) == (roster, roster)
    assert Person.objects.get().user == user
    assert claimed.addresses.get().verified_at is not None
    log = AccessLog.objects.get()
    assert (log.action, log.about, log.reason) == ("claimed", f"person:{roster.pk}", "signed up as Mia typed")
    assert actions.confirm_address(user=User.objects.get(), email="mia@people.example") == roster


def test_an_unverified_own_address_becomes_verified():
    user = new_user()
    Address.objects.create(person=user.person, email="mia@people.example", is_primary=True)
    actions.confirm_address(user=user, email="mia@people.example")
    assert user.person.addresses.get().verified_at is not None


def test_a_person_who_already_lives_is_not_swapped_for_the_rosters():
    user = new_user()
    own = actions.confirm_address(user=user, email="mia@people.example")
    roster = factories.person(email="mia@old.example", login=False)
    assert actions.confirm_address(user=user, email="mia@old.example") == own
    roster.refresh_from_db()
    assert (roster.user, AccessLog.objects.get().about) == (None, f"person:{roster.pk}")


def test_an_address_of_somebody_who_signs_in_stays_theirs():
    other = factories.person(email="shared@people.example")
    user = new_user()
    assert actions.confirm_address(user=user, email="shared@people.example") == user.person
    assert Address.objects.get(email="shared@people.example").person == other


def test_the_address_we_write_to_follows_the_choice():
    person = factories.person(email="one@people.example")
    second = Address.objects.create(person=person, email="two@people.example")
    chosen = EmailAddress.objects.create(user=person.user, email="TWO@people.example", verified=True)
    for _ in range(2):
        email_changed.send(
            sender=EmailAddress, request=None, user=person.user, from_email_address=None, to_email_address=chosen
        )
    second.refresh_from_db()
    assert (second.is_primary, Person.objects.get(pk=person.pk).email) == (True, "two@people.example")
    gone = EmailAddress(user=person.user, email="one@people.example")
    email_removed.send(sender=EmailAddress, request=None, user=person.user, email_address=gone)
    assert list(person.addresses.values_list("email", flat=True)) == ["two@people.example"]


def test_an_unknown_choice_changes_nothing():
    person = factories.person(email="one@people.example")
    actions.prefer_address(user=person.user, email="strange@people.example")
    assert Person.objects.get(pk=person.pk).email == "one@people.example"


def test_the_profile_is_saved_and_logged_when_somebody_else_does_it():
    person, staff = factories.person(), factories.person()
    actions.change_profile(person=person, by=person, name="New", phone="1")
    assert AccessLog.objects.count() == 0
    for _ in range(2):
        actions.change_profile(person=person, by=staff, name="New", phone="2")
    person.refresh_from_db()
    assert (person.name, person.phone) == ("New", "2")
    assert list(AccessLog.objects.values_list("by_id", "reason")) == [(staff.pk, "phone")]


def give_factor(person):
    Authenticator.objects.create(user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=person.user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})


def test_resetting_the_second_factor_is_logged_and_told_once():
    person, staff = factories.person(), factories.person()
    give_factor(person)
    removed = [actions.reset_second_factor(person=person, by=staff, reason="showed a passport") for _ in range(2)]
    assert removed == [2, 0]
    log = AccessLog.objects.get()
    assert (log.by_id, log.action, log.about, log.reason) == (
        staff.pk,
        "reset second factor",
        f"person:{person.pk}",
        "showed a passport",
    )
    message = Message.objects.get()
    assert (message.to, message.kind) == (person.email, "account.second_factor_reset")
    assert "passport" not in message.text


def test_resetting_works_for_somebody_without_an_address():
    person, staff = factories.person(), factories.person()
    person.addresses.all().delete()
    give_factor(person)
    assert actions.reset_second_factor(person=person, by=staff, reason="r") == 2
    assert Message.objects.count() == 0
