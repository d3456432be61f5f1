"""A specialist by licence, a mentor and the add-on, from the first entry to the certificate, through the pages."""

import datetime

import pytest
from django.urls import reverse

from common import clock
from competencies.standard.models import Category, Competency
from endorsement.application import actions
from endorsement.application.diff import snapshot_diff
from endorsement.application.documents import draft_of
from endorsement.application.models import Snapshot
from endorsement.award.documents import facts_of, freeze
from endorsement.award.models import Endorsement
from endorsement.award.rendering import render_certificate
from endorsement.portfolio.models import KINDS, Leadership
from tests import factories
from tests.endorsement.application import makings
from tests.endorsement.award.pdf import text
from tests.endorsement.portfolio.test_providers import endorsed
from tests.endorsement.review import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standard")]

HX = {"HX-Request": "true"}


def ago(days):
    return (clock.today() - datetime.timedelta(days=days)).isoformat()


LICENCE = {"licence_kind": "mental_health", "name": "Licensed counsellor", "region": "Connecticut"}
THERAPY = {
    "title": "Therapist", "employer": "Sample Clinic", "age_bands": ["infant"], "nature": "dyadic_therapy",
    "supervised": "on",
}  # fmt: skip
TRAINING = {"title": "Relationships first", "topic": "iecmh"}
RSC = {"format": "individual", "about": "own_work"}
GIVEN = {"setting": "Home visitors of Sample Families"}
LEADING = {"title": "Clinical director", "organisation": "Sample Clinic", "leadership_kind": "practice"}


class Desk:
    """The applicant at their pages."""

    def __init__(self, client, person, association, key):
        self.client, self.person = client, person
        self.application = actions.start(association=association, category=makings.category(key), by=person)
        self.mentor = endorsed("Maria Castillo", association)

    @property
    def url(self):
        return reverse("application:dashboard", args=[self.application.code])

    def enter(self, kind, **typed):
        """An entry, by its form. The page that follows says that it is finished."""
        code = self.client.get(reverse("portfolio:add", args=[kind])).context["code"]
        data = {"version": "0", "window": "W", "done": "1", **typed}
        answer = self.client.post(reverse("portfolio:edit", args=[kind, code]), data)
        assert answer.url.endswith(f"#{kind}"), (kind, KINDS[kind].objects.get(code=code).typed)
        return code

    def rsc(self, hours, **typed):
        named = {"provider_name": self.mentor.name, "provider": str(self.mentor.public_id)}
        return self.enter("rsc", started_on=ago(900), ended_on=ago(100), hours=str(hours), **(RSC | named | typed))

    def training(self, hours, topic="iecmh"):
        mapped = makings.asked(self.application.category.key) or Competency.objects.all()[:1]
        held = {"held_on": ago(200), "hours": str(hours), "topic": topic}
        return self.enter("training", competencies=[str(one.pk) for one in mapped], **(TRAINING | held))

    def references(self, *roles):
        for position, role in enumerate(roles, 1):
            makings.reference(self.application, position, roles=(role,))

    def statuses(self):
        rows = self.client.get(self.url).context["found"].rows
        return {row.key: row.status for row in rows}

    def page(self):
        return self.client.get(self.url).content.decode()

    def submit(self):
        answer = self.client.post(reverse("application:submit", args=[self.application.code]))
        assert answer.url == reverse("application:submitted", args=[self.application.code, 1])
        self.application.refresh_from_db()
        return Snapshot.objects.get(application=self.application)


@pytest.fixture
def desk(signed_in, association):
    def sit(key):
        person = factories.person("Ida Applicant")
        factories.member(person, association)
        return Desk(signed_in(person), person, association, key)

    return sit


def specialist(desk):
    """A specialist of infant mental health by licence, half of whose work was an internship."""
    desk.enter("licences", issued_on=ago(2000), **LICENCE)
    named = {"internship_supervisor_name": desk.mentor.name, "internship_supervisor": str(desk.mentor.public_id)}
    desk.enter("work", started_on=ago(1600), ended_on=ago(1200), internship="on", **named, **THERAPY)
    desk.enter("work", started_on=ago(1190), ended_on=ago(790), paid="on", **THERAPY)
    desk.training(33)
    desk.rsc(50)
    desk.references("supervisor", "rsc_provider", "colleague")


