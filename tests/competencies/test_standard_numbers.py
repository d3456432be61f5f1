"""The published numbers, cell by cell, against the loaded editions and overlays."""

import datetime

import pytest

from associations.policy.importers import read_overlay_file
from competencies.assessment.rules import ProviderPeriod, VettingPeriod
from competencies.standard import queries
from tests.competencies.published import COLUMN, EDITIONS, KIND, TABLE


@pytest.fixture
def loaded(standard):
    return standard


@pytest.mark.parametrize("key", EDITIONS)
def test_the_days_of_an_edition(key, loaded):
    edition = next(edition for edition in loaded.editions if edition.key == key)
    assert (edition.in_force_from, edition.in_force_until) == EDITIONS[key]
    assert loaded.edition_on(edition.in_force_from).key == key
    assert loaded.edition_on(edition.in_force_until or datetime.date(2100, 1, 1)).key == key


def test_no_edition_before_the_first(loaded):
    assert loaded.edition_on(datetime.date(2017, 12, 31)) is None


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("category", KIND)
def test_every_cell_of_a_category(edition, category, loaded):
    """What the edition asks of the category, and nothing else."""
    found = next(one for one in loaded.editions if one.key == edition)
    rows = loaded.requirements.get((found.pk, loaded.categories[category].pk))
    column = COLUMN.get((KIND[category], edition))
    if column is None:
        assert rows is None
    else:
        assert rows == {key: cells[column] for key, cells in TABLE.items() if column in cells}


@pytest.mark.parametrize(
    ("category", "asked", "examples"), [("IFA", 10, 19), ("ECFS", 11, 19), ("ECMHS", 10, 21), ("IMHM-P", 13, 23)]
)
def test_how_many_competencies(category, asked, examples, loaded):
    standings = [one.standing for one in loaded.asked[loaded.editions[0].pk, loaded.categories[category].pk]]
    assert (standings.count("asked"), standings.count("example")) == (asked, examples)


def test_the_categories(loaded):
    assert [(c.key, c.slug, c.kind, c.track, c.suffix) for c in loaded.categories.values()] == [
        ("IFA", "ifa", "FA", "infant", "IMH-E"),
        ("ECFA", "ecfa", "FA", "early_childhood", "ECMH-E"),
        ("IFS", "ifs", "FS", "infant", "IMH-E"),
        ("ECFS", "ecfs", "FS", "early_childhood", "ECMH-E"),
        ("IFRS", "ifrs", "FRS", "infant", "IMH-E"),
        ("ECFRS", "ecfrs", "FRS", "early_childhood", "ECMH-E"),
        ("IMHS", "imhs", "MHS", "infant", "IMH-E"),
        ("ECMHS", "ecmhs", "MHS", "early_childhood", "ECMH-E"),
        ("IMHM-C", "imhm-c", "MHM-C", "infant", "IMH-E"),
        ("ECMHM-C", "ecmhm-c", "MHM-C", "early_childhood", "ECMH-E"),
        ("IMHM-P", "imhm-p", "MHM-P", "infant", "IMH-E"),
        ("ECMHM-P", "ecmhm-p", "MHM-P", "early_childhood", "ECMH-E"),
        ("IMHM-R/F", "imhm-r-f", "MHM-R/F", "infant", "IMH-E"),
        ("ECMHM-R/F", "ecmhm-r-f", "MHM-R/F", "early_childhood", "ECMH-E"),
        ("ERS", "ers", "ERS", "both", ""),
    ]


LAST_2018, FIRST_2022 = datetime.date(2022, 8, 31), datetime.date(2022, 9, 1)
LAST_2024, FIRST_2025 = datetime.date(2024, 12, 31), datetime.date(2025, 1, 1)
THREE = [("MHS", "MHM-C"), ("FRS", "MHS", "MHM-C"), ("MHM-C", "ERS")]
PROVIDERS = {
    "FS": THREE,
    "FRS": THREE,
    "MHS": [("MHS", "MHM-C"), ("MHS", "MHM-C"), ("MHM-C", "ERS")],
    "MHM-C": [("MHM-C",), ("MHM-C",), ("MHM-C", "ERS")],
    "ERS": [("MHM-C",), ("MHM-C",), ("MHM-C", "ERS")],
}


@pytest.mark.parametrize("kind", PROVIDERS)
def test_the_provider_rule(kind, loaded):
    def named(day):
        return [
            tuple(rule.providers)
            for rule in loaded.provider_rules
            if kind in rule.applies_to
            and (rule.valid_from is None or rule.valid_from <= day)
            and (rule.valid_until is None or day <= rule.valid_until)
        ]

    first, middle, last = ([names] for names in PROVIDERS[kind])
    assert [named(datetime.date(1990, 1, 1)), named(LAST_2018)] == [first, first]
    assert [named(FIRST_2022), named(LAST_2024)] == [middle, middle]
    assert [named(FIRST_2025), named(datetime.date(2100, 1, 1))] == [last, last]


