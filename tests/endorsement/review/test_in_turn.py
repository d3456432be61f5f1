"""Reviewers one after the other: the second is asked only when the first has signed, and never earlier."""

import datetime

import pytest
from django.urls import reverse

from associations.people.actions import end_role
from associations.people.models import RoleGrant
from associations.policy.models import Policy
from common import clock
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from endorsement.application.actions import withdraw
from endorsement.review import actions, queries
from endorsement.review.actions.turns import ask_next
from endorsement.review.models import Assignment
from tests.endorsement.review import cases


@pytest.fixture
def in_turn(association):
    Policy.objects.filter(association=association).update(review_order=Policy.ReviewOrder.IN_TURN)


@pytest.fixture
def pair(in_turn, office, association):
    """The assignments of one application: the first is asked, the second waits."""
    coordinator, reviewers = office
    return cases.in_review(association, coordinator, reviewers)


def asked_by_mail():
    return list(Message.objects.filter(kind="review.asked").order_by("pk").values_list("to", flat=True))


def states(application):
    return list(
        Assignment.objects.filter(cycle__application=application).order_by("pk").values_list("state", flat=True)
    )


def a_day(monkeypatch, days):
    moment = clock.now() + datetime.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_the_second_hears_of_it_when_the_first_has_signed(pair, application, monkeypatch):
    first, second = pair
    assert states(application) == ["asked", "waiting"]
    assert (first.due_on, second.due_on, second.days) == (cases.due(), cases.due(42), 21)
    assert asked_by_mail() == [first.reviewer.email]
    assert (list(queries.queue(second.reviewer)), queries.owed(second.reviewer)) == ([], 0)
    assert not queries.visible_to(second.reviewer).exists()
    assert "one after the other" in Message.objects.get(kind="application.in_review").text
    a_day(monkeypatch, 5)
    cases.signed(first)
    second = cases.again(second)
    assert (second.state, second.due_on) == ("asked", cases.due())
    assert second.assigned_at == clock.now()
    assert asked_by_mail() == [first.reviewer.email, second.reviewer.email]
    application.refresh_from_db()
    assert (application.state, queries.owed(second.reviewer)) == ("in_review", 1)
    cases.signed(second)
    application.refresh_from_db()
    assert application.state == "to_decide"


def test_nobody_opens_or_is_reminded_before_their_turn(pair, application, monkeypatch, signed_in):
    second = pair[1]
    with pytest.raises(MoveGone):
        actions.open_review(assignment=second, by=second.reviewer)
    assert signed_in(second.reviewer).get(reverse("review:open", args=[second.code])).status_code == 404
    a_day(monkeypatch, 60)
    actions.remind()
    assert set(Message.objects.filter(kind="review.reminder").values_list("to", flat=True)) == {pair[0].reviewer.email}
    assert ask_next(application, second.cycle) is None


def test_who_steps_aside_makes_room_for_the_next_and_their_successor_waits(pair, application, office, association):
    first, second = pair
    opened = cases.opened(first)
    actions.hand_back(assignment=opened, by=first.reviewer, reason="I know them.")
    assert states(application) == ["handed_back", "asked"]
    instead = cases.reviewer(association, "Ida Instead")
    made = actions.replace(assignment=cases.again(first), reviewer=instead, due_on=cases.due(9), by=office[0])
    assert (made.state, made.days, asked_by_mail()) == (
        "waiting",
        9,
        [first.reviewer.email, second.reviewer.email],
    )
    cases.signed(cases.again(second))
    assert asked_by_mail()[-1] == instead.email
    assert cases.again(made).due_on == cases.due(9)


def test_who_stepped_aside_may_be_asked_again_for_later(pair, application, office):
    first = pair[0]
    actions.hand_back(assignment=cases.opened(first), by=first.reviewer, reason="No time.")
    made = actions.replace(assignment=cases.again(first), reviewer=first.reviewer, due_on=cases.due(), by=office[0])
    assert (made.pk, made.state, states(application)) == (first.pk, "waiting", ["waiting", "asked"])


