"""One's own page, the link of an invitation, and what Alliance staff see of everybody."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from associations.people import actions
from associations.people.enums import Role
from associations.people.models import Invitation, RoleGrant
from common import clock
from common.audit.models import AccessLog
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    person = factories.person("Sam of the Alliance")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def ana():
    return factories.person("Ana Ruiz", email="ana@people.example")


def texts(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def link(association, staff):
    actions.invite(email="new@people.example", name="Nia", role=Role.REVIEWER, association=association, by=staff)
    return re.search(r"(/invitations/[^/\s]+/)", Message.objects.get().text).group(1)


class TestInvitationPage:
    def test_looking_changes_nothing(self, client, link, signed_in, ana):
        assert client.get(link).status_code == 200
        assert client.post(link).status_code == 200
        assert signed_in(ana).get(link).status_code == 200
        assert (Invitation.objects.get().accepted_at, RoleGrant.objects.filter(person=ana).count()) == (None, 0)

    def test_a_visitor_comes_back_after_signing_in(self, client, link, ana):
        text = client.get(link).content.decode()
        assert f"{reverse('account_signup')}?next={link}" in text
        client.post(reverse("account_login"), {"login": "ana@people.example", "password": "a long enough password"})
        assert client.get("/").url == link
        assert client.get("/").url == reverse("application:mine")

    def test_accepting_twice(self, client, link, ana, signed_in):
        signed_in(ana)
        answer = client.post(link, follow=True)
        assert texts(answer) == ["You are now: Reviewer."]
        assert client.post(link).status_code == 302
        assert RoleGrant.objects.get(person=ana).role == Role.REVIEWER

    def test_closed_links_say_why(self, client, link, ana, signed_in):
        for mangled in ("x", "x" * 5000, "%F0%9F%98%80", "..%5C", link.split("/")[2][:-1]):
            answer = client.get(f"/invitations/{mangled}/")
            assert (answer.status_code, "newer mail has replaced it" in answer.content.decode()) == (404, True)
        assert client.get("/invitations/%00/").status_code == 404
        Invitation.objects.update(expires_at=clock.now() - datetime.timedelta(days=1))
        answer = signed_in(ana).post(link)
        assert (answer.status_code, "too old" in answer.content.decode()) == (410, True)
        Invitation.objects.update(accepted_at=clock.now())
        assert "accepted already" in client.get(link).content.decode()
        Invitation.objects.update(accepted_at=None, withdrawn_at=clock.now())
        assert "taken back" in client.get(link).content.decode()

    def test_an_invitation_of_the_alliance_by_nobody_any_more(self, client, staff):
        actions.invite(email="new@people.example", name="", role=Role.ALLIANCE_STAFF, association=None, by=staff)
        Invitation.objects.update(invited_by=None)
        link = re.search(r"(/invitations/[^/\s]+/)", Message.objects.get().text).group(1)
        assert "The Alliance" in client.get(link).content.decode()


class TestOwnPage:
    def test_visitors_sign_in_first(self, client):
        for name in ("people:me", "people:me_edit"):
            assert client.get(reverse(name)).url == f"/accounts/login/?next={reverse(name)}"

    def test_it_says_who_i_am_and_what_my_roles_mean(self, association, ana, signed_in, django_assert_num_queries):
        for number in range(10):
            where = factories.association(f"a-{number}")
            factories.role(ana, Role.REVIEWER, where)
            factories.member(ana, where, until=datetime.date(2030, 1, 1))
        client = signed_in(ana)
        # session, user, second factors, roles (menu), grants, memberships, addresses, where they work, the badge
        with django_assert_num_queries(9):
            text = client.get(reverse("people:me")).content.decode()
        assert str(Role.REVIEWER.sentence) in text
        assert "ana@people.example" in text

    def test_an_empty_one_and_one_that_must_have_a_factor(self, association, ana, signed_in):
        ana.addresses.all().delete()
        assert signed_in(ana).get(reverse("people:me")).status_code == 200
        factories.role(ana, Role.COORDINATOR, association)
        assert "Your role asks for one" in signed_in(ana).get(reverse("people:me")).content.decode()
        Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={})
        assert "TOTP" in signed_in(ana).get(reverse("people:me")).content.decode()

    def test_changing_it(self, ana, signed_in):
        client = signed_in(ana)
        name = "Анна \u202eРуис\x00 عنا " + "😀"
        client.post(
            reverse("people:me_edit"),
            {"name": name, "printed_name": "=HYPERLINK()", "phone": " 1 ", "resides_in": "Ohio"},
        )
        ana.refresh_from_db()
        assert (ana.name, ana.printed_name, ana.phone, ana.resides_in) == (
            "Анна Руис عنا 😀",
            "=HYPERLINK()",
            "1",
            "Ohio",
        )

    @pytest.mark.parametrize(("field", "typed"), [("name", ""), ("name", "x" * 10_000), ("phone", "1" * 41)])
    def test_bad_input_is_said_and_kept(self, ana, signed_in, field, typed):
        data = {"name": "Ana", "printed_name": "Kept", "phone": "1"} | {field: typed}
        answer = signed_in(ana).post(reverse("people:me_edit"), data)
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"]["printed_name"].value() == "Kept"
        ana.refresh_from_db()
        assert ana.name == "Ana Ruiz"


def opened(staff, *people):
    for person in people:
        actions.open_person(person=person, reason="asked by mail", by=staff)


class TestAlliancePages:
    def addresses(self, ana, staff):
        grant = RoleGrant.objects.get(person=staff)
        pages = [
            reverse("people:everybody"),
            reverse("people:staff"),
            reverse("people:invite_staff"),
            reverse("people:record", args=[ana.public_id]),
            reverse("people:reset_second_factor", args=[ana.public_id]),
        ]
        posts = [
            reverse("people:invite_staff"),
            reverse("people:staff_invite_again", args=[1]),
            reverse("people:staff_withdraw", args=[1]),
            reverse("people:end_any_role", args=[staff.public_id, grant.pk]),
            reverse("people:reset_second_factor", args=[ana.public_id]),
        ]
        return [("get", address) for address in pages] + [("post", address) for address in posts]

    def test_nobody_else_finds_them(self, association, ana, staff, signed_in, client):
        administrator = factories.person()
        factories.role(administrator, Role.ADMINISTRATOR, association)
        for method, address in self.addresses(ana, staff):
            assert getattr(client, method)(address).url.startswith("/accounts/login/")
        signed_in(administrator)
        for method, address in self.addresses(ana, staff):
            assert getattr(client, method)(address).status_code == 404, address
        assert RoleGrant.objects.get(person=staff).ended_at is None

    @pytest.mark.parametrize("rows", [1, 10, 200])
    def test_everybody_in_figures_costs_the_same(self, association, staff, signed_in, django_assert_num_queries, rows):
        for number in range(rows):
            person = factories.person(f"Person {number}", login=False)
            factories.role(person, Role.REVIEWER, association)
            factories.member(person, association)
        client = signed_in(staff)
        # session, user, roles, figures of roles and of memberships, associations, people
        with django_assert_num_queries(7):
            answer = client.get(reverse("people:everybody"))
        assert "Person 0" not in answer.content.decode()
        assert [row.get_cell("members") for row in answer.context["table"].rows] == [rows]

    def test_the_staff_and_its_invitations(self, staff, ana, signed_in):
        client = signed_in(staff)
        data = {"email": "colleague@people.example", "name": "", "role": "alliance_staff"}
        client.post(reverse("people:invite_staff"), data)
        text = client.get(reverse("people:staff")).content.decode()
        assert ("colleague@people.example" in text, "Sam of the Alliance" in text) == (True, True)
        pk = Invitation.objects.get().pk
        assert client.post(reverse("people:staff_invite_again", args=[pk])).status_code == 302
        assert client.post(reverse("people:staff_withdraw", args=[pk])).status_code == 302
        assert Invitation.objects.get().withdrawn_at is not None
        answer = client.post(reverse("people:invite_staff"), data | {"email": staff.email})
        assert list(answer.context["form"].errors) == ["email"]
        assert client.get(reverse("people:invite_staff")).status_code == 200

    def test_a_record_is_looked_at_and_that_is_noted(self, association, ana, staff, signed_in):
        factories.role(ana, Role.REVIEWER, association)
        actions.end_role(grant=factories.role(ana, Role.APPLICANT, association), by=None)
        opened(staff, ana)
        text = signed_in(staff).get(reverse("people:record", args=[ana.public_id])).content.decode()
        assert ("Earlier roles" in text, "No second step at sign-in is set up" in text) == (True, True)
        log = AccessLog.objects.get(action="view")
        assert (log.by_id, log.action, log.about) == (staff.pk, "view", f"person:{ana.pk}")
        roster = factories.person(login=False)
        opened(staff, roster)
        text = signed_in(staff).get(reverse("people:record", args=[roster.public_id])).content.decode()
        assert "never signed in" in text

    def test_a_records_dates_are_those_of_each_association(self, association, ana, staff, signed_in, settings):
        settings.TIME_ZONE = "Europe/Dublin"
        with clock.at(datetime.datetime(2025, 3, 2, 2, tzinfo=datetime.UTC)):
            factories.role(ana, Role.REVIEWER, association)
            actions.end_role(grant=factories.role(ana, Role.APPLICANT, association), by=None)
            factories.role(ana, Role.ALLIANCE_STAFF)
        text = signed_in(staff).get(reverse("people:record", args=[ana.public_id])).content.decode()
        assert text.count('datetime="2025-03-01" title="New York time"') == 3
        assert text.count('datetime="2025-03-02" title="Dublin time"') == 1

    def test_ending_a_role_anywhere(self, association, ana, staff, signed_in):
        grant = factories.role(ana, Role.REVIEWER, association)
        opened(staff, ana)
        address = reverse("people:end_any_role", args=[ana.public_id, grant.pk])
        answer = signed_in(staff).post(address)
        assert answer.url == reverse("people:record", args=[ana.public_id])
        grant.refresh_from_db()
        assert grant.ended_by == staff

    def test_the_last_of_the_staff_hears_why_not_and_with_two_one_may_go(self, staff, ana, signed_in):
        client = signed_in(staff)
        grant = RoleGrant.objects.get(person=staff)
        address = reverse("people:end_any_role", args=[staff.public_id, grant.pk])
        assert "last of the Alliance" in texts(client.post(address, follow=True))[0]
        factories.role(ana, Role.ALLIANCE_STAFF)
        assert client.post(address).url == reverse("people:me")

    def test_resetting_a_lost_second_factor(self, ana, staff, signed_in):
        client = signed_in(staff)
        opened(staff, ana)
        address = reverse("people:reset_second_factor", args=[ana.public_id])
        assert client.get(address).status_code == 404
        Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={})
        assert (
            "Remove a lost second step" in client.get(reverse("people:record", args=[ana.public_id])).content.decode()
        )
        assert client.get(address).status_code == 200
        assert list(client.post(address, {"reason": " "}).context["form"].errors) == ["reason"]
        answer = client.post(address, {"reason": "showed her passport"}, follow=True)
        assert texts(answer) == ["The second factor is removed. Ana Ruiz gets a mail."]
        assert Authenticator.objects.count() == 0
        log = AccessLog.objects.get(action="reset second factor")
        assert (log.by_id, log.reason) == (staff.pk, "showed her passport")
        assert Message.objects.get().to == "ana@people.example"

    def test_nobody_resets_their_own(self, staff, signed_in):
        Authenticator.objects.create(user=staff.user, type=Authenticator.Type.TOTP, data={})
        client = signed_in(staff)
        assert client.post(reverse("people:reset_second_factor", args=[staff.public_id])).status_code == 404
        assert "a colleague removes it" in client.get(reverse("people:record", args=[staff.public_id])).content.decode()
