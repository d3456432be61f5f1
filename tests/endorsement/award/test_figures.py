"""The figures of a yearly summary against a small set counted by hand."""

import datetime

import pytest

from associations.people.models import ProviderVetting
from common import clock
from competencies.standard.models import Category
from endorsement.application.figures import figures as application_figures
from endorsement.application.models import Application, Snapshot
from endorsement.award import actions
from endorsement.award.figures import figures, provider_categories
from tests import factories

pytestmark = pytest.mark.django_db
LAST = datetime.date(2025, 12, 31)
SAID = {"reason": "A complaint.", "public_reason": "After a complaint."}


def on(*day):
    return clock.at(datetime.datetime(*day, 17, tzinfo=datetime.UTC))


@pytest.fixture
def counted(award, neighbour, administrator):
    """Who is who stands beside each."""
    people = [factories.person(f"Person {number}", login=False) for number in range(9)]
    give = [
        (0, "IFS", "2024-05-01", None),  # endorsed
        (0, "IMHM-C", "2025-02-01", None),  # the same person, awarded, gives RSC
        (1, "IFS", "2025-06-01", "2025-10-31"),  # awarded, run out
        (2, "IFS", "2025-03-01", None),  # awarded, suspended in November
        (3, "IFS", "2025-04-01", "2025-12-31"),  # awarded, endorsed to the last day, revoked in January
        (4, "IMHM-C", "2026-01-02", None),  # of the next year
        (5, "IMHM-C", "2024-01-01", None),  # endorsed, gives RSC, suspended and reinstated
    ]
    made = {}
    for number, (who, key, since, until) in enumerate(give):
        made[who] = award(
            f"test:{number}",
            person=people[who],
            category=Category.objects.get(key=key),
            endorsed_on=datetime.date.fromisoformat(since),
            valid_until=until and datetime.date.fromisoformat(until),
        )
    elsewhere = {"association": neighbour, "endorsed_on": datetime.date(2025, 1, 1)}
    award("test:elsewhere", person=people[6], **elsewhere)
    with on(2025, 11, 1):
        actions.suspend(endorsement=made[2], by=administrator, **SAID)
        actions.suspend(endorsement=made[5], by=administrator, **SAID)
    with on(2025, 12, 1):
        actions.reinstate(endorsement=made[5], by=administrator, **SAID)
    with on(2026, 1, 15):
        actions.revoke(endorsement=made[3], by=administrator, **SAID)
    vet = [(7, "2025-01-01", None), (8, "2024-01-01", "2025-06-01"), (0, "2025-01-01", None)]
    for who, since, until in vet:
        ProviderVetting.objects.create(
            person=people[who], association=made[0].association, valid_from=since, valid_until=until,
            noted_at=clock.now(),
        )  # fmt: skip
    return made[0].association


def test_a_year_counted_by_hand(counted, standard):
    found = {one.key: one for one in figures(counted, 2025, LAST)}
    assert {key: one.value for key, one in found.items()} == {
        "endorsed": 3,  # persons 0, 3 and 5
        "awarded": 4,  # of persons 0 to 3
        "rsc_providers": 3,  # persons 0 and 5, and 7 by the association's word
    }
    assert "Dec. 31, 2025" in found["endorsed"].sentence
    assert "Jan. 1, 2025" in found["awarded"].sentence


def test_an_earlier_day_of_the_same_year(counted):
    """On the last day of October nobody was suspended yet; who ran out on it still counts."""
    found = {one.key: one.value for one in figures(counted, 2025, datetime.date(2025, 10, 31))}
    assert found == {"endorsed": 5, "awarded": 4, "rsc_providers": 3}


def test_whose_rsc_counts_is_the_standards_word(standard):
    assert "IMHM-C" in provider_categories(LAST)
    assert "IFA" not in provider_categories(LAST)


def test_applications_received(association, standard):
    """By the first submission and the association's own midnight."""
    category = Category.objects.get(key="IFS")
    moments = ["2025-01-01T05:00", "2026-01-01T04:59", "2025-01-01T04:59", "2026-01-01T05:00"]
    for moment in moments:
        at = datetime.datetime.fromisoformat(moment + "+00:00")
        application = Application.objects.create(
            person=factories.person(login=False), association=association, category=category, state_since=at,
            started_at=at,
        )  # fmt: skip
        for number in (1, 2):
            Snapshot.objects.create(
                application=application, number=number, edition="2025", judged_on=at.date(), document={}, extras={},
                assessment={}, sha256="0" * 64, submitted_at=at,
            )  # fmt: skip
    (received,) = application_figures(association, 2025, LAST)
    assert (received.key, received.value) == ("received", 2)
