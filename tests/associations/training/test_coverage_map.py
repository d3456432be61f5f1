"""Which competencies were taught in the last year, hand-counted on a small set."""

from decimal import Decimal

import pytest
from django.urls import reverse

from associations.directory.models import Association
from associations.people.enums import Role
from associations.training import actions
from associations.training.coverage import coverage, everywhere
from common import clock
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(association, neighbour, admin):
    """Competencies 1 and 2: 3 h, 20 days ago, and 2 h, 200 days ago; 3: 2 h, 200 days ago. What does not count: a year
    and a day ago; cancelled; dropped; a draft; still to come; the neighbour's."""
    now = clock.now()
    makings.announced(association, admin, now - 20 * DAY)
    training = makings.draft(association, admin)
    makings.session(training, now - 200 * DAY, competencies=(1, 2, 3), hours="2", by=admin)
    dropped = makings.session(training, now - 5 * DAY, competencies=(4,), by=admin)
    actions.announce(training=training, by=admin)
    actions.drop_session(session=dropped, by=admin)
    old = makings.draft(association, admin)
    makings.session(old, now - 366 * DAY, competencies=(5,), by=admin)
    actions.announce(training=old, by=admin)
    for starts_at, cancelled in ((now - DAY, True), (now + DAY, False)):
        other = makings.draft(association, admin)
        makings.session(other, starts_at, competencies=(6,), by=admin)
        actions.announce(training=other, by=admin)
        if cancelled:
            actions.cancel(training=other, by=admin, reason="Snow.")
    makings.session(makings.draft(association, admin), now - DAY, competencies=(7,), by=admin)
    elsewhere = makings.draft(neighbour, admin)
    makings.session(elsewhere, now - DAY, competencies=(8, 9, 10, 11), by=admin)
    actions.announce(training=elsewhere, by=admin)
    return association


def test_the_map_of_a_region(taught, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = coverage(taught, clock.now())
    rows = {row.competency.position: row for area in found.areas for row in area.rows if row.sessions}
    nothing = Decimal(0)
    assert {place: (row.hours, row.sessions) for place, row in rows.items()} == {
        1: ((nothing, Decimal(2), nothing, Decimal(3)), 2),
        2: ((nothing, Decimal(2), nothing, Decimal(3)), 2),
        3: ((nothing, Decimal(2), nothing, nothing), 1),
    }
    assert (len(found.gaps), found.asked) == (found.asked - 3, sum(len(area.rows) for area in found.areas))
    assert rows[1].total == Decimal(5)
    (first, last), *_others, (_begin, today) = found.quarters
    assert ((today - first).days, (last - first).days) == (365, 91)


def test_all_associations_beside_each_other(taught, neighbour):
    places = everywhere(Association.objects.order_by("name"), clock.now())
    assert [(place.association.slug, place.taught) for place in places] == [("ct-aimh", 3), ("neighbour-aimh", 4)]
    assert {one.position for one in places[0].gaps}.isdisjoint({1, 2, 3})


def test_the_pages_show_it_as_picture_and_table(taught, admin, signed_in):
    page = signed_in(admin).get(reverse("training:coverage", args=["ct-aimh"])).content.decode()
    assert ('role="img"' in page, "not taught" in page, "coverage-table" in page) == (True, True, True)
    staff = factories.person()
    factories.role(staff, Role.ALLIANCE_STAFF)
    page = signed_in(staff).get(reverse("training:coverage_all")).content.decode()
    assert ("3 of" in page, "4 of" in page, reverse("training:coverage", args=["ct-aimh"]) in page) == (
        True,
        True,
        True,
    )
