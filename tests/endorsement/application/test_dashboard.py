"""The applicant's dashboard: what is missing and why, in no click; costs the same for any portfolio."""

import datetime

import pytest
from django.urls import reverse

from competencies.standard.models import Category, Competency
from endorsement.application import actions
from endorsement.application.assessment import judge, with_signatures
from endorsement.application.models import Application, Comment
from endorsement.application.queries import mine
from endorsement.portfolio.actions import save_entry
from endorsement.references.models import Reference
from tests import factories
from tests.endorsement.application import makings
from tests.endorsement.application.test_assessment import rsc, training
from tests.endorsement.portfolio.test_providers import endorsed

DASHBOARD_QUERIES = 11
ASSESSMENT_QUERIES = 6
PORTFOLIO_QUERIES = 22


@pytest.fixture
def applicant(db):
    return factories.person("Anna Applicant")


@pytest.fixture
def application(applicant, association, standard):
    return actions.start(association=association, category=Category.objects.get(key="IFS"), by=applicant)


@pytest.fixture
def url(application):
    return reverse("application:dashboard", args=[application.code])


@pytest.fixture
def page(signed_in, applicant, url):
    return lambda: signed_in(applicant).get(url)


def primary_buttons(answer):
    return answer.content.decode().partition("<main")[2].partition("</main>")[0].count("btn btn-primary")


def row_of(answer, key):
    return next(row for row in answer.context["found"].rows if row.key == key)


def test_an_empty_portfolio_says_all_that_is_missing(page):
    answer = page()
    found = answer.context["found"]
    assert found.unmet[0].fix == answer.context["next_action"]
    assert answer.context["my_turn"] is True
    text = answer.content.decode()
    assert "Complete your portfolio, then submit." in text
    assert primary_buttons(answer) == 1


def test_every_unmet_requirement_links_to_what_mends_it(page, application, association):
    fixes = {row.key: row.fix.url.partition("?")[0] for row in page().context["found"].unmet}
    references = reverse("references:ask", args=[association.slug, application.category.slug])
    agreements = reverse("application:agreements", args=[application.code])
    assert fixes == {
        "work.months": reverse("portfolio:add", args=["work"]),
        "work.families": reverse("portfolio:add", args=["work"]),
        "training.hours": "/portfolio/training/add/",
        "rsc.hours": "/portfolio/rsc/add/",
        "references.count": references,
        "references.roles": references,
        "references.endorsed": references,
        "agreements.code_of_ethics": agreements,
        "agreements.endorsement_agreement": agreements,
        "membership": reverse("application:question", args=[application.code, "general"]),
        "competencies": "/portfolio/training/add/",
    }


def test_reasons_name_the_entry_and_link_to_it(page, applicant, association, url):
    provider = endorsed("Maria Castillo", association)
    rsc(applicant, "RSC000000001", provider, datetime.date(2019, 6, 1), datetime.date(2020, 6, 30), 6)
    training(applicant, "TRA000000001", 7)
    answer = page()
    (reason,) = row_of(answer, "rsc.hours").reasons
    assert (reason.label, reason.amount) == ("Maria Castillo", "6 hours")
    assert reason.url == f"/portfolio/rsc/RSC000000001/?next={url.replace('/', '%2F')}"
    assert "Jan. 1, 2020" in reason.sentence
    row = row_of(answer, "training.hours")
    assert (row.counted, row.required, row.meter, row.amounts) == (0, 30, True, "0 of 30")
    assert row.fix.label == "Map “Training TRA000000001” to competencies"
    assert row.fix.url.startswith("/portfolio/training/TRA000000001/?next=")


def test_competencies_gaps_first_with_a_link_each(page, applicant):
    first = Competency.objects.all()[0]
    training(applicant, "TRA000000001", 7, [first.pk])
    found = page().context["found"]
    area = found.areas[0]
    assert [row.standing for row in area.rows] == ["gap"] * (len(area.rows) - 1) + ["covered"]
    assert area.covered == 1
    assert area.rows[-1].cells[0].url.startswith("/portfolio/training/TRA000000001/")
    assert "competency=" in area.rows[0].add_url
    assert len(found.gaps) == sum(row.standing == "gap" for one in found.areas for row in one.rows)


def test_future_training_says_so_beside_its_competency(page, applicant):
    first = Competency.objects.all()[0]
    training(applicant, "TRA000000001", 7, [first.pk], held_on=datetime.date(2099, 1, 1))
    row = next(row for area in page().context["found"].areas for row in area.rows if row.entries)
    assert (row.standing, bool(row.cells[0].sentence)) == ("gap", True)


