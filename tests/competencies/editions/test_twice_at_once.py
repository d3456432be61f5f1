"""Each action twice at once, on two connections: one effect."""

import datetime
import itertools

import pytest
from django.core.management import call_command

from competencies.editions import actions
from competencies.editions.models import EditionDraft
from competencies.standard.models import Amendment, Edition, Requirement
from tests import factories
from tests.competencies.editions import makings
from tests.endorsement.application.test_twice_at_once import together

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def staff(transactional_db):
    call_command("load_standard", verbosity=0)
    return factories.person("Stan Staff")


def outcomes(results):
    return sorted(type(one).__name__ for one in results)


def test_copy(staff):
    results = together(*[lambda: makings.draft(staff)] * 2)
    assert outcomes(results) == ["EditionDraft", "Refused"]
    assert EditionDraft.objects.count() == 1


def test_publish_the_same(staff):
    code = makings.draft(staff).code
    results = together(*[lambda: makings.published(EditionDraft.objects.get(code=code), staff)] * 2)
    assert outcomes(results) == ["Edition", "MoveGone"]
    edition = Edition.objects.get(key="2098")
    assert Requirement.objects.filter(edition=edition).count() == len(Requirement.objects.filter(edition__key="2025"))


def test_publish_two(staff):
    """Whichever comes second follows the first or is told why not; the days never overlap."""
    codes = {makings.draft(staff, key=key).code: since for key, since in (("2098", 1), ("2099", 2))}
    results = together(
        *[
            lambda code=code, day=day: makings.published(
                EditionDraft.objects.get(code=code), staff, since=datetime.date(2098, 1, day)
            )
            for code, day in codes.items()
        ]
    )
    assert outcomes(results) in (["Edition", "Edition"], ["Edition", "Refused"])
    rows = list(Edition.objects.order_by("in_force_from"))
    for one, following in itertools.pairwise(rows):
        assert one.in_force_until == following.in_force_from - datetime.timedelta(days=1)
    assert rows[-1].in_force_until is None


def test_take_back(staff):
    code = makings.draft(staff).code
    makings.published(EditionDraft.objects.get(code=code), staff)
    results = together(
        *[lambda: actions.take_back(draft=EditionDraft.objects.get(code=code), reason="Early.", by=staff)] * 2
    )
    assert [type(one).__name__ for one in results].count("EditionDraft") == 1
    assert Amendment.objects.count() == 2


def test_two_requirements_of_one_draft(staff):
    draft = makings.draft(staff)
    fresh = lambda: EditionDraft.objects.get(pk=draft.pk)  # noqa: E731
    results = together(
        lambda: makings.asks(fresh(), staff, hours=33), lambda: makings.asks(fresh(), staff, kind="FS", hours=34)
    )
    assert outcomes(results) == ["EditionDraft", "EditionDraft"]
    asked = fresh().requirements
    assert (asked["FA"]["training.hours"], asked["FS"]["training.hours"]) == ({"hours": 33}, {"hours": 34})
