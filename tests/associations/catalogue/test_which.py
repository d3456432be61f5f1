"""Which category fits me? The answers become a portfolio document, and the one engine judges it."""

import datetime
import json
from decimal import Decimal

import pytest
import time_machine

from associations.catalogue.guide import Answers, fits, portfolio_of
from associations.directory.models import Association
from associations.directory.queries import member_abbreviations
from associations.policy.models import Overlay
from competencies.assessment import assess, document
from competencies.standard.queries import rules_for
from tests import factories

ON = datetime.date(2025, 1, 5)
WHICH = "/standard/which/"
HOME_VISITOR = {
    "ages": "infant",
    "membership": "other",
    "nature": "prevention",
    "work_months": "24",
    "pay": "paid",
    "families": "10",
    "education": "bachelor",
    "education_year": "2015",
    "hours": "30",
    "rsc_hours": "24",
    "rsc_months": "24",
    "provider": "MHM-C",
}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime.datetime(2025, 1, 5, tzinfo=datetime.UTC), tick=False):
        yield


def words(page):
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def judged(known, answers, on=ON, **more):
    return {fit.row.category.key: fit for fit in fits(answers, on, known, members={"CT-AIMH"}, **more)}


def test_a_home_visitor(client, standard):
    text = words(client.get(WHICH, HOME_VISITOR))
    near = text[text.index("What your answers say on Jan. 5, 2025") :]
    first, second = near.split('<section class="card">')[1:3]
    assert {"Infant Family Associate" in first, "Infant Family Associate" in second} == {True, False}
    for fit in (first, second):
        assert "Nothing asked here is missing" in fit
        assert "Still needed" not in fit
        assert "Comes with the application" in fit
    specialist = second if "Infant Family Specialist" in second else first
    assert "Counted: 24 of 24 hours." in specialist
    assert "Counted: 24 of 24 months." in specialist
    assert "Infant Mental Health Specialist: " in near or ">Infant Mental Health Specialist<" in near


def test_the_answer_is_the_engines(standard):
    """The same document, judged by itself, has the same findings as the page."""
    answers = Answers(
        ages=("infant",), nature="prevention", work_months=23, families=9, training={"hours": Decimal(29)}
    )
    made = document.loads(json.dumps(portfolio_of(answers, ON, standard.competencies), default=float))
    for key, fit in judged(standard, answers).items():
        findings = assess(made, rules_for(key, ON, members={"CT-AIMH"}), ON).findings
        shown = [line.title for line in (*fit.met, *fit.needed)] + [line.title for line in fit.later]
        assert len(shown) == len({finding.requirement for finding in findings} | set(_silent(key, made)))
        assert bool(fit.needed) == any(
            f.status != "met" and not f.requirement.startswith(("references", "agreements", "comp", "exam", "rsc.sou"))
            for f in findings
        )


def _silent(key, made):
    """What is asked and has no finding: the spread of RSC, where none counts."""
    return {name for name, _requirement in rules_for(key, ON).requirements}


def test_short_by_one_is_said_with_the_number(standard):
    answers = Answers(
        ages=("infant",), nature="prevention", work_months=23, families=9, training={"hours": Decimal(29)}
    )
    needed = {line.title: line.sentence for line in judged(standard, answers)["IFS"].needed}
    assert needed["Months of work"] == "Counted: 23 of 24 months. Missing: 1 month."
    assert needed["Families served"] == "Counted: 9 of 10 families. Missing: 1 family."
    assert needed["Training hours"] == "Counted: 29 of 30 hours. Missing: 1 hour."
    assert needed["Membership"] == "No membership that counts is current."


def test_each_hour_of_rsc_is_judged_by_its_day(standard):
    """24 hours over 24 months from a Mental Health Specialist: those before 2025 count."""
    answers = Answers(ages=("infant",), rsc_hours=Decimal(24), rsc_months=24, provider="MHS")
    needed = {line.title: line for line in judged(standard, answers, datetime.date(2025, 6, 30))["IFS"].needed}
    line = needed["Hours of RSC received"]
    assert line.sentence == "Counted: 18 of 24 hours. Missing: 6 hours."
    assert len(line.reasons) == 1


