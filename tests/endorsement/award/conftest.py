import datetime

import pytest

from associations.people.enums import Role
from competencies.standard.models import Category
from endorsement.award.actions import award_endorsement
from tests import factories


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files", "base_url": None},
        }
    }


def make_category(key="IFS", **fields):
    defaults = {
        "slug": key.lower(),
        "kind": "FS",
        "track": "infant",
        "name": "Infant Family Specialist",
        "suffix": "IMH-E",
        "position": 1,
    }
    return Category.objects.get_or_create(key=key, defaults=defaults | fields)[0]


@pytest.fixture
def category(standard):
    return make_category()


@pytest.fixture
def holder(db):
    return factories.person("José Ñandú-Ōkubo")


@pytest.fixture
def award(association, category, holder):
    """``award(origin, **fields)``: one Endorsement, awarded."""

    def make(origin="test:1", **fields):
        given = {
            "person": holder,
            "association": association,
            "category": category,
            "endorsed_on": datetime.date(2026, 3, 4),
            "valid_until": None,
            "by": None,
        } | fields
        return award_endorsement(origin=origin, **given)

    return make


@pytest.fixture
def administrator(association):
    who = factories.person("Ada Administrator")
    factories.role(who, Role.ADMINISTRATOR, association)
    return who


@pytest.fixture
def coordinator(association):
    who = factories.person("Cora Coordinator")
    factories.role(who, Role.COORDINATOR, association)
    return who


@pytest.fixture
def staff(db):
    who = factories.person("Stella Staff")
    factories.role(who, Role.ALLIANCE_STAFF)
    return who
