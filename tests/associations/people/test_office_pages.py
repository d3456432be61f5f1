"""The people of one association, as its coordinators, administrators, neighbours and Alliance staff find them."""

import datetime
import re

import pytest
from django.urls import reverse

from associations.people.enums import Role
from associations.people.models import Invitation, Membership, ProviderVetting, RoleGrant
from common import clock
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(association):
    person = factories.person("Cora Coordinator")
    factories.role(person, Role.COORDINATOR, association)
    return person


@pytest.fixture
def ana(association):
    person = factories.person("Ana Ruiz", email="ana@people.example")
    factories.role(person, Role.REVIEWER, association)
    return person


def page(association, person, name="people:person", *more):
    return reverse(name, args=[association.slug, person.public_id, *more])


def texts(answer):
    return [str(message) for message in answer.context["messages"]]


def addresses_of(association, ana):
    """Every address of the office with whether it takes a GET."""
    grant = RoleGrant.objects.get(person=ana, association=association)
    period = factories.member(ana, association)
    invited = Invitation.objects.create(
        email="new@people.example",
        association=association,
        role=Role.REVIEWER,
        token_hash="h",
        invited_at=clock.now(),
        expires_at=clock.now() + datetime.timedelta(days=1),
    )
    slug = association.slug
    return [
        (reverse("people:list", args=[slug]), True),
        (reverse("people:invite", args=[slug]), True),
        (reverse("people:invite_again", args=[slug, invited.pk]), False),
        (reverse("people:withdraw", args=[slug, invited.pk]), False),
        (page(association, ana), True),
        (page(association, ana, "people:end_role", grant.pk), True),
        (page(association, ana, "people:add_membership"), False),
        (page(association, ana, "people:end_membership", period.pk), True),
    ]


def test_neighbours_reviewers_and_applicants_find_nothing(association, neighbour, ana, signed_in, client):
    others = [factories.person(), ana]
    factories.role(others[0], Role.ADMINISTRATOR, neighbour)
    factories.role(others[0], Role.APPLICANT, association)
    for address, gets in addresses_of(association, ana):
        for person in others:
            signed_in(person)
            assert (client.get if gets else client.post)(address).status_code == 404, address
        client.logout()
        assert (client.get if gets else client.post)(address).url.startswith("/accounts/login/?next=")
    signed_in(others[0])
    for name in ("people:invite", "people:person"):
        target = page(association, ana) if name == "people:person" else reverse(name, args=[association.slug])
        assert client.post(target, {"role": "applicant", "email": "x@p.example"}).status_code == 404
    assert RoleGrant.objects.get(person=ana).ended_at is None


def test_what_only_posts_answers_no_get(association, coordinator, ana, signed_in):
    client = signed_in(coordinator)
    for address, gets in addresses_of(association, ana):
        assert client.get(address).status_code == (200 if gets else 405), address


def test_ids_of_another_association_are_not_found(association, neighbour, coordinator, ana, signed_in):
    stranger = factories.person()
    grant = factories.role(stranger, Role.REVIEWER, neighbour)
    period = factories.member(stranger, neighbour)
    client = signed_in(coordinator)
    for address in (
        page(association, stranger),
        page(association, stranger, "people:end_role", grant.pk),
        page(association, ana, "people:end_role", grant.pk),
        page(association, ana, "people:end_membership", period.pk),
        page(association, stranger, "people:add_membership"),
        reverse("people:withdraw", args=[association.slug, 10**9]),
    ):
        assert client.post(address).status_code == 404, address
    grant.refresh_from_db()
    assert grant.ended_at is None


@pytest.mark.parametrize("rows", [1, 10, 200])
def test_the_list_costs_the_same_however_long(association, coordinator, signed_in, django_assert_num_queries, rows):
    for number in range(rows):
        person = factories.person(f"Person {number:03}", login=False)
        factories.role(person, Role.APPLICANT, association)
        factories.role(person, Role.REVIEWER, association)
        factories.member(person, association)
        Invitation.objects.create(
            email=f"n{number}@people.example",
            association=association,
            role=Role.REVIEWER,
            token_hash=str(number),
            invited_at=clock.now(),
            expires_at=clock.now(),
            invited_by=coordinator,
        )
    client = signed_in(coordinator)
    # session, user, roles, association, count, people, addresses, roles here, memberships, invitations, the badge
    with django_assert_num_queries(11):
        answer = client.get(reverse("people:list", args=[association.slug]))
    assert len(answer.context["table"].paginated_rows) == min(rows + 1, 50)


