"""No column of a file is left out unsaid, what other systems call a period is known, what must be chosen says so."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from endorsement.roster.actions.batches import guess
from endorsement.roster.forms import ColumnsForm
from endorsement.roster.models import ImportBatch
from tests import factories


@pytest.fixture
def office(signed_in, association):
    person = factories.person("Kim Keeper")
    factories.role(person, "administrator", association)
    return signed_in(person)


@pytest.mark.django_db
def test_other_words_for_a_period_are_known(association):
    for first in ("Member since", "Joined", "Date joined"):
        for last in ("Paid until", "Expires", "Valid until", "Expiration date"):
            assert guess(association, [first, last]) == ["member_from", "member_until"], (first, last)
    assert guess(association, ["Expires", "Member until", "Joined"]) == ["", "member_until", "member_from"]
    assert guess(association, ["Endorsed on", "Expires", "Paid until"]) == ["endorsed_on", "", "member_until"]


@pytest.mark.django_db
def test_what_is_left_out_is_said_before_and_after_the_reading(office, association, run_jobs, standard):
    content = b"name,email,Shoe size,Chapter <b>,\nAna,ana@people.example,38,North,\n"
    upload = SimpleUploadedFile("r.csv", content, "text/csv")
    columns = office.post(reverse("roster:import", args=[association.slug]), {"file": upload})["Location"]
    said = "2 columns are left out: Shoe size, Chapter &lt;b&gt;."
    assert said in office.get(columns).content.decode()
    chosen = {"column_0": "name", "column_1": "email", "column_2": "phone"}
    state = office.post(columns, chosen)["Location"]
    run_jobs()
    assert "1 column is left out: Chapter &lt;b&gt;." in office.get(state).content.decode()
    batch = ImportBatch.objects.get()
    office.post(reverse("roster:skip", args=[association.slug, batch.code, 2]))
    assert "1 column is left out: Chapter &lt;b&gt;." in office.get(state).content.decode()
    office.post(reverse("roster:again", args=[association.slug, batch.code]))
    every = chosen | {"column_3": "region"}
    office.post(columns, every)
    run_jobs()
    assert "left out:" not in office.get(state).content.decode()


def optional(heading, mapping, data=None):
    form = ColumnsForm(data, heading=heading, mapping=mapping)
    return [str(form[place].label) for place in form.places if not form[place].field.required]


def test_only_what_may_be_left_out_is_called_optional():
    assert optional(["Who", "Mail", "Tel"], ["name", "email", "phone"]) == ["Tel"]
    assert optional(["A", "B", "Mail", "?"], ["first_name", "last_name", "email", ""]) == ["?"]
    assert optional(["Who", "Contact", "Tel"], ["name", "", "phone"]) == ["Tel"]  # the address may be the second
    chosen = {"column_0": "email", "column_1": "name"}
    assert optional(["X", "Y", "Z"], ["name", "email", ""], chosen) == ["Z"]


def test_another_column_may_become_the_name():
    form = ColumnsForm(
        {"column_0": "", "column_1": "email", "column_2": "name"},
        heading=["A", "B", "C"],
        mapping=["name", "email", ""],
    )
    assert form.is_valid(), form.errors
    missing = ColumnsForm({"column_0": "name"}, heading=["A", "B"], mapping=["name", ""])
    assert list(missing.errors) == ["__all__"]


@pytest.mark.django_db
def test_the_page_calls_neither_the_name_nor_the_address_optional(office, association):
    upload = SimpleUploadedFile("r.csv", b"name,email,phone\nAna,ana@people.example,1\n", "text/csv")
    columns = office.post(reverse("roster:import", args=[association.slug]), {"file": upload})["Location"]
    page = office.get(columns).content.decode()
    labels = re.findall(r'<label[^>]*for="id_column_\d+"[^>]*>(.*?)</label>', page, re.S)
    assert [(text.split("<")[0].strip(), "optional" in text) for text in labels] == [
        ("name", False),
        ("email", False),
        ("phone", True),
    ]
