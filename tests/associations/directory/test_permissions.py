"""What an association may do follows from its licence: one function, asked in four places."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from associations.directory.models import Licence
from associations.directory.permissions import Act, may, refusal, those_who_may
from competencies.standard.models import Category
from endorsement.application import actions as applications
from endorsement.award import actions as awards
from endorsement.award.models import Endorsement
from endorsement.award.queries import registry
from tests import factories

pytestmark = pytest.mark.django_db
D = datetime.date
DAY = D(2026, 6, 1)
NAME = "Association ct-aimh"
MEANING = {
    Act.APPLY: "It cannot take new applications while none is in force.",
    Act.AWARD: "It cannot award Endorsement® while none is in force.",
    Act.MARK: "It cannot use the registered marks while none is in force.",
    Act.LIST: "Its endorsed professionals are not shown in the registry while none is in force.",
}


def licensed(association, *spans, kind=Licence.Kind.ENDORSEMENT):
    association.licences.all().delete()
    Licence.objects.bulk_create(
        Licence(association=association, kind=kind, valid_from=first, valid_until=last) for first, last in spans
    )


@pytest.mark.parametrize("act", MEANING)
@pytest.mark.parametrize(
    ("spans", "why"),
    [
        ([(None, None)], ""),
        ([(DAY, DAY)], ""),
        ([(D(2020, 1, 1), D(2026, 5, 31)), (D(2026, 6, 1), None)], ""),
        ([], f"{NAME} has no licence for Endorsement®."),
        ([(None, D(2026, 5, 31))], f"The licence of {NAME} for Endorsement® ended on May 31, 2026."),
        (
            [(None, D(2024, 1, 1)), (D(2025, 1, 1), D(2026, 1, 1))],
            f"The licence of {NAME} for Endorsement® ended on Jan. 1, 2026.",
        ),
        (
            [(None, D(2026, 5, 31)), (D(2026, 6, 2), None)],
            f"The licence of {NAME} for Endorsement® begins on June 2, 2026.",
        ),
    ],
)
def test_what_an_association_may_do_follows_from_its_licence(association, act, spans, why):
    licensed(association, *spans)
    assert refusal(act, association, DAY) == (f"{why} {MEANING[act]}" if why else "")
    assert may(act, association, DAY) is not bool(why)
    assert those_who_may(act, DAY).filter(pk=association.pk).exists() is not bool(why)


def test_the_licence_of_the_guidelines_alone_allows_no_endorsement(association):
    licensed(association, (None, None), kind=Licence.Kind.GUIDELINES)
    assert [may(act, association, DAY) for act in Act] == [act is Act.TEXTS for act in Act]
    assert refusal(Act.AWARD, association, DAY).startswith(f"{NAME} has no licence for Endorsement®.")


def test_own_statements_need_either_licence(association):
    assert may(Act.TEXTS, association, DAY)
    licensed(association, (None, D(2026, 5, 31)), kind=Licence.Kind.GUIDELINES)
    assert refusal(Act.TEXTS, association, DAY) == (
        f"The licence of {NAME} for Competency Guidelines® ended on May 31, 2026. "
        "It cannot publish statements of its own while none is in force."
    )


@pytest.fixture
def ended(association, standard):
    """The licence ended the day before ``DAY``, which is today."""
    licensed(association, (None, D(2026, 5, 31)))
    with time_machine.travel(datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC), tick=False):
        yield association


def test_no_application_is_started(ended, signed_in):
    person = factories.person()
    sentence = f"The licence of {NAME} for Endorsement® ended on May 31, 2026. {MEANING[Act.APPLY]}"
    with pytest.raises(applications.NotSaid) as refused:
        applications.start(association=ended, category=Category.objects.get(key="IFA"), by=person)
    assert str(refused.value) == sentence
    page = signed_in(person).get(reverse("application:start"), {"association": ended.slug}).content.decode()
    assert sentence in page
    assert "Start the application" not in page


def test_nothing_is_awarded_and_what_was_awarded_stays(ended):
    person = factories.person()
    given = {"person": person, "association": ended, "category": Category.objects.get(key="IFS"), "by": None}
    before = {"endorsed_on": D(2026, 5, 31), "valid_until": None, **given}
    first = awards.award_endorsement(origin="test:1", **before)
    with pytest.raises(awards.NotLicensed, match="ended on May 31, 2026"):
        awards.award_endorsement(origin="test:2", **before | {"endorsed_on": DAY})
    assert list(Endorsement.objects.all()) == [first]
    assert awards.award_endorsement(origin="test:1", **before | {"endorsed_on": DAY}) == first


def test_the_registry_says_why_nobody_is_shown(ended, client):
    person = factories.person("Listed Lee")
    awards.award_endorsement(
        origin="test:1",
        person=person,
        association=ended,
        category=Category.objects.get(key="IFS"),
        endorsed_on=D(2026, 5, 31),
        valid_until=None,
        by=None,
    )
    awards.give_consent(person=person, association=ended, by=person)
    address = reverse("award:registry")
    page = client.get(address, {"association": ended.slug}).content.decode()
    assert "Listed Lee" not in page
    assert MEANING[Act.LIST] in page
    assert list(registry(on=DAY)) == []
    licensed(ended, (None, None))
    page = client.get(address, {"association": ended.slug}).content.decode()
    assert "Listed Lee" in page
    assert MEANING[Act.LIST] not in page
