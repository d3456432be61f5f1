"""The membership year with its late purchase, and the reminders: once per rule, and never after renewing."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from associations.people import actions, renewing
from associations.people.calendar import MonthDay, period_from
from associations.people.models import Membership, MembershipTerms
from associations.people.schedule import run as remind_members
from common import clock
from common.outbox.models import Message
from tests import factories

D = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("year", "rolls", "bought", "last"),
    [
        ("01-01", "12-01", "2026-11-30", "2026-12-31"),
        ("01-01", "12-01", "2026-12-01", "2027-12-31"),
        ("01-01", "12-01", "2027-01-01", "2027-12-31"),
        ("01-01", "09-01", "2026-09-01", "2027-12-31"),
        ("01-01", "10-01", "2026-09-30", "2026-12-31"),
        ("01-01", "", "2026-12-31", "2026-12-31"),
        ("06-01", "", "2026-05-31", "2026-05-31"),
        ("06-01", "", "2026-06-01", "2027-05-31"),
        ("07-01", "05-01", "2026-04-30", "2026-06-30"),
        ("07-01", "05-01", "2026-05-01", "2027-06-30"),
        ("07-01", "07-01", "2026-07-01", "2027-06-30"),
        ("01-01", "12-01", "2024-02-29", "2024-12-31"),
    ],
)
def test_who_joins_late_is_a_member_for_the_next_year_too(year, rolls, bought, last):
    rolled = MonthDay.read(rolls) if rolls else None
    assert period_from(D(bought), MonthDay.read(year), rolled) == (D(bought), D(last))


@pytest.mark.parametrize("text", ["", "12", "13-01", "02-29", "x-y", "01-01-01"])
def test_no_such_day(text):
    with pytest.raises((ValueError, TypeError)):
        MonthDay.read(text)


@pytest.mark.django_db
def test_what_associations_publish_is_loaded_once():
    call_command("load_associations", verbosity=0)
    published = {
        row.association.abbreviation: (row.year_begins, row.rolls_over) for row in MembershipTerms.objects.all()
    }
    assert published == {
        "INfancy Onward": ("01-01", "09-01"),
        "MI-AIMH": ("01-01", "10-01"),
        "AzAIMH": ("01-01", "10-01"),
        "CT-AIMH": ("01-01", "12-01"),
        "SCIMHA": ("06-01", ""),
        "AAIMH WA": ("07-01", ""),
    }
    assert not MembershipTerms.objects.exclude(reminder_days=[]).exists()
    MembershipTerms.objects.update(rolls_over="11-11")
    call_command("load_associations", verbosity=0)
    assert set(MembershipTerms.objects.values_list("rolls_over", flat=True)) == {"11-11"}


@pytest.fixture
def member(association):
    MembershipTerms.objects.create(association=association, reminder_days=[-30, -7, 14])
    person = factories.person("Mia Member", email="mia@people.example")
    return factories.member(person, association, since=D("2026-01-01"), until=D("2026-12-31"))


def on(day):
    return clock.at(datetime.datetime.fromisoformat(f"{day}T17:00:00+00:00"))


@pytest.mark.django_db
class TestReminders:
    def subjects(self):
        return list(Message.objects.order_by("pk").values_list("subject", flat=True))

    def test_each_rule_once_and_before_and_after(self, member):
        for day, mails in [("2026-11-30", 0), ("2026-12-01", 1), ("2026-12-01", 1), ("2026-12-23", 1),
                           ("2026-12-24", 2), ("2027-01-13", 2), ("2027-01-14", 3), ("2027-02-20", 3)]:  # fmt: skip
            with on(day):
                remind_members()
            assert len(self.subjects()) == mails, day
        assert "ends soon" in self.subjects()[0]
        assert "has ended" in self.subjects()[2]

    def test_after_an_outage_the_latest_only(self, member):
        with on("2026-12-28"):
            assert renewing.remind_members() == 1
            assert renewing.remind_members() == 0
        assert len(self.subjects()) == 1

    def test_nobody_who_has_renewed_and_nobody_long_gone(self, member, association):
        factories.member(member.person, association, since=D("2027-01-01"), until=D("2027-12-31"))
        with on("2026-12-28"):
            assert renewing.remind_members() == 0
            assert renewing.remind_one(member.pk, [-30], D("2026-12-28")) == 0
        Membership.objects.exclude(pk=member.pk).delete()
        with on("2027-06-01"):
            assert renewing.remind_members() == 0

    def test_who_has_no_address_and_who_fails_keep_nobody_from_theirs(self, member, association, monkeypatch):
        lone = factories.person("Lone", login=False)
        lone.addresses.all().delete()
        factories.member(lone, association, since=D("2026-01-01"), until=D("2026-12-31"))
        with on("2026-12-28"):
            assert renewing.remind_members() == 1
        monkeypatch.setattr(renewing.notifications, "membership_ends", lambda *given: 1 / 0)
        with on("2027-01-20"):
            assert renewing.remind_members() == 0

    def test_an_association_that_settled_no_days_reminds_nobody(self, member):
        MembershipTerms.objects.update(reminder_days=[])
        with on("2026-12-28"):
            assert renewing.remind_members() == 0


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def office(self, signed_in, association):
        person = factories.person()
        factories.role(person, "administrator", association)
        return signed_in(person)

    def test_the_year_is_settled_and_proposed_where_a_membership_is_added(self, office, association):
        address = reverse("people:terms", args=[association.slug])
        wrong = {"year_begins": "31-12", "rolls_over": "02-29", "reminder_days": "-30; soon"}
        page = office.post(address, wrong).content.decode()
        assert page.count("Please write month and day") >= 2
        assert "Please write numbers of days" in page
        assert (
            "between 366 days" in office.post(address, {"year_begins": "1-1", "reminder_days": "90"}).content.decode()
        )
        right = {"year_begins": "1-1", "rolls_over": "12-01", "reminder_days": "14, -7 -30"}
        assert office.post(address, right).status_code == 302
        terms = MembershipTerms.objects.get()
        assert (terms.year_begins, terms.rolls_over, terms.reminder_days) == ("01-01", "12-01", [-30, -7, 14])
        whom = factories.person("Mia")
        factories.role(whom, "member", association)
        with on("2026-12-05"):
            page = office.get(reverse("people:person", args=[association.slug, whom.public_id])).content.decode()
        assert 'value="2026-12-05"' in page
        assert 'value="2027-12-31"' in page

    def test_saving_the_same_twice_changes_nothing(self, association):
        person = factories.person()
        given = {
            "association": association,
            "year_begins": "07-01",
            "rolls_over": "",
            "reminder_days": [],
            "by": person,
        }
        assert actions.save_terms(**given) == actions.save_terms(**given) == MembershipTerms.objects.get()
