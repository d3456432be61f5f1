"""Giving and ending roles, invitations, membership periods: once however often, and with their consequences."""

import datetime
import re

import pytest
from auditlog.models import LogEntry

from associations.people import actions, hooks
from associations.people.actions import InvitationClosed, Refused
from associations.people.enums import Role
from associations.people.models import Invitation, Membership, ProviderVetting, RoleGrant
from associations.people.queries import roles_of
from common import clock
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def staff():
    person = factories.person("Sam of the Alliance")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def ana():
    return factories.person("Ana Ruiz", email="ana@people.example")


def token_in(message):
    return re.search(r"/invitations/([^/\s]+)/", message.text).group(1)


def invite(association, by, role=Role.REVIEWER, email="new@people.example", name="Nia New"):
    invitation = actions.invite(email=email, name=name, role=role, association=association, by=by)
    return invitation, token_in(Message.objects.filter(about=f"invitation:{invitation.pk}").latest("pk"))


class TestGranting:
    def test_twice_is_once_and_told_once(self, association, staff, ana):
        assert roles_of(ana) == {}
        grants = [
            actions.grant_role(person=ana, role=Role.REVIEWER, association=association, by=staff) for _ in range(2)
        ]
        assert grants[0] == grants[1] == RoleGrant.objects.get(person=ana)
        assert (grants[0].granted_by, roles_of(ana)) == (staff, {association.pk: frozenset({"reviewer"})})
        message = Message.objects.get()
        assert (message.to, message.scope, message.from_name, message.reply_to) == (
            "ana@people.example",
            association.slug,
            association.name,
            association.contact_email,
        )

    def test_the_portal_and_oneself_need_no_mail(self, association, staff, ana):
        actions.grant_role(person=ana, role=Role.APPLICANT, association=association, by=None)
        actions.grant_role(person=ana, role=Role.REVIEWER, association=association, by=ana)
        actions.grant_role(person=ana, role=Role.COORDINATOR, association=association, by=staff, tell=False)
        assert Message.objects.count() == 0

    def test_nobody_is_written_to_without_an_address(self, association, staff, ana):
        ana.addresses.all().delete()
        grant = actions.grant_role(person=ana, role=Role.REVIEWER, association=association, by=staff)
        actions.end_role(grant=grant, by=staff)
        assert Message.objects.count() == 0

    def test_a_member_has_a_membership_that_runs(self, association, staff, ana):
        actions.grant_role(person=ana, role=Role.MEMBER, association=association, by=staff)
        period = Membership.objects.get()
        assert (period.valid_from, period.valid_until) == (clock.today(association.time_zone), None)

    def test_a_membership_that_runs_already_stays_the_only_one(self, association, staff, ana):
        factories.member(ana, association)
        actions.grant_role(person=ana, role=Role.MEMBER, association=association, by=staff)
        assert Membership.objects.count() == 1

    def test_the_alliances_own_role_is_written_by_the_portal(self, staff, ana):
        actions.grant_role(person=ana, role=Role.ALLIANCE_STAFF, by=staff)
        message = Message.objects.get()
        assert (message.scope, message.from_name) == ("", "")


