"""The public pages of the Standard."""

import datetime

import pytest
import time_machine

from associations.directory.models import Association
from associations.policy.models import Overlay
from tests import factories

CATEGORIES = "/standard/"
NOT_IFRS = (
    "Infant Family Reflective Supervisor (IFRS) cannot be applied for on Jan. 5, 2025; it can be applied for from "
    "Sept. 1, 2022 to Dec. 31, 2023."
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime.datetime(2025, 1, 5, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def oregon(db):
    """An association that asks for something else, something more and something less."""
    made = factories.association("orimha", abbreviation="ORIMHA", name="Oregon Infant Mental Health Association")
    for requirement, params in (
        ("rsc.hours", {"hours": 25}),
        ("rsc.window", {"months": 24}),
        ("membership", {"not_required": True}),
        ("references.validity", {"months": 12}),
    ):
        Overlay.objects.create(
            key=requirement, association=made, kinds=["FS"], requirement=requirement, params=params,
            valid_from=datetime.date(2024, 1, 1),
        )  # fmt: skip
    vetted = {"requirement": "rsc.vetted_providers", "params": {"months": 60}}
    Overlay.objects.create(key="vetted", association=made, valid_until=datetime.date(2026, 1, 31), **vetted)
    return made


def words(page):
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_the_categories_of_today(client, standard):
    page = client.get(CATEGORIES)
    assert page.status_code == 200
    text = page.content.decode()
    assert "Edition 2025, in force on Jan. 5, 2025." in text
    assert 'value="2025-01-05"' in text
    offered = text.split("Not offered on that day")[0]
    for slug in ("ifa", "ecfs", "imhs", "ecmhm-r-f", "ers"):
        assert f'href="/standard/{slug}/"' in offered
    assert 'href="/standard/ifrs/"' not in offered


def test_a_day_before_the_first_edition(client, standard):
    text = client.get(CATEGORIES, {"on": "2017-12-31"}).content.decode()
    assert "Nothing could be applied for on that day" in text


def test_the_day_goes_along(client, standard):
    text = client.get(CATEGORIES, {"on": "2023-06-01"}).content.decode()
    assert "Edition 2022, in force on June 1, 2023." in text
    assert 'href="/standard/ifs/?on=2023-06-01"' in text
    assert 'value="2023-06-01"' in text


def test_a_day_that_is_none_is_said(client, standard):
    for address in (CATEGORIES, "/standard/ifs/", "/standard/competencies/"):
        for on in ("soon", "2025-02-30", "1890-01-01", "9999-12-31", "0001-01-01", "\x00"):
            assert "Enter a day" in words(client.get(address, {"on": on}))


def test_an_empty_day_is_today(client, standard):
    assert "in force on Jan. 5, 2025" in client.get(CATEGORIES, {"on": ""}).content.decode()


def test_what_a_category_asks(client, standard):
    page = client.get("/standard/ifs/")
    text = page.content.decode()
    assert page.status_code == 200
    for sentence in (
        "Infant Family Specialist",
        "At least 24 months of paid work in prevention or early intervention, with the age group of the category.",
        "At least 10 families served in that work.",
        "relationship-focused, therapeutic practice",
        "service delivery systems</span> (example)",
    ):
        assert sentence in " ".join(text.split())


def test_a_category_not_offered(client, standard):
    text = client.get("/standard/ifrs/").content.decode()
    assert NOT_IFRS in text


def test_an_unknown_category(client, standard):
    assert client.get("/standard/xx/").status_code == 404


def test_the_pages_before_anything_is_loaded(client, no_standard):
    assert client.get(CATEGORIES).status_code == 200
    assert client.get("/standard/ifs/").status_code == 404


def test_the_schema_of_the_portfolio_document(client, db):
    page = client.get("/standard/portfolio-1.schema.json")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/schema+json")
    assert page.json()["required"] == ["version"]


def test_what_an_association_sets_differently_is_marked(client, standard, oregon):
    text = words(client.get("/standard/ifs/", {"association": "orimha", "on": "2025-01-05"}))
    assert "What Oregon Infant Mental Health Association asks on Jan. 5, 2025 (edition 2025)." in text
    assert "5 places differ from what the Alliance asks and are marked." in text
    assert "At least 25 hours of reflective supervision or consultation (RSC) from a qualified provider." in text
    assert "The Alliance asks: At least 24 hours of reflective supervision" in text
    assert text.count("Different here") == 1
    assert text.count("Only here") == 3
    assert "Up to 12 months after it was completed." in text
    assert "Counts for RSC received up to Jan. 31, 2026, for 60 months from each vetting." in text
    assert text.count("Not asked here") == 1
    assert "The Alliance asks: Current membership of any association of the Alliance, or of WAIMH." in text


def test_an_association_is_shown_as_it_was_on_the_day(client, standard, oregon):
    text = words(client.get("/standard/ifs/", {"association": "orimha", "on": "2023-12-31"}))
    assert "1 place differs from what the Alliance asks and is marked." in text
    assert "At least 24 hours of reflective supervision" in text
    assert "Different here" not in text


def test_where_nothing_differs(client, standard, association):
    text = words(client.get("/standard/ifs/", {"association": association.slug}))
    assert "Nothing differs from what the Alliance asks." in text


def test_an_association_that_is_none_is_said_and_the_core_shown(client, standard, association):
    for address in (CATEGORIES, "/standard/ifs/"):
        for slug in ("nowhere", "%00", "'", "9" * 400):
            text = words(client.get(address, {"association": slug, "on": "2023-06-01"}))
            assert "Choose one of the list." in text
            assert "June 1, 2023" in text


def test_whose_rsc_counts_by_the_day(client, standard):
    sentence = "RSC received on this day counts from: {}. Earlier hours keep the rule of their day."
    mentor, ers = "Mental Health Mentor, Clinical", "Endorsed Reflective Supervisor (ERS)"
    for on, names in (
        ("2022-08-31", f"Mental Health Specialist or {mentor}"),
        ("2022-09-01", f"Family Reflective Supervisor, Mental Health Specialist or {mentor}"),
        ("2025-01-01", f"{mentor} or {ers}"),
    ):
        assert sentence.format(names) in words(client.get("/standard/ifs/", {"on": on}))
        assert "Whose RSC counts" not in words(client.get("/standard/ifa/", {"on": on}))


def test_a_category_not_offered_that_day_says_when_it_was(client, standard):
    sentence = (
        "Infant Family Specialist (IFS) cannot be applied for on Dec. 31, 2017; it can be applied for from "
        "Jan. 1, 2018 on."
    )
    assert sentence in words(client.get("/standard/ifs/", {"on": "2017-12-31"}))
    assert sentence in words(client.get(CATEGORIES, {"on": "2017-12-31"}))


def test_only_the_tracks_of_the_association(client, standard, association):
    association.tracks = ["infant"]
    association.save()
    text = words(client.get(CATEGORIES, {"association": association.slug}))
    offered, others = text.split("Not offered on that day")
    assert "/standard/ifs/" in offered
    assert "/standard/ecfs/" not in offered
    assert "/standard/ecfs/" in others
    sentence = f"{association.name} does not offer this age group."
    assert sentence in others
    assert sentence in words(client.get("/standard/ecfs/", {"association": association.slug}))


def test_the_names_of_the_association(client, standard, association):
    Association.objects.update(category_names={"IFS": "Infant Family Practitioner"})
    for address in (CATEGORIES, "/standard/ifs/"):
        text = words(client.get(address, {"association": association.slug}))
        assert "Infant Family Practitioner" in text
        assert "At other associations: Infant Family Specialist." in text
        assert 'value="2025-01-05"' in text
        assert "Infant Family Practitioner" not in words(client.get(address))


def test_what_changed_between_the_newest_two_editions(client, standard):
    text = words(client.get("/standard/changes/"))
    assert '<option value="2024" selected>' in text
    assert '<option value="2025" selected>' in text
    specialist = text[text.index("Infant Family Specialist · Early Childhood Family Specialist") :]
    assert "Family Reflective Supervisor, Mental Health Specialist or Mental Health Mentor, Clinical" in specialist
    nothing = text[text.index("Nothing changed") :]
    assert "Infant Family Associate · Early Childhood Family Associate" in nothing


def test_a_category_cell_by_cell(client, standard):
    text = words(client.get("/standard/changes/", {"before": "2024", "after": "2025", "category": "ifs"}))
    cells = text[text.index("<tbody>") : text.index("</tbody>")]
    assert cells.count("At least 10 families served in that work.") == 2
    assert cells.count("The same") == cells.count("<tr>") - 1
    assert cells.count(">Changed<") == 1


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"before": "2024", "after": "2024"}, "Choose two different editions."),
        ({"before": "1999", "after": "2024"}, "Choose one of the list."),
        ({"before": "%00", "after": "\x00"}, "Choose one of the list."),
        ({"before": "2024", "after": "2025", "category": "ifs\x00"}, "Choose one of the list."),
    ],
)
def test_editions_that_are_none(client, standard, query, sentence):
    text = words(client.get("/standard/changes/", query))
    assert sentence in text
    assert "<tbody>" not in text


