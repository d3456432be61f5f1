"""What is read: who handles, where one would apply, what waits."""

import datetime

import pytest

from associations.people.enums import Role
from common import clock
from common.workflow.engine import move
from endorsement.application import actions, queries
from endorsement.application.workflow import MACHINE
from endorsement.portfolio.models import Document
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db


def test_mine_of_nobody():
    assert not queries.mine(None).exists()
    assert not queries.handled_by(None).exists()
    assert not queries.visible_to(None).exists()


def test_likely_association_is_the_current_membership(association, neighbour):
    person = factories.person()
    assert queries.likely_association(person) is None
    factories.member(person, neighbour, until=clock.today() - datetime.timedelta(days=1))
    person.resides_in = "connecticut"
    assert queries.likely_association(person) == association
    factories.member(person, neighbour, since=clock.today())
    assert queries.likely_association(person) == neighbour


def test_likely_association_never_a_former_member(association):
    association.member_status = "former"
    association.save()
    person = factories.person()
    factories.member(person, association)
    assert queries.likely_association(person) is None


def test_handlers_are_the_coordinators_else_the_administrators(submitted, coordinator):
    assert queries.handlers_of(submitted) == [coordinator]
    coordinator.role_grants.update(ended_at=clock.now())
    administrator = factories.person("Ada Administrator")
    factories.role(administrator, Role.ADMINISTRATOR, submitted.association)
    assert queries.handlers_of(submitted) == [administrator]


def test_turn_counts(submitted, association):
    other = makings.draft(factories.person(), association)
    makings.draft(factories.person(), association)
    actions.withdraw(application=other, by=other.person)
    counts = queries.turn_counts(queries.with_parties())
    assert counts == queries.TurnCounts(coordinator=1, applicant=1, reviewers=0, closed=1)
    move(MACHINE, submitted, "send_to_review", by=None)
    assert queries.turn_counts(queries.with_parties()).reviewers == 1


def test_waiting_for_coordinator(submitted, coordinator):
    assert queries.waiting_for_coordinator(coordinator) == 1
    assert queries.waiting_for_coordinator(submitted.person) == 0


def test_places(association, neighbour, coordinator, staff):
    assert queries.places_of(coordinator) == [association]
    assert queries.places_of(staff) == [association, neighbour]
    assert queries.places_of(factories.person()) == []
    deputy = factories.person()
    neighbour.deputy = deputy
    neighbour.save()
    assert queries.places_of(deputy) == [neighbour]


def test_a_document_is_cited_to_those_who_handle_what_was_submitted(standard, association, coordinator, neighbour):
    application = makings.ready(association)
    work = application.person.work_entries.get()
    document = Document.objects.create(
        person=application.person,
        entry_code=work.code,
        kind="other",
        name="letter.pdf",
        file="x",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_at=clock.now(),
    )
    assert not queries.cited_document(coordinator, document)
    actions.submit(application=application, by=application.person)
    assert queries.cited_document(coordinator, document)
    stranger = factories.person()
    factories.role(stranger, Role.COORDINATOR, neighbour)
    assert not queries.cited_document(stranger, document)


def test_zone_is_that_of_the_newest_application(submitted):
    assert queries.zone_of(submitted.person) == "America/New_York"
    assert queries.zone_of(factories.person()) == "UTC"


def test_comments_by_section_in_order(submitted, coordinator):
    actions.ask(application=submitted, section="work", text="b", by=submitted.person)
    actions.ask(application=submitted, section="education", text="a", by=submitted.person)
    assert list(queries.comments_by_section(submitted)) == ["education", "work"]
    assert queries.open_comments(submitted) == []
    actions.return_to_applicant(application=submitted, comments={"rsc": "c"}, by=coordinator)
    assert [one.text for one in queries.open_comments(submitted)] == ["c"]
