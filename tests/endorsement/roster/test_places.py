"""The kept rows of a roster are what its sources say, whatever writes the sources, also two at once."""

import datetime
import random
import threading

import pytest
from django.db import connection, transaction

from accounts.models import Person
from associations.people.models import Membership, RoleGrant, RosterEntry
from competencies.standard.models import Category
from endorsement.award.models import Endorsement
from endorsement.roster import places, queries, undoing
from endorsement.roster.models import ImportBatch, RosterPlace
from tests import factories

FIRST = datetime.date(2020, 1, 1)
SOURCES = (RoleGrant, Membership, RosterEntry, Endorsement)


def kept() -> list[tuple]:
    return sorted(RosterPlace.objects.values_list("association_id", "person_id"))


def must_be() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(places.everybody())
        return sorted(cursor.fetchall())


def add(model, person, association, number):
    given = {"person": person, "association": association}
    if model is Membership:
        Membership.objects.create(**given, valid_from=FIRST + datetime.timedelta(days=number))
    elif model is RosterEntry:
        RosterEntry.objects.get_or_create(**given, defaults={"since": FIRST})
    elif model is RoleGrant:
        if not RoleGrant.objects.filter(**given, role="reviewer", ended_at=None).exists():
            factories.role(person, "reviewer", association)
    else:
        texts = {"origin": f"o{number}", "number": f"n{number}", "listed_name": "Ada"}
        Endorsement.objects.create(**given, **texts, category=Category.objects.first(), endorsed_on=FIRST)


def change(rng, model, people, associations):
    """One of the ways in which a row stops to speak for somebody, or speaks for somebody else."""
    row = rng.choice(list(model.objects.order_by("pk")) or [None])
    if row is None or (model is RoleGrant and rng.random() < 0.6):
        RoleGrant.objects.filter(person=rng.choice(people)).update(ended_at="2026-01-01T00:00:00Z")
    elif rng.random() < 0.5:
        model.objects.filter(pk__gte=row.pk).delete()
    elif model in (Membership, Endorsement):
        model.objects.filter(pk=row.pk).update(person=rng.choice(people), association=rng.choice(associations))


@pytest.mark.django_db
def test_whatever_is_done_the_places_are_in_step(standard, association, neighbour):
    rng = random.Random(7)
    people, houses = [factories.person(login=False) for _ in range(4)], [association, neighbour]
    seen = set()
    for number in range(70):
        model = rng.choice(SOURCES)
        if rng.random() < 0.55:
            add(model, rng.choice(people), rng.choice(houses), number)
        else:
            change(rng, model, people, houses)
        assert kept() == must_be(), (number, model)
        seen.add(len(kept()))
    assert len(seen) > 4  # it went up and down
    staff = factories.role(people[0], "alliance_staff")
    assert staff.association_id is None and kept() == must_be()
    for model in SOURCES:
        model.objects.all().delete()
    assert kept() == []


@pytest.mark.django_db
def test_an_import_and_its_undo(standard, association, brought):
    rows = [
        {"name": "Ada", "email": "ada@people.example", "member_from": "2026-01-01"},
        {"name": "Ben", "email": "ben@people.example", "role": "reviewer"},
        {"name": "Cleo", "email": "cleo@people.example"},
    ]
    known = factories.person("Dora", email="dora@people.example")
    factories.role(known, "reviewer", association)
    assert brought(rows)[0] == 0
    assert kept() == must_be()
    assert queries.how_many(association) == queries.roster_of(association).count() == 4
    undoing.undo(ImportBatch.objects.get())
    assert kept() == must_be() == [(association.pk, known.pk)]


@pytest.mark.django_db
def test_migrating_makes_rows_and_triggers_anew(association, neighbour):
    ada, ben = factories.person(login=False), factories.person(login=False)
    factories.member(ada, association)
    places.let_go("default")
    RosterPlace.objects.all().delete()
    RosterPlace.objects.create(association_id=neighbour.pk, person_id=ada.pk)
    places.keep("default", plan=[])
    assert kept() == [(association.pk, ada.pk)]
    factories.member(ben, association)
    assert kept() == must_be() == [(association.pk, ada.pk), (association.pk, ben.pk)]


@pytest.mark.django_db
def test_nothing_to_keep_on_the_way_to_an_older_schema(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(places, "let_go", lambda using: pytest.fail("touched"))
    places.keep("default", plan=[])


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_who_ends_a_role_waits_for_who_adds_a_membership():
    """The role that ends sees the membership that was added a moment before: the place stays."""
    association, person = factories.association(), factories.person(login=False)
    grant = factories.role(person, "reviewer", association)

    def end():
        RoleGrant.objects.filter(pk=grant.pk).update(ended_at="2026-01-01T00:00:00Z")
        connection.close()

    ending = threading.Thread(target=end)
    with transaction.atomic():
        factories.member(person, association)
        ending.start()
        ending.join(0.5)
        assert ending.is_alive()
    ending.join(10)
    assert not ending.is_alive() and RoleGrant.objects.get().ended_at
    assert kept() == must_be() == [(association.pk, person.pk)]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_who_adds_a_membership_waits_for_who_ends_a_role():
    association, person = factories.association(), factories.person(login=False)
    grant = factories.role(person, "reviewer", association)

    def add_member():
        factories.member(Person.objects.get(), association)
        connection.close()

    adding = threading.Thread(target=add_member)
    with transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(ended_at="2026-01-01T00:00:00Z")
        adding.start()
        adding.join(0.5)
        assert adding.is_alive()
    adding.join(10)
    assert not adding.is_alive()
    assert kept() == must_be() == [(association.pk, person.pk)]