def test_another_instead_of_one_whose_turn_has_not_come(pair, application, office, association):
    instead = cases.reviewer(association, "Ida Instead")
    actions.replace(assignment=pair[1], reviewer=instead, due_on=cases.due(), by=office[0])
    assert states(application) == ["asked", "cancelled", "waiting"]
    assert not Message.objects.filter(kind="review.cancelled").exists()  # who was not asked need not be told
    other = cases.reviewer(association, "Otto Other")
    actions.replace(assignment=cases.again(pair[0]), reviewer=other, due_on=cases.due(), by=office[0])
    assert states(application) == ["cancelled", "cancelled", "waiting", "asked"]


def test_an_ended_role_and_a_withdrawn_application_end_the_waiting_too(pair, application, office):
    second = pair[1]
    grant = RoleGrant.objects.get(person=second.reviewer, role="reviewer")
    end_role(grant=grant, by=office[0])
    assert states(application) == ["asked", "handed_back"]
    made = actions.replace(assignment=cases.again(second), reviewer=_again(second), due_on=cases.due(), by=office[0])
    withdraw(application=application, by=application.person)
    assert cases.again(made).state == "cancelled"
    assert list(Message.objects.filter(kind="review.cancelled").values_list("to", flat=True)) == [
        pair[0].reviewer.email
    ]


def _again(assignment):
    RoleGrant.objects.filter(person=assignment.reviewer, role="reviewer").update(ended_at=None)
    return assignment.reviewer


def test_one_reviewer_for_some_kinds_and_the_rule_the_round_began_with(office, association):
    coordinator, reviewers = office
    Policy.objects.filter(association=association).update(one_reviewer_kinds=["FS"], review_order="in_turn")
    application = cases.submitted(association)
    assert queries.reviewers_wanted(application) == 1
    assert queries.reviewers_wanted(cases.submitted(association, category="IMHS")) == 2
    [only] = cases.asked(application, coordinator, reviewers[:1])
    Policy.objects.create(association=association, valid_from=clock.today() + datetime.timedelta(days=1))
    cases.signed(only)
    application.refresh_from_db()
    assert application.state == "to_decide"


class TestPage:
    @pytest.fixture
    def submitted(self, in_turn, office, association):
        return cases.submitted(association)

    def address(self, application):
        return reverse("review:assign", args=[application.association.slug, application.code])

    def typed(self, reviewers, **more):
        return {"reviewers": [one.pk for one in reviewers], "due_on": cases.due().isoformat(), **more}

    def test_the_coordinator_says_who_begins(self, submitted, office, signed_in):
        coordinator, reviewers = office
        client, address = signed_in(coordinator), self.address(submitted)
        shown = client.get(address).content.decode()
        assert "They are asked one after the other." in shown
        answer = client.post(address, self.typed(reviewers, first=reviewers[1].pk), follow=True)
        shown = answer.content.decode()
        assert "Remy Reviewer has been asked by mail; then, in turn: Rena Reviewer." in shown
        assert "Asked by mail once the reviewer before has signed." in shown
        assert asked_by_mail() == [reviewers[1].email]
        waiting = Assignment.objects.get(state="waiting")
        instead = cases.reviewer(submitted.association, "Ida Instead")
        assert "instead of Rena Reviewer" in client.get(f"{address}?instead_of={waiting.code}").content.decode()
        where = [submitted.association.slug, submitted.code, waiting.code]
        answer = client.post(
            reverse("review:replace", args=where), {"reviewer": instead.pk, "due_on": cases.due()}, follow=True
        )
        assert "Ida Instead is asked by mail when the one before has signed." in answer.content.decode()

    def test_who_begins_is_among_those_chosen(self, submitted, office, association, signed_in):
        coordinator, reviewers = office
        other = cases.reviewer(association, "Otto Other")
        answer = signed_in(coordinator).post(self.address(submitted), self.typed(reviewers, first=other.pk))
        assert (answer.status_code, "Otto Other is not among those chosen." in answer.content.decode()) == (422, True)
