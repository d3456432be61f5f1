"""The ledger: claimed once, finished once, tried again later, given up, found again."""

import datetime
import threading

import pytest
import time_machine
from celery import Celery
from django.db import OperationalError, connection, transaction

from common import clock
from common.jobs import actions as ledger
from common.jobs import registry
from common.jobs.models import Job
from common.jobs.tasks import GiveUp, job, run_job, sweep_jobs

START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


def later(**span):
    return START + datetime.timedelta(**span)


@pytest.fixture
def ran():
    """What the test's tasks did, in order; the tasks are forgotten afterwards."""
    done = []

    @job("test.note", lease=60, tries=3, gave_up=lambda lost: done.append(f"gave up: {lost.last_error}"))
    def note(claimed):
        if claimed.args.get("fail"):
            raise GiveUp("never") if claimed.args["fail"] == "final" else RuntimeError("not now")
        done.append(claimed.args.get("say", "ran"))

    @job("test.finishes", lease=60, tries=2)
    def finishes(claimed):
        with ledger.finishing(claimed):
            done.append("finished itself")

    yield done
    for name in ("test.note", "test.finishes"):
        del registry.SPECS[name]


def queued(key="k", task="test.note", **args) -> Job:
    return ledger.enqueue(task, key=key, args=args)


@pytest.mark.django_db
def test_a_key_names_the_effect(ran, run_jobs):
    first, second = queued(say="one"), queued(say="two")
    assert first == second
    assert run_jobs() == 1
    assert queued(say="three").state == "done"
    assert run_jobs() == 0
    assert ran == ["one"]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_work_is_never_done(ran, run_jobs, monkeypatch):
    woken = []
    monkeypatch.setattr(ledger, "publish", woken.extend)
    with pytest.raises(RuntimeError), transaction.atomic():
        queued()
        raise RuntimeError("the caller changed its mind")
    assert (Job.objects.count(), woken, run_jobs()) == (0, [], 0)
    with transaction.atomic():
        kept = queued()
        assert woken == []
    assert woken == [kept.pk]


@pytest.mark.django_db
def test_delayed_work_waits(ran, run_jobs):
    with time_machine.travel(START, tick=False):
        late = ledger.enqueue("test.note", key="late", delay=datetime.timedelta(hours=1))
        assert (late.available_at, ledger.claim(late.pk)) == (later(hours=1), None)
    with time_machine.travel(later(hours=1), tick=False):
        assert run_jobs() == 1


@pytest.mark.django_db
def test_delivered_twice_runs_once(ran):
    only = queued()
    assert [run_job(only.pk), run_job(only.pk), run_job(only.pk + 1)] == [True, False, False]
    assert ran == ["ran"]


@pytest.mark.django_db
def test_the_celery_task_runs_the_row(ran):
    from alliance_portal import celery_app

    only = queued(task="test.finishes")
    celery_app.tasks["test.finishes"](only.pk)
    only.refresh_from_db()
    assert (only.state, ran) == ("done", ["finished itself"])


@pytest.mark.django_db
def test_back_off_times_then_gives_up(ran):
    waits = []
    with time_machine.travel(START, tick=False) as traveller:
        failing = queued(fail=True)
        for _ in range(3):
            run_job(failing.pk)
            failing.refresh_from_db()
            waits.append((failing.state, int((failing.available_at - clock.now()).total_seconds())))
            traveller.move_to(failing.available_at)
    assert waits[:2] == [("queued", 15), ("queued", 60)]
    assert failing.state == "failed"
    assert ran == ["gave up: RuntimeError: not now"]
    assert (failing.tries, failing.last_error) == (3, "RuntimeError: not now")
    assert run_job(failing.pk) is False


@pytest.mark.django_db
def test_the_longest_wait_is_six_hours(ran, monkeypatch):
    monkeypatch.setitem(registry.SPECS, "test.note", registry.JobSpec("test.note", None, 60, 50, None))
    with time_machine.travel(START, tick=False):
        tired = queued()
        claimed = ledger.claim(tired.pk)
        Job.objects.update(tries=20)
        claimed.tries = 20
        assert ledger.back_off(claimed, RuntimeError("x")) is False
        tired.refresh_from_db()
        assert tired.available_at == later(hours=6)


