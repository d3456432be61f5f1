"""An application left lying: two reminders, then closed with its trace; nobody without notice, and nothing lost."""

import datetime

import pytest

from associations.policy.models import Policy
from common import clock
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from endorsement.application import actions, schedule
from endorsement.application.actions import lapsing
from endorsement.application.models import Application
from endorsement.application.timing import lasts_until
from endorsement.portfolio.models import Training
from endorsement.references.models import Reference
from tests import factories
from tests.endorsement.application import makings

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 3, 2, 17, tzinfo=datetime.UTC)


@pytest.fixture
def on(monkeypatch):
    """Sets the clock to so many days after the application was started; runs what is due, and again."""

    def at(days, *, run=True):
        monkeypatch.setattr(clock, "now", lambda: NOON + days * DAY)
        return [actions.lapse_due(), actions.lapse_due()] if run else None

    at(0, run=False)
    return at


@pytest.fixture
def settle(association):
    return lambda **settings: Policy.objects.filter(association=association).update(**settings)


@pytest.fixture
def draft(on, standard, association):
    return actions.start(association=association, category=makings.category("IFA"), by=factories.person())


def letters(kind="application.lapses"):
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("subject", flat=True))


def test_reminded_twice_then_closed_with_its_trace(draft, on, settle, association):
    settle(draft_days=90)
    assert [on(days) for days in (59, 60, 82, 83, 90, 91)] == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0], [1, 0]]
    assert letters() == ["Your application is open until May 31, 2026"] * 2
    draft.refresh_from_db()
    assert (draft.state, draft.closed_at) == ("lapsed", clock.now())
    change = StatusChange.objects.get(machine="application", object_id=draft.pk, transition="lapse")
    assert (change.by_name, change.reason) == ("", "Not submitted within the time that the policy gives.")
    assert Message.objects.filter(kind="application.lapsed").count() == 1  # it had never reached the coordinator
    assert on(92) == [0, 0]
    again = actions.start(association=association, category=draft.category, by=draft.person)
    assert again.pk != draft.pk


def test_nobody_is_closed_without_notice(draft, on, settle):
    settle(draft_days=90)
    assert on(200) == [1, 0]
    assert letters() == ["Your application is open until Oct. 2, 2026"]  # 14 days from the first reminder
    assert [on(days) for days in (206, 207, 214, 215)] == [[0, 0], [1, 0], [0, 0], [1, 0]]
    draft.refresh_from_db()
    assert draft.state == "lapsed"


def test_what_came_back_has_its_own_time_and_nothing_is_lost(on, settle, standard, association, coordinator):
    settle(answer_days=60)
    submitted = makings.submitted(association)
    assert on(400) == [0, 0]  # the coordinator's turn has no such end
    actions.return_to_applicant(application=submitted, comments={"general": "Please."}, by=coordinator)
    assert [on(days) for days in (429, 430, 453, 460)] == [[0, 0], [1, 0], [1, 0], [0, 0]]
    kept = [Training.objects.count(), Reference.objects.count(), submitted.snapshots.count()]
    assert on(461) == [1, 0]
    assert [Training.objects.count(), Reference.objects.count(), submitted.snapshots.count()] == kept
    told = Message.objects.filter(kind="application.lapsed").values_list("to", flat=True)
    assert set(told) == {submitted.person.email, coordinator.email}
    with pytest.raises(MoveGone):
        actions.submit(application=Application.objects.get(pk=submitted.pk), by=submitted.person)


def test_without_an_end_in_the_policy_nothing_is_closed(draft, on, association):
    assert on(4000) == [0, 0]
    policy = Policy.objects.get(association=association)
    assert lasts_until(draft, policy) is None


def test_it_is_looked_at_again_under_the_lock(draft, on, settle, monkeypatch):
    settle(draft_days=90)
    on(61, run=False)
    policy = Policy.objects.get(association=draft.association)
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    assert lapsing._one(draft, policy, clock.today(draft.association.time_zone)) == 0
    assert letters() == []
    draft.state = "submitted"
    assert lasts_until(draft, policy) is None


def test_one_that_fails_keeps_nobody_from_theirs(draft, on, settle, association, monkeypatch):
    settle(draft_days=90)
    other = actions.start(association=association, category=makings.category("IFS"), by=factories.person())
    real = lapsing.notifications.lapses

    def fails(application, *more):
        if application.pk == draft.pk:
            raise RuntimeError("no mail")
        real(application, *more)

    monkeypatch.setattr(lapsing.notifications, "lapses", fails)
    assert on(61) == [1, 0]
    assert list(Message.objects.filter(kind="application.lapses").values_list("to", flat=True)) == [other.person.email]


def test_the_schedule_runs_it(draft, on, settle):
    settle(draft_days=90)
    on(61, run=False)
    assert schedule.run() == 1
