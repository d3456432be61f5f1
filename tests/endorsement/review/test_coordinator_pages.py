import pytest
from django.urls import reverse

from endorsement.portfolio.models import Work
from endorsement.references.models import Reference
from endorsement.review import actions, queries
from endorsement.review.models import Assignment
from tests import factories
from tests.endorsement.review import cases
from tests.endorsement.review.test_assigning import reference


def where(name, application, *args):
    return reverse(f"review:{name}", args=[application.association.slug, application.code, *args])


@pytest.fixture
def submitted(office, association):
    return cases.submitted(association)


@pytest.fixture
def client_of(office, signed_in):
    return signed_in(office[0])


def post(application, *reviewers, **changes):
    return {"reviewers": [person.pk for person in reviewers], "due_on": cases.due().isoformat()} | changes


def test_the_form_proposes_who_has_least_open_and_shows_who_cannot(client_of, submitted, office, association):
    _coordinator, reviewers = office
    rater = cases.reviewer(association, "Rob Rater")
    namesake = cases.reviewer(association, "Sam Supervisor")
    reference(submitted.person, association, submitted.category, rater=rater)
    Work.objects.create(person=submitted.person, supervisor_name="Sam Supervisor")
    response = client_of.get(where("assign", submitted))
    assert response.context["chosen"] == {str(person.pk) for person in reviewers}
    assert [one.person for one in response.context["excluded"]] == [rater]
    text = response.content.decode()
    assert "The applicant asked this person for a reference rating." in text
    assert f'id="other-{namesake.pk}"' in text
    assert str(cases.due()) in text


