"""Who gave RSC: found in the registry without telling who else is in it."""

import datetime

import pytest
from django.urls import reverse

from associations.people.actions import note_vetting
from competencies.standard.models import Category
from endorsement.award.models import Endorsement
from endorsement.portfolio.models import Rsc
from endorsement.portfolio.queries import find_provider, search_providers
from tests import factories
from tests.endorsement.portfolio.conftest import FILLED

HX = {"HX-Request": "true"}
URL = "/portfolio/rsc/ABCDEFGHJKMN/"


def endorsed(name, association, *, listed=True, **person):
    who = factories.person(name, login=False, **person)
    Endorsement.objects.create(
        origin=f"test:{who.pk}",
        person=who,
        association=association,
        category=Category.objects.get(key="IMHM-C"),
        number=f"N-{who.pk}",
        endorsed_on=datetime.date(2020, 1, 1),
        listed_name=name,
        listed=listed,
    )
    return who


@pytest.fixture
def people(standard, association):
    return {
        "listed": endorsed("Maria Castillo", association),
        "unlisted": endorsed("Mark Hidden", association, listed=False, email="mark@home.example"),
        "plain": factories.person("Maria Plain"),
    }


def names(found):
    return [(one.name, one.note) for one in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mar", [("Maria Castillo", "CT-AIMH IMHM-C")]),
        ("CASTILLO mar", [("Maria Castillo", "CT-AIMH IMHM-C")]),
        ("Mark Hidden", [("Mark Hidden", "CT-AIMH")]),
        ("mark  hidden", [("Mark Hidden", "CT-AIMH")]),
        ("Mark@Home.example", [("Mark Hidden", "CT-AIMH")]),
        ("Hidden", []),
        ("Maria Plain", []),
        ("m", []),
        ("", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_search(owner, people, association, typed, found):
    association.abbreviation = "CT-AIMH"
    association.save()
    assert names(search_providers(typed, owner)) == found


def test_nobody_finds_themselves(people):
    assert search_providers("Maria Castillo", people["listed"]) == []
    assert find_provider(str(people["listed"].public_id), people["listed"]) is None


def test_at_most_eight_and_a_constant_number_of_queries(owner, people, association, django_assert_num_queries):
    with django_assert_num_queries(2):
        search_providers("castillo", owner)
    for number in range(12):
        endorsed(f"Many Castillo {number:02}", association)
    with django_assert_num_queries(2):
        found = search_providers("castillo", owner)
    assert [one.name for one in found] == [f"Many Castillo {number:02}" for number in range(8)]


@pytest.mark.parametrize("public_id", ["", "nonsense", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_no_such_provider(owner, people, public_id):
    assert find_provider(public_id, owner) is None


def test_only_endorsed_people_are_providers(owner, people):
    assert find_provider(str(people["plain"].public_id), owner) is None
    assert find_provider(str(people["unlisted"].public_id), owner) == people["unlisted"]


def test_choices_while_typing(signed_in, owner, people):
    answer = signed_in(owner).get(reverse("portfolio:providers"), {"provider_name": "mari"})
    page = answer.content.decode()
    assert "Maria Castillo" in page
    assert "One person found." in page
    chosen = str(people["listed"].public_id)
    page = signed_in(owner).get(reverse("portfolio:providers"), {"provider_name": "mari", "provider": chosen})
    assert "Maria Castillo is chosen." in page.content.decode()
    nobody = signed_in(owner).get(reverse("portfolio:providers"), {"provider_name": "Nobody Known"})
    assert "Nobody found by this name." in nobody.content.decode()


def test_choices_are_braked(signed_in, owner, people, monkeypatch):
    from endorsement.portfolio import views

    monkeypatch.setattr(views, "too_often", lambda *args, **kwargs: True)
    assert signed_in(owner).get(reverse("portfolio:providers")).status_code == 429


def save(client, version, **changes):
    return client.post(URL, {**FILLED["rsc"], "version": version, "window": "W", **changes}, headers=HX)


def test_the_choice_is_kept_while_the_name_still_means_the_person(signed_in, owner, people):
    client, who = signed_in(owner), people["listed"]
    save(client, 0, provider_name="mari", provider=str(who.public_id))
    assert (Rsc.objects.get().provider, Rsc.objects.get().provider_name) == (who, "mari")
    save(client, 1, provider_name="Somebody Else", provider=str(who.public_id))
    assert (Rsc.objects.get().provider, Rsc.objects.get().provider_name) == (None, "Somebody Else")


def test_the_choice_by_address(signed_in, owner, people):
    who = people["unlisted"]
    save(signed_in(owner), 0, provider_name="mark@home.example", provider=str(who.public_id))
    assert Rsc.objects.get().provider == who


def test_a_provider_that_is_none_stays_a_name(signed_in, owner, people):
    save(signed_in(owner), 0, provider=str(people["plain"].public_id))
    assert (Rsc.objects.get().provider, Rsc.objects.get().complete) == (None, True)


def test_the_other_windows_provider_is_named(signed_in, owner, people):
    client = signed_in(owner)
    save(client, 0, provider_name="maria castillo", provider=str(people["listed"].public_id))
    answer = save(client, 0, provider_name="Maria", window="W2")
    rows = {row.label: (row.mine, row.other) for row in answer.context["conflict"]["rows"]}
    assert rows["Provider chosen from the registry"] == ("empty", "Maria Castillo")


def test_somebody_vetted_is_found_by_their_full_name_only(people, association):
    searcher, plain = factories.person(), people["plain"]
    assert find_provider(str(plain.public_id), searcher) is None
    vet = {"valid_from": datetime.date(2022, 1, 1), "valid_until": None, "by": searcher}
    note_vetting(person=plain, association=association, **vet)
    assert find_provider(str(plain.public_id), searcher) == plain
    assert names(search_providers("Maria Plain", searcher)) == [("Maria Plain", "")]
    assert names(search_providers("Plain", searcher)) == []