def test_the_matrix_has_competencies_in_rows_and_entries_in_columns_by_day(page, applicant):
    one, two, three = Competency.objects.filter(area=Competency.objects.all()[0].area)[:3]
    training(applicant, "TRA000000002", 7, [one.pk, two.pk], title="Attachment", held_on=datetime.date(2024, 5, 1))
    training(applicant, "TRA000000001", 7, [two.pk], title="Sleep", held_on=datetime.date(2099, 1, 1))
    entry = save_entry(
        by=applicant,
        kind="education",
        code="EDU000000001",
        values={"level": "bachelor", "institution": "Sample College", "awarded_on": datetime.date(2020, 6, 30)},
        competencies={one.pk},
    )
    answer = page()
    area = answer.context["found"].areas[0]
    assert [column.label for column in area.columns] == ["Sample College", "Attachment", "Sleep"]
    assert area.columns[0].url.partition("?")[0] == f"/portfolio/education/{entry.code}/"
    cells = {row.title.lower(): [cell and (cell.label, bool(cell.sentence)) for cell in row.cells] for row in area.rows}
    assert cells[one.title.lower()] == [("Sample College", False), ("Attachment", False), None]
    assert cells[two.title.lower()] == [None, ("Attachment", False), ("Sleep", True)]
    assert cells[three.title.lower()] == [None, None, None]
    table = answer.content.decode().partition('<table class="matrix"')[2].partition("</table>")[0]
    assert (table.count('scope="col"'), table.count('scope="row"')) == (4, len(area.rows))
    assert table.count('class="matrix-mark') == 4
    assert "Attachment" in table.partition("<tbody")[2]  # each cell says its entry, so that a phone shows a list


def test_the_history_says_who_did_what_and_whose_turn_it_was(page, application, association):
    coordinator = factories.person("Cora Coordinator")
    factories.role(coordinator, "coordinator", association)
    actions.ask(application=application, section="work", text="Does an internship count?", by=application.person)
    actions.withdraw(application=application, by=application.person, reason="A new job")
    page_answer = page()
    lines = page_answer.context["history"]
    assert [(line.title, line.actor, line.text) for line in lines] == [
        ("Withdrawn", "you", "A new job"),
        ("Question on: Work", "you", "Does an internship count?"),
        ("Started", "you", "Then it was your turn."),
    ]
    assert 'id="history"' in page_answer.content.decode()


def test_the_history_names_others_by_what_they_are(signed_in, association, standard):
    coordinator = factories.person("Cora Coordinator")
    factories.role(coordinator, "coordinator", association)
    application = makings.submitted(association)
    actions.return_to_applicant(application=application, comments={"rsc": "Which hours?"}, by=coordinator)
    answer = signed_in(application.person).get(reverse("application:dashboard", args=[application.code]))
    lines = [(line.title, line.actor) for line in answer.context["history"]]
    assert lines == [
        ("Comment on: Reflective supervision/consultation", "the coordinator"),
        ("Returned to the applicant with comments", "the coordinator"),
        ("Submitted", "you"),
        ("Started", "you"),
    ]
    assert answer.context["history"][1].text == "Now it is your turn."
    assert answer.context["history"][2].text == "Then it was the turn of: the coordinator."
    assert "Cora" not in answer.content.decode().partition("<main")[2]


def test_drafts_are_named(page, applicant):
    training(applicant, "TRA000000001", None, complete=False)
    (draft,) = page().context["found"].drafts
    assert draft.label == "Training TRA000000001"
    assert draft.url.startswith("/portfolio/training/TRA000000001/?check=1&next=")


def test_states_of_references_and_agreements(page, applicant, association, application):
    Reference.objects.create(
        person=applicant,
        association=association,
        category=application.category,
        rater_name="Rosa Rater",
        rater_email="rosa@work.example",
        roles=["colleague"],
        state="bounced",
        state_since=application.started_at,
        expires_at=application.started_at,
        asked_at=application.started_at,
    )
    answer = page()
    assert answer.context["references"][0]["name"] == "Rosa Rater"
    assert "Rosa Rater" in answer.content.decode()
    assert [row["signed_at"] for row in answer.context["agreements"]] == [None, None]


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("returned", "What the coordinator asked you to mend"),
        ("submitted", "What the coordinator wrote to you"),
        ("in_review", "What the coordinator wrote to you"),
    ],
)
def test_what_the_coordinator_wrote(signed_in, applicant, url, application, django_assert_num_queries, state, title):
    Application.objects.filter(pk=application.pk).update(state=state, submitted_at=application.started_at)
    Comment.objects.create(
        application=application,
        section="work",
        author_name="Cora",
        text="Please add the dates.",
        written_at=application.started_at,
    )
    client = signed_in(applicant)
    client.get(url)
    with django_assert_num_queries(11):  # comments come with the history; without a provider in the registry one less
        answer = client.get(url)
    assert (title in answer.content.decode(), "Please add the dates." in answer.content.decode()) == (True, True)


@pytest.mark.parametrize(
    "state",
    ["submitted", "in_review", "to_decide", "held", "withdrawn"],
)
def test_somebody_elses_turn_has_no_primary_button(page, application, state):
    Application.objects.filter(pk=application.pk).update(state=state, submitted_at=application.started_at)
    answer = page()
    assert answer.context["next_action"] is None
    assert primary_buttons(answer) == 0
    assert "mend-link" not in answer.content.decode()


