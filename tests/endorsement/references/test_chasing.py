"""Reminders after so many days, expiry, mail that came back."""

import datetime
from types import SimpleNamespace

import pytest

from associations.policy.models import Policy
from common.outbox import actions as outbox
from common.outbox.models import Message
from common.reminders.models import Reminder
from endorsement.application.models import Application
from endorsement.references import hooks, queries, schedule
from endorsement.references.actions import asking, chasing, rating
from endorsement.references.models import Reference
from endorsement.tasks import SCHEDULES, send_due_reminders
from tests import factories
from tests.endorsement.references.conftest import invite, mails, open_application, tokens

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


def days(count):
    return START + datetime.timedelta(days=count)


@pytest.fixture
def asked(at, ask):
    at(START)
    return ask()


def chasers():
    return len(mails(kind="reference.chase"))


def test_the_ladder_once_per_rule_with_a_link_that_works_and_the_older_ones_too(asked, at):
    seen = []
    for day in range(31):
        at(days(day))
        schedule.run(), schedule.run()
        seen.append(chasers())
    assert seen == [0] * 7 + [1] * 7 + [2] * 14 + [3] * 3
    links = tokens(asked)
    assert len(set(links)) == 4
    assert [queries.by_token(token).usable for token in links] == [True] * 4
    assert [mail.to for mail in mails(kind="reference-news.chased")] == ["ana@people.example"] * 3
    assert sorted(Reminder.objects.values_list("rule", flat=True)) == ["chase:14", "chase:28", "chase:7"]


def test_after_an_outage_one_reminder_and_no_more(asked, at):
    at(days(40))
    assert schedule.run() == 1
    assert schedule.run() == 0
    at(days(41))
    assert schedule.run() == 0
    assert chasers() == 1


def test_one_mail_to_the_applicant_for_all_their_raters(asked, ask, at):
    ask(name="Paul", email="paul@gmail.com")
    at(days(7))
    assert schedule.run() == 2
    (told,) = mails(kind="reference-news.chased")
    assert "Rita Rater, Paul" in told.text


@pytest.mark.parametrize("state", ["done", "declined", "replaced", "bounced", "expired"])
def test_never_for_those_who_answered_or_cannot_be_reached(asked, at, state):
    Reference.objects.update(state=state)
    at(days(7))
    schedule.run()
    assert chasers() == 0


def test_opened_ones_are_reminded_too(asked, at):
    rating.save_draft(token=tokens(asked)[0], version=0, changes={"comment": "begun"})
    at(days(7))
    assert schedule.run() == 1


@pytest.mark.parametrize("state", ["withdrawn", "endorsed"])
def test_never_for_a_closed_case(asked, at, state):
    Application.objects.update(state=state)
    at(days(7))
    assert schedule.run() == 0
    assert chasing.chase_case([asked.pk]) == 0


def test_rechecked_when_it_is_sent(asked, at):
    at(days(7))
    Reference.objects.update(state="done")
    assert chasing.chase_case([asked.pk]) == 0
    Reference.objects.update(state="asked", expires_at=days(6))
    assert chasing.chase_case([asked.pk]) == 0


def test_the_association_chooses_the_days(asked, at, association):
    Policy.objects.create(association=association, valid_from=datetime.date(2025, 1, 1), chaser_days=[30, 3])
    at(days(2))
    assert schedule.run() == 0
    at(days(3))
    assert schedule.run() == 1
    at(days(29))
    assert schedule.run() == 0
    at(days(30))
    assert schedule.run() == 1


def test_asked_anew_the_ladder_begins_again(asked, at):
    at(days(7))
    schedule.run()
    asking.correct_address(reference=asked, email="right@gmail.com", by=asked.person)
    at(days(13))
    assert schedule.run() == 0
    at(days(14))
    assert schedule.run() == 1
    assert mails(kind="reference.chase")[-1].to == "right@gmail.com"


def test_an_applicant_without_an_address_costs_no_rater_their_reminder(asked, at):
    asked.person.addresses.all().delete()
    at(days(7))
    assert schedule.run() == 1
    assert (chasers(), len(mails(kind="reference-news.chased"))) == (1, 0)