@pytest.mark.django_db
def test_what_cannot_be_helped_is_given_up_at_once(ran):
    hopeless = queued(fail="final")
    run_job(hopeless.pk)
    hopeless.refresh_from_db()
    assert (hopeless.state, hopeless.tries, ran) == ("failed", 1, ["gave up: GiveUp: never"])


@pytest.mark.django_db
def test_giving_up_without_anybody_to_tell(ran):
    quiet = queued(task="test.finishes")
    claimed = ledger.claim(quiet.pk)
    assert ledger.back_off(claimed, RuntimeError("x"), final=True) is True
    quiet.refresh_from_db()
    assert quiet.state == "failed"


@pytest.mark.django_db
def test_a_lease_that_ends_is_taken_over_and_the_first_worker_is_fenced_off(ran):
    shared = queued()
    with time_machine.travel(START, tick=False) as traveller:
        Job.objects.update(available_at=START)
        slow = ledger.claim(shared.pk)
        assert ledger.claim(shared.pk) is None
        traveller.move_to(later(seconds=61))
        quick = ledger.claim(shared.pk)
        assert (slow.tries, quick.tries) == (1, 2)
        effects = []
        with pytest.raises(ledger.LeaseLost), ledger.finishing(slow):
            effects.append("must not happen")
        with ledger.finishing(quick):
            effects.append("once")
        assert effects == ["once"]
        assert ledger.back_off(slow, RuntimeError("late")) is False
    shared.refresh_from_db()
    assert (shared.state, shared.last_error) == ("done", "")


@pytest.mark.django_db
def test_asked_for_again_the_count_begins_at_one_but_an_old_claim_stays_old(ran):
    shared = queued()
    with time_machine.travel(START, tick=False) as traveller:
        Job.objects.update(available_at=START)
        zombie = ledger.claim(shared.pk)
        traveller.move_to(later(minutes=5))
        with ledger.finishing(ledger.claim(shared.pk)):
            pass
        ledger.requeue(shared)
        fresh = ledger.claim(shared.pk)
        assert (zombie.tries, fresh.tries) == (1, 1)
        with pytest.raises(ledger.LeaseLost), ledger.finishing(zombie):
            pass
        with ledger.finishing(fresh):
            pass


@pytest.mark.django_db
def test_a_job_taken_over_while_it_ran_says_so(ran, caplog):
    shared = queued(task="test.finishes")

    def taken_over(claimed):
        Job.objects.filter(pk=claimed.pk).update(tries=9)
        with ledger.finishing(claimed):
            raise AssertionError("unreachable")

    registry.SPECS["test.finishes"] = registry.JobSpec("test.finishes", taken_over, 60, 2, None)
    assert run_job(shared.pk) is False
    assert "was taken over" in caplog.text


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_is_given_up(ran):
    deadly = queued()
    with time_machine.travel(START, tick=False) as traveller:
        Job.objects.update(available_at=START)
        for _ in range(3):
            assert ledger.claim(deadly.pk) is not None
            traveller.shift(datetime.timedelta(seconds=61))
        assert ledger.claim(deadly.pk) is None
    deadly.refresh_from_db()
    assert (deadly.state, ran) == ("failed", ["gave up: the worker died each time"])


@pytest.mark.django_db
def test_progress_extends_the_lease_and_keeps_the_claim(ran):
    long = queued()
    with time_machine.travel(START, tick=False) as traveller:
        Job.objects.update(available_at=START)
        claimed = ledger.claim(long.pk)
        traveller.move_to(later(seconds=50))
        ledger.report_progress(claimed, 5, 10)
        traveller.move_to(later(seconds=100))
        assert ledger.claim(long.pk) is None
        with ledger.finishing(claimed):
            pass
        ledger.report_progress(claimed, 6, 10)
    long.refresh_from_db()
    assert (long.progress, long.total, long.state) == (5, 10, "done")


@pytest.mark.django_db
def test_requeue_leaves_a_running_job_alone(ran):
    running = queued()
    ledger.claim(running.pk)
    ledger.requeue(running)
    running.refresh_from_db()
    assert running.state == "running"