def test_endorsed_leads_to_the_endorsement(page, application):
    Application.objects.filter(pk=application.pk).update(state="endorsed", submitted_at=application.started_at)
    assert page().context["next_action"].url == reverse("award:mine")


def test_a_category_no_longer_offered(page, application):
    category = Category.objects.get(key="IFRS")
    Application.objects.filter(pk=application.pk).update(category=category)
    answer = page()
    assert (answer.status_code, answer.context["found"], answer.context["next_action"]) == (200, None, None)
    assert "(IFRS) cannot be applied for" in answer.content.decode()


def test_the_summary_is_read_again_only_when_it_changed(page, signed_in, applicant, url):
    found = page().context["found"]
    seen = f"{len(found.met)}-{len(found.unmet)}"
    client = signed_in(applicant)
    assert client.get(url, {"part": "summary", "seen": seen}).status_code == 204
    changed = client.get(url, {"part": "summary", "seen": "0-0"})
    assert "Show what changed" in changed.content.decode()


def test_nobody_else_sees_it(signed_in, association, url):
    coordinator = factories.person()
    factories.role(coordinator, "coordinator", association)
    for other in (factories.person(), coordinator):
        assert signed_in(other).get(url).status_code == 404


def test_the_portfolio_shows_how_far_it_is(signed_in, applicant, application):
    (summary,) = signed_in(applicant).get(reverse("portfolio:overview")).context["summaries"]
    assert summary.title == f"Infant Family Specialist ({application.association.abbreviation})"
    assert summary.url == reverse("application:dashboard", args=[application.code])


@pytest.mark.parametrize("count", [1, 40])
def test_at_most_twelve_queries_with_the_assessment(
    signed_in, applicant, association, url, count, django_assert_num_queries
):
    provider = endorsed("Maria Castillo", association)
    known = list(Competency.objects.values_list("pk", flat=True)[:6])
    for number in range(count):
        training(applicant, f"TRA{number:09}", 2, known)
        rsc(applicant, f"RSC{number:09}", provider, datetime.date(2023, 1, 1), datetime.date(2023, 1, 31), 1)
    client = signed_in(applicant)
    client.get(url)
    with django_assert_num_queries(DASHBOARD_QUERIES):
        client.get(url)
    row = with_signatures(mine(applicant)).get()
    with django_assert_num_queries(ASSESSMENT_QUERIES):
        judge(row)
    with django_assert_num_queries(PORTFOLIO_QUERIES):
        client.get(reverse("portfolio:overview"))


def test_eligible_leads_to_submitting(signed_in, association, standard):
    application = makings.ready(association)
    answer = signed_in(application.person).get(reverse("application:dashboard", args=[application.code]))
    assert answer.context["next_action"].url == reverse("application:submit", args=[application.code])
    assert answer.context["found"].sentence.endswith("Nothing that is required is missing.")
    references = row_of(answer, "references.count")
    assert [line.url for line in references.evidence][:1] == [
        reverse("references:ask", args=[association.slug, application.category.slug])
    ]
    assert row_of(answer, "education").evidence[0].url.startswith("/portfolio/")
    assert primary_buttons(answer) == 1


def test_what_a_person_will_look_at_is_in_the_sum_and_keeps_nobody_from_submitting(signed_in, association, standard):
    application = makings.draft(makings.applicant(association), association, "IMHM-P")
    client, url = signed_in(application.person), reverse("application:dashboard", args=[application.code])
    answer = client.get(url)
    found = answer.context["found"]
    assert [row.key for row in found.to_look_at] == ["exam"]
    assert f"requirements are met. A person will look at 1. {len(found.unmet)} are still to be met." in found.sentence
    assert "They do not keep you from submitting." in answer.content.decode()
    Application.objects.filter(pk=application.pk).update(state="endorsed")
    page = client.get(url).content.decode()
    assert "A person will look at these" in page
    assert "They do not keep you from submitting." not in page


def test_a_part_that_is_cut_off_shows_both_amounts(signed_in, applicant, url):
    values = {"title": "Home visitor", "employer": "E", "started_on": datetime.date(2020, 1, 1), "paid": True}
    values |= {"age_bands": ["infant"], "nature": "prevention", "ended_on": datetime.date(2099, 12, 31)}
    save_entry(by=applicant, kind="work", code="WORK00000001", values=values)
    (line,) = row_of(signed_in(applicant).get(url), "work.months").evidence
    assert " of " in line.amount


def test_a_provider_whom_nobody_is_linked_to_is_named_with_the_way_to_link(signed_in, url, applicant):
    values = {
        "provider_name": "Somebody Unknown",
        "started_on": datetime.date(2024, 1, 1),
        "ended_on": datetime.date(2024, 2, 1),
        "hours": 5,
    }
    save_entry(
        by=applicant,
        kind="rsc",
        code="RSC000000009",
        values={**values, "format": "individual", "about": "own_work"},
    )
    page = signed_in(applicant).get(url).content.decode()
    assert "“Somebody Unknown” is typed, and nobody in the Alliance’s registry is linked to it" in page
    assert "held nothing that the rule" not in page
