"""Choosing an edition and asking for a comparison twice at once, on two connections: one effect."""

import datetime

import pytest
from django.core.management import call_command

from common import clock
from common.jobs.models import Job
from endorsement.application import actions
from endorsement.application.models import EditionChoice, EditionComparison
from tests import factories
from tests.competencies.editions import makings as editions
from tests.endorsement.application import makings
from tests.endorsement.application.test_twice_at_once import fresh, together

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def staff(transactional_db):
    call_command("load_standard", verbosity=0)
    return factories.person("Stan Staff")


def test_choose_edition(staff):
    application = makings.draft(factories.person(), factories.association())
    first = clock.today() + DAY
    editions.published(editions.draft(staff, key="next"), staff, since=first, grace=first + 9 * DAY)
    noon = datetime.datetime.combine(first, datetime.time(16), datetime.UTC)

    def choose():
        with clock.at(noon):
            return actions.choose_edition(application=fresh(application), edition="next", by=application.person)

    one, other = together(choose, choose)
    assert one == other
    assert EditionChoice.objects.count() == 1


def test_compare(staff):
    draft = editions.draft(staff)
    one, other = together(*[lambda: actions.request_comparison(draft=draft, by=staff)] * 2)
    assert one == other
    assert (EditionComparison.objects.count(), Job.objects.filter(task__contains="compare").count()) == (1, 1)