def test_one_case_that_fails_keeps_no_other_waiting(asked, at, association, category, caplog):
    other = factories.person("Otto", email="otto@people.example")
    open_application(other, association, category)
    case = queries.Case(other, association, category)
    asking.ask_raters(case=case, raters=[invite(email="x@gmail.com")], by=other)
    at(days(7))
    # Whatever the fault: here an upper room cannot say whether the first case is open.
    answer = hooks.open_cases[0]

    def fails(cases):
        cases = list(cases)
        if len(cases) == 1 and cases[0][0] == asked.person_id:
            raise LookupError("no answer")
        return answer(cases)

    hooks.open_cases[0] = fails
    try:
        assert schedule.run() == 1
    finally:
        hooks.open_cases[0] = answer
    assert [mail.to for mail in mails(kind="reference.chase")] == ["x@gmail.com"]
    assert "chase_case failed" in caplog.text
    assert schedule.run() == 1


def test_no_references_no_work(db):
    assert schedule.run() == 0
    assert queries.open_among([]) == set()


# Expiry


def test_what_nobody_answers_in_time_expires_and_the_applicant_is_told_once(asked, at):
    at(days(120))
    assert schedule.run() == 1
    assert schedule.run() == 0
    asked.refresh_from_db()
    assert asked.state == "expired"
    assert len(mails(kind="reference-news.expired")) == 1
    assert queries.by_token(tokens(asked)[0]).usable is False


def test_expiry_of_a_closed_case_tells_nobody(asked, at):
    Application.objects.update(state="endorsed")
    at(days(120))
    assert schedule.run() == 1
    assert mails(kind="reference-news.expired") == []


def test_expiry_is_rechecked_under_the_lock(asked, at):
    at(days(119))
    assert chasing._expire(asked.pk) == 0


# Mail that came back


def test_a_refused_mail_is_a_bounce_that_the_applicant_sees_and_can_mend(asked):
    (mail,) = mails(kind="reference.ask")
    outbox.mark_failed(message=mail, error="550 no such user", bounced=True)
    outbox.mark_failed(message=mail, error="550 no such user", bounced=True)
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == ("bounced", "550 no such user")
    assert [mail.to for mail in mails(kind="reference-news.bounced")] == ["ana@people.example"]
    asking.resend(reference=asked, by=asked.person)
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_a_second_bounce_is_news_again(asked, at):
    outbox.mark_failed(message=mails(kind="reference.ask")[0], error="550", bounced=True)
    at(days(1))
    asking.resend(reference=asked, by=asked.person)
    outbox.mark_failed(message=mails(kind="reference.again")[0], error="550", bounced=True)
    asked.refresh_from_db()
    assert asked.state == "bounced"
    assert len(mails(kind="reference-news.bounced")) == 2


def test_a_late_bounce_of_the_old_address_says_nothing_about_the_new_one(asked):
    (old,) = mails(kind="reference.ask")
    asking.correct_address(reference=asked, email="right@gmail.com", by=asked.person)
    outbox.mark_failed(message=old, error="550", bounced=True)
    asked.refresh_from_db()
    assert asked.state == "asked"


@pytest.mark.parametrize("state", ["done", "declined", "replaced", "expired", "bounced"])
def test_a_bounce_changes_nothing_that_is_over(asked, state):
    Reference.objects.update(state=state)
    outbox.mark_failed(message=mails(kind="reference.ask")[0], error="550", bounced=True)
    asked.refresh_from_db()
    assert asked.state == state


def test_bounces_of_other_mail_are_not_ours(asked):
    news = Message(kind="reference-news.done", about=f"reference:{asked.code}", to=asked.rater_email)
    other = Message(kind="reference.ask", about="application:1", to=asked.rater_email)
    unknown = Message(kind="reference.ask", about="reference:NOSUCHCODE00", to=asked.rater_email)
    for message in (news, other, unknown):
        chasing.message_failed(message)
    asked.refresh_from_db()
    assert asked.state == "asked"


# The hourly task


def test_the_hourly_task_runs_every_feature_even_when_one_fails(monkeypatch, db, asked, at):
    at(days(7))
    broken = SimpleNamespace(run=lambda: 1 / 0)
    monkeypatch.setitem(SCHEDULES, "application", broken)
    with pytest.raises(RuntimeError, match="application"):
        send_due_reminders()
    assert chasers() == 1
    monkeypatch.setitem(SCHEDULES, "application", SimpleNamespace(run=lambda: 0))
    send_due_reminders()
