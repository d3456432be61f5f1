"""What associations publish about how they work is what they begin with: the whole table, and nothing beside it."""

import datetime

import pytest
from django.core.management import call_command

from associations.directory.models import Association
from associations.fees.models import Fee
from associations.people.models import MembershipTerms
from associations.policy.importers import read_policies
from associations.policy.models import Overlay, Policy
from associations.settling.actions import SETTINGS

pytestmark = pytest.mark.django_db

PUBLISHED = {
    "AK-AIMH": {"reviewers": 2},
    "AIMHiTN": {"reviewers": 1},
    "AzAIMH": {"reviewers": 1, "concurrent_applications": False, "lead_days": 28},
    "CERH": {
        "reviewers": 2,
        "review_order": "in_turn",
        "reviewer_standing": "same_or_higher",
        "intake": "monthly",
        "intake_nth": 1,
        "intake_weekday": 4,
        "intake_months": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    },
    "CT-AIMH": {"lead_days": 28},
    "F5A": {"lead_days": 28},
    "FAIMH": {"reviewers": 2, "draft_days": 90},
    "First3Years": {"reviewers": 2, "reviewer_standing": "endorsed", "consensus": True},
    "INfancy Onward": {"reviewers": 1},
    "NAIMH": {"reviewers": 1},
    "NMAIMH": {"reviewers": 2},
    "RIAIMH": {"reviewers": 1},
    "SCIMHA": {"reviewers": 1},
    "VAIMH": {"reviewers": 2},
    "WI-AIMH": {
        "reviewers": 2,
        "review_order": "in_turn",
        "intake": "dates",
        "intake_days": ["03-15", "06-15", "09-15", "12-15"],
    },
}


@pytest.fixture
def loaded():
    call_command("load_associations", verbosity=0)


def test_the_file_says_this_and_only_what_can_be_settled():
    rows = {row["association"]: {key: row[key] for key in row if key != "association"} for row in read_policies()}
    assert rows == PUBLISHED
    assert {name for row in rows.values() for name in row} <= set(SETTINGS)


def test_everybody_begins_with_what_they_publish_and_the_defaults_for_the_rest(loaded):
    defaults = {name: getattr(Policy(chaser_days=[7, 14, 28]), name) for name in SETTINGS}
    held = {
        row.association.abbreviation: {name: getattr(row, name) for name in SETTINGS}
        for row in Policy.objects.select_related("association")
    }
    assert set(held) == set(Association.objects.values_list("abbreviation", flat=True))
    assert held == {name: defaults | PUBLISHED.get(name, {}) for name in held}


def test_who_asks_membership_otherwise_and_what_else_differs_from_the_core(loaded):
    rows = Overlay.objects.filter(requirement="membership").values_list("association__abbreviation", "params")
    assert dict(rows) == {
        "KAIMH": {"not_required": True},
        "INfancy Onward": {"of": "own"},
        "NAIMH": {"of": "own"},
        "SCIMHA": {"of": "own"},
    }
    ends = Overlay.objects.filter(requirement="rsc.vetted_providers").values_list(
        "association__abbreviation", "valid_until"
    )
    assert dict(ends) == {
        "NCIMHA": datetime.date(2027, 12, 31),
        "First3Years": datetime.date(2026, 1, 31),
        "CERH": datetime.date(2023, 1, 31),
        "CoAIMH": datetime.date(2018, 1, 31),
        "ORIMHA": None,
    }
    assert Overlay.objects.get(requirement="references.validity").association.abbreviation == "PA-AIMH"
    assert Overlay.objects.get(requirement="prerequisite").association.abbreviation == "RIAIMH"


def test_whose_fees_and_membership_years_are_published(loaded):
    assert set(Fee.objects.values_list("association__abbreviation", flat=True)) == {
        *("CT-AIMH", "AzAIMH", "NYS-AIMH", "OK-AIMH", "SCIMHA", "AK-AIMH", "CERH", "VAIMH", "INfancy Onward"),
        *("MI-AIMH", "NMAIMH", "RIAIMH", "AAIMH WA"),
    }
    years = MembershipTerms.objects.values_list("association__abbreviation", "year_begins", "rolls_over")
    assert set(years) == {
        ("INfancy Onward", "01-01", "09-01"),
        ("MI-AIMH", "01-01", "10-01"),
        ("AzAIMH", "01-01", "10-01"),
        ("CT-AIMH", "01-01", "12-01"),
        ("SCIMHA", "06-01", ""),
        ("AAIMH WA", "07-01", ""),
    }
