"""Two connections at once: one effect. PostgreSQL shows the real races."""

import pytest

from associations.people.enums import Role
from associations.training import actions
from associations.training.models import AttendanceCertificate, Attendee, Presence, Training, TrainingProvider
from common.ids import new_code
from common.workflow.engine import MoveGone
from endorsement.portfolio.models import Training as Entry
from tests import factories
from tests.associations.people.test_at_once import at_once
from tests.associations.training import makings
from tests.associations.training.makings import FACTS, fresh

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
WANDA = {"name": "Wanda", "email": "wanda@people.example"}


@pytest.fixture
def house(standard):
    association = factories.association()
    admin = factories.person()
    factories.role(admin, Role.ADMINISTRATOR, association)
    return association, admin


def test_planning(house):
    association, admin = house
    code = new_code()
    at_once(
        *(
            lambda: actions.save_training(association=association, code=code, facts=FACTS, by=admin)
            for _twice in range(2)
        )
    )
    assert Training.objects.count() == 1


def test_two_providers_of_one_name(house):
    association, admin = house
    facts = {"website": "", "approved_from": "2026-01-01", "approved_until": None, "note": ""}
    answers = at_once(
        *(
            lambda name=name: actions.save_provider(association=association, name=name, by=admin, **facts)
            for name in ("Early Days", "EARLY DAYS")
        )
    )
    assert TrainingProvider.objects.count() == 1
    assert sum(isinstance(one, actions.Refused) for one in answers) == 1


def test_the_last_seat(house):
    association, admin = house
    training, _session = makings.announced(association, admin, seats=1)
    people = [factories.person() for _two in range(2)]
    answers = at_once(*(lambda one=one: actions.register(training=training, by=one) for one in people))
    assert Attendee.objects.count() == 1
    assert sum(isinstance(one, actions.Refused) for one in answers) == 1


def test_checking_in_and_being_ticked(house):
    association, admin = house
    _training, session = makings.announced(association, admin)
    person = factories.person()
    at_once(
        lambda: actions.check_in(session=session, by=person),
        lambda: actions.add_there(session=session, name=person.name, email=person.email, by=admin),
        lambda: actions.check_in(session=session, by=None, **WANDA),
        lambda: actions.check_in(session=session, by=None, **WANDA),
    )
    assert (Attendee.objects.count(), Presence.objects.count()) == (2, 2)


def test_closing(house):
    association, admin = house
    person = factories.person()
    training, _session = makings.attended(association, admin, person)
    first, second = fresh(training), fresh(training)
    answers = at_once(lambda: actions.close(training=first, by=admin), lambda: actions.close(training=second, by=admin))
    assert sum(isinstance(one, MoveGone) for one in answers) == 1
    assert Entry.objects.filter(person=person).count() == 1
    at_once(*(lambda: actions.certify(training=fresh(training)) for _twice in range(2)))
    assert AttendanceCertificate.objects.count() == 1
