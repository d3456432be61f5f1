"""What if: another category or day beside the application; the same judgement, nothing stored."""

import pytest
from django.urls import reverse

from competencies.standard.models import Category
from endorsement.application.assessment import judge
from endorsement.application.models import Application
from tests import factories
from tests.endorsement.application import makings
from tests.endorsement.application.test_pages import HOSTILE

QUERIES = 19


@pytest.fixture
def application(association, standard):
    return makings.ready(association)


@pytest.fixture
def ask(signed_in, application):
    client = signed_in(application.person)
    url = reverse("application:what_if", args=[application.code])
    return lambda **query: client.get(url, query)


def text(answer):
    return answer.content.decode().partition("<main")[2]


def test_it_asks_first(ask, application):
    answer = ask()
    assert "other" not in answer.context
    assert answer.context["form"]["category"].value() == "ifa"
    assert "Endorsed Reflective Supervisor" in text(answer)


def test_another_category_beside_the_present_one(ask, application):
    answer = ask(category="ifs", on="2026-03-01")
    pairs = {pair.key: pair for pair in answer.context["pairs"]}
    hours = pairs["rsc.hours"]
    assert (hours.present.status, hours.other.status) == ("", "unmet")
    assert "not asked" in text(answer)
    assert (pairs["references.count"].present.status, pairs["references.count"].other.status) == ("met", "unmet")
    assert "do not count for another" in text(answer)
    assert answer.context["present"].judged.assessment.eligible is True


def test_both_sides_are_the_judgement_and_nothing_else(ask, application):
    other = Application(
        person=application.person, association=application.association, category=Category.objects.get(key="ECFS")
    )
    answer = ask(category="ecfs", on="2027-03-01")
    both = answer.context["present"].judged, answer.context["other"].judged
    assert both[0].assessment == judge(application).assessment
    assert both[1].assessment == judge(other, both[1].on).assessment
    assert str(both[1].on) == "2027-03-01"


def test_nothing_is_stored(ask, application):
    before = list(Application.objects.values())
    ask(category="ecfs", on="2027-03-01")
    assert list(Application.objects.values()) == before
    assert application.agreements.count() == 2


def test_an_open_application_for_the_other_category_is_the_one_compared(ask, application, association):
    other = makings.draft(application.person, association, "IFS")
    makings.signed(other)
    answer = ask(category="ifs", on="2099-01-01")
    assert answer.context["other"].application == other
    assert answer.context["other"].judged.assessment.finding("agreements.code_of_ethics").status == "met"


def test_a_later_day_counts_what_goes_on(ask, application):
    answer = ask(category="ifa", on="2030-01-01")
    assert "go on" in " ".join(answer.context["hints"])
    assert "You could submit" in text(answer)


def test_a_category_not_offered_that_day_says_when_it_is(ask):
    answer = ask(category="ifrs", on="2019-03-01")
    assert "Not offered on that day" in text(answer)
    assert "Infant Family Reflective Supervisor (IFRS) cannot be applied for on March 1, 2019" in text(answer)
    assert "pairs" not in answer.context


def test_the_present_category_no_longer_offered(ask, application):
    Application.objects.update(category=Category.objects.get(key="IFRS"))
    answer = ask(category="ifs", on="2026-01-01")
    assert "(IFRS) cannot be applied for" in text(answer)
    assert answer.context["pairs"][0].present.status == ""


def test_a_track_the_association_does_not_offer_is_said(ask, association):
    association.tracks = ["infant"]
    association.save()
    assert "does not offer Early Childhood Family Specialist (ECFS) itself" in text(
        ask(category="ecfs", on="2026-01-01")
    )


@pytest.mark.parametrize(
    "query",
    [{"category": "ifs", "on": "1900-01-01"}, {"category": "ifs"}, *({"category": h, "on": h} for h in HOSTILE)],
)
def test_bad_input_is_said_at_the_field(ask, query):
    answer = ask(**query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "other" not in answer.context


def test_ratings_stay_unknown(signed_in, association, standard):
    application = makings.draft(makings.applicant(association), association)
    makings.references(application, overall="do_not_recommend")
    url = reverse("application:what_if", args=[application.code])
    answer = signed_in(application.person).get(url, {"category": "ifa", "on": "2030-01-01"})
    assert "does not recommend" not in text(answer)


def test_it_costs_the_same_for_any_portfolio(ask, application, django_assert_num_queries):
    query = {"category": "ifs", "on": "2027-03-01"}
    ask(**query)
    for number in range(10):
        makings.training(application.person, title=f"More {number}")
    with django_assert_num_queries(QUERIES):
        ask(**query)


def test_nobody_else(signed_in, application, association):
    coordinator = factories.person()
    factories.role(coordinator, "coordinator", association)
    url = reverse("application:what_if", args=[application.code])
    assert signed_in(coordinator).get(url).status_code == 404