class TestEnding:
    def test_twice_is_once_told_once_and_the_hook_called_once(self, association, staff, ana):
        grant = factories.role(ana, Role.REVIEWER, association)
        told = []
        hooks.role_ended.append(lambda ended, by: told.append((ended.pk, by)))
        try:
            ended = [actions.end_role(grant=grant, by=staff) for _ in range(2)]
        finally:
            hooks.role_ended.pop()
        assert ended[0].ended_at == ended[1].ended_at is not None
        assert (ended[0].ended_by, roles_of(grant.person)) == (staff, {})
        assert told == [(grant.pk, staff)]
        assert Message.objects.get().kind == "people.role_ended"

    def test_ending_ones_own_or_by_the_portal_needs_no_mail(self, association, ana):
        actions.end_role(grant=factories.role(ana, Role.REVIEWER, association), by=ana)
        actions.end_role(grant=factories.role(ana, Role.APPLICANT, association), by=None)
        assert Message.objects.count() == 0

    def test_the_last_of_the_alliances_staff_stays(self, staff, ana):
        grant = RoleGrant.objects.get(person=staff)
        with pytest.raises(Refused, match="last of the Alliance"):
            actions.end_role(grant=grant, by=staff)
        factories.role(ana, Role.ALLIANCE_STAFF)
        assert actions.end_role(grant=grant, by=ana).ended_at is not None
        assert actions.end_role(grant=grant, by=ana).ended_by == ana

    def test_their_invitations_and_their_place_as_deputy_end_with_it(self, association, neighbour, ana):
        grant = factories.role(ana, Role.COORDINATOR, association)
        elsewhere = factories.role(ana, Role.COORDINATOR, neighbour)
        here, _ = invite(association, ana)
        there, _ = invite(neighbour, ana)
        association.deputy = ana
        association.save()
        actions.end_role(grant=grant, by=None)
        association.refresh_from_db()
        here.refresh_from_db()
        there.refresh_from_db()
        assert association.deputy is None
        assert (here.withdrawn_at is not None, there.withdrawn_at, elsewhere.ended_at) == (True, None, None)

    def test_with_another_office_left_what_it_allows_stays(self, association, ana):
        factories.role(ana, Role.COORDINATOR, association)
        higher = factories.role(ana, Role.ADMINISTRATOR, association)
        reviewer, _ = invite(association, ana)
        coordinator, _ = invite(association, ana, role=Role.COORDINATOR)
        association.deputy = ana
        association.save()
        actions.end_role(grant=higher, by=None)
        for row in (association, reviewer, coordinator):
            row.refresh_from_db()
        assert association.deputy == ana
        assert (reviewer.withdrawn_at, coordinator.withdrawn_at is not None) == (None, True)

    def test_the_membership_ends_with_the_role(self, association, ana):
        grant = actions.grant_role(person=ana, role=Role.MEMBER, association=association, by=None)
        actions.end_role(grant=grant, by=None)
        assert Membership.objects.get().valid_until == clock.today(association.time_zone)
        bare = factories.role(factories.person(), Role.MEMBER, association)
        assert actions.end_role(grant=bare, by=None).ended_at is not None


