"""Each action twice at once, on two connections: one effect."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection

from common.jobs.models import Job
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from endorsement.application import actions
from endorsement.application.agreements import words_for
from endorsement.application.models import Agreement, Application, Comment, DataExport, Snapshot
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def association(transactional_db):
    call_command("load_standard", verbosity=0)
    return factories.association()


@pytest.fixture
def submitted(association):
    return makings.submitted(association)


def together(*calls):
    """Runs the calls at once, each on its own connection; returns their results or exceptions."""
    barrier = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def work(index, call):
        try:
            barrier.wait(timeout=20)
            results[index] = call()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def fresh(application):
    return Application.objects.select_related("person", "association", "category").get(pk=application.pk)


def one_gone(results):
    return sorted(isinstance(one, MoveGone) for one in results) == [False, True]


def test_start(association):
    person = factories.person()
    first, second = together(*[lambda: makings.draft(person, association)] * 2)
    assert first == second
    assert (Application.objects.count(), StatusChange.objects.count()) == (1, 1)


def test_sign(association):
    application = makings.draft(factories.person(), association)
    words = words_for(association)[0]

    def sign():
        return actions.sign(
            application=fresh(application),
            kind=words.kind,
            typed_name="Ama",
            version=words.version,
            by=application.person,
        )

    first, second = together(sign, sign)
    assert first == second
    assert Agreement.objects.count() == 1


def test_submit(association):
    application = makings.ready(association)
    results = together(*[lambda: actions.submit(application=fresh(application), by=application.person)] * 2)
    assert one_gone(results), results
    assert (Snapshot.objects.count(), Message.objects.filter(kind="application.receipt").count()) == (1, 1)


def test_withdraw_against_return(submitted):
    coordinator = factories.person()
    results = together(
        lambda: actions.withdraw(application=fresh(submitted), by=submitted.person),
        lambda: actions.return_to_applicant(application=fresh(submitted), comments={"work": "Which?"}, by=coordinator),
    )
    # A returned application can still be withdrawn; a withdrawn one cannot be returned.
    assert not isinstance(results[0], Exception), results
    assert fresh(submitted).state == "withdrawn"
    assert Comment.objects.count() == (0 if isinstance(results[1], MoveGone) else 1)


def test_return(submitted):
    coordinator = factories.person()

    def give_back():
        return actions.return_to_applicant(application=fresh(submitted), comments={"work": "Which?"}, by=coordinator)

    assert one_gone(together(give_back, give_back))
    assert (Comment.objects.count(), Message.objects.filter(kind="application.returned").count()) == (1, 1)


def test_withdraw(submitted):
    results = together(*[lambda: actions.withdraw(application=fresh(submitted), by=submitted.person)] * 2)
    assert one_gone(results)
    assert StatusChange.objects.filter(transition="withdraw").count() == 1


def test_ask_and_answer(submitted):
    coordinator = factories.person()
    asks = [lambda: actions.ask(application=fresh(submitted), section="work", text="?", by=submitted.person)] * 2
    answers = [lambda: actions.answer(application=fresh(submitted), section="work", text="!", by=coordinator)] * 2
    assert len({one.pk for one in together(*asks)}) == 1
    assert len({one.pk for one in together(*answers)}) == 1


def test_my_data(association):
    person = factories.person()
    first, second = together(*[lambda: actions.request_export(by=person)] * 2)
    assert first == second
    assert (DataExport.objects.count(), Job.objects.count()) == (1, 1)
