"""The engine that makes every move, and the page of documentation made from the tables."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from common.workflow import chart
from common.workflow.engine import Machine, MoveGone, State, Transition, lock, move
from common.workflow.models import StatusChange
from tests import factories


@pytest.fixture
def job(db):
    """A row with a ``state`` and neither ``state_since`` nor ``closed_at``."""
    from common import clock
    from common.jobs.models import Job

    return Job.objects.create(task="t", key="k", state="queued", available_at=clock.now(), created_at=clock.now())


MACHINE = Machine(
    "light",
    states=(State("queued", "waiting", "a"), State("running", "burning", "b"), State("done", "out", "", closed=True)),
    transitions=(
        Transition("light", "Light", ("queued",), "running", "p"),
        Transition("blow", "Blow out", ("queued", "running"), "done", "p", ("a",)),
    ),
    gone="“%(move)s” is gone: it is %(state)s.",
)


def test_what_is_open():
    assert [one.name for one in MACHINE.open("queued")] == ["light", "blow"]
    assert [one.name for one in MACHINE.open("running")] == ["blow"]
    assert MACHINE.open("done") == []


def test_choices():
    assert MACHINE.choices() == [("queued", "waiting"), ("running", "burning"), ("done", "out")]


def test_a_move_leaves_its_trace(job):
    person = factories.person("Ana")
    locked = move(MACHINE, job, "light", by=person, reason="dark", tries=3)
    job.refresh_from_db()
    assert (locked.state, job.state, job.tries) == ("running", "running", 3)
    change = StatusChange.objects.get()
    assert (change.machine, change.object_id, change.transition) == ("light", job.pk, "light")
    assert (change.source, change.target, change.by_id, change.by_name) == ("queued", "running", person.pk, "Ana")
    assert (change.reason, str(change)) == ("dark", f"light {job.pk}: light")


def test_the_portal_moves_without_a_name(job):
    move(MACHINE, job, "blow", by=None)
    change = StatusChange.objects.get()
    assert (change.by_id, change.by_name) == (None, "")


def test_a_move_that_is_gone_says_so(job):
    move(MACHINE, job, "blow", by=None)
    with pytest.raises(MoveGone) as caught:
        move(MACHINE, job, "light", by=None)
    assert str(caught.value) == "“Light” is gone: it is out."
    assert StatusChange.objects.count() == 1


def test_a_stale_copy_changes_nothing(job):
    stale = type(job).objects.get(pk=job.pk)
    move(MACHINE, job, "blow", by=None)
    with pytest.raises(MoveGone):
        move(MACHINE, stale, "light", by=None)
    assert lock(job).state == "done"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect():
    from common import clock
    from common.jobs.models import Job

    row = Job.objects.create(task="t", key="k", state="queued", available_at=clock.now(), created_at=clock.now())
    results, barrier = [], threading.Barrier(2)

    def go():
        try:
            barrier.wait(timeout=10)
            move(MACHINE, Job.objects.get(pk=row.pk), "light", by=None)
            results.append("moved")
        except MoveGone:
            results.append("gone")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == ["gone", "moved"]
    assert StatusChange.objects.count() == 1


class TestChart:
    def test_the_docs_are_what_the_code_says(self):
        call_command("workflow_docs", "--check")

    def test_every_machine_is_drawn(self):
        page = chart.page()
        for machine in chart.machines():
            assert f"## {machine.name.replace('_', ' ').capitalize()}\n" in page
        assert page.count("```mermaid") == len(chart.machines())

    def test_writes_and_notices_a_difference(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        (tmp_path / "docs").mkdir()
        with pytest.raises(CommandError, match=r"run manage\.py workflow_docs"):
            call_command("workflow_docs", "--check")
        call_command("workflow_docs", verbosity=0)
        call_command("workflow_docs", "--check")
        (tmp_path / "docs" / "workflow.md").write_text("else", encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("workflow_docs", "--check")


@pytest.mark.parametrize("machine", chart.machines(), ids=lambda machine: machine.name)
class TestTotality:
    """Whatever machine is added must answer these."""

    def test_every_state_can_be_reached_and_left_or_is_closed(self, machine):
        first = next(iter(machine.states))
        reached = {first} | {move.target for move in machine.transitions.values()}
        left = {source for move in machine.transitions.values() for source in move.sources}
        assert set(machine.states) - reached == set()
        assert {state.key for state in machine.states.values() if not state.closed and state.key not in left} == set()

    def test_closed_states_are_nobodys_turn(self, machine):
        assert {state.key for state in machine.states.values() if state.closed and state.turn} == set()

    def test_every_move_names_known_states_and_a_permission_that_exists(self, machine):
        import rules

        for one in machine.transitions.values():
            assert set(one.sources) <= set(machine.states)
            assert one.target in machine.states
            assert rules.perm_exists(one.permission), one.name

    def test_every_move_decides_whom_it_tells(self, machine):
        assert all(isinstance(one.tells, tuple) for one in machine.transitions.values())