def test_choosing_sends_to_review(client_of, submitted, office):
    _coordinator, reviewers = office
    response = client_of.post(where("assign", submitted), post(submitted, *reviewers), follow=True)
    assert "Rena Reviewer, Remy Reviewer have been asked by mail" in response.content.decode()
    assert [row.name for row in response.context["rows"]] == ["Rena Reviewer", "Remy Reviewer"]
    again = client_of.post(where("assign", submitted), post(submitted, *reviewers), follow=True)
    assert "chosen already" in again.content.decode()
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reviewers": []}, "Please choose the reviewers."),
        ({"reviewers": ["999999"]}, "cannot review this application"),
        ({"reviewers": ["x\x00"]}, "cannot review this application"),
        ({"due_on": ""}, "Please give a due date."),
        ({"due_on": "soon"}, "Please give a day"),
        ({"due_on": "2020-01-01"}, "lies in the past"),
    ],
)
def test_bad_input_is_a_clear_sentence(client_of, submitted, office, changes, sentence):
    response = client_of.post(where("assign", submitted), post(submitted, *office[1], **changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Assignment.objects.exists()


def test_one_is_too_few(client_of, submitted, office):
    response = client_of.post(where("assign", submitted), post(submitted, office[1][0]))
    assert "Please choose exactly 2 reviewers." in response.content.decode()


def test_a_namesake_needs_the_word_and_then_goes(client_of, submitted, office):
    _coordinator, reviewers = office
    Work.objects.create(person=submitted.person, supervisor_name=reviewers[0].name)
    refused = client_of.post(where("assign", submitted), post(submitted, *reviewers))
    assert "Someone of the same name" in refused.content.decode()
    gone = client_of.post(where("assign", submitted), post(submitted, *reviewers, another_person=[reviewers[0].pk]))
    assert gone.status_code == 302


def test_the_move_can_be_gone(client_of, submitted, office, monkeypatch):
    from endorsement.application.models import Application
    from endorsement.review.views import coordinator

    def meanwhile(**kwargs):
        Application.objects.filter(pk=submitted.pk).update(state="withdrawn")
        return actions.assign(**kwargs)

    monkeypatch.setattr(coordinator.actions, "assign", _once(meanwhile, actions.assign, coordinator, monkeypatch))
    response = client_of.post(where("assign", submitted), post(submitted, *office[1]), follow=True)
    assert "no longer possible" in response.content.decode()


def _once(wrapped, original, module, monkeypatch):
    def act(**kwargs):
        monkeypatch.setattr(module.actions, "assign", original)
        return wrapped(**kwargs)

    return act


def test_the_same_reviewers_are_proposed_for_a_resubmission(client_of, pair, application, association):
    from endorsement.application.models import Application

    for one in pair:
        cases.signed(one, recommendation="defer")
    cases.reviewer(association, "Aaron Idle")
    Application.objects.filter(pk=application.pk).update(state="submitted")
    cases.snapshot(application)
    response = client_of.get(where("assign", application))
    assert response.context["chosen"] == {str(one.reviewer_id) for one in pair}
    assert "reviewed an earlier submission" in response.content.decode()


def test_the_page_costs_the_same_at_any_number(client_of, submitted, association, django_assert_num_queries):
    for size in (2, 12):
        while len(queries.candidates(submitted)) < size:
            cases.reviewer(association)
        client_of.get(where("assign", submitted))
        with django_assert_num_queries(17):
            client_of.get(where("assign", submitted))


# Instead, and a third --------------------------------------------------------------------------------------------


def one_more(person, **changes):
    return {"reviewer": person.pk, "due_on": cases.due().isoformat()} | changes


def test_who_handed_back_is_replaced_from_the_page(client_of, pair, application, association):
    assert client_of.get(where("assign", application)).context["one_form"] is None
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="I know <them>")
    other = cases.reviewer(association, "Olu Other")
    response = client_of.get(where("assign", application))
    assert response.context["replacing"] == pair[0]
    assert "I know &lt;them&gt;" in response.content.decode()
    address = where("replace", application, pair[0].code)
    bad = client_of.post(address, one_more(pair[1].reviewer))
    assert bad.status_code == 422
    assert "already reviews" in bad.content.decode()
    assert client_of.post(address, {"reviewer": "", "due_on": ""}).status_code == 422
    done = client_of.post(address, one_more(other), follow=True)
    assert "Olu Other has been asked by mail" in done.content.decode()
    assert client_of.get(where("assign", application)).context["replacing"] is None


def test_who_does_not_answer_is_replaced_when_asked_for(client_of, pair, application, association):
    response = client_of.get(where("assign", application), {"instead_of": pair[1].code})
    assert response.context["replacing"] == pair[1]
    done = cases.signed(pair[1])
    gone = client_of.post(where("replace", application, done.code), one_more(cases.reviewer(association)), follow=True)
    assert "no longer possible" in gone.content.decode()


def test_a_third_reviewer_from_the_page(client_of, pair, application, association):
    for one in pair:
        cases.signed(one)
    third = cases.reviewer(association, "Tess Third")
    assert "Ask a further reviewer" in client_of.get(where("assign", application)).content.decode()
    done = client_of.post(where("add_third", application), one_more(third, reason="In doubt"), follow=True)
    assert "Tess Third has been asked by mail" in done.content.decode()
    again = client_of.post(where("add_third", application), one_more(third), follow=True)
    assert "no longer possible" in again.content.decode()


def test_before_submission_there_is_nothing_to_choose(client_of, submitted):
    from endorsement.application.models import Application

    Application.objects.filter(pk=submitted.pk).update(state="draft")
    assert "when the application is submitted" in client_of.get(where("assign", submitted)).content.decode()
    assert client_of.get(where("differences", submitted)).status_code == 404
    assert client_of.post(where("replace", submitted, "NOTHING"), {}).status_code == 404


# Differences -----------------------------------------------------------------------------------------------------


def test_unsigned_reviews_are_not_shown_and_not_counted(client_of, pair, application):
    cases.judge(cases.opened(pair[0]), verdict="not_met", comment="SECRET", recommendation="defer")
    response = client_of.get(where("differences", application))
    text = response.content.decode()
    assert "SECRET" not in text
    assert (response.context["waiting"], response.context["columns"]) == (2, [])
    cases.signed(pair[1], comment="OPEN WORD")
    response = client_of.get(where("differences", application))
    assert [column.name for column in response.context["columns"]] == [pair[1].reviewer.name]
    assert response.context["differing"] == []
    assert len(response.context["agreeing"]) == 11


def test_what_differs_comes_first_side_by_side(client_of, pair, application):
    cases.signed(pair[0], comment="one")
    cases.signed(pair[1], recommendation="defer", comment="two", v3="not_met", v8="more")
    response = client_of.get(where("differences", application))
    keys = cases.asked_keys()
    from competencies.standard.models import Competency

    titles = {one.key: one.title for one in Competency.objects.all()}
    assert [row.title for row in response.context["differing"]] == [titles[keys[3]], titles[keys[8]]]
    assert [(who, cell.label, cell.comment) for who, cell in response.context["differing"][0].pairs] == [
        (pair[0].reviewer.name, "met", "one"),
        (pair[1].reviewer.name, "not met", "two"),
    ]
    assert response.context["recommendations_differ"]
    assert "2 competencies on which they differ" in response.content.decode()


def test_a_competency_only_one_was_asked_about_is_not_judged_by_the_other(client_of, pair, application):
    for one in pair:
        cases.signed(one)
    pair[0].judgements.order_by("competency__position").first().delete()
    response = client_of.get(where("differences", application))
    assert [[cell.label for _who, cell in row.pairs] for row in response.context["differing"]] == [
        ["not judged", "met"]
    ]


def test_agreement_is_said(client_of, pair, application):
    for one in pair:
        cases.signed(one)
    assert (
        "The reviewers agree on every competency" in client_of.get(where("differences", application)).content.decode()
    )


def test_a_different_recommendation_alone_is_said(client_of, pair, application):
    cases.signed(pair[0])
    cases.signed(pair[1], recommendation="more")
    text = client_of.get(where("differences", application)).content.decode()
    assert "agree on every competency but recommend differently" in text


def test_a_coordinator_who_reviews_is_a_reviewer_first(office, association, signed_in):
    coordinator, reviewers = office
    factories.role(coordinator, "reviewer", association)
    other_coordinator = factories.person("Other Coordinator")
    factories.role(other_coordinator, "coordinator", association)
    application = cases.submitted(association)
    _mine, theirs = cases.asked(application, other_coordinator, [coordinator, reviewers[0]])
    cases.signed(theirs, comment="SECRET")
    client = signed_in(coordinator)
    assert "SECRET" not in client.get(where("differences", application)).content.decode()
    assert "SECRET" in signed_in(other_coordinator).get(where("differences", application)).content.decode()


def test_differences_cost_the_same_with_two_and_three(
    client_of, office, pair, application, association, django_assert_num_queries
):
    for one in pair:
        cases.signed(one)
    client_of.get(where("differences", application))
    with django_assert_num_queries(8):
        client_of.get(where("differences", application))
    third = actions.add_third(
        application=application, reviewer=cases.reviewer(association), due_on=cases.due(), by=office[0]
    )
    cases.signed(cases.again(third))
    with django_assert_num_queries(8):
        client_of.get(where("differences", application))


# Scope -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["assign", "differences", "add_third", "replace"])
def test_only_who_handles_the_application_gets_in(pair, application, name, signed_in, neighbour, association):
    stranger = factories.person()
    factories.role(stranger, "coordinator", neighbour)
    args = [pair[0].code] if name == "replace" else []
    address = where(name, application, *args)
    for person in (application.person, stranger, pair[0].reviewer, factories.person()):
        client = signed_in(person)
        assert (client.get if name in ("assign", "differences") else client.post)(address).status_code == 404
    factories.role(application.person, "coordinator", association)
    client = signed_in(application.person)
    assert (client.get if name in ("assign", "differences") else client.post)(address).status_code == 404
    other = reverse(f"review:{name}", args=[neighbour.slug, application.code, *args])
    assert (client.get if name in ("assign", "differences") else client.post)(other).status_code == 404
    assert Reference.objects.count() == 0
