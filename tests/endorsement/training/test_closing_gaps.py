"""Trainings that would close a gap, on the applicant's page."""

import datetime

import pytest
from django.urls import reverse

from common import clock
from competencies.standard.models import Category, Competency
from endorsement.application.actions import start
from endorsement.training.queries import closing
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY

pytestmark = pytest.mark.django_db
NEXT_WEEK = 7 * DAY


def keys(*places):
    return list(Competency.objects.filter(position__in=places).values_list("key", flat=True))


def test_those_that_cover_the_most_come_first(association, neighbour, admin, django_assert_num_queries):
    coming = clock.now() + NEXT_WEEK
    few, _session = makings.announced(association, admin, coming, title="Few")
    makings.announced(neighbour, admin, coming, title="Elsewhere, not online")
    many, _session = makings.announced(neighbour, admin, coming, title="Many", online=True)
    makings.session(many, coming, competencies=(3,), by=admin)
    makings.draft(association, admin, title="A draft")
    makings.announced(association, admin, clock.now() - DAY, title="Over")
    wanted = keys(1, 2, 3, 9)
    with django_assert_num_queries(1):
        found = closing(wanted, association.pk, clock.now())
    assert [(one.title, len(one.competencies)) for one in found] == [("Many", 3), ("Few", 2)]
    assert (found[1].code, found[1].slug, found[1].day) == (few.code, "ct-aimh", found[0].day)
    assert [one.title for one in closing(keys(1), association.pk, clock.now())] == ["Few", "Many"]
    assert closing(keys(9), association.pk, clock.now()) == []
    with django_assert_num_queries(0):
        assert closing([], association.pk, clock.now()) == []


def test_the_applicants_page_shows_them(association, admin, signed_in):

    applicant = factories.person()
    category = Category.objects.get(key="IFS")
    application = start(association=association, category=category, by=applicant)
    training, _session = makings.announced(association, admin, clock.now() + NEXT_WEEK, title="It closes a gap")
    client, address = signed_in(applicant), reverse("application:dashboard", args=[application.code])
    assert f'hx-get="{address}?part=trainings"' in client.get(address).content.decode()
    part = client.get(f"{address}?part=trainings").content.decode()
    assert "It closes a gap" in part
    assert "covers 2 competencies you miss" in part
    assert reverse("training:page", args=["ct-aimh", training.code]) in part


def test_most_of_them(association, admin):
    for number in range(7):
        makings.announced(association, admin, clock.now() + datetime.timedelta(days=number + 1), title=f"T{number}")
    assert [one.title for one in closing(keys(1), association.pk, clock.now())] == ["T0", "T1", "T2", "T3", "T4"]
