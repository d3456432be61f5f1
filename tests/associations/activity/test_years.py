"""The Alliance's year: prepared, opened, closed; who is asked and told."""

import datetime

import pytest

from associations.activity import actions
from associations.activity.models import ActivityNotice, ActivitySummary, ActivityYear
from associations.directory.models import Association
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests import factories
from tests.associations.activity.conftest import DAY, DUE, write

pytestmark = pytest.mark.django_db


def test_a_year_is_prepared_once(prepared, people):
    facts = {"due_on": DUE, "words": "Tell us.", "reminder_days": [-28, -7, 3]}
    assert actions.prepare_year(year=2025, **facts, by=people.staff) == prepared
    with pytest.raises(actions.Refused, match="2025 is there"):
        actions.prepare_year(year=2025, **{**facts, "words": "Else."}, by=people.staff)
    assert (ActivityYear.objects.count(), ActivitySummary.objects.count()) == (1, 0)


def test_opening_asks_each_member_and_tells_its_administrator(prepared, people, association):
    Association.objects.filter(slug="neighbour-aimh").update(member_status="former")
    year = actions.open_year(year=prepared, by=people.staff)
    summary = ActivitySummary.objects.get(year=year)
    assert (summary.association, summary.state) == (association, "asked")
    message = Message.objects.get(kind="activity.opened")
    assert (message.to, message.scope) == (people.ana.email, association.slug)
    assert "Tell us." in message.text
    assert "/a/ct-aimh/activity/2025/" in message.text
    assert [notice.told for notice in summary.notices.all()] == [["Ana Administrator"]]
    with pytest.raises(MoveGone):
        actions.open_year(year=year, by=people.staff)
    assert (Message.objects.count(), StatusChange.objects.filter(machine="activity_year").count()) == (1, 1)


def test_where_no_administrator_is_the_coordinators_are_told(prepared, people, association):
    people.ana.role_grants.all().delete()
    actions.open_year(year=prepared, by=people.staff)
    assert Message.objects.get(scope=association.slug).to == people.ben.email
    people.ben.addresses.all().delete()
    summary = ActivitySummary.objects.get(association=association)
    assert actions.remind_now(summaries=[summary], by=people.staff).nobody == [association.name]


def test_a_year_whose_last_day_has_passed_is_not_opened(prepared, people):
    ActivityYear.objects.update(due_on=datetime.date(2026, 3, 1))
    with pytest.raises(actions.Refused, match="last day"):
        actions.open_year(year=prepared, by=people.staff)
    assert not ActivitySummary.objects.exists()


def test_changing_a_year_until_it_is_closed(year, people):
    facts = {"due_on": DUE + DAY, "words": "", "reminder_days": []}
    changed = actions.change_year(year=year, **facts, by=people.staff)
    assert (changed.due_on, changed.words, changed.reminder_days) == (DUE + DAY, "", [])
    actions.close_year(year=year, by=people.staff)
    with pytest.raises(actions.Refused, match="closed"):
        actions.change_year(year=year, **facts, by=people.staff)


def test_a_closed_year_takes_nothing_until_it_is_opened_again(year, summary, people):
    actions.close_year(year=year, by=people.staff)
    with pytest.raises(actions.Refused, match="2025 is closed"):
        write(summary, people.ana)
    with pytest.raises(MoveGone):
        actions.close_year(year=year, by=people.staff)
    before = Message.objects.count()
    actions.reopen_year(year=year, by=people.staff)
    assert write(summary, people.ana).version == 1
    assert Message.objects.count() == before


def test_asking_one_more_is_asking_it_once(year, people):
    late = factories.association("late-aimh", region="Late")
    first = actions.ask_association(year=year, association=late, by=people.staff)
    assert actions.ask_association(year=year, association=late, by=people.staff) == first
    assert ActivityNotice.objects.filter(summary=first).count() == 1
    actions.close_year(year=year, by=people.staff)
    with pytest.raises(actions.Refused, match="while the year is open"):
        actions.ask_association(year=year, association=late, by=people.staff)


def test_who_was_asked_by_mistake_is_asked_no_more(year, summary, theirs, people):
    actions.leave_out(summary=theirs, by=people.staff)
    actions.leave_out(summary=theirs, by=people.staff)
    assert list(ActivitySummary.objects.all()) == [summary]
    write(summary, people.ana)
    with pytest.raises(actions.Refused, match="has begun"):
        actions.leave_out(summary=summary, by=people.staff)