def test_the_list_is_searched_by_words_and_role(association, coordinator, ana, signed_in):
    client = signed_in(coordinator)
    address = reverse("people:list", args=[association.slug])

    def found(**query):
        return [row.record.name for row in client.get(address, query).context["table"].paginated_rows]

    assert found() == ["Ana Ruiz", "Cora Coordinator"]
    assert found(q="RUIZ") == found(q="ana@people") == found(role="reviewer") == ["Ana Ruiz"]
    assert found(q="nobody") == found(role="member") == []
    assert found(role="nonsense") == ["Ana Ruiz", "Cora Coordinator"]
    assert client.get(address, {"page": "x"}).status_code == 200
    assert client.get(address, {"q": "\x00" + "x" * 300}).status_code == 200


def test_the_list_shows_until_when(association, coordinator, ana, signed_in):
    factories.member(ana, association, since=datetime.date(2020, 1, 1), until=datetime.date(2999, 12, 31))
    factories.member(coordinator, association)
    text = signed_in(coordinator).get(reverse("people:list", args=[association.slug])).content.decode()
    assert 'datetime="2999-12-31"' in text
    assert "no end date: until it is ended" in text


def test_a_membership_without_an_end_says_so_in_plain_words(association, coordinator, ana, signed_in):
    period = factories.member(ana, association)
    office = signed_in(coordinator).get(page(association, ana)).content.decode()
    assert "Leave it empty for no end date: the membership lasts until it is ended." in office
    own = signed_in(ana).get(reverse("people:me")).content.decode()
    assert [text.count("no end date: until it is ended") for text in (office, own)] == [1, 1]
    Membership.objects.filter(pk=period.pk).update(valid_until=datetime.date(2999, 12, 31))
    assert "no end date: until" not in signed_in(ana).get(reverse("people:me")).content.decode()