HIGHER = {"any_of": [{"key": "bachelor_or_higher", "levels": ["bachelor", "master", "doctorate", "medical"]}]}
WINDOW, VETTED = {"months": 24}, {"months": 60}
OVERLAYS = {
    ("INfancy Onward", "education", ("FS",), None): HIGHER,
    ("KAIMH", "education", ("FS",), None): HIGHER,
    ("NYS-AIMH", "education", ("FS",), None): HIGHER,
    ("MI-AIMH", "education", ("FS",), None): HIGHER,
    ("ORIMHA", "rsc.hours", ("FS",), None): {"hours": 25},
    ("MassAIMH", "training.hours", ("FA", "FS"), None): {"hours": 33},
    ("MassAIMH", "training.dei", ("FA", "FS"), None): {"hours": 3},
    ("MI-AIMH", "rsc.window", ("FS",), None): WINDOW,
    ("INfancy Onward", "rsc.window", ("FS",), None): WINDOW,
    ("CERH", "rsc.window", ("FS",), None): WINDOW,
    ("KAIMH", "membership", (), None): {"not_required": True},
    ("INfancy Onward", "membership", (), None): {"of": "own"},
    ("NAIMH", "membership", (), None): {"of": "own"},
    ("SCIMHA", "membership", (), None): {"of": "own"},
    ("RIAIMH", "prerequisite", ("ERS",), None): {"kinds": ["FA", "FS", "FRS", "MHS", "MHM-C", "MHM-P", "MHM-R/F"]},
    ("NYS-AIMH", "work.months", ("MHS",), datetime.date(2024, 12, 31)): {"internship": {"months": 12}},
    ("PA-AIMH", "references.validity", (), None): {"months": 12},
    ("NCIMHA", "rsc.vetted_providers", (), datetime.date(2027, 12, 31)): VETTED,
    ("First3Years", "rsc.vetted_providers", (), datetime.date(2026, 1, 31)): VETTED,
    ("CERH", "rsc.vetted_providers", (), datetime.date(2023, 1, 31)): VETTED,
    ("CoAIMH", "rsc.vetted_providers", (), datetime.date(2018, 1, 31)): VETTED,
    ("ORIMHA", "rsc.vetted_providers", (), None): VETTED,
}


def test_the_published_overlays():
    read = {(r.association, r.requirement, r.kinds, r.until): dict(r.params) for r in read_overlay_file()}
    assert read == OVERLAYS


DAY = datetime.date(2024, 10, 1)


@pytest.mark.parametrize(
    ("association", "category", "requirement", "expected"),
    [
        ("CT-AIMH", "IFS", "rsc.hours", "RscHours(hours=Decimal('24'), after_degree=False, peers=False)"),
        ("ORIMHA", "IFS", "rsc.hours", "RscHours(hours=Decimal('25'), after_degree=False, peers=False)"),
        ("CT-AIMH", "IFA", "training.dei", "None"),
        ("MassAIMH", "IFA", "training.dei", "TrainingHours(hours=Decimal('3'), topic='dei')"),
        ("MassAIMH", "ECFS", "training.hours", "TrainingHours(hours=Decimal('33'), topic=None)"),
        ("KAIMH", "IFS", "membership", "None"),
        ("KAIMH", "IFA", "membership", "None"),
        ("SCIMHA", "IFA", "membership", "MembershipTerms(own=True)"),
        ("CT-AIMH", "IFA", "membership", "MembershipTerms(own=False)"),
        ("CT-AIMH", "IFS", "education", "None"),
        ("CERH", "ECFS", "rsc.window", "RscWindow(months=24)"),
        ("CERH", "ECFA", "rsc.window", "None"),
    ],
)
def test_an_overlay_in_the_rules_of_a_day(association, category, requirement, expected, standard):
    rules = queries.rules_for(category, DAY, read_overlay_file(), association=association)
    assert repr(rules.requirement(requirement)) == expected


def test_what_is_no_requirement_in_the_rules_of_a_day(standard):
    def rules(association):
        return queries.rules_for("IFS", DAY, read_overlay_file(), association=association, members=["CT-AIMH"])

    assert (rules("PA-AIMH").references_valid_months, rules("CT-AIMH").references_valid_months) == (12, None)
    assert rules("CERH").vetting == (VettingPeriod(None, datetime.date(2023, 1, 31), 60),)
    assert rules("CT-AIMH").vetting == ()
    assert rules("CT-AIMH").members == frozenset({"CT-AIMH"})
    assert rules("CT-AIMH").provider_periods == (
        ProviderPeriod(None, LAST_2018, ("MHS", "MHM-C")),
        ProviderPeriod(FIRST_2022, LAST_2024, ("FRS", "MHS", "MHM-C")),
        ProviderPeriod(FIRST_2025, None, ("MHM-C", "ERS")),
    )
