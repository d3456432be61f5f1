"""Two connections at once: one effect. Runs on whatever database is given; PostgreSQL shows the real races."""

import datetime
import re
import threading

import pytest
from django.db import connection

from accounts import actions as accounts
from accounts.models import Address, Person, User
from associations.directory import actions as directory
from associations.directory.models import Licence
from associations.people import actions
from associations.people.actions import InvitationClosed, Refused
from associations.people.enums import Role
from associations.people.models import Invitation, Membership, RoleGrant
from common.outbox.models import Message
from tests import factories

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
DAY = datetime.date(2020, 1, 1)


def at_once(*calls):
    """Runs the calls in threads that start together; returns what each gave back or raised, in order."""
    start = threading.Barrier(len(calls))
    results: list = [None] * len(calls)

    def run(index, call):
        try:
            start.wait()
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, call)) for index, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def staff():
    person = factories.person()
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def place():
    return factories.association()


def copies(person, number=2):
    return [Person.objects.get(pk=person.pk) for _ in range(number)]


def test_giving_a_role(place, staff):
    ana = factories.person()
    grants = at_once(
        *(
            lambda who=who: actions.grant_role(person=who, role=Role.REVIEWER, association=place, by=staff)
            for who in copies(ana, 4)
        )
    )
    assert grants == [RoleGrant.objects.get(person=ana)] * 4
    assert Message.objects.count() == 1


def test_ending_a_role(place, staff):
    grant = factories.role(factories.person(), Role.REVIEWER, place)
    ended = at_once(*[lambda: actions.end_role(grant=RoleGrant.objects.get(pk=grant.pk), by=staff)] * 3)
    assert len({row.ended_at for row in ended}) == 1
    assert Message.objects.count() == 1


def test_the_last_two_of_the_staff_cannot_both_end_the_other(staff):
    other = factories.person()
    grants = [RoleGrant.objects.get(person=staff), factories.role(other, Role.ALLIANCE_STAFF)]
    results = at_once(*(lambda grant=grant: actions.end_role(grant=grant, by=None) for grant in grants))
    assert sorted(type(result).__name__ for result in results) == ["Refused", "RoleGrant"]
    assert RoleGrant.objects.filter(ended_at__isnull=True).count() == 1


def test_inviting(place, staff):
    def invite():
        return actions.invite(email="new@p.example", name="", role=Role.REVIEWER, association=place, by=staff)

    assert at_once(invite, invite, invite) == [Invitation.objects.get()] * 3
    assert Message.objects.count() == 1


def test_accepting_by_one_person_and_by_two(place, staff):
    actions.invite(email="new@p.example", name="", role=Role.REVIEWER, association=place, by=staff)
    token = re.search(r"/invitations/([^/\s]+)/", Message.objects.get().text).group(1)
    ana, eve = factories.person(), factories.person()
    people = [*copies(ana), *copies(eve)]
    results = at_once(*(lambda who=who: actions.accept_invitation(token=token, by=who) for who in people))
    winner = Invitation.objects.get().accepted_by
    won = [result for result, who in zip(results, people, strict=True) if who == winner]
    lost = [result for result, who in zip(results, people, strict=True) if who != winner]
    assert won == [RoleGrant.objects.get(role=Role.REVIEWER)] * 2
    assert [type(result) for result in lost] == [InvitationClosed] * 2


def test_memberships(place, staff):
    ana = factories.person()

    def add(who, first):
        return actions.add_membership(person=who, association=place, valid_from=first, valid_until=None, by=staff)

    first, second = copies(ana)
    assert at_once(lambda: add(first, DAY), lambda: add(second, DAY)) == [Membership.objects.get()] * 2
    eve = factories.person()
    first, second = copies(eve)
    results = at_once(lambda: add(first, DAY), lambda: add(second, datetime.date(2021, 1, 1)))
    assert sorted(type(result).__name__ for result in results) == ["Membership", "Refused"]
    assert isinstance(next(result for result in results if not isinstance(result, Membership)), Refused)


def test_making_an_association_and_a_licence(staff, place):
    def make():
        return directory.create_association(by=staff, abbreviation="NEW", name="New", region="R", country="C")

    assert sorted(type(result).__name__ for result in at_once(make, make)) == ["Association", "Taken"]

    def licence():
        return directory.save_licence(
            association=place, by=staff, kind="guidelines", valid_from=DAY, valid_until=None, note=""
        )

    assert at_once(licence, licence) == [Licence.objects.get(kind="guidelines")] * 2


def test_claiming_the_roster_and_having_a_person():
    roster = factories.person(email="mia@people.example", login=False)
    user = User.objects.create_user("mia@people.example", "x")

    def claim():
        return accounts.confirm_address(user=User.objects.get(pk=user.pk), email="mia@people.example")

    assert at_once(claim, claim, claim) == [roster] * 3
    assert (Person.objects.get(), Address.objects.count()) == (roster, 1)


def test_resetting_a_second_factor(staff):
    from allauth.mfa.models import Authenticator

    ana = factories.person()
    Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={})

    def reset():
        return accounts.reset_second_factor(person=Person.objects.get(pk=ana.pk), by=staff, reason="r")

    assert sorted(at_once(reset, reset)) == [0, 1]
    assert Message.objects.count() == 1


def test_signing_up_twice_at_once():
    from django.test import Client

    def sign_up():
        data = {"email": "race@people.example", "name": "Race", "password1": "a long enough password"}
        return Client().post("/accounts/signup/", data).status_code

    assert at_once(sign_up, sign_up, sign_up) == [302] * 3
    assert (User.objects.count(), Person.objects.count()) == (1, 1)
