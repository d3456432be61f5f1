"""Two connections that take the same document over at once: each entry is added once."""

import pytest

from competencies.standard.models import Competency
from endorsement.portfolio.actions import PlanChanged, store_import, take_over
from endorsement.portfolio.models import PortfolioImport, Training
from endorsement.portfolio.transfer import plan_of
from tests import factories
from tests.endorsement.references import test_at_once
from tests.endorsement.references.test_at_once import twice

pytestmark = pytest.mark.django_db(transaction=True)


def test_taking_over(standard, monkeypatch):
    monkeypatch.setattr(test_at_once, "REFUSALS", (PlanChanged,))
    assert Competency.objects.exists()
    person = factories.person()
    rows = [
        {"id": f"t{number}", "title": "Sleep", "on": "2024-03-01", "hours": number, "topic": "iecmh"}
        for number in (1, 2, 3)
    ]
    document = {"version": 1, "training": rows}
    store_import(by=person, document=document)
    digest = plan_of(document, person).digest
    outcomes = twice(lambda: take_over(by=person, digest=digest, chosen=()))
    assert sorted(map(str, outcomes)) == ["None", "{'new': 3, 'back': 0, 'changed': 0}"]
    assert (Training.objects.count(), PortfolioImport.objects.count()) == (3, 0)
