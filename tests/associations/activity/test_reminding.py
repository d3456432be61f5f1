"""Reminding who is missing: once a rule, once a day by hand, and who got it is kept."""

import datetime

import pytest

from associations.activity import actions, schedule
from associations.activity.actions.reminding import due_rule
from associations.activity.models import ActivityYear
from common import clock
from common.outbox.models import Message
from tests import factories
from tests.associations.activity.conftest import DAY, DUE, NOW, submitted

pytestmark = pytest.mark.django_db
YEAR = ActivityYear(due_on=DUE, reminder_days=[-28, -7, 3])


def mails(kind):
    return sorted(Message.objects.filter(kind=f"activity.{kind}").values_list("to", flat=True))


def on(days):
    """The moment so many days after the last one."""
    return clock.at(datetime.datetime.combine(DUE + days * DAY, datetime.time(17), datetime.UTC))


@pytest.mark.parametrize(
    ("days", "told", "rule"),
    [
        (-29, None, ""),
        (-28, None, "before:28:2026-04-01"),
        (-8, None, "before:28:2026-04-01"),
        (-7, None, "before:7:2026-04-01"),
        (0, None, "before:7:2026-04-01"),
        (3, None, "after:3:2026-04-01"),
        (200, None, "after:3:2026-04-01"),
        (-8, -28, ""),
        (-8, -29, "before:28:2026-04-01"),
        (-7, -8, "before:7:2026-04-01"),
        (-6, -7, ""),
    ],
)
def test_which_reminder_is_due(days, told, rule):
    """The most pressing one, unless the association was written to on its day or since."""
    last = None if told is None else DUE + told * DAY
    assert due_rule(YEAR, last, DUE + days * DAY) == rule


def test_a_year_without_reminders():
    assert due_rule(ActivityYear(due_on=DUE, reminder_days=[]), None, DUE) == ""


def test_the_last_day_itself():
    assert due_rule(ActivityYear(due_on=DUE, reminder_days=[0]), None, DUE) == "before:0:2026-04-01"


def test_each_rule_once_and_only_who_is_missing(summary, theirs, people):
    submitted(theirs, people.nia)
    assert schedule.run() == 0  # opened today, four weeks before the last day
    with on(-7):
        assert (schedule.run(), schedule.run()) == (1, 0)
    assert mails("before") == [people.ana.email]
    assert summary.notices.last().told == ["Ana Administrator"]
    assert summary.notices.last().rule == "before:7:2026-04-01"
    with on(-6):
        assert schedule.run() == 0
    with on(5):
        assert (schedule.run(), schedule.run()) == (1, 0)
    assert mails("after") == [people.ana.email]


def test_after_an_outage_the_most_pressing_alone(summary, theirs, people):
    with on(10):
        assert schedule.run() == 2
    assert (len(mails("before")), len(mails("after"))) == (0, 2)


def test_a_later_last_day_begins_anew(year, summary, theirs, people):
    with on(-7):
        schedule.run()
        actions.change_year(year=year, due_on=DUE + 30 * DAY, words="", reminder_days=[-7], by=people.staff)
        assert schedule.run() == 0
    with on(23):
        assert schedule.run() == 2


def test_without_anybody_to_write_to_it_stays_due(summary, theirs, people, association):
    people.ana.role_grants.all().delete()
    people.ben.role_grants.all().delete()
    submitted(theirs, people.nia)
    with on(-7):
        assert schedule.run() == 0
        late = factories.person("Lea Late")
        factories.role(late, "administrator", association)
        assert schedule.run() == 1
    assert mails("before") == [late.email]


def test_who_could_not_be_told_of_the_opening_is_reminded_that_day(prepared, people, association, counted):
    people.ana.role_grants.all().delete()
    people.ben.role_grants.all().delete()
    with on(-7):
        actions.open_year(year=prepared, by=people.staff)
        late = factories.person("Lea Late")
        factories.role(late, "administrator", association)
        assert schedule.run() == 1


def test_who_submits_between_the_list_and_the_lock_is_left_out(summary, theirs, people, monkeypatch):
    waiting = [summary, theirs]
    submitted(summary, people.ana)
    monkeypatch.setattr("associations.activity.actions.reminding.waiting_for", lambda: waiting)
    with on(-7):
        assert schedule.run() == 1
    done = actions.remind_now(summaries=[summary], by=people.staff)
    assert (done.sent, done.already, done.nobody) == ([], [], [])


def test_by_hand_once_a_day(year, summary, theirs, people, association, neighbour):
    submitted(theirs, people.nia)
    done = actions.remind_now(summaries=[summary], by=people.staff)
    assert (done.sent, done.already) == ([association.name], [])
    again = actions.remind_now(summaries=[summary], by=people.staff)
    assert (again.sent, again.already) == ([], [association.name])
    with clock.at(NOW + DAY):
        assert actions.remind_now(summaries=[summary], by=people.staff).sent == [association.name]
    assert mails("now") == [people.ana.email] * 2
    notice = summary.notices.last()
    assert (notice.by_name, notice.told, str(notice)) == (
        "Sam Staff",
        ["Ana Administrator"],
        f"{summary.pk} now:2026-03-03",
    )


def test_nobody_is_reminded_of_a_closed_year(year, summary, people):
    actions.close_year(year=year, by=people.staff)
    with on(-7):
        assert schedule.run() == 0
    assert actions.remind_now(summaries=[summary], by=people.staff).sent == []