def mentor(desk):
    """A clinical mentor: a degree, RSC given and received about it, and leadership in practice."""
    desk.enter("education", level="master", institution="Sample College", awarded_on=ago(3000))
    desk.enter("work", started_on=ago(1200), paid="on", **THERAPY)
    for hours, topic in ((30, "iecmh"), (15, "giving_rsc"), (3, "dei")):
        desk.training(hours, topic)
    desk.rsc(25)
    desk.rsc(25, about="rsc_given")
    desk.enter("rsc_given", started_on=ago(1200), hours="120", **GIVEN)
    desk.enter("leadership", started_on=ago(1200), **LEADING)
    desk.references("supervisor", "rsc_provider", "rsc_recipient")


def add_on(desk):
    """The add-on: a category held already, twelve months of RSC given, and no competency."""
    held = Category.objects.get(key="IFS")
    Endorsement.objects.create(
        origin="test:own", person=desk.person, association=desk.application.association, category=held,
        number="N-own", endorsed_on=datetime.date(2020, 1, 1),
    )  # fmt: skip
    desk.training(15, "giving_rsc")
    desk.rsc(12, about="rsc_given")
    desk.enter("rsc_given", started_on=ago(400), hours="40", **GIVEN)
    desk.references("rsc_provider", "supervisee")


LOOK = {"IMHS": set(), "IMHM-C": {"exam"}, "ERS": set()}
"""What a person is to look at; the rest is met."""
EVIDENCE = {
    "IMHS": ["Licensed counsellor", "without end", "Internship", "Supervisor of the internship", "Maria Castillo"],
    "IMHM-C": ["RSC given", "Home visitors of Sample Families", "Clinical director", "Leadership in"],
    "ERS": ["RSC given", "Home visitors of Sample Families"],
}
EXAM = "An exam belongs to this category"


@pytest.mark.parametrize(("key", "fill"), [("IMHS", specialist), ("IMHM-C", mentor), ("ERS", add_on)])
def test_from_the_first_entry_to_the_certificate(desk, association, signed_in, key, fill):
    own = desk(key)
    fill(own)
    makings.signed(own.application)
    statuses = own.statuses()
    assert {one for one, status in statuses.items() if status == "review"} == LOOK[key]
    assert not {one for one, status in statuses.items() if status == "unmet"}
    assert ("The exam comes after" in own.page()) == ("exam" in statuses) == (key == "IMHM-C")

    own.submit()
    printed = own.client.get(reverse("application:print", args=[own.application.code]))
    words = " ".join(text(printed.content).split())
    assert [one for one in EVIDENCE[key] if one not in words] == []
    coordinator, reviewers = cases.office(association)
    slug, code = association.slug, own.application.code
    assert signed_in(coordinator).get(reverse("application:handle", args=[slug, code])).status_code == 200
    for assignment in cases.asked(own.application, coordinator, reviewers):
        judged(signed_in(assignment.reviewer), assignment, EVIDENCE[key], "exam" in statuses)
    decided(signed_in(coordinator), slug, code, "exam" in statuses)
    held = Endorsement.objects.get(person=own.person, category__key=key)
    facts = freeze(held, name="Ida Applicant", code="ABCD1234")
    assert (facts["category_key"], facts["suffix"]) == (key, "" if key == "ERS" else "IMH-E®")
    assert render_certificate(facts_of(facts)).startswith(b"%PDF")


def judged(client, assignment, evidence, exam):
    """A review from "nothing stands in the way" to its signature."""
    client.post(reverse("review:begin", args=[assignment.code]), {"no_conflict": "yes"})
    page = client.get(reverse("review:open", args=[assignment.code]))
    words = page.content.decode()
    assert [one for one in evidence if one not in words] == []
    assert ("stops neither the submission nor the review" in words) == exam
    panels = [panel for area in page.context["areas"] for panel in area.panels]
    assert ("No competency to judge" in words) == (not panels)
    forms = [panel.form for panel in panels] + [page.context["recommendation"]]
    data = {form.add_prefix(name): form[name].value() or "" for form in forms for name in form.fields}
    data |= {panel.form.add_prefix("verdict"): "met" for panel in panels}
    data[forms[-1].add_prefix("recommendation")] = "endorse"
    signed = client.post(reverse("review:sign", args=[assignment.code]), data)
    assert signed.status_code == 302
    assert client.get(reverse("review:queue")).status_code == 200