# The sweeper


@pytest.mark.django_db
def test_the_sweeper_wakes_what_lies_and_nothing_else(ran, monkeypatch):
    woken = []
    monkeypatch.setattr(ledger, "publish", lambda ids: woken.append(sorted(ids)))
    with time_machine.travel(START, tick=False):
        never = queued("never delivered")
        fresh = queued("just delivered")
        old = queued("delivered long ago")
        planned = queued("retry due, delivered before it was")
        future = queued("not due")
        dead = queued("worker died")
        alive = queued("running")
        Job.objects.update(available_at=START)
        Job.objects.filter(pk__in=[fresh.pk, alive.pk]).update(published_at=START)
        Job.objects.filter(pk=old.pk).update(published_at=later(seconds=-31))
        Job.objects.filter(pk=planned.pk).update(published_at=later(seconds=-1))
        Job.objects.filter(pk=future.pk).update(available_at=later(seconds=1))
        Job.objects.filter(pk=dead.pk).update(state="running", lease_until=later(seconds=-1))
        Job.objects.filter(pk=alive.pk).update(state="running", lease_until=later(seconds=1))
        queued("done")
        Job.objects.filter(key="done").update(state="done")
        assert ledger.sweep() == 4
        sweep_jobs()
    assert woken == [[never.pk, old.pk, planned.pk, dead.pk]] * 2


@pytest.mark.django_db
def test_the_embedded_worker_takes_back_what_its_killed_forerunner_had(ran, run_jobs):
    half_done = queued()
    ledger.claim(half_done.pk)
    assert ledger.release_abandoned() == 1
    assert run_jobs() == 1
    assert ran == ["ran"]


@pytest.mark.django_db(transaction=True)
def test_thousands_at_once_are_left_to_the_sweeper(ran, monkeypatch):
    woken = []
    monkeypatch.setattr(ledger, "publish", woken.extend)
    with ledger.silently():
        quiet = queued("quiet")
    loud = queued("loud")
    assert woken == [loud.pk]
    assert ledger.sweep() == 2
    assert sorted(woken[1:]) == sorted([quiet.pk, loud.pk])


# The broker


@pytest.fixture
def _own_broker(monkeypatch):
    """Celery prefers the broker of the environment to the one it is given."""
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)


@pytest.mark.broker
@pytest.mark.usefixtures("_own_broker")
@pytest.mark.django_db
@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://guest@127.0.0.1:1//"])
def test_a_broker_that_is_down_costs_time_and_not_the_job(ran, monkeypatch, caplog, broker):
    monkeypatch.setattr(ledger, "current_app", Celery(broker=broker))
    waiting = queued()
    ledger.publish([waiting.pk])
    assert "waits for the sweeper" in caplog.text
    waiting.refresh_from_db()
    assert waiting.state == "queued"
    assert run_job(waiting.pk) is True


@pytest.mark.broker
@pytest.mark.usefixtures("_own_broker")
@pytest.mark.django_db
def test_a_broker_that_answers_gets_the_number_of_the_row_only(ran, monkeypatch):
    app = Celery(broker="memory://")
    monkeypatch.setattr(ledger, "current_app", app)
    waiting = queued(say="personal words stay in the row")
    ledger.publish([waiting.pk])
    with app.connection_or_acquire() as connected:
        message = connected.SimpleQueue("celery").get(block=False)
        assert message.headers["task"] == "test.note"
        assert message.payload[0] == [waiting.pk]
        assert "personal words" not in str(message.payload)


# Two at once


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_claim_it_once(ran):
    """On SQLite one writes at a time; on PostgreSQL the row is locked."""
    shared = queued()
    start, claims = threading.Barrier(2), []

    def worker():
        start.wait()
        try:
            claims.append(ledger.claim(shared.pk))
        except OperationalError:  # a database that is busy is no claim
            claims.append(None)
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len([one for one in claims if one]) == 1
    shared.refresh_from_db()
    assert (shared.state, shared.tries) == ("running", 1)


def test_how_rows_name_themselves():
    assert str(Job(task="test.note", key="k")) == "test.note k"