def test_inviting(association, coordinator, signed_in):
    client = signed_in(coordinator)
    address = reverse("people:invite", args=[association.slug])
    data = {"email": "new@people.example", "name": "Nia", "role": "reviewer"}
    answer = client.post(address, data, follow=True)
    assert answer.redirect_chain == [(reverse("people:list", args=[association.slug]), 302)]
    assert texts(answer) == ["The invitation to new@people.example is on its way."]
    assert "new@people.example" in answer.content.decode()
    client.post(address, data)
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"role": "coordinator"}, "role"),
        ({"role": "alliance_staff"}, "role"),
        ({"role": ""}, "role"),
        ({"email": "no address"}, "email"),
        ({"email": "ana@people.example"}, "email"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_bad_invitations_are_said_at_the_field_and_keep_what_was_typed(
    association, coordinator, ana, signed_in, data, field
):
    client = signed_in(coordinator)
    typed = {"email": "new@people.example", "name": "Nia", "role": "reviewer"} | data
    answer = client.post(reverse("people:invite", args=[association.slug]), typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert answer.context["form"]["name"].value() == typed["name"]
    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)


def test_sending_again_and_taking_back(association, coordinator, signed_in):
    client = signed_in(coordinator)
    slug = association.slug
    client.post(reverse("people:invite", args=[slug]), {"email": "new@people.example", "name": "", "role": "reviewer"})
    Invitation.objects.update(invited_at=clock.now() - datetime.timedelta(hours=1))
    pk = Invitation.objects.get().pk
    assert texts(client.post(reverse("people:invite_again", args=[slug, pk]), follow=True)) == [
        "The invitation to new@people.example is on its way.",
        "A new mail is on its way.",
    ]
    assert Message.objects.count() == 2
    answer = client.post(reverse("people:withdraw", args=[slug, pk]), follow=True)
    assert texts(answer) == ["The invitation is taken back."]
    assert client.post(reverse("people:withdraw", args=[slug, pk])).status_code == 404


def test_a_coordinator_does_not_touch_an_invitation_to_an_office(association, coordinator, signed_in):
    administrator = factories.person()
    factories.role(administrator, Role.ADMINISTRATOR, association)
    address = reverse("people:invite", args=[association.slug])
    data = {"email": "new@people.example", "name": "", "role": "coordinator"}
    assert signed_in(administrator).post(address, data).status_code == 302
    invited = Invitation.objects.get()
    client = signed_in(coordinator)
    for name in ("people:invite_again", "people:withdraw"):
        assert client.post(reverse(name, args=[association.slug, invited.pk])).status_code == 404


def test_what_was_answered_meanwhile_is_said(association, coordinator, signed_in, monkeypatch):
    from associations.people import actions

    client = signed_in(coordinator)
    slug = association.slug
    invited = actions.invite(
        email="new@people.example", name="", role="reviewer", association=association, by=coordinator
    )

    def too_late(**kwargs):
        raise actions.InvitationClosed("used")

    monkeypatch.setattr(actions, "withdraw_invitation", too_late)
    answer = client.post(reverse("people:withdraw", args=[slug, invited.pk]), follow=True)
    assert texts(answer) == ["This invitation has been accepted already."]


def test_giving_and_ending_a_role(association, coordinator, ana, signed_in):
    client = signed_in(coordinator)
    answer = client.get(page(association, ana))
    assert [value for value, _ in answer.context["grant_form"].fields["role"].choices] == ["member", "applicant"]
    answer = client.post(page(association, ana), {"role": "applicant"}, follow=True)
    assert texts(answer) == ["Ana Ruiz is now: Applicant."]
    grant = RoleGrant.objects.get(person=ana, role="applicant")
    assert grant.granted_by == coordinator
    refused = client.post(page(association, ana), {"role": "coordinator"})
    assert list(refused.context["grant_form"].errors) == ["role"]
    answer = client.post(page(association, ana, "people:end_role", grant.pk), follow=True)
    assert texts(answer)[-1] == "The role has ended."
    assert "Earlier roles" in answer.content.decode()
    assert client.post(page(association, ana, "people:end_role", grant.pk)).status_code == 404


def test_a_coordinator_does_not_end_an_office(association, coordinator, signed_in):
    other = factories.person()
    grant = factories.role(other, Role.ADMINISTRATOR, association)
    client = signed_in(coordinator)
    assert client.post(page(association, other, "people:end_role", grant.pk)).status_code == 404
    assert client.get(page(association, other)).context["held"] == [
        {"grant": grant, "role": Role.ADMINISTRATOR, "may_end": False}
    ]


def test_somebody_without_a_further_role_to_get(association, coordinator, ana, signed_in):
    for role in (Role.MEMBER, Role.APPLICANT):
        factories.role(ana, role, association)
    client = signed_in(coordinator)
    answer = client.get(page(association, ana))
    assert answer.context["grant_form"] is None
    answer = client.post(page(association, ana, "people:add_membership"), {"period-valid_from": ""})
    assert answer.context["grant_form"] is None


def test_who_has_no_role_left_is_gone_from_the_list(association, coordinator, ana, signed_in):
    grant = RoleGrant.objects.get(person=ana)
    answer = signed_in(coordinator).post(page(association, ana, "people:end_role", grant.pk))
    assert answer.url == reverse("people:list", args=[association.slug])


def test_ending_ones_own_office_leads_out_of_it(association, signed_in):
    boss = factories.person()
    factories.role(boss, Role.ADMINISTRATOR, association)
    grant = factories.role(factories.person(), Role.COORDINATOR, association)
    client = signed_in(boss)
    client.post(page(association, grant.person, "people:end_role", grant.pk))
    grant.refresh_from_db()
    assert grant.ended_by == boss
    staff = factories.person()
    factories.role(staff, Role.ALLIANCE_STAFF)
    mine = factories.role(staff, Role.COORDINATOR, association)
    answer = signed_in(staff).post(page(association, staff, "people:end_role", mine.pk))
    assert answer.url == reverse("people:list", args=[association.slug])


def test_an_administrator_who_is_coordinator_too_may_step_back(association, signed_in):
    person = factories.person()
    factories.role(person, Role.COORDINATOR, association)
    reviewer = factories.role(person, Role.REVIEWER, association)
    client = signed_in(person)
    answer = client.post(page(association, person, "people:end_role", reviewer.pk))
    assert answer.url == page(association, person)


def test_membership_periods(association, coordinator, ana, signed_in):
    client = signed_in(coordinator)
    add = page(association, ana, "people:add_membership")
    answer = client.post(add, {"period-valid_from": "2020-01-01", "period-valid_until": ""}, follow=True)
    assert texts(answer) == ["The membership is noted."]
    period = Membership.objects.get()
    answer = client.post(add, {"period-valid_from": "2021-01-01"})
    assert answer.context["membership_form"].errors == {
        "valid_from": ["There is a membership in these days already. Change its end first."]
    }
    end = page(association, ana, "people:end_membership", period.pk)
    assert list(client.post(end, {"valid_until": "2019-12-31"}).context["form"].errors) == ["valid_until"]
    answer = client.post(end, {"valid_until": "2020-12-31"}, follow=True)
    assert texts(answer) == ["The last day of the membership is noted."]
    period.refresh_from_db()
    assert period.valid_until == datetime.date(2020, 12, 31)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"period-valid_from": "yesterday"}, "valid_from"),
        ({"period-valid_from": "2020-02-02", "period-valid_until": "2020-02-01"}, "valid_until"),
        ({"period-valid_from": "2020-02-02", "period-valid_until": "x"}, "valid_until"),
    ],
)
def test_bad_days_are_said(association, coordinator, ana, signed_in, typed, field):
    answer = signed_in(coordinator).post(page(association, ana, "people:add_membership"), typed)
    assert list(answer.context["membership_form"].errors) == [field]
    assert re.search("One thing needs your attention", answer.content.decode())
    assert Membership.objects.count() == 0


