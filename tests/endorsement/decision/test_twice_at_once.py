"""Two coordinators send at the same moment, on two real connections."""

import pytest
from django.core.management import call_command

from common.outbox.models import Message
from endorsement.award.models import Certificate, Endorsement
from endorsement.decision import actions
from endorsement.decision.actions import Typed
from endorsement.decision.models import Decision
from tests import factories
from tests.endorsement.review import cases
from tests.endorsement.review.test_twice_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ready():
    call_command("load_standard", verbosity=0)
    association = factories.association()
    coordinator, reviewers = cases.office(association)
    other = factories.person("Other Coordinator")
    factories.role(other, "coordinator", association)
    pair = [cases.signed(one) for one in cases.in_review(association, coordinator, reviewers)]
    return cases.again(pair[0]).cycle.application, coordinator, other


def test_two_coordinators_sending_make_one_endorsement_and_one_letter(ready):
    application, coordinator, other = ready
    actions.save_decision(application=application, by=coordinator, typed=Typed(0, "endorse", {}, "", "", ""))
    found = at_once(
        lambda: actions.send(application=application, by=coordinator, version=1),
        lambda: actions.send(application=application, by=other, version=1),
    )
    assert sorted(type(one).__name__ for one in found) == ["Decision", "MoveGone"]
    counts = [model.objects.count() for model in (Endorsement, Certificate)]
    assert (counts, Message.objects.filter(kind="decision.endorse").count()) == ([1, 1], 1)


def test_two_coordinators_drafting_make_one_draft(ready):
    application, coordinator, other = ready
    found = at_once(
        *[
            lambda by=by, outcome=outcome: actions.save_decision(
                application=application, by=by, typed=Typed(0, outcome, {}, "", "", "")
            )
            for by, outcome in ((coordinator, "endorse"), (other, "defer"))
        ]
    )
    assert sorted(type(one).__name__ for one in found) == ["Decision", "StaleVersion"]
    assert Decision.objects.count() == 1