class TestInvitations:
    def test_twice_is_one_invitation_and_one_mail(self, association, staff):
        first, token = invite(association, staff)
        second, _ = invite(association, staff, email="NEW@people.example")
        assert (first, Invitation.objects.count(), Message.objects.count()) == (second, 1, 1)
        assert token not in str(vars(first))
        message = Message.objects.get()
        assert (message.to, message.scope, message.reply_to) == (
            "new@people.example",
            association.slug,
            association.contact_email,
        )
        assert str(Role.REVIEWER.sentence) in message.text

    def test_an_expired_one_is_sent_anew(self, association, staff):
        first, _ = invite(association, staff)
        Invitation.objects.update(expires_at=clock.now())
        second, token = invite(association, staff)
        assert (second, Message.objects.count()) == (first, 2)
        assert actions.open_or_closed(token, None) == first

    def test_who_has_the_role_is_not_invited(self, association, staff, ana):
        factories.role(ana, Role.REVIEWER, association)
        with pytest.raises(Refused, match="has this role already"):
            invite(association, staff, email="ANA@people.example")
        invite(association, staff, email="ana@people.example", role=Role.COORDINATOR)

    @pytest.mark.parametrize(
        ("role", "readable"),
        [(Role.REVIEWER, True), (Role.COORDINATOR, False), (Role.ADMINISTRATOR, False)],
    )
    def test_a_link_to_an_office_is_no_mail_of_the_office(self, association, staff, role, readable):
        invite(association, staff, role=role)
        assert Message.objects.get().scope == (association.slug if readable else "")

    @pytest.mark.parametrize(("of_an_association", "day"), [(True, "March 14, 2026"), (False, "March 15, 2026")])
    def test_the_last_day_of_a_link_is_one_of_the_invitations_zone(
        self, association, staff, settings, of_an_association, day
    ):
        settings.TIME_ZONE = "Europe/Dublin"
        moment = datetime.datetime(2026, 3, 15, 2, tzinfo=datetime.UTC) - actions.INVITATION_LASTS
        with clock.at(moment):
            if of_an_association:
                invite(association, staff)
            else:
                invite(None, staff, role=Role.ALLIANCE_STAFF)
        assert f"The link works until {day}." in Message.objects.get().text

    def test_the_alliances_staff_is_invited_too(self, staff, ana):
        _, token = invite(None, staff, role=Role.ALLIANCE_STAFF)
        assert Message.objects.get().subject == "Invitation: Alliance staff, the Alliance"
        grant = actions.accept_invitation(token=token, by=ana)
        assert (grant.role, grant.association, grant.granted_by) == (Role.ALLIANCE_STAFF, None, staff)

    def test_an_invitation_outlives_who_sent_it(self, association, staff):
        invited, token = invite(association, staff)
        Invitation.objects.update(invited_by=None, expires_at=clock.now())
        Message.objects.all().delete()
        invited.refresh_from_db()
        from associations.people import notifications

        notifications.invitation(invited, token)
        assert "The Alliance invites you" in Message.objects.get().text

    def test_accepting_twice_is_once_and_by_any_address(self, association, staff, ana):
        invitation, token = invite(association, staff)
        grants = [actions.accept_invitation(token=token, by=ana) for _ in range(2)]
        assert grants[0] == grants[1] == RoleGrant.objects.get(person=ana)
        invitation.refresh_from_db()
        assert (invitation.accepted_by, grants[0].granted_by) == (ana, staff)
        assert Message.objects.count() == 1

    def test_somebody_else_comes_too_late(self, association, staff, ana):
        _, token = invite(association, staff)
        actions.accept_invitation(token=token, by=ana)
        for who in (factories.person(), None):
            with pytest.raises(InvitationClosed) as closed:
                actions.open_or_closed(token, who)
            assert closed.value.reason == "used"

    def test_a_link_seen_open_may_be_used_by_the_time_it_is_taken(self, association, staff, ana, monkeypatch):
        _invitation, token = invite(association, staff)
        stale = actions.open_or_closed(token, ana)
        actions.accept_invitation(token=token, by=factories.person())
        monkeypatch.setattr(actions, "open_or_closed", lambda token, person: stale)
        with pytest.raises(InvitationClosed) as closed:
            actions.accept_invitation(token=token, by=ana)
        assert closed.value.reason == "used"

    def test_why_a_link_is_closed(self, association, staff, ana):
        for token in ("", "x" * 10_000, "\u202e\ud83d", "' OR 1=1"):
            with pytest.raises(InvitationClosed) as closed:
                actions.accept_invitation(token=token, by=ana)
            assert closed.value.reason == "unknown"
        invitation, token = invite(association, staff)
        Invitation.objects.update(expires_at=clock.now())
        with pytest.raises(InvitationClosed) as closed:
            actions.accept_invitation(token=token, by=ana)
        assert closed.value.reason == "expired"
        for _ in range(2):
            actions.withdraw_invitation(invitation=invitation, by=staff)
        with pytest.raises(InvitationClosed) as closed:
            actions.accept_invitation(token=token, by=ana)
        assert closed.value.reason == "withdrawn"
        with pytest.raises(InvitationClosed):
            actions.send_again(invitation=invitation, by=staff)
        assert RoleGrant.objects.filter(person=ana).count() == 0

    def test_sending_again_replaces_the_link_but_not_within_a_minute(self, association, staff, ana):
        invitation, old = invite(association, staff)
        actions.send_again(invitation=invitation, by=staff)
        assert Message.objects.count() == 1
        Invitation.objects.update(invited_at=clock.now() - datetime.timedelta(minutes=2))
        actions.send_again(invitation=invitation, by=ana)
        assert Message.objects.count() == 2
        new = token_in(Message.objects.latest("pk"))
        with pytest.raises(InvitationClosed) as closed:
            actions.open_or_closed(old, None)
        assert closed.value.reason == "unknown"
        assert actions.open_or_closed(new, None).invited_by == ana

    def test_what_was_accepted_is_not_taken_back(self, association, staff, ana):
        invitation, token = invite(association, staff)
        actions.accept_invitation(token=token, by=ana)
        for action in (actions.withdraw_invitation, actions.send_again):
            with pytest.raises(InvitationClosed) as closed:
                action(invitation=invitation, by=staff)
            assert closed.value.reason == "used"