@pytest.mark.parametrize(
    ("answers", "key", "title"),
    [
        ({"leadership": "policy", "leadership_months": 36}, "IMHM-P", "Months of leadership"),
        ({"given_months": 36}, "IMHM-C", "Months of giving RSC"),
        ({"licence": True}, "IMHS", "Education"),
        ({"education": "doctorate", "education_year": 2024}, "IMHS", "Education"),
        ({"holds": "FS"}, "ERS", "An Endorsement held already"),
        ({"education": "associate", "related": True, "education_year": 2025}, "IFA", None),
        ({"rsc_hours": Decimal("12.25"), "rsc_about": Decimal(12), "provider": "MHM-C", "rsc_months": 3}, "ERS", None),
        ({"nature": "dyadic_therapy", "work_months": 24, "supervised": True}, "IMHS", None),
        ({"pay": "volunteer", "work_months": 24}, "IFA", "Education"),
        ({"training": {"hours": Decimal(15), "giving_rsc": Decimal(15)}}, "ERS", "Training in giving RSC"),
    ],
)
def test_what_an_answer_meets(standard, answers, key, title):
    without = len(judged(standard, Answers(ages=("infant",)))[key].met)
    fit = judged(standard, Answers(ages=("infant",), **answers))[key]
    assert len(fit.met) > without
    if title and not title.startswith(("Months of g", "An Endorsement")):
        assert title in {line.title for line in fit.met}


def test_both_age_groups_and_the_tracks_of_the_association(standard, association):
    both = Answers(ages=("infant", "early_childhood"), holds="FS")
    assert {"IFS", "ECFS", "ERS"} <= set(judged(standard, both))
    association.tracks = ["infant"]
    assert {"IFS", "ERS"} <= set(judged(standard, both, association=association))
    assert "ECFS" not in judged(standard, both, association=association)
    assert "IFS" not in judged(standard, Answers(ages=("early_childhood",)))


def test_an_associations_own_rules_and_names(client, standard, association):
    Overlay.objects.create(
        key="x", association=association, kinds=["FS"], requirement="rsc.hours", params={"hours": 25}
    )
    Association.objects.update(category_names={"IFS": "Family Practitioner"})
    text = words(client.get(WHICH, HOME_VISITOR | {"association": association.slug, "membership": "own"}))
    assert f"Judged by what {association.name} asks today." in text
    assert "Family Practitioner" in text
    assert "Counted: 24 of 25 hours. Missing: 1 hour." in text
    assert "Infant Family Specialist" not in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ages": ""}, "Choose an age group."),
        ({"ages": "elderly"}, "Choose one of the list."),
        ({"education_year": ""}, "Write the year in which it was awarded."),
        ({"education_year": "2026"}, "This year is still to come."),
        ({"education_year": "1066"}, "greater than or equal to 1940"),
        ({"hours": "29.9"}, "Hours are counted in quarters"),
        ({"hours": "NaN"}, "Enter a number."),
        ({"dei": "31"}, "The hours on the topics are more than all hours together."),
        ({"rsc_about": "25"}, "These are more than all hours of RSC received."),
        ({"membership": "own"}, "Choose the association you are a member of."),
        ({"association": "nowhere"}, "Choose one of the list."),
        ({"work_months": "9" * 30}, "less than or equal to 600"),
        ({"provider": "FA"}, "Choose one of the list."),
    ],
)
def test_answers_that_cannot_be(client, standard, change, sentence):
    text = words(client.get(WHICH, HOME_VISITOR | change))
    assert sentence in text
    assert "What your answers say" not in text
    assert 'value="prevention" selected' in text


def test_the_least_answer_and_the_most(client, standard):
    assert "What your answers say" in words(client.get(WHICH, {"ages": "both"}))
    most = dict.fromkeys(("hours", "rsc_hours"), "10000") | dict.fromkeys(("work_months", "rsc_months"), "600")
    assert "What your answers say" in words(client.get(WHICH, HOME_VISITOR | most))


def test_nothing_is_stored_and_the_cost_is_flat(client, standard, association, django_assert_num_queries):
    client.get(WHICH)
    for number in range(20):
        factories.association(f"other-{number}")
    with django_assert_num_queries(2):
        client.get(WHICH)
    with django_assert_num_queries(5):  # + the association, its overlays, whose membership counts
        client.get(WHICH, HOME_VISITOR | {"association": association.slug})
    assert client.post(WHICH, HOME_VISITOR).status_code == 405


def test_members_of_every_association_count(standard, association):
    member = Answers(ages=("infant",), membership=association.abbreviation)
    found = {fit.row.category.key: fit for fit in fits(member, ON, standard, members=member_abbreviations())}
    assert "Membership" in {line.title for line in found["IFS"].met}
