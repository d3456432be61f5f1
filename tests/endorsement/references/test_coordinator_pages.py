"""What coordinators see, whom they find nothing about, and the statements an association loads."""

import pytest
from django.urls import reverse

from associations.people.enums import Role
from common.audit.models import AccessLog
from endorsement.references import permissions, queries
from endorsement.references.actions import rating
from endorsement.references.models import RatingItemSet, Reference
from tests import factories
from tests.endorsement.references.conftest import rating_changes, tokens


@pytest.fixture
def reference(ask):
    return ask()


@pytest.fixture
def done(reference, association):
    changes = rating_changes(queries.items_for(association), p1="nei") | {"comment": "works with care"}
    rating.send_rating(token=tokens(reference)[0], version=0, changes=changes)
    reference.refresh_from_db()
    return reference


def handle(reference, name="handle"):
    return reverse(f"references:{name}", args=[reference.association.slug, reference.code])


def items_page(association):
    return reverse("references:items", args=[association.slug])


def test_a_rating_is_read_and_the_reading_logged(done, coordinator, signed_in):
    text = signed_in(coordinator).get(handle(done)).text
    for words in (
        "works with care",
        "I recommend this person",
        "consistently",
        "not enough information",
        "Rating sent",
    ):
        assert words in text
    assert list(AccessLog.objects.values_list("action", "about", "by_name")) == [
        ("view rating", f"reference:{done.code}", coordinator.name)
    ]


def test_nothing_to_read_yet_is_not_logged(reference, coordinator, signed_in):
    rating.save_draft(token=tokens(reference)[0], version=0, changes={"comment": "half written"})
    text = signed_in(coordinator).get(handle(reference)).text
    assert "half written" not in text
    assert AccessLog.objects.count() == 0


def test_unusable_ones_are_marked(reference, association, coordinator, signed_in):
    changes = rating_changes(queries.items_for(association), value="nei")
    rating.send_rating(token=tokens(reference)[0], version=0, changes=changes)
    assert "Cannot be counted" in signed_in(coordinator).get(handle(reference)).text


def test_vetting_and_taking_it_back(reference, coordinator, signed_in):
    client = signed_in(coordinator)
    assert client.get(handle(reference, "vet")).status_code == 405
    assert "required" in client.post(handle(reference, "vet"), {"note": ""}).text
    assert client.post(handle(reference, "vet"), {"note": "called her"}).status_code == 302
    reference.refresh_from_db()
    assert reference.vetted_by == coordinator
    assert "called her" in client.get(handle(reference)).text
    client.post(handle(reference, "vet"), {"note": "another person", "withdraw": "1"})
    reference.refresh_from_db()
    assert reference.vetted_at is None


def test_an_endorsed_rater_needs_no_vetting(done, coordinator, signed_in):
    Reference.objects.update(endorsed=True)
    assert "Vet this rater" not in signed_in(coordinator).get(handle(done)).text


# Who finds it


def people(association, neighbour, applicant):
    def with_role(role, where, name):
        person = factories.person(name)
        factories.role(person, role, where)
        return person

    return {
        "applicant": applicant,
        "stranger": factories.person("Stranger"),
        "member": with_role(Role.MEMBER, association, "Member"),
        "reviewer": with_role(Role.REVIEWER, association, "Reviewer"),
        "coordinator": with_role(Role.COORDINATOR, association, "Coordinator"),
        "administrator": with_role(Role.ADMINISTRATOR, association, "Administrator"),
        "neighbour": with_role(Role.ADMINISTRATOR, neighbour, "Neighbour"),
        "staff": with_role(Role.ALLIANCE_STAFF, None, "Staff"),
    }


def test_who_handles_a_reference(reference, association, neighbour, applicant, signed_in):
    for name, person in people(association, neighbour, applicant).items():
        may = name in ("coordinator", "administrator", "staff")
        client = signed_in(person)
        assert client.get(handle(reference)).status_code == (200 if may else 404), name
        assert client.post(handle(reference, "vet"), {"note": "x"}).status_code == (302 if may else 404), name
        assert permissions.may(person, "references.handle", reference) == may
        assert permissions.may(person, "references.change", reference) == (name == "applicant")
        assert permissions.may(person, "references.rate", reference) is False
        assert permissions.may(person, "references.portal", reference) is False