class TestMemberships:
    def add(self, ana, association, first, last, by):
        return actions.add_membership(person=ana, association=association, valid_from=first, valid_until=last, by=by)

    def test_twice_is_once_and_running_makes_a_member(self, association, staff, ana):
        periods = [self.add(ana, association, DAY(2024, 1, 1), None, staff) for _ in range(2)]
        assert periods[0] == periods[1] == Membership.objects.get()
        assert RoleGrant.objects.get(person=ana).role == Role.MEMBER

    def test_past_and_coming_periods_make_none(self, association, staff, ana):
        self.add(ana, association, DAY(2010, 1, 1), DAY(2010, 12, 31), staff)
        self.add(ana, association, DAY(2999, 1, 1), None, staff)
        assert RoleGrant.objects.filter(person=ana).count() == 0

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (DAY(2011, 12, 31), None),
            (DAY(2009, 1, 1), DAY(2010, 1, 1)),
            (DAY(2010, 6, 1), DAY(2010, 7, 1)),
            (DAY(2009, 1, 1), None),
        ],
    )
    def test_periods_do_not_overlap(self, association, staff, ana, first, last):
        self.add(ana, association, DAY(2010, 1, 1), DAY(2011, 12, 31), staff)
        with pytest.raises(Refused, match="in these days already"):
            self.add(ana, association, first, last, staff)
        assert Membership.objects.count() == 1

    def test_ending_it_ends_the_member(self, association, staff, ana):
        period = self.add(ana, association, DAY(2020, 1, 1), None, staff)
        with pytest.raises(Refused, match="before it begins"):
            actions.end_membership(membership=period, valid_until=DAY(2019, 12, 31), by=staff)
        for _ in range(2):
            actions.end_membership(membership=period, valid_until=DAY(2021, 12, 31), by=staff)
        assert Membership.objects.get().valid_until == DAY(2021, 12, 31)
        assert RoleGrant.objects.get(person=ana).ended_by == staff

    def test_a_last_day_to_come_leaves_the_member(self, association, staff, ana):
        period = self.add(ana, association, DAY(2020, 1, 1), None, staff)
        actions.end_membership(membership=period, valid_until=DAY(2999, 1, 1), by=staff)
        assert RoleGrant.objects.get(person=ana).ended_at is None


class TestVettings:
    def note(self, ana, association, last, by, year=2022):
        first = DAY(year, 1, 1)
        return actions.note_vetting(person=ana, association=association, valid_from=first, valid_until=last, by=by)

    def test_twice_is_once_with_who_and_when(self, association, staff, ana):
        other = factories.person()
        first, second = (self.note(ana, association, None, by) for by in (staff, other))
        assert first == second == ProviderVetting.objects.get()
        assert (second.noted_by, second.noted_at) == (staff, first.noted_at)
        assert LogEntry.objects.get_for_object(first).get().action == LogEntry.Action.CREATE

    def test_the_same_day_with_another_end_is_refused_and_a_renewal_is_not(self, association, staff, ana):
        self.note(ana, association, None, staff)
        with pytest.raises(Refused, match="noted already"):
            self.note(ana, association, DAY(2023, 1, 1), staff)
        self.note(ana, association, None, staff, year=2025)
        assert ProviderVetting.objects.count() == 2

    def test_ending_it_twice_is_once(self, association, staff, ana):
        vetting = self.note(ana, association, None, staff)
        with pytest.raises(Refused, match="before it begins"):
            actions.end_vetting(vetting=vetting, valid_until=DAY(2021, 12, 31), by=staff)
        for _ in range(2):
            actions.end_vetting(vetting=vetting, valid_until=DAY(2023, 1, 1), by=staff)
        assert ProviderVetting.objects.get().valid_until == DAY(2023, 1, 1)
        changes = [entry.changes_dict for entry in LogEntry.objects.get_for_object(vetting).order_by("pk")][1:]
        assert changes == [{"valid_until": ["None", "2023-01-01"]}]