def test_competencies_by_category(client, standard):
    text = words(client.get("/standard/competencies/"))
    row = text[text.index("disorders of infancy/early childhood") :]
    assert row[: row.index("</tr>")].count('aria-label="asked"') < row[: row.index("</tr>")].count("<td>")
    assert "statistics" not in text or "MHM" in text
    assert "Nothing could be applied for" in words(client.get("/standard/competencies/", {"on": "2017-12-31"}))


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        (CATEGORIES, 2),
        (CATEGORIES + "?association=orimha", 4),
        ("/standard/ifs/", 2),
        ("/standard/ifs/?association=orimha&on=2025-01-05", 5),
        ("/standard/changes/", 1),
        ("/standard/competencies/", 1),
    ],
)
def test_queries(client, standard, oregon, address, queries, django_assert_num_queries):
    """The Standard's newest load, the list of associations, the one chosen, its licence, its overlays."""
    client.get(address)
    for number in range(30):
        factories.association(f"other-{number}")
    with django_assert_num_queries(queries):
        client.get(address)


def test_registered_marks_at_first_mention(client, standard, oregon):
    for address in (CATEGORIES, "/standard/ifs/", "/standard/changes/", "/standard/competencies/"):
        text = words(client.get(address, {"association": "orimha"}))
        text = text[text.index('<main id="main"') : text.index("</main>")]
        for mark in ("Endorsement", "Competency Guidelines", "IMH-E", "ECMH-E"):
            assert mark not in text or text[text.index(mark) + len(mark)] == "®"


