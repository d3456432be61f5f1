"""The pages on which Alliance staff prepare an edition."""

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from competencies.assessment.rules import REQUIREMENT_KEYS
from competencies.assessment.shape import parameters_of
from competencies.editions import queries, wording
from competencies.editions.forms import RequirementForm
from competencies.editions.models import EditionDraft
from competencies.standard.models import Amendment, Edition
from competencies.standard.queries import standard
from competencies.standard.texts import read_standard
from tests.competencies.editions import makings

pytestmark = pytest.mark.django_db


def url(name, draft, *further):
    return reverse(f"editions:{name}", args=[draft.code, *further])


@pytest.fixture
def client(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def training(draft):
    return url("requirement", draft, "fa", "training.hours")


def sent(form) -> dict:
    """What a browser sends of a form that nobody touched."""
    data = {}
    for name in form.fields:
        value = form[name].value()
        if value not in (None, False):
            data[name] = value
    return data


def filled(key, params, **changes):
    return {**sent(RequirementForm(key, params)), **changes}


def test_from_a_copy_to_an_edition(client, staff):
    """Copy, edit, look at the difference, publish: four steps."""
    answer = client.post(reverse("editions:copy"), {"base": "2025", "key": "2098", "in_force_from": "2098-01-01"})
    draft = EditionDraft.objects.get()
    assert answer["Location"] == url("draft", draft)
    client.post(url("requirement", draft, "fa", "training.hours"), filled("training.hours", {"hours": 30}, hours="33"))
    page = client.get(url("draft", draft)).content.decode()
    assert "Before: 30 hours" in page.replace("At least ", "") or "30 hours" in page
    assert "33 hours" in page and "1 change" in page
    form = client.get(url("publish", draft)).context["form"]
    answer = client.post(url("publish", draft), sent(form) | {"grace_until": "2098-06-30"})
    assert answer["Location"] == url("draft", draft)
    edition = Edition.objects.get(key="2098")
    assert (str(edition.in_force_from), str(edition.grace_until)) == ("2098-01-01", "2098-06-30")
    assert "What it asks is frozen" in client.get(url("draft", draft)).content.decode()
    assert client.get(url("publish", draft)).status_code == 404
    answer = client.post(url("take_back", draft), {"reason": "Too early."})
    assert answer["Location"] == url("draft", draft)
    assert not Edition.objects.filter(key="2098").exists()
    assert "Too early." in client.get(reverse("editions:list")).content.decode()


def test_copy_says_what_is_wrong_at_the_field(client, draft):
    wrong = {"base": "1999", "key": "a b", "in_force_from": "soon"}
    errors = client.post(reverse("editions:copy"), wrong).context["form"].errors
    assert set(errors) == {"base", "key", "in_force_from"}
    taken = client.post(reverse("editions:copy"), {"base": "2025", "key": "2098", "in_force_from": "2098-01-01"})
    assert taken.context["form"].errors["key"] == ["There is an edition or a draft called “2098” already."]
    late = client.post(reverse("editions:copy"), {"base": "2025", "key": "x", "in_force_from": "9999-01-01"})
    assert late.context["form"].errors["in_force_from"] == ["Enter a day before the year 2101."]


@pytest.mark.parametrize("key", REQUIREMENT_KEYS)
def test_every_requirement_has_a_form_in_plain_words(client, draft, key):
    """Also of kinds that the edition does not ask for yet."""
    answer = client.get(url("requirement", draft, "frs", key))
    assert answer.status_code == 200
    keys = [parameter.key for parameter in parameters_of(key)]
    keys += [part.key for parameter in parameters_of(key) for part in parameter.parts]
    assert set(keys) <= set(wording.PARAMETERS)


def test_every_shipped_requirement_goes_through_its_form_unchanged(standard):
    tried = 0
    for edition in read_standard().editions:
        for asked in edition.requirements.values():
            for key, params in asked.items():
                form = RequirementForm(key, params, filled(key, params))
                assert form.is_valid(), (key, form.errors)
                assert form.cleaned_data["params"] == params
                tried += 1
    assert tried > 300


WRONG = [
    ("training.hours", {"hours": 30}, {"hours": "0"}, {"hours": ["Enter a number greater than 0."]}),
    ("training.hours", {"hours": 30}, {"hours": "x"}, {"hours": ["Enter a number."]}),
    (
        "training.hours",
        {"hours": 30},
        {"hours": "7.3"},
        {"hours": ["Enter full, half or quarter hours, for example 7.5."]},
    ),
    ("references.count", {"count": 3}, {"count": ""}, {"count": ["This field is required."]}),
    ("references.count", {"count": 3}, {"count": "2.5"}, {"count": ["Enter a whole number."]}),
    ("education", None, {}, {"any_of-0-key": ["Please fill this in."]}),
    (
        "education",
        {"any_of": [{"key": "cda", "levels": ["cda"]}]},
        {"any_of-1-levels": ["master"], "or_work-asked": "on"},
        {"any_of-1-key": ["Please fill this in."], "or_work-months": ["Please fill this in."]},
    ),
    ("references.roles", None, {}, {"places-0": ["Please fill this in."]}),
]


@pytest.mark.parametrize(("key", "params", "change", "errors"), WRONG)
def test_what_is_wrong_is_said_at_its_field(key, params, change, errors):
    form = RequirementForm(key, params, filled(key, params, **change))
    assert {name: list(said) for name, said in form.errors.items()} == errors


def test_lists_grow_by_one_and_lose_what_is_emptied():
    places = [["supervisor"], ["teacher", "trainer"]]
    data = filled("references.roles", {"places": places})
    assert [name for name in RequirementForm("references.roles", {"places": places}).fields if "places" in name] == [
        "places-0",
        "places-1",
        "places-2",
    ]
    form = RequirementForm("references.roles", {"places": places}, data | {"places-0": [], "places-2": ["parent"]})
    assert form.is_valid()
    assert form.cleaned_data["params"] == {"places": [["teacher", "trainer"], ["parent"]]}


def test_a_list_does_not_grow_without_end():
    form = RequirementForm("references.roles", {"places": []}, {"places-999": ["parent"]})
    assert len([name for name in form.fields if name.startswith("places")]) == 12


def test_what_was_typed_stays(client, training):
    answer = client.post(training, filled("training.hours", {"hours": 30}, hours="-5"))
    assert answer.status_code == 200
    assert 'value="-5"' in answer.content.decode()


def test_somebody_else_was_quicker(client, staff, draft, training):
    data = filled("training.hours", {"hours": 30}, hours="33")
    makings.asks(draft, staff, hours=31)
    assert "Somebody else has changed" in client.post(training, data).content.decode()
    client.post(url("remove", draft, "fa", "training.hours"), {"seen": data["seen"]})
    draft.refresh_from_db()
    assert draft.requirements["FA"]["training.hours"] == {"hours": 31}


def test_no_longer_asked_and_asked_again(client, draft):
    remove = url("remove", draft, "fa", "membership")
    client.post(remove, {"seen": queries.mark_of({"of": "any"})})
    draft.refresh_from_db()
    assert "membership" not in draft.requirements["FA"]
    page = client.get(url("kind", draft, "fa")).content.decode()
    assert "Not asked" in page
    client.post(url("requirement", draft, "fa", "membership"), filled("membership", None, of="own"))
    draft.refresh_from_db()
    assert draft.requirements["FA"]["membership"] == {"of": "own"}
    assert "any more" not in page


def test_a_kind_that_cannot_be_applied_for(client, draft):
    assert "cannot be applied for" in client.get(url("draft", draft)).content.decode()
    assert "The first requirement you add offers it" in client.get(url("kind", draft, "frs")).content.decode()


def test_publishing_says_what_is_wrong_at_the_field(client, draft):
    form = client.get(url("publish", draft)).context["form"]
    answer = client.post(url("publish", draft), sent(form) | {"in_force_from": "2020-01-01"})
    assert answer.context["form"].errors["in_force_from"] == ["Choose a day that is not in the past."]
    answer = client.post(url("publish", draft), sent(form) | {"grace_until": "2097-01-01"})
    assert list(answer.context["form"].errors) == ["grace_until"]
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_published_and_taken_back_are_said_in_words(client, draft):
    day = makings.FIRST.replace(year=2098)
    form = client.get(url("publish", draft)).context["form"]
    answer = client.post(url("publish", draft), sent(form) | {"in_force_from": day.isoformat()}, follow=True)
    page = answer.content.decode()
    assert f"will be in force from {date_format(day)}." in page
    assert "<strong>Published</strong>" in page
    page = client.post(url("take_back", draft), {"reason": "Too soon"}, follow=True).content.decode()
    assert "<strong>Taken back</strong>" in page


def test_take_back_says_why_not(client, staff, draft):
    makings.published(draft, staff)
    makings.published(makings.draft(staff, key="2099"), staff, since=makings.FIRST.replace(year=2099))
    assert "after which none was published" in client.get(url("take_back", draft)).content.decode()
    answer = client.post(url("take_back", draft), {"reason": "Why?"})
    assert "after which none was published" in answer.content.decode()
    assert client.post(url("take_back", draft), {}).status_code == 200


def test_discard(client, draft):
    for said in ("The draft is discarded.", "no longer possible"):
        assert said in client.post(url("discard", draft), follow=True).content.decode()


def test_texts(client, draft):
    answer = client.get(url("draft_text", draft))
    assert answer["Content-Disposition"] == 'attachment; filename="2098.yaml"'
    assert answer.content.decode() == queries.text_of_draft(draft)
    answer = client.get(reverse("editions:edition_text", args=["2018"]))
    assert answer.content.decode() == queries.text_of_edition(standard().edition_named("2018"))
    assert client.get(reverse("editions:edition_text", args=["1999"])).status_code == 404


@pytest.mark.parametrize("address", ["xx/", "fa/nothing/", "xx/training.hours/"])
def test_what_is_not_there(client, draft, address):
    assert client.get(url("draft", draft) + address).status_code == 404
    assert client.post(f"{url('draft', draft)}fa/nothing/remove/").status_code == 404


def test_a_base_that_was_taken_back(client, staff, draft):
    makings.published(draft, staff)
    second = makings.draft(staff, key="2099", base="2098")
    client.post(url("take_back", draft), {"reason": "Too early."})
    assert client.get(url("draft", second)).status_code == 200
    assert Amendment.objects.filter(edition_key="2098").exists()
