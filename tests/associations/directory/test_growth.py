"""The growth of the Alliance: counted from licences, drawn and written, the undated beside it."""

import datetime
import re

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from associations.directory.models import Association, Licence
from associations.directory.presenters import bars, changes
from associations.directory.queries import Growth, GrowthYear, growth
from tests import factories

pytestmark = pytest.mark.django_db
D = datetime.date
TODAY = D(2026, 6, 1)
AT_NOON = datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC)


def place(slug, *spans, kind="endorsement"):
    made = Association.objects.create(slug=slug, abbreviation=slug, name=slug, region="R", country="C")
    Licence.objects.bulk_create(
        Licence(association=made, kind=kind, valid_from=first, valid_until=last) for first, last in spans
    )


def test_it_is_counted_from_licences(db):
    assert growth(TODAY) == Growth([], 0)
    assert bars(growth(TODAY)) == changes(growth(TODAY)) == []
    place("renewed", (D(2022, 5, 1), D(2024, 4, 30)), (D(2024, 5, 1), None))
    place("left", (D(2022, 1, 1), D(2023, 12, 30)))
    place("first unknown", (None, D(2024, 12, 31)), (D(2025, 1, 1), None))
    place("undated", (None, None))
    place("undated and ended", (None, D(2025, 1, 1)))
    place("to come", (D(2026, 6, 2), None))
    place("guidelines alone", (D(2001, 1, 1), None), kind="guidelines")
    found = growth(TODAY)
    assert found.years == [
        GrowthYear(2022, 2, 2),
        GrowthYear(2023, 0, 1),
        GrowthYear(2024, 0, 1),
        GrowthYear(2025, 1, 2),
        GrowthYear(2026, 0, 2),
    ]
    assert (found.undated, found.now) == (1, 3)
    assert [one.year for one in changes(found)] == [2022, 2023, 2025, 2026]
    drawn = bars(found)
    assert [bar.figure for bar in drawn] == ["2", "1", "", "2", ""]
    assert [bar.year for bar in drawn] == ["", "", "", "2025", ""]
    assert [bar.height for bar in drawn] == [170, 85, 85, 170, 170]


def test_an_alliance_whose_licences_have_all_ended_draws_no_bar(db):
    place("left", (D(2022, 1, 1), D(2022, 6, 1)))
    assert [bar.height for bar in bars(growth(TODAY))] == [0] * 5


def test_the_page_of_the_published_associations(client):
    call_command("load_associations", verbosity=0)
    with time_machine.travel(AT_NOON, tick=False):
        page = client.get(reverse("directory:alliance")).content.decode()
    text = " ".join(page.split())
    assert "33 associations hold a licence for Endorsement® today." in text
    assert "the beginnings of 28 licences are not known" in text
    assert 'role="img" aria-labelledby="growth-name growth-words"' in text
    table = re.findall(r'<th scope="row">(\d{4})[^<]*</th><td>(\d+)</td><td>(\d+)</td>', text)
    assert table == [
        ("2007", "1", "1"),
        ("2009", "2", "3"),
        ("2010", "1", "4"),
        ("2011", "1", "5"),
        ("2026", "0", "5"),
    ]
    assert text.count('class="growth-bar"') == 20
    assert "Georgia Association" not in text
    assert "Irish Association for Infant Mental Health" in text


def test_before_any_association_is_there(client):
    page = client.get(reverse("directory:alliance")).content.decode()
    assert "No association is entered yet." in page
    assert '<svg class="growth-chart"' not in page


@pytest.mark.parametrize("rows", [1, 10, 200])
def test_the_page_costs_the_same_however_long(client, django_assert_num_queries, rows):
    for number in range(rows):
        factories.association(f"place-{number}")
    # licences, associations
    with django_assert_num_queries(2):
        client.get(reverse("directory:alliance"))
