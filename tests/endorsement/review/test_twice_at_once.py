"""Two people at the same moment, on two real connections."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections

from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from endorsement.review import actions
from endorsement.review.models import Assignment, Cycle
from tests import factories
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs each act in a thread of its own, started together; returns what each returned or raised, in order."""
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=20)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return found


@pytest.fixture
def place():
    call_command("load_standard", verbosity=0)
    association = factories.association()
    coordinator, reviewers = cases.office(association)
    return association, coordinator, reviewers


@pytest.mark.parametrize("attempt", range(3))
def test_two_reviewers_signing_together_finish_the_round_once(place, attempt):
    association, coordinator, reviewers = place
    pair = [cases.judge(cases.opened(one)) for one in cases.in_review(association, coordinator, reviewers)]
    found = at_once(*[lambda one=one: actions.sign(assignment=one, by=one.reviewer) for one in pair])
    assert [one.state for one in Assignment.objects.all()] == ["signed", "signed"], found
    application = cases.again(pair[0]).cycle.application
    assert application.state == "to_decide"
    moves = StatusChange.objects.filter(machine="application", transition="all_signed")
    assert (moves.count(), Message.objects.filter(kind="review.all_signed").count()) == (1, 1)


def test_the_same_signature_twice_at_once_is_one(place):
    association, coordinator, reviewers = place
    ready = cases.judge(cases.opened(cases.in_review(association, coordinator, reviewers)[0]))
    found = at_once(*[lambda: actions.sign(assignment=cases.again(ready), by=ready.reviewer)] * 2)
    assert sorted(type(one).__name__ for one in found) == ["Assignment", "MoveGone"]
    assert StatusChange.objects.filter(machine="assignment", transition="sign").count() == 1


def test_two_coordinators_assigning_together_open_one_round(place):
    association, coordinator, reviewers = place
    application = cases.submitted(association)

    def act():
        return actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)

    found = at_once(act, act)
    assert sorted(type(one).__name__ for one in found) == ["Cycle", "MoveGone"]
    assert isinstance(next(one for one in found if isinstance(one, Exception)), MoveGone)
    assert (Cycle.objects.count(), Assignment.objects.count()) == (1, 2)


def test_handing_back_while_it_is_replaced_asks_one_other(place):
    association, coordinator, reviewers = place
    first, _second = cases.in_review(association, coordinator, reviewers)
    others = [cases.reviewer(association, "Olu Other"), cases.reviewer(association, "Ann Another")]

    def swap(person):
        return lambda: actions.replace(
            assignment=cases.again(first), reviewer=person, due_on=cases.due(), by=coordinator
        )

    found = at_once(*[swap(person) for person in others])
    assert sorted(type(one).__name__ for one in found) == ["Assignment", "Refused"]
    assert Assignment.objects.filter(state="asked").count() == 2


def test_two_windows_saving_together_never_overwrite(place):
    association, coordinator, reviewers = place
    opened = cases.opened(cases.in_review(association, coordinator, reviewers)[0])

    def save(comment):
        typed = cases.typed(opened, comment=comment)[:1]
        return lambda: actions.save_review(assignment=opened, by=opened.reviewer, judgements=typed)

    found = at_once(save("one"), save("two"))
    assert sorted(len(one.stale) for one in found) == [0, 1]
    assert connection.vendor in ("sqlite", "postgresql")
