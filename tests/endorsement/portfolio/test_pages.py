"""The pages: saved as typed, with and without script; conflicts shown; other people's entries not found."""

import datetime

import pytest
from django.urls import reverse

from competencies.standard.models import Competency
from endorsement.portfolio import actions
from endorsement.portfolio.models import KINDS, Training
from tests import factories
from tests.endorsement.portfolio.conftest import FILLED

LINES = {
    "education": "institution",
    "licences": "name",
    "work": "title",
    "training": "title",
    "rsc": "provider_name",
    "rsc_given": "setting",
    "leadership": "title",
}
"""Kind -> a field of it that holds a line of text."""
HX = {"HX-Request": "true"}
CODE = "ABCDEFGHJKMN"
DAY = datetime.date(2024, 5, 4)

pytestmark = pytest.mark.usefixtures("standard")


@pytest.fixture
def client(signed_in, owner):
    return signed_in(owner)


def address(kind="training", code=CODE, name="edit"):
    return reverse(f"portfolio:{name}", args=[kind, code])


def typed(kind="training", **changes):
    return {**FILLED[kind], "version": "0", "window": "W1", **changes}


@pytest.mark.parametrize("kind", KINDS)
def test_round_trip_as_typed(client, kind):
    new = client.get(reverse("portfolio:add", args=[kind]))
    code = new.context["code"]
    assert KINDS[kind].objects.count() == 0
    answer = client.post(address(kind, code), typed(kind), headers=HX)
    assert (answer.status_code, answer["HX-Replace-Url"]) == (200, address(kind, code))
    entry = KINDS[kind].objects.get()
    assert (entry.code, entry.version, entry.complete, entry.typed) == (code, 1, True, {})
    page = client.get(address(kind, code))
    form = page.context["form"]
    assert {
        name: form.data.getlist(name) if name == "age_bands" else form.data.get(name) for name in FILLED[kind]
    } == FILLED[kind]
    assert page.context["wrong"] == page.context["needed"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_letter_makes_a_draft(client, kind):
    field = LINES[kind]
    client.post(address(kind), {field: "S", "version": "0", "window": "W1"}, headers=HX)
    entry = KINDS[kind].objects.get()
    assert (getattr(entry, field), entry.complete) == ("S", False)


def test_a_refused_value_survives_a_reload(client):
    answer = client.post(address(), typed(hours="12 hours"), headers=HX)
    assert "Please write the hours as a number only" in answer.content.decode()
    entry = Training.objects.get()
    assert (entry.hours, entry.typed, entry.complete) == (None, {"hours": "12 hours"}, False)
    page = client.get(address()).content.decode()
    assert 'value="12 hours"' in page
    client.post(address(), typed(hours="12", version="1"), headers=HX)
    entry.refresh_from_db()
    assert (entry.hours, entry.typed, entry.complete) == (12, {}, True)


@pytest.mark.parametrize(
    ("day", "shown_as"), [("2024-05-04", "date"), ("0024-05-04", "date"), ("31 May", "text"), ("", "date")]
)
def test_a_date_that_the_browser_cannot_show_becomes_a_text(client, day, shown_as):
    client.post(address(), typed(held_on=day), headers=HX)
    form = client.get(address()).context["form"]
    assert form.fields["held_on"].widget.input_type == shown_as
    assert (form.data.get("held_on") or "") == day


def test_a_span_that_ends_before_it_begins(client):
    client.post(address("rsc"), typed("rsc", ended_on="2022-01-01"), headers=HX)
    entry = KINDS["rsc"].objects.get()
    assert (entry.ended_on, entry.complete, entry.typed) == (datetime.date(2022, 1, 1), False, {})
    assert "lies before the first day" in client.get(address("rsc")).content.decode()


def test_save_button_leads_on_when_finished(client):
    answer = client.post(address(), typed(done="1"))
    assert (answer.status_code, answer.url) == (302, "/portfolio/#training")


def test_save_button_says_what_is_needed(client):
    answer = client.post(address(), typed(done="1", hours=""))
    assert answer.url == address() + "?check=1"
    page = client.get(answer.url).content.decode()
    assert "Please add the hours." in page
    assert "Please add the hours." not in client.get(address()).content.decode()


def test_save_button_by_htmx_redirects_the_page(client):
    answer = client.post(address(), typed(done="1"), headers=HX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/portfolio/#training")


@pytest.mark.parametrize(
    ("wanted", "url"),
    [
        ("/applications/ABC/", "/applications/ABC/"),
        ("https://evil.example/", "/portfolio/#training"),
        ("//evil.example/", "/portfolio/#training"),
        ("javascript:alert(1)", "/portfolio/#training"),
        ("", "/portfolio/#training"),
    ],
)
def test_the_way_back_is_ours(client, wanted, url):
    assert client.post(address(), typed(done="1", next=wanted)).url == url


def test_a_stale_second_tab_is_shown_both_texts(client):
    client.post(address(), typed(), headers=HX)
    client.post(address(), typed(title="First tab", version="1"), headers=HX)
    answer = client.post(address(), typed(title="Second tab", version="1", window="W2"), headers=HX)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (409, "#conflict", "innerHTML")
    (row,) = answer.context["conflict"]["rows"]
    assert (row.label, row.mine, row.other) == ("Title of the training", "Second tab", "First tab")
    assert Training.objects.get().title == "First tab"
    client.post(address(), typed(title="Second tab", version="1", window="W2", keep="2"), headers=HX)
    assert Training.objects.get().title == "Second tab"


def test_a_stale_second_tab_without_script(client):
    client.post(address(), typed(), headers=HX)
    answer = client.post(address(), typed(title="Second tab", version="7", window="W2"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Second tab" in page
    assert "Keep mine" in page
    assert client.post(address(), typed(title="Second tab", take="other")).url == address()
    assert Training.objects.get().title == "Attachment"


def test_differences_in_words(client, owner):
    first, second = Competency.objects.all()[:2]
    client.post(address("education"), typed("education", competencies=[first.pk]), headers=HX)
    answer = client.post(
        address("education"),
        {"level": "", "awarded_on": "soon", "competencies": [second.pk], "version": "9", "window": "W2"},
        headers=HX,
    )
    assert [(row.label, row.mine, row.other) for row in answer.context["conflict"]["rows"]] == [
        ("Degree or certificate", "empty", "Bachelor&#x27;s degree".replace("&#x27;", "'")),
        ("School or university", "empty", "State University"),
        ("Field of study", "empty", "Child development"),
        ("Awarded on", "soon", "June 30, 2015"),
        ("It is related to infants, young children or families", "no", "yes"),
        ("Competencies it taught", second.title, first.title),
    ]


def test_a_tab_of_a_removed_entry(client, owner):
    client.post(address(), typed(), headers=HX)
    client.post(address(name="remove"))
    answer = client.post(address(), typed(title="Late", version="1"), headers=HX)
    assert answer.status_code == 409
    assert "removed in another window" in answer.content.decode()
    client.post(address(), typed(title="Late", version="1", keep="2"), headers=HX)
    entry = Training.objects.get()
    assert (entry.title, entry.removed_at) == ("Late", None)


def test_remove_and_bring_back(client):
    client.post(address(), typed(), headers=HX)
    page = client.post(address(name="remove"), follow=True)
    assert [line.title for line in page.context["removed"]] == ["Attachment"]
    assert "You removed this entry" in client.get(address()).content.decode()
    assert client.post(address(name="restore")).url == address()
    assert client.get(reverse("portfolio:overview")).context["removed"] == []


def test_too_many_entries(client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ENTRIES", 0)
    page = client.post(address(), typed(), follow=True)
    assert "at most 0 entries" in page.content.decode()


def test_preselected_competency(client):
    wanted = Competency.objects.all()[3]
    page = client.get(reverse("portfolio:add", args=["training"]), {"competency": [wanted.key, "no/such"]})
    assert page.context["form"].competency_ids == {wanted.pk}


def test_evidence_elsewhere_is_marked(client, save):
    one = Competency.objects.all()[0]
    values = {"title": "Elsewhere", "held_on": DAY, "hours": 2, "topic": "iecmh"}
    save("training", values=values, competencies={one.pk})
    save("training", values=values, competencies={one.pk}, complete=False)
    (area, *_others) = client.get(reverse("portfolio:add", args=["training"])).context["form"].areas
    assert [choice.elsewhere for choice in area.choices if choice.pk == one.pk] == [("Elsewhere",)]


# Permission


@pytest.mark.parametrize("name", ["edit", "remove", "restore"])
def test_entries_of_others_are_not_found(client, save, name):
    save("training", by=factories.person(), code=CODE, values={"title": "Theirs"}, complete=False)
    assert client.post(address(name=name), typed()).status_code == 404
    assert client.get(address()).status_code == 404
    entry = Training.objects.get()
    assert (entry.title, entry.removed_at) == ("Theirs", None)


@pytest.mark.parametrize(
    "path",
    [
        "/portfolio/training/nonsense/",
        "/portfolio/training/abcdefghjkmn/",
        "/portfolio/training/ABCDEFGHJKMN/",
        "/portfolio/training/%00BCDEFGHJKMN/",
        "/portfolio/holidays/add/",
        "/portfolio/documents/ABCDEFGHJKMN/",
        "/portfolio/documents/%F0%9F%91%B6/",
    ],
)
def test_no_such_address(client, path):
    assert client.get(path).status_code == 404


def test_visitors_are_asked_to_sign_in(db, client):
    client.logout()
    assert client.get(address()).url.startswith(reverse("account_login"))
    assert client.post(address(), typed(), headers=HX).status_code == 401


# Hostile input

HOSTILE = [
    "\x00\x01\x02",
    "\u202eevil",
    "x" * 10_000,
    "👶" * 500,
    '=HYPERLINK("http://evil")',
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "٣",
    "-1e309",
    "\ud800",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("poison", HOSTILE)
def test_hostile_input_is_never_an_error_and_never_lost(client, kind, poison):
    from endorsement.portfolio.forms import FORMS

    poison = poison.encode("utf-8", "replace").decode()
    data = dict.fromkeys([*FORMS[kind].base_fields, "version", "window"], poison)
    answer = client.post(address(kind), data, headers=HX)
    assert answer.status_code == 200
    page = client.get(address(kind))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    if poison.startswith("x"):
        assert KINDS[kind].objects.get().typed[LINES[kind]] == poison


@pytest.mark.parametrize("version", ["", "-1", "1.5", "9" * 30, "abc"])
def test_hostile_versions(client, version):
    assert client.post(address(), typed(version=version), headers=HX).status_code == 200
    answer = client.post(address(), typed(version=version, window="W2", title="Other"), headers=HX)
    assert answer.status_code == 409


# Cost


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_costs_the_same_for_any_number(client, save, count, django_assert_num_queries):
    known = set(Competency.objects.values_list("pk", flat=True)[:5])
    for number in range(count):
        values = {"title": f"T{number}", "held_on": DAY, "hours": 2, "topic": "iecmh"}
        save("training", values=values, competencies=known)
        save("education", values={"level": "bachelor", "institution": "U", "awarded_on": DAY}, competencies=known)
        save("rsc", values={"provider_name": "N", "started_on": DAY, "ended_on": DAY, "hours": 2, "format": "group"})
        save("work", values={"title": "W", "started_on": DAY, "age_bands": ["infant"], "nature": "other"})
        save("licences", values={"name": "L", "issued_on": DAY})
        save("rsc_given", values={"setting": "S", "started_on": DAY, "hours": 2})
        save("leadership", values={"title": "L", "started_on": DAY})
    client.get(reverse("portfolio:overview"))
    with django_assert_num_queries(OVERVIEW_QUERIES):
        page = client.get(reverse("portfolio:overview"))
    assert [len(section.lines) for section in page.context["sections"]] == [count] * len(KINDS)


OVERVIEW_QUERIES = 15


@pytest.mark.parametrize("count", [1, 40])
def test_the_form_costs_the_same_for_any_number(client, save, count, django_assert_num_queries):
    known = set(Competency.objects.values_list("pk", flat=True)[:5])
    for _number in range(count):
        values = {"title": "T", "held_on": DAY, "hours": 2, "topic": "iecmh"}
        entry = save("training", values=values, competencies=known)
    client.get(address(code=entry.code))
    with django_assert_num_queries(FORM_QUERIES):
        client.get(address(code=entry.code))
    with django_assert_num_queries(SAVE_QUERIES):
        client.post(address(code=entry.code), typed(version="1"), headers=HX)


FORM_QUERIES = 9
SAVE_QUERIES = 11


def test_what_only_some_categories_ask_for_is_found_without_an_application(client, save):
    url = reverse("portfolio:overview")
    page = client.get(url).content.decode()
    assert all(reverse("portfolio:add", args=[kind]) in page for kind in ("licences", "rsc_given", "leadership"))
    assert 'id="licences"' not in page
    save("licences", values={"name": "Counsellor"}, complete=False)
    page = client.get(url).content.decode()
    assert 'id="licences"' in page
    assert page.count(reverse("portfolio:add", args=["licences"])) == 1