def test_the_letters_of_the_mark_only_while_the_licence_is_current(client, standard, oregon):
    oregon.licences.update(valid_until=datetime.date(2024, 12, 31))
    for address in (CATEGORIES, "/standard/ifs/"):
        current = words(client.get(address, {"association": "orimha", "on": "2024-12-31"}))
        ended = words(client.get(address, {"association": "orimha", "on": "2025-01-01"}))
        assert "IMH-E®" in current
        assert "IMH-E" not in ended
        sentence = "has no licence for Endorsement® that is in force on Jan. 1, 2025: it cannot award it then."
        assert (sentence in current, sentence in ended) == (False, True)
    assert "Who holds it may write IMH-E® after their name." in words(client.get("/standard/ifs/"))
    assert "after their name" not in words(client.get("/standard/ers/"))


def test_the_way_in(client, standard, signed_in, association):
    assert 'href="/standard/which/"' in words(client.get("/"))
    assert 'href="/standard/"' in words(client.get("/"))
    registry = words(client.get("/registry/"))
    assert 'href="/standard/"' in registry[registry.index("<main") :]
    start = words(signed_in(factories.person()).get("/applications/start/", {"association": association.slug}))
    assert f'href="/standard/which/?association={association.slug}"' in start
    assert f'href="/standard/?association={association.slug}"' in start
