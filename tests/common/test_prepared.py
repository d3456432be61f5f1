"""Prepared reads say what the ORM's query says, for any number of ids, and compile it once."""

import pytest
from django.db.models import JSONField, Q, Value

from accounts.models import Address, Person
from common.prepared import NOBODY, Prepared
from tests import factories


def by_id(people: list[int]):
    rows = Person.objects.filter(pk__in=people).order_by("pk")
    return rows.values_list("pk", "public_id", "created_at", Value({"a": [1]}, output_field=JSONField()))


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 9])
def test_the_same_rows_as_the_query_itself(count, django_assert_num_queries):
    ids = [factories.person(login=False).pk for _ in range(count)]
    factories.person(login=False)
    prepared = Prepared(by_id)
    with django_assert_num_queries(1):
        found = prepared.rows(people=ids)
    assert found == list(by_id(ids))
    assert [row[0] for row in found] == ids


@pytest.mark.django_db
def test_compiled_once_for_each_size_and_choice_of_names():
    made = []

    @Prepared
    def prepared(person: int, friends: list[int] | None = None):
        made.append(friends and len(friends))
        asked = Q(pk=person) | Q(pk__in=friends) if friends else Q(pk=person)
        return Person.objects.filter(asked).order_by("pk").values_list("pk")

    one, two, three = (factories.person(login=False).pk for _ in range(3))
    assert prepared.rows(person=one) == prepared.rows(person=one) == [(one,)]
    assert prepared.rows(person=two) == [(two,)]
    assert prepared.rows(person=two, friends=[one, two, three]) == [(one,), (two,), (three,)]
    assert prepared.rows(person=two, friends=[one, three, three, one]) == [(one,), (two,), (three,)]
    assert prepared.rows(person=NOBODY, friends={two}) == [(two,)]
    assert prepared.rows(friends=[], person=one) == [(one,)]
    assert made == [None, 4, 1, 1]  # an empty list is one nobody


@pytest.mark.django_db
def test_an_id_in_several_places():
    person = factories.person(email="ada@people.example")

    @Prepared
    def prepared(person: int):
        own = Person.objects.filter(pk=person).order_by().values_list("pk", Value("person"))
        return own.union(Address.objects.filter(person_id=person).order_by().values_list("person_id", Value("address")))

    assert sorted(prepared.rows(person=person.pk)) == [(person.pk, "address"), (person.pk, "person")]


@pytest.mark.django_db
def test_an_id_that_nothing_asks_for_is_a_mistake():
    prepared = Prepared(lambda person, other: Person.objects.filter(pk=person).values_list("pk"))
    with pytest.raises(TypeError, match="person, other"):
        prepared.rows(person=1, other=2)