def decided(client, slug, code, exam):
    """The decision, drafted, previewed and sent."""
    page = client.get(reverse("decision:edit", args=[slug, code]))
    assert (EXAM in page.content.decode()) == exam
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"outcome": "endorse"}
    preview = client.post(reverse("decision:save", args=[slug, code]), data, follow=True)
    assert preview.context["problems"] == []
    assert (EXAM in preview.content.decode()) == exam
    version = preview.context["decision"].version
    assert client.post(reverse("decision:send", args=[slug, code]), {"version": version}).status_code == 302


@pytest.mark.parametrize("key", ["IFRS", "ECFRS"])
def test_a_category_that_is_offered_no_more_cannot_be_begun(signed_in, association, key):
    """FRS gave way to the add-on."""
    person = factories.person("Ida Applicant")
    page = signed_in(person).get(reverse("application:start"))
    assert f'"{key}"' not in page.content.decode()
    with pytest.raises(actions.NotSaid):
        actions.start(association=association, category=makings.category(key), by=person)


def shown(desk):
    page = desk.client.get(reverse("portfolio:overview"))
    return [section.kind for section in page.context["sections"]]


ALWAYS = ["education", "work", "training", "rsc"]


@pytest.mark.parametrize(
    ("key", "more", "internship"),
    [
        ("IFA", [], False),
        ("IFS", [], False),
        ("IMHS", ["licences"], True),
        ("IMHM-C", ["rsc_given", "leadership"], True),
        ("IMHM-P", ["leadership"], False),
        ("ERS", ["rsc_given"], False),
    ],
)
def test_nobody_is_shown_what_their_category_does_not_ask(desk, key, more, internship):
    own = desk(key)
    assert sorted(shown(own)) == sorted(ALWAYS + more)
    form = own.client.get(reverse("portfolio:add", args=["work"])).content.decode()
    assert ('name="internship"' in form) == internship


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("licences", "A teaching licence, the certificate of a course"),
        ("rsc_given", "administrative or clinical supervision, does not belong here"),
        ("leadership", "a task for a day is not leadership"),
    ],
)
def test_the_form_says_what_does_not_count(desk, kind, words):
    page = desk("IFA").client.get(reverse("portfolio:add", args=[kind])).content.decode()
    assert words in page
    assert "No client or family records belong here" in page


def test_what_was_entered_stays_shown(desk):
    own = desk("IFA")
    own.enter("leadership", started_on=ago(100), **LEADING)
    code = own.enter("work", started_on=ago(100), internship="on", **THERAPY)
    assert "leadership" in shown(own)
    assert 'name="internship"' in own.client.get(reverse("portfolio:edit", args=["work", code])).content.decode()


def test_the_checklist_leads_to_the_form_that_mends(desk):
    own = desk("IMHM-C")
    rows = {row.key: row for row in own.client.get(own.url).context["found"].rows}
    assert rows["rsc_given.months"].fix.url.startswith("/portfolio/rsc_given/add/")
    assert rows["leadership.months"].fix.url.startswith("/portfolio/leadership/add/")
    assert rows["education"].other_way is None


def test_a_licence_is_another_way_where_it_is_accepted(desk):
    own = desk("IMHS")
    (row,) = [row for row in own.client.get(own.url).context["found"].rows if row.key == "education"]
    assert row.other_way.url.startswith("/portfolio/licences/add/")
    assert row.other_way.url in own.page()


def test_a_changed_leadership_and_an_added_licence_show_in_the_comparison(desk):
    own = desk("IMHM-C")
    mentor(own)
    makings.signed(own.application)
    snapshot = own.submit()
    Leadership.objects.filter(person=own.person).update(organisation="Another Clinic")
    own.enter("licences", issued_on=ago(200), **LICENCE)
    diff = snapshot_diff(snapshot, draft_of(own.application))
    assert [entry.title for entry in diff.added] == ["Licensed counsellor"]
    assert [(one.entry.title, one.changes) for one in diff.changed] == [
        ("Clinical director", (("Organisation", "Sample Clinic", "Another Clinic"),))
    ]
