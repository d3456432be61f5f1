"""The figures of a yearly summary against trainings counted by hand."""

import datetime

import pytest

from associations.training import actions
from associations.training.figures import figures
from associations.training.models import Attendee, Presence
from common import clock
from tests import factories
from tests.associations.training import makings

pytestmark = pytest.mark.django_db
MAY = datetime.datetime(2025, 5, 5, 15, tzinfo=datetime.UTC)
LAST = datetime.date(2025, 12, 31)


def found(association, year=2025, day=LAST):
    return [(one.key, one.value) for one in figures(association, year, day)]


def test_a_year_counted_by_hand(association, neighbour, admin, anna):
    ben = factories.person("Ben Attendee")
    with clock.at(MAY):
        makings.attended(association, admin, anna, ben)
        _training, session = makings.attended(association, admin, anna)
        by_name = Attendee.objects.create(
            training=session.training, name="Nora Name", email="Nora@people.example", origin="office",
            listed_at=clock.now(),
        )  # fmt: skip
        Presence.objects.create(attendee=by_name, session=session, means="list", noted_at=clock.now())
        # What a visitor typed and nobody ticked is not somebody who was there.
        actions.check_in(session=session, by=None, name="Una", email="una@people.example")
        makings.attended(neighbour, admin, ben)
        makings.announced(association, admin)  # nobody came
    assert found(association) == [("trained", 0), ("trainings", 0)]  # announced: not held yet
    with clock.at(MAY + makings.DAY):
        actions.hold_what_is_over()
        makings.attended(association, admin, anna)  # announced, to be held
    assert found(association) == [("trained", 3), ("trainings", 3)]
    assert found(association, day=datetime.date(2025, 5, 4)) == [("trained", 0), ("trainings", 0)]
    assert found(association, 2024, datetime.date(2024, 12, 31)) == [("trained", 0), ("trainings", 0)]
