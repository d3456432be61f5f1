"""What an unpaid fee holds up: nothing, unless the association says so."""

import pytest
from django.urls import reverse

from associations.fees import holding
from associations.fees.models import Due
from associations.people.enums import Role
from associations.policy.models import Policy
from endorsement.application import actions
from endorsement.review import actions as review
from tests import factories
from tests.associations.fees.makings import owed, pay
from tests.endorsement.application import makings
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def settle(association):
    return lambda what: Policy.objects.filter(association=association).update(fees_hold_up=what)


def owes(application, kind, amount=5000):
    return owed(
        application.person,
        application.association,
        amount,
        kind=kind,
        category=application.category,
        origin=f"application:{application.pk}:{kind}",
    )


@pytest.mark.parametrize(
    ("what", "submission", "assignment"),
    [
        ("nothing", "", ""),
        ("submission", "A fee is to be paid first: Registration, 20.00 USD.", ""),
        ("assignment", "", "A fee is to be paid first: Registration, 20.00 USD; Processing, 50.00 USD."),
        (
            "both",
            "A fee is to be paid first: Registration, 20.00 USD.",
            "A fee is to be paid first: Registration, 20.00 USD; Processing, 50.00 USD.",
        ),
    ],
)
def test_by_the_policy(standard, association, settle, what, submission, assignment):
    settle(what)
    application = makings.draft(factories.person(), association)
    owes(application, "registration", 2000)
    owes(application, "processing")
    owed(application.person, association)
    case = f"application:{application.pk}"
    assert holding.held_up(association, case, holding.SUBMISSION) == submission
    assert holding.held_up(association, case, holding.ASSIGNMENT) == assignment
    for due in Due.objects.filter(origin__startswith=case):
        pay(association, {due.pk: due.amount}, means="waiver", reason="Hardship")
    assert holding.held_up(association, case, holding.ASSIGNMENT) == ""


def test_submitting_waits_for_the_registration_fee(standard, association, administrator, settle, signed_in):
    factories.role(administrator, Role.COORDINATOR, association)
    application = makings.ready(association)
    due = owes(application, "registration", 2000)
    address = reverse("application:submit", args=[application.code])
    client = signed_in(application.person)
    assert "A fee comes first" not in client.get(address).content.decode()
    settle("submission")
    shown = client.get(address).content.decode()
    assert "A fee is to be paid first: Registration, 20.00 USD." in shown
    assert 'aria-describedby="unpaid"' in shown
    assert reverse("fees:mine") in shown
    client.post(address)
    with pytest.raises(actions.NotSaid, match=r"Registration, 20\.00 USD"):
        actions.submit(application=application, by=application.person)
    assert "once its registration fee is paid" in client.get(reverse("fees:mine")).content.decode()
    pay(association, {due.pk: 2000}, administrator)
    actions.submit(application=application, by=application.person)
    application.refresh_from_db()
    assert application.state == "submitted"


def test_reviewers_wait_for_the_processing_fee(standard, association, administrator, settle, signed_in):
    coordinator = factories.person("Cora Coordinator")
    factories.role(coordinator, Role.COORDINATOR, association)
    reviewers = [factories.person() for _one in range(2)]
    for reviewer in reviewers:
        factories.role(reviewer, Role.REVIEWER, association)
    application = cases.submitted(association)
    due = owes(application, "processing")
    settle("both")
    address = reverse("review:assign", args=[association.slug, application.code])
    shown = signed_in(coordinator).get(address).content.decode()
    assert "Processing, 50.00 USD" in shown
    assert 'aria-describedby="unpaid"' in shown

    def assign():
        return review.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)

    with pytest.raises(review.Refused, match="A fee is to be paid first"):
        assign()
    pay(association, {due.pk: 5000}, administrator)
    assert "A fee comes first" not in signed_in(coordinator).get(address).content.decode()
    assert assign().application == application


def test_what_holds_is_said_in_one_query(association, django_assert_num_queries):
    other = factories.association("elsewhere")
    Policy.objects.filter(association=other).update(fees_hold_up="both")
    later = Policy.objects.create(association=other, valid_from="2999-01-01")
    with django_assert_num_queries(1):
        said = holding.sentences({association, other})
    assert said[association] == "An unpaid fee holds nothing up."
    assert "processing fee is paid too" in said[other]
    assert later.fees_hold_up == "nothing"
