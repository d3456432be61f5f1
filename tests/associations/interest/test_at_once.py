"""Two connections at once: one effect. PostgreSQL shows the real races."""

import datetime
from decimal import Decimal

import pytest

from associations.interest import actions
from associations.interest.models import Assistance, Interest, InterestNote
from associations.people.enums import Role
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests import factories
from tests.associations.people.test_at_once import at_once

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
ASKED = {
    "name": "Ida Invented",
    "email": "ida@people.example",
    "organisation": "",
    "region": "Atlantis",
    "country": "Nowhere",
    "message": "How?",
}


@pytest.fixture
def staff():
    person = factories.person()
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


def test_asking(staff):
    answers = at_once(*(lambda: actions.ask(**ASKED) for _twice in range(2)))
    assert answers == [Interest.objects.get()] * 2
    assert Message.objects.filter(kind="interest.asked").count() == 1


def test_moving_and_noting(staff):
    actions.ask(**ASKED)
    first, second = (Interest.objects.get() for _twice in range(2))
    answers = at_once(
        lambda: actions.move(interest=first, name="explore", by=staff),
        lambda: actions.move(interest=second, name="explore", by=staff),
    )
    assert sorted(type(one) for one in answers if isinstance(one, MoveGone)) == [MoveGone]
    assert StatusChange.objects.filter(machine="interest").count() == 1
    at_once(*(lambda: actions.note(interest=first, text="Called", by=staff) for _twice in range(2)))
    assert InterestNote.objects.count() == 1


def test_noting_assistance(staff):
    place = factories.association()
    facts = {"given_on": datetime.date(2026, 3, 2), "hours": Decimal("1.25"), "topic": "start", "note": ""}
    at_once(*(lambda: actions.save_assistance(association=place, by=staff, **facts) for _twice in range(2)))
    assert Assistance.objects.count() == 1
