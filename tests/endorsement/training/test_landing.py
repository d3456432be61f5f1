"""Attendance becomes entries of portfolios: mapped, verified, in one step; corrected with it."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.actions import confirm_address
from accounts.models import User
from associations.training import actions as trainings
from associations.training.models import Attendee
from common import clock
from common.ids import new_code
from endorsement.application.archive import texts_of
from endorsement.application.models import Snapshot
from endorsement.portfolio import actions as portfolio
from endorsement.portfolio.models import Training
from endorsement.portfolio.reading import document_part
from endorsement.portfolio.transfer import BACK, SAME, plan_of, portfolio_document
from endorsement.training.actions import land
from tests import factories
from tests.associations.training import makings
from tests.associations.training.makings import DAY, fresh
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def landed(association, admin, anna):
    """``(training, session)``: closed, Anna was there."""
    training, session = makings.attended(association, admin, anna)
    trainings.close(training=training, by=admin)
    return training, session


def entry_of(person) -> Training:
    return Training.objects.get(person=person)


def corrected(training, admin, *changes):
    trainings.reopen(training=training, by=admin, reason="A correction.")
    for change in changes:
        change()
    trainings.close(training=training, by=admin)


def test_hours_land_mapped_and_verified(landed, anna):
    training, session = landed
    entry = entry_of(anna)
    assert (entry.title, entry.provider, entry.hours) == ("Held in mind", training.association.name, Decimal(3))
    assert (entry.complete, entry.verified, entry.topic) == (True, True, "iecmh")
    assert entry.held_on == fresh(training).last_day
    assert set(entry.competencies.all()) == set(session.competencies.all())
    parts, extras = document_part(anna)
    assert [(one["id"], one["hours"]) for one in parts["training"]] == [(entry.code, Decimal(3))]
    assert extras[entry.code]["verified_by"] == "CT-AIMH"


def test_one_entry_for_each_topic(association, admin, anna):
    """Hours of sessions with one topic stand together; competencies are those of the sessions that were attended."""
    training, first = makings.announced(association, admin, clock.now() - 2 * DAY)
    second = makings.session(training, clock.now() - DAY, competencies=(2, 3), hours="1.25", by=admin)
    third = makings.session(training, clock.now(), competencies=(4,), topic="dei", hours="2", by=admin)
    makings.session(training, clock.now(), competencies=(5,), by=admin)
    place = trainings.add_there(session=first, name="Anna", email=anna.email, by=admin)
    for session in (second, third):
        trainings.mark(session=session, attendee=place, there=True, by=admin)
    trainings.close(training=training, by=admin)
    found = {one.topic: one for one in Training.objects.filter(person=anna)}
    assert {topic: one.hours for topic, one in found.items()} == {"iecmh": Decimal("4.25"), "dei": Decimal(2)}
    places = {topic: sorted(one.competencies.values_list("position", flat=True)) for topic, one in found.items()}
    assert places == {"iecmh": [1, 2, 3], "dei": [4]}
    assert found["iecmh"].held_on < found["dei"].held_on


def test_twice_is_once(landed, admin, anna):
    training, _session = landed
    entry = entry_of(anna)
    land(fresh(training), list(Attendee.objects.filter(training=training)), admin)
    corrected(training, admin)
    assert (entry_of(anna).pk, entry_of(anna).version) == (entry.pk, entry.version)


def test_corrected_attendance_corrects_the_entry(landed, admin, anna):
    training, session = landed
    entry = entry_of(anna)
    change = {"code": session.code, "hours": "2.5", "competencies": (7,), "by": admin}
    corrected(training, admin, lambda: makings.session(training, session.starts_at, **change))
    after = entry_of(anna)
    assert (after.pk, after.hours, after.competencies.get().position) == (entry.pk, Decimal("2.5"), 7)
    place = Attendee.objects.get(person=anna)
    corrected(training, admin, lambda: trainings.mark(session=session, attendee=place, there=False, by=admin))
    assert not Training.objects.filter(person=anna).exists()
    corrected(training, admin, lambda: trainings.mark(session=session, attendee=place, there=True, by=admin))
    assert entry_of(anna).hours == Decimal("2.5")


def test_while_attendance_is_open_again_nothing_changes(landed, admin, anna):
    training, session = landed
    trainings.reopen(training=training, by=admin, reason="A look.")
    trainings.mark(session=session, attendee=Attendee.objects.get(), there=False, by=admin)
    assert entry_of(anna).hours == Decimal(3)


def test_what_the_person_took_out_stays_out(landed, admin, anna):
    training, session = landed
    portfolio.remove_entry(by=anna, entry=entry_of(anna))
    change = {"code": session.code, "hours": "2", "by": admin}
    corrected(training, admin, lambda: makings.session(training, session.starts_at, **change))
    entry = entry_of(anna)
    assert (entry.removed_at is None, entry.hours) == (False, Decimal(2))
    assert portfolio.restore_entry(by=anna, entry=entry).removed_at is None


def test_a_submitted_snapshot_is_never_touched(association, landed, admin, anna):
    training, session = landed
    application = cases.submitted(association, anna)
    before = Snapshot.objects.filter(application=application).values().get()
    place = Attendee.objects.get(person=anna)
    corrected(training, admin, lambda: trainings.mark(session=session, attendee=place, there=False, by=admin))
    assert Snapshot.objects.filter(application=application).values().get() == before


def test_without_an_account_it_lands_on_signing_up(association, admin):
    training, session = makings.announced(association, admin)
    trainings.add_there(session=session, name="Wanda", email="wanda@people.example", by=admin)
    trainings.close(training=training, by=admin)
    assert not Training.objects.exists()
    user = User.objects.create_user("wanda@people.example", "a long enough password")
    person = confirm_address(user=user, email="wanda@people.example")
    assert entry_of(person).hours == Decimal(3)
    confirm_address(user=user, email="wanda@people.example")
    assert Training.objects.count() == 1


def test_signing_up_before_it_is_closed_lands_when_it_is(association, admin):
    training, session = makings.announced(association, admin)
    trainings.add_there(session=session, name="Wanda", email="wanda@people.example", by=admin)
    user = User.objects.create_user("wanda@people.example", "a long enough password")
    person = confirm_address(user=user, email="wanda@people.example")
    assert not Training.objects.exists()
    trainings.close(training=training, by=admin)
    assert entry_of(person).hours == Decimal(3)


def test_hundreds_land_in_few_queries(association, admin, django_assert_max_num_queries):
    training, session = makings.announced(association, admin)
    for number in range(30):
        person = factories.person(f"Person {number:02}")
        place = trainings.register(training=training, by=person)
        trainings.mark(session=session, attendee=place, there=True, by=admin)
    with django_assert_max_num_queries(30):
        trainings.close(training=training, by=admin)
    assert Training.objects.count() == 30


# What its person can and cannot do


def test_its_person_cannot_alter_it(landed, anna, signed_in):
    entry, client = entry_of(anna), None
    with pytest.raises(portfolio.Verified):
        portfolio.save_entry(
            by=anna, kind="training", code=entry.code, values={"hours": Decimal(300)}, competencies=set(), version=1
        )
    client = signed_in(anna)
    address = reverse("portfolio:edit", args=["training", entry.code])
    page = client.get(address).content.decode()
    assert "Verified by CT-AIMH" in page
    assert 'name="hours"' not in page
    answer = client.post(address, {"hours": "300", "title": "X", "version": "1", "done": "1"}, follow=True)
    assert "stay as they are" in answer.content.decode()
    assert client.post(address, {"hours": "300"}, headers={"HX-Request": "true"})["HX-Redirect"] == address
    assert entry_of(anna).hours == Decimal(3)


def test_its_person_sees_where_it_came_from_and_takes_it_out(landed, anna, signed_in):
    training, _session = landed
    entry, client = entry_of(anna), signed_in(anna)
    assert "Verified by CT-AIMH" in client.get(reverse("portfolio:overview")).content.decode()
    page = client.get(reverse("portfolio:edit", args=["training", entry.code])).content.decode()
    assert reverse("training:page", args=["ct-aimh", training.code]) in page
    client.post(reverse("portfolio:remove", args=["training", entry.code]))
    assert fresh(entry).removed_at
    client.post(reverse("portfolio:restore", args=["training", entry.code]))
    assert fresh(entry).removed_at is None


def test_the_document_keeps_it(landed, anna):
    """Out and in again: nothing changes; what the document has otherwise stays as the association noted it."""
    entry = entry_of(anna)
    document = json.loads(json.dumps(portfolio_document(anna), default=str))
    row = next(one for one in document["training"] if one["id"] == entry.code)
    row["hours"] = 3
    assert [item.what for item in plan_of(document, anna).items] == [SAME]
    row["hours"] = 300
    plan = plan_of(document, anna)
    assert ([item.what for item in plan.items], plan.changes) == ([SAME], False)
    assert any("verified" in sentence for sentence in plan.kept_out)
    portfolio.remove_entry(by=anna, entry=entry)
    portfolio.store_import(by=anna, document=document)
    plan = plan_of(document, anna)
    assert [item.what for item in plan.items] == [BACK]
    portfolio.take_over(by=anna, digest=plan.digest, chosen=[])
    after = fresh(entry)
    assert (after.removed_at, after.hours, after.attended_id) == (None, Decimal(3), entry.attended_id)


def test_ones_own_entry_is_not_touched(landed, admin, anna):
    own = portfolio.save_entry(
        by=anna,
        kind="training",
        code=new_code(),
        values={"title": "Held in mind", "hours": Decimal(3)},
        competencies=set(),
    )
    corrected(landed[0], admin)
    assert (fresh(own).verified, fresh(own).version) == (False, own.version)


def test_my_data_has_it(landed, anna):
    found = texts_of(anna)["trainings.json"]
    assert [(one["training"], len(one["sessions"])) for one in found] == [("Held in mind", 1)]
