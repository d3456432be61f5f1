"""What a page says before a role ends, and that the open work then goes where it said."""

import pytest
from django.urls import reverse

from associations.interest.actions import ask
from associations.interest.models import Interest
from associations.people import actions
from associations.people.enums import Role
from associations.people.models import Invitation, RoleGrant
from endorsement.review.models import Assignment
from tests import factories
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(association):
    person = factories.person("Ada Administrator")
    factories.role(person, Role.ADMINISTRATOR, association)
    return person


@pytest.fixture
def office(signed_in, administrator):
    return signed_in(administrator)


def ending(association, grant):
    return reverse("people:end_role", args=[association.slug, grant.person.public_id, grant.pk])


def work(answer):
    return [str(words) for words in answer.context["work"]]


def test_nothing_is_open(association, office):
    grant = factories.role(factories.person(), Role.APPLICANT, association)
    answer = office.get(ending(association, grant))
    assert (work(answer), "Nothing is open" in answer.text) == ([], True)
    assert office.post(ending(association, grant)).status_code == 302
    again = [office.get(ending(association, grant)), office.post(ending(association, grant))]
    assert [answer.status_code for answer in again] == [404, 404]


def test_a_reviewers_reviews_are_handed_back(standard, association, administrator, office):
    reviewers = [cases.reviewer(association, name) for name in ("Rhea Reader", "Remy Reader")]
    application = cases.submitted(association, factories.person(), category="IFS")
    cases.asked(application, administrator, reviewers)
    grant = RoleGrant.objects.get(person=reviewers[0], role=Role.REVIEWER)
    assert work(office.get(ending(association, grant))) == [
        "1 review they have not signed is handed back; the coordinator assigns somebody else."
    ]
    assert Assignment.objects.filter(state="handed_back").count() == 0
    office.post(ending(association, grant))
    assert Assignment.objects.get(state="handed_back").reviewer == reviewers[0]


def test_a_coordinators_queue_invitations_and_place_as_deputy(standard, association, administrator, office):
    cora = factories.person("Cora Coordinator")
    grant = factories.role(cora, Role.COORDINATOR, association)
    association.deputy = cora
    association.save()
    actions.invite(email="n@p.example", name="", role=Role.REVIEWER, association=association, by=cora)
    cases.submitted(association, factories.person(), category="IFS")
    assert work(office.get(ending(association, grant))) == [
        "1 open invitation they sent is taken back.",
        "They are the deputy: until another is named, Alliance staff handle colleagues' own applications.",
        "1 application that waits for a coordinator stays in the queue of the others (1).",
    ]
    office.post(ending(association, grant))
    association.refresh_from_db()
    assert (association.deputy, Invitation.objects.get().withdrawn_at is None) == (None, False)


def test_the_last_of_an_office_is_told(standard, association, administrator, signed_in):
    cases.submitted(association, factories.person(), category="IFS")
    staff = factories.person()
    factories.role(staff, Role.ALLIANCE_STAFF)
    actions.open_person(person=administrator, reason="asked by mail", by=staff)
    grant = RoleGrant.objects.get(person=administrator)
    answer = signed_in(staff).get(reverse("people:end_any_role", args=[administrator.public_id, grant.pk]))
    assert work(answer) == ["Nobody else is left for 1 application that waits for a coordinator: name somebody first."]


def test_who_keeps_another_office_keeps_its_work(standard, association, administrator, office):
    cora = factories.person("Cora Coordinator")
    grant = factories.role(cora, Role.COORDINATOR, association)
    factories.role(cora, Role.ADMINISTRATOR, association)
    actions.invite(email="n@p.example", name="", role=Role.REVIEWER, association=association, by=cora)
    cases.submitted(association, factories.person(), category="IFS")
    assert work(office.get(ending(association, grant))) == []


def test_a_members_period_ends_with_the_role(association, office):
    person = factories.person()
    grant = factories.role(person, Role.MEMBER, association)
    assert work(office.get(ending(association, grant))) == []
    factories.member(person, association)
    assert work(office.get(ending(association, grant))) == ["The running membership ends today."]


def test_interest_that_staff_looked_after_waits_for_another(signed_in):
    staff, other = (factories.person(), factories.person())
    factories.role(staff, Role.ALLIANCE_STAFF)
    grant = factories.role(other, Role.ALLIANCE_STAFF)
    ask(name="Ida", email="i@p.example", organisation="", region="Atlantis", country="Nowhere", message="How?")
    Interest.objects.update(owner=other)
    address = reverse("people:end_any_role", args=[other.public_id, grant.pk])
    client = signed_in(staff)
    assert work(client.get(address)) == ["1 interest they look after waits for another owner."]
    client.post(address)
    assert Interest.objects.get().owner is None
