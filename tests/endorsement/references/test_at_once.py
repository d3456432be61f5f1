"""Two connections at once: each action has one effect. On PostgreSQL rows are locked; SQLite writes one at a time."""

import threading

import pytest
from django.db import OperationalError, connection

from common.drafts.actions import StaleVersion
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from endorsement.references import queries
from endorsement.references.actions import asking, chasing, handling, rating
from endorsement.references.actions.links import LinkGone
from endorsement.references.models import Rating, RatingItemSet, Reference
from tests.endorsement.references.conftest import invite, mails, rating_changes, tokens

pytestmark = pytest.mark.django_db(transaction=True)
REFUSALS = (asking.Refused, MoveGone, LinkGone, StaleVersion)


def twice(do):
    """Runs ``do`` in two threads that begin together; what each returned or was refused with."""
    start, outcomes = threading.Barrier(2), []

    def one():
        start.wait()
        for _attempt in range(20):
            try:
                outcomes.append(do())
            except REFUSALS as refusal:
                outcomes.append(refusal)
            except OperationalError:  # SQLite was busy: the browser would say so and the person tries again
                continue
            break
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    return outcomes


def test_asking(case):
    twice(lambda: asking.ask_raters(case=case, raters=[invite(), invite(email="b@gmail.com")], by=case.person))
    assert (Reference.objects.count(), Message.objects.count()) == (2, 2)


def test_sending_again(case, ask):
    reference = ask()
    Reference.objects.update(state="bounced")
    reference.refresh_from_db()
    twice(lambda: asking.resend(reference=reference, by=case.person))
    assert len(mails(kind="reference.again")) == 1


def test_correcting(case, ask):
    reference = ask()
    twice(lambda: asking.correct_address(reference=reference, email="new@gmail.com", by=case.person))
    assert len(mails(kind="reference.ask")) == 2


def test_replacing(case, ask):
    reference = ask()
    outcomes = twice(lambda: asking.replace(reference=reference, rater=invite(email="new@gmail.com"), by=case.person))
    assert sum(isinstance(one, Reference) for one in outcomes) == 1
    assert Reference.objects.count() == 2


def test_first_saves(ask):
    reference = ask()
    token = tokens(reference)[0]
    outcomes = twice(
        lambda: rating.save_draft(token=token, version=0, changes={"comment": threading.current_thread().name})
    )
    assert sum(isinstance(one, StaleVersion) for one in outcomes) == 1
    assert (Rating.objects.count(), RatingItemSet.objects.count()) == (1, 1)


def test_sending_the_rating(ask, association):
    reference = ask()
    token, changes = tokens(reference)[0], rating_changes(queries.items_for(association))
    outcomes = twice(lambda: rating.send_rating(token=token, version=0, changes=changes))
    assert sum(isinstance(one, LinkGone) for one in outcomes) == 1
    assert (len(mails(kind="reference.thanks")), len(mails(kind="reference-news.done"))) == (1, 1)


def test_sending_and_replacing(ask, case, association):
    """Whoever comes first wins; the other is told. Never a replaced reference with a rating, never both."""
    reference = ask()
    token, changes = tokens(reference)[0], rating_changes(queries.items_for(association))
    turns = iter(
        [
            lambda: rating.send_rating(token=token, version=0, changes=changes),
            lambda: asking.replace(reference=reference, rater=invite(email="new@gmail.com"), by=case.person),
        ]
    )
    todo = {}

    def mine():
        do = todo.setdefault(threading.get_ident(), None) or next(turns)
        todo[threading.get_ident()] = do
        return do()

    outcomes = twice(mine)
    assert sum(isinstance(one, REFUSALS) for one in outcomes) == 1
    reference.refresh_from_db()
    assert (reference.state == "done") == Rating.objects.filter(reference=reference).exists()


def test_chasing(ask, at):
    reference = ask()
    at(reference.asked_at.replace(year=reference.asked_at.year + 1))
    Reference.objects.update(expires_at=reference.asked_at.replace(year=reference.asked_at.year + 2))
    assert sorted(twice(lambda: chasing.chase_case([reference.pk]))) == [0, 1]
    assert (len(mails(kind="reference.chase")), len(mails(kind="reference-news.chased"))) == (1, 1)


def test_vetting_and_saving_statements(ask, coordinator, association):
    reference = ask()
    twice(lambda: handling.vet(reference=reference, by=coordinator, note="called"))
    assert [change.transition for change in queries.story(reference)] == ["ask", "vet"]
    twice(lambda: handling.save_items(association=association, text="Listens well", by=coordinator))
    assert RatingItemSet.objects.count() == 1
