"""What the association's policy allows to be decided."""

import pytest
from django.urls import reverse

from associations.policy.models import Policy
from endorsement.decision import actions
from tests.endorsement.decision.test_actions import save


@pytest.fixture
def settle(association):
    return lambda **settings: Policy.objects.filter(association=association).update(**settings)


def send(application, by):
    return actions.send(application=application, by=by, version=1)


def test_endorsing_needs_every_recommendation_where_the_policy_says_so(reviewed, decided_by, settle):
    settle(consensus=True)
    application = reviewed("endorse", "defer")
    save(application, decided_by, outcome="endorse", reason="The second doubt is answered.")
    with pytest.raises(actions.NotYet, match="endorses only what every reviewer recommends"):
        send(application, decided_by)
    application.refresh_from_db()
    assert application.state == "to_decide"
    settle(consensus=False)
    assert send(application, decided_by).outcome == "endorse"


def test_what_every_reviewer_recommends_is_endorsed(reviewed, decided_by, settle):
    settle(consensus=True)
    application = reviewed("endorse", "endorse")
    save(application, decided_by, outcome="endorse")
    assert send(application, decided_by).outcome == "endorse"


def test_without_hold_it_is_neither_offered_nor_sent(reviewed, decided_by, settle, signed_in, association):
    settle(may_hold=False)
    application = reviewed()
    page = signed_in(decided_by).get(reverse("decision:edit", args=[association.slug, application.code]))
    assert [choice.value for choice in page.context["outcomes"]] == ["endorse", "defer"]
    save(application, decided_by, outcome="hold", reason="We wait.")
    with pytest.raises(actions.NotYet, match="knows no hold"):
        send(application, decided_by)
