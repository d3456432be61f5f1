"""Where somebody works and in which language: said once, by who likes to, and taken back."""

import pytest

from associations.people.models import Practice
from tests import factories

pytestmark = pytest.mark.django_db


def test_said_changed_and_taken_back(signed_in):
    person = factories.person()
    client = signed_in(person)
    assert "I would rather not say" in client.get("/me/practice/").content.decode()
    client.post("/me/practice/", {"sector": "courts", "language": ""})
    assert list(Practice.objects.values_list("person", "sector", "language")) == [(person.pk, "courts", "")]
    assert str(Practice.objects.get()) == f"practice of {person.pk}"
    client.post("/me/practice/", {"sector": "courts", "language": "es"})
    assert "Spanish" in client.get("/me/").content.decode()
    client.post("/me/practice/", {"sector": "", "language": ""})
    assert not Practice.objects.exists()


def test_what_is_no_choice_is_told(signed_in):
    page = signed_in(factories.person()).post("/me/practice/", {"sector": "elsewhere"})
    assert "not one of the available choices" in page.content.decode()
    assert not Practice.objects.exists()
