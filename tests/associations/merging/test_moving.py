"""Everything that points at a person moves, and comes back exactly."""

import datetime
import itertools

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Address, Person
from associations.merging import actions, hooks, moving
from associations.merging.models import Merge
from associations.people.enums import Role
from associations.people.models import Membership, RoleGrant, RosterEntry
from endorsement.portfolio.models import Training
from tests import factories
from tests.associations.merging import makings
from tests.associations.merging.makings import everything, row_of

pytestmark = pytest.mark.django_db
LINKS = moving.links()


@pytest.fixture
def staff():
    person = factories.person("Sam of the Alliance")
    factories.role(person, Role.ALLIANCE_STAFF)
    return person


@pytest.fixture
def two(association):
    return [factories.person(name, login=False) for name in ("Ana Ruiz", "Anna Ruiz")]


def merge(two, staff):
    return actions.merge(kept=two[0], gone=two[1], association=None, by=staff)


def test_every_foreign_key_to_a_person_is_known():
    """Over all models, the hidden ones too: each moves, or a room says that it stays."""
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert keys == {link.label for link in LINKS}
    assert {link.label for link in moving.moved()} == keys - hooks.stays
    words = {*hooks.stays, *hooks.doubles, *hooks.gives_way, *hooks.clashes, *hooks.things}
    assert words - keys == set()


def test_a_row_of_every_kind_moves_and_comes_back(standard, two, staff):
    """One of everything: nothing points at the shell; after the undo every row is as it was."""
    made = {}
    for link in moving.moved():
        if link.label != "accounts.Address.person":
            made[link.label] = row_of(link.model, **{link.field.name: two[1]}).pk
    before = everything()
    done = merge(two, staff)
    left = {link.label for link in moving.moved() if link.rows(two[1]).exists()}
    assert left == set()
    for link in moving.moved():
        if link.label in made:
            assert link.rows(two[0]).filter(pk=made[link.label]).exists(), link.label
    assert Person.objects.get(pk=two[1].pk).merged_into == two[0]
    actions.undo(merge=done, by=staff)
    assert everything() == before


def test_what_a_row_is_filled_with_fits_its_column(monkeypatch):
    """However many rows were made before: PostgreSQL refuses a value that is too long, SQLite does not."""
    monkeypatch.setattr(makings, "_count", itertools.count(12_345))
    assert [len(makings._value(models.CharField(max_length=most), 0)) for most in (3, 20)] == [3, 6]
    assert makings._value(models.TextField(), 0) == "x12347"


def test_what_both_have_is_put_away_and_comes_back(two, staff, association, neighbour):
    day = datetime.date(2024, 1, 1)
    for person, kind in zip(two, ("member", "other"), strict=True):
        Membership.objects.create(person=person, association=association, valid_from=day, kind=kind)
        factories.role(person, Role.REVIEWER, association)
        RosterEntry.objects.create(person=person, association=association, since=day)
    own = factories.role(two[1], Role.REVIEWER, neighbour)
    before = everything()
    done = merge(two, staff)
    assert Membership.objects.get().kind == "member"
    assert set(RoleGrant.objects.filter(person=two[0]).values_list("association", flat=True)) == {
        association.pk,
        neighbour.pk,
    }
    assert RosterEntry.objects.get().person == two[0]
    own.refresh_from_db()
    assert own.person == two[0]
    actions.undo(merge=done, by=staff)
    assert everything() == before


def test_addresses_move_and_one_stays_the_one_that_is_written_to(two, staff):
    written = two[0].email
    done = merge(two, staff)
    assert (Address.objects.filter(person=two[0]).count(), Person.objects.get(pk=two[0].pk).email) == (2, written)
    actions.undo(merge=done, by=staff)
    assert Address.objects.filter(person=two[1], is_primary=True).count() == 1
    Address.objects.filter(person=two[0]).delete()
    merge(two, staff)
    assert Address.objects.get(person=two[0]).is_primary


def test_what_is_not_written_is_taken_over(two, staff):
    Person.objects.filter(pk=two[1].pk).update(phone="1", resides_in="Ohio")
    Person.objects.filter(pk=two[0].pk).update(resides_in="Iowa")
    before = everything()
    done = merge(two, staff)
    two[0].refresh_from_db()
    assert (two[0].name, two[0].phone, two[0].resides_in) == ("Ana Ruiz", "1", "Iowa")
    actions.undo(merge=done, by=staff)
    assert everything() == before


def test_an_undo_keeps_what_was_done_since(two, staff):
    """What was made since stays with who stayed; a newer value stays; what was deleted stays deleted."""
    Person.objects.filter(pk=two[1].pk).update(phone="1")
    gone, stays = (row_of(Training, person=two[1]) for _ in range(2))
    done = merge(two, staff)
    new = row_of(Training, person=two[0])
    gone.delete()
    Person.objects.filter(pk=two[0].pk).update(phone="2")
    actions.undo(merge=done, by=staff)
    for row in (new, stays):
        row.refresh_from_db()
    assert (new.person, stays.person, Training.objects.count()) == (two[0], two[1], 2)
    assert [Person.objects.get(pk=one.pk).phone for one in two] == ["2", "1"]


def test_a_clash_that_no_room_knows_stops_the_merge(two, staff, association, monkeypatch):
    for person in two:
        RosterEntry.objects.create(person=person, association=association, since=datetime.date(2024, 1, 1))
    monkeypatch.setattr(hooks, "doubles", set())
    with pytest.raises(actions.Refused, match="only one"):
        merge(two, staff)
    assert Merge.objects.count() == 0


@pytest.mark.parametrize("label", ["associations.Membership.person", "endorsement.PortfolioImport.person"])
def test_a_double_on_which_something_hangs_stops_it_too(two, association, monkeypatch, label):
    link = next(link for link in LINKS if link.label == label)
    for person in two:
        given = {"association": association} if "Membership" in label else {}
        row_of(link.model, person=person, **given)
    assert moving.plan(*two).clashes == []
    monkeypatch.setattr(moving, "_carries", lambda row: True)
    assert moving.plan(*two).clashes == [label]


def test_rules_of_a_key():
    """A unique key, a unique rule with and without a condition."""
    rules = {link.label: [fields for fields, _where in moving.rules_of(link)] for link in LINKS}
    assert rules["endorsement.PortfolioImport.person"] == [[]]
    assert rules["associations.RoleGrant.person"] == [["association", "role"], ["role"]]
    assert rules["associations.Merge.done_by"] == []