def test_a_colleagues_own_goes_to_the_deputy_or_the_alliance(
    reference, association, applicant, coordinator, staff, signed_in
):
    factories.role(applicant, Role.COORDINATOR, association)
    deputy = factories.person("Deputy")
    association.deputy = deputy
    association.save()
    reference = Reference.objects.select_related("association").get(pk=reference.pk)
    for person, may in ((applicant, False), (coordinator, False), (deputy, True), (staff, True)):
        assert permissions.may(person, "references.handle", reference) == may
        assert signed_in(person).get(handle(reference)).status_code == (200 if may else 404)
    known = queries.handled_by(deputy).get()
    assert permissions.may(deputy, "references.handle", known) is True


def test_visitors(reference, client):
    for address in (handle(reference), items_page(reference.association)):
        assert client.get(address).status_code == 302
    assert queries.handled_by(None).count() == queries.asked_by(None).count() == 0
    assert permissions.may(None, "references.handle", reference) is False
    assert permissions.may(None, "references.change", reference) is False


def test_the_reference_only_under_its_own_association(reference, neighbour, staff, signed_in):
    address = reverse("references:handle", args=[neighbour.slug, reference.code])
    assert signed_in(staff).get(address).status_code == 404


def test_asked_by(reference, applicant, coordinator):
    assert list(queries.asked_by(applicant)) == [reference]
    assert list(queries.asked_by(coordinator)) == []


# Statements


def test_who_loads_statements(association, neighbour, applicant, signed_in):
    for name, person in people(association, neighbour, applicant).items():
        may = name in ("administrator", "staff")
        assert signed_in(person).get(items_page(association)).status_code == (200 if may else 404), name
        assert permissions.may(person, "references.items", association) == may
    assert permissions.may(factories.person(), "references.items", None) is False
    assert signed_in(person).get("/a/nowhere/references/items/").status_code == 404


def test_preview_saves_nothing_and_save_makes_versions(association, staff, signed_in):
    client = signed_in(staff)
    assert "Placeholders are in use" in client.get(items_page(association)).text
    data = {"text": "# Care\nListens well", "licensed": "on"}
    preview = client.post(items_page(association), data | {"preview": "1"})
    assert "Preview of what you typed" in preview.text
    assert "Listens well</legend>" in preview.text
    assert RatingItemSet.objects.count() == 0
    for _ in range(2):
        assert client.post(items_page(association), data | {"save": "1"}).status_code == 302
    assert list(RatingItemSet.objects.values_list("version", "saved_by")) == [(1, staff.pk)]
    text = client.get(items_page(association)).text
    assert "Version 1 is in use" in text
    assert "# Care\nListens well" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": "Listens well"}, "required"),
        ({"text": "", "licensed": "on"}, "required"),
        ({"text": "# nothing else", "licensed": "on"}, "at least one statement"),
        ({"text": "x" * 501, "licensed": "on"}, "up to 500 characters"),
        ({"text": "nul\x00", "licensed": "on"}, "Null characters"),
    ],
)
def test_text_that_cannot_be_used_stays_in_the_form(association, staff, signed_in, data, words):
    response = signed_in(staff).post(items_page(association), data | {"save": "1"})
    assert response.status_code == 200
    assert words in response.text
    assert RatingItemSet.objects.count() == 0


def test_own_statements_need_a_licence(association, staff, signed_in):
    association.licences.all().delete()
    data = {"text": "# Care\nListens well", "licensed": "on", "save": "1"}
    page = signed_in(staff).post(items_page(association), data).text
    assert "has no licence for Competency Guidelines®. It cannot publish statements of its own" in page
    assert "Listens well" in page
    assert RatingItemSet.objects.count() == 0
    association.licences.create(kind="guidelines")
    assert signed_in(staff).post(items_page(association), data).status_code == 302


def test_statements_are_shown_as_text(association, staff, signed_in):
    data = {"text": "<script>alert(1)</script>", "licensed": "on", "preview": "1"}
    text = signed_in(staff).post(items_page(association), data).text
    assert "<script>alert" not in text