def test_vetted_providers(association, neighbour, coordinator, ana, signed_in):
    elsewhere = ProviderVetting.objects.create(
        person=ana, association=neighbour, valid_from=datetime.date(2019, 1, 1), noted_at=clock.now()
    )
    client = signed_in(coordinator)
    assert "No vetting is noted." in client.get(page(association, ana)).content.decode()
    add = page(association, ana, "people:note_vetting")
    answer = client.post(add, {"vetting-valid_from": "2022-01-01", "vetting-valid_until": ""}, follow=True)
    assert texts(answer) == ["The vetting is noted."]
    vetting = ProviderVetting.objects.get(association=association)
    assert vetting.noted_by == coordinator
    assert list(answer.context["vettings"]) == [vetting]
    assert "as long as your rules say" in answer.content.decode()
    answer = client.post(add, {"vetting-valid_from": "2022-01-01", "vetting-valid_until": "2023-01-01"})
    assert answer.context["vetting_form"].errors == {
        "valid_from": ["A vetting of this day is noted already. Change its last day instead."]
    }
    answer = client.post(add, {"vetting-valid_from": "2022-01-01", "vetting-valid_until": "2021-01-01"})
    assert answer.context["vetting_form"].errors == {"valid_until": ["A vetting cannot end before it begins."]}
    end = page(association, ana, "people:end_vetting", vetting.pk)
    assert list(client.post(end, {"valid_until": "2021-12-31"}).context["form"].errors) == ["valid_until"]
    answer = client.post(end, {"valid_until": "2023-12-31"}, follow=True)
    assert texts(answer) == ["The last day of the vetting is noted."]
    vetting.refresh_from_db()
    assert vetting.valid_until == datetime.date(2023, 12, 31)
    assert client.get(page(association, ana, "people:end_vetting", elsewhere.pk)).status_code == 404
