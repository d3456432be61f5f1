"""One's own membership of WAIMH: noted, changed, removed, taken along, and beside what associations keep."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from endorsement.portfolio import actions
from endorsement.portfolio.actions import AlreadyNoted, NotYours, TooMany, note_membership, remove_membership
from endorsement.portfolio.memberships import memberships_of
from endorsement.portfolio.models import PortfolioImport, WaimhMembership
from endorsement.portfolio.transfer import plan_of, portfolio_document
from tests import factories
from tests.endorsement.portfolio.test_transfer import bring

NEW_YEAR, YEARS_END = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)

pytestmark = pytest.mark.django_db


def period(since="2024-01-01", until="2024-12-31", association="WAIMH"):
    return {"association": association, "from": since} | ({"until": until} if until else {})


def document(*periods):
    return {"version": 1, "person": {"memberships": list(periods)}}


@pytest.fixture
def noted(owner):
    return note_membership(by=owner, started_on=NEW_YEAR, ended_on=YEARS_END)


def periods_of(person):
    return list(WaimhMembership.objects.filter(person=person).values_list("started_on", "ended_on"))


class TestActions:
    def test_noting_twice_is_noting_once_and_leaves_a_trace(self, owner, noted):
        assert note_membership(by=owner, started_on=NEW_YEAR, ended_on=YEARS_END) == noted
        assert periods_of(owner) == [(NEW_YEAR, YEARS_END)]
        assert LogEntry.objects.get_for_object(noted).count() == 1

    def test_two_do_not_begin_on_one_day(self, owner, noted):
        with pytest.raises(AlreadyNoted):
            note_membership(by=owner, started_on=NEW_YEAR, ended_on=None)
        later = note_membership(by=owner, started_on=YEARS_END, ended_on=None)
        with pytest.raises(AlreadyNoted):
            note_membership(by=owner, started_on=NEW_YEAR, ended_on=YEARS_END, code=later.code)
        assert periods_of(owner) == [(NEW_YEAR, YEARS_END), (YEARS_END, None)]

    def test_changed(self, owner, noted):
        note_membership(by=owner, started_on=NEW_YEAR, ended_on=None, code=noted.code)
        note_membership(by=owner, started_on=datetime.date(2023, 5, 1), ended_on=None, code=noted.code)
        assert periods_of(owner) == [(datetime.date(2023, 5, 1), None)]

    def test_somebody_else_s_is_out_of_reach(self, noted):
        other = factories.person("Otto Other")
        with pytest.raises(NotYours):
            note_membership(by=other, started_on=NEW_YEAR, ended_on=None, code=noted.code)
        remove_membership(by=other, code=noted.code)
        assert WaimhMembership.objects.get() == noted

    def test_removed_twice_is_removed_once(self, owner, noted):
        pk = noted.pk
        remove_membership(by=owner, code=noted.code)
        remove_membership(by=owner, code=noted.code)
        assert periods_of(owner) == []
        assert LogEntry.objects.filter(object_pk=str(pk), action=LogEntry.Action.DELETE).count() == 1

    def test_no_more_than_fit(self, owner, noted, monkeypatch):
        monkeypatch.setattr(actions, "MOST_MEMBERSHIPS", 1)
        with pytest.raises(TooMany):
            note_membership(by=owner, started_on=YEARS_END, ended_on=None)
        note_membership(by=owner, started_on=YEARS_END, ended_on=None, code=noted.code)


def test_one_query_has_those_of_associations_and_of_waimh(owner, noted, association, django_assert_num_queries):
    factories.member(owner, association, since=datetime.date(2023, 1, 1), until=NEW_YEAR)
    other = factories.person("Otto Other")
    factories.member(other, association, since=YEARS_END)
    with django_assert_num_queries(1):
        found = memberships_of([owner.pk, other.pk])
    name, status = association.abbreviation, association.member_status
    assert found == [
        (owner.pk, name, datetime.date(2023, 1, 1), NEW_YEAR, status),
        (owner.pk, "WAIMH", NEW_YEAR, YEARS_END, ""),
        (other.pk, name, YEARS_END, None, status),
    ]


@pytest.mark.usefixtures("standard")
class TestDocument:
    def test_what_is_new_is_added_once(self, owner):
        taken = document(period(), period(), period("2025-01-01", None), period(association="CT-AIMH"))
        assert [one.what for one in plan_of(taken, owner).memberships] == ["new", "new"]
        assert bring(owner, taken) == {"new": 2, "back": 0, "changed": 0}
        assert periods_of(owner) == [(NEW_YEAR, YEARS_END), (datetime.date(2025, 1, 1), None)]
        plan = plan_of(taken, owner)
        assert not plan.changes
        assert ["memberships of associations" in sentence for sentence in plan.kept_out] == [True]

    def test_one_s_own_is_not_kept_out(self, owner, noted):
        assert plan_of(portfolio_document(owner), owner).kept_out == []

    @pytest.mark.parametrize(("chosen", "until"), [(False, YEARS_END), (True, None)])
    def test_what_differs_stays_unless_it_is_chosen(self, owner, noted, chosen, until):
        bring(owner, document(period(until=None)), {f"membership-{noted.code}"} if chosen else set())
        assert periods_of(owner) == [(NEW_YEAR, until)]

    def test_two_that_begin_on_one_day_are_a_fault_with_its_place(self, owner):
        plan = plan_of(document(period(association="CT-AIMH"), period(), period(until=None)), owner)
        assert [place for place, _sentence in plan.faults] == ["person.memberships[2].from"]

    def test_a_change_meanwhile_makes_the_preview_stale(self, owner, noted):
        taken = document(period(until=None))
        digest = plan_of(taken, owner).digest
        note_membership(by=owner, started_on=NEW_YEAR, ended_on=NEW_YEAR, code=noted.code)
        assert plan_of(taken, owner).digest != digest

    def test_the_preview_shows_them(self, owner, noted, signed_in):
        PortfolioImport.objects.create(
            person=owner,
            uploaded_at=noted.noted_at,
            document=document(period(until=None), period("2023-06-01"), period("2023-01-01", None)),
        )
        page = signed_in(owner).get(reverse("portfolio:transfer_preview")).content.decode()
        assert f"chosen-membership-{noted.code}" in page
        assert "yours: Dec. 31, 2024; the document's: no last day" in page.replace("&#x27;", "'")
        assert "June 1, 2023 · Dec. 31, 2024" in page


class TestPages:
    @pytest.fixture
    def client(self, signed_in, owner):
        return signed_in(owner)

    def test_noted_changed_removed(self, client, owner, association):
        factories.member(owner, association)
        url = reverse("portfolio:memberships")
        client.post(url, {"started_on": "2024-01-01", "ended_on": "2024-12-31"})
        page = client.get(url).content.decode()
        assert "noted by the association" in page
        assert "Jan. 1, 2024 to Dec. 31, 2024 · noted by you" in page
        row = WaimhMembership.objects.get()
        mine = reverse("portfolio:membership", args=[row.code])
        assert 'value="2024-12-31"' in client.get(mine).content.decode()
        client.post(mine, {"started_on": "2024-01-01", "ended_on": ""})
        assert "since Jan. 1, 2024" in client.get(url).content.decode()
        client.post(reverse("portfolio:remove_membership", args=[row.code]))
        assert periods_of(owner) == []

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"started_on": "", "ended_on": "2024-12-31"}, "Please add the first day"),
            ({"started_on": "2024-02-30"}, "There is no such day"),
            ({"started_on": "last year"}, "year-month-day"),
            ({"started_on": "0001-01-01"}, "between 1940 and 2100"),
            ({"started_on": "2025-01-01", "ended_on": "2024-12-31"}, "lies before the first day"),
            ({"started_on": "2024-01-01"}, "from this day already"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(self, client, noted, typed, said):
        answer = client.post(reverse("portfolio:memberships"), typed)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert said in page
        assert all(f'value="{text}"' in page for text in typed.values() if text)

    def test_too_many_is_said(self, client, noted, monkeypatch):
        monkeypatch.setattr(actions, "MOST_MEMBERSHIPS", 1)
        answer = client.post(reverse("portfolio:memberships"), {"started_on": "2025-01-01"})
        assert "at most 1 memberships" in answer.content.decode()

    @pytest.mark.parametrize(("wanted", "where"), [("/me/", "/me/"), ("https://evil.example/", None), ("", None)])
    def test_back_to_the_page_that_asked(self, client, wanted, where):
        url = reverse("portfolio:memberships")
        answer = client.post(url, {"started_on": "2025-01-01", "next": wanted})
        assert answer["Location"] == (where or url)

    def test_removed_while_the_form_was_sent(self, client, noted, monkeypatch):
        def gone(**_named):
            raise NotYours(noted.code)

        monkeypatch.setattr(actions, "note_membership", gone)
        answer = client.post(reverse("portfolio:membership", args=[noted.code]), {"started_on": "2024-01-01"})
        assert answer.status_code == 404

    def test_the_portfolio_leads_here(self, client):
        assert reverse("portfolio:memberships") in client.get(reverse("portfolio:overview")).content.decode()
