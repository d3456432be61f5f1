"""What the portfolio's tests share."""

import pytest

from common.ids import new_code
from endorsement.portfolio import actions
from tests import factories

FILLED = {
    "education": {
        "level": "bachelor",
        "institution": "State University",
        "field": "Child development",
        "awarded_on": "2015-06-30",
        "related": "on",
    },
    "licences": {
        "licence_kind": "mental_health",
        "name": "Licensed clinical social worker",
        "region": "Ohio",
        "issued_on": "2016-02-01",
        "expires_on": "2028-01-31",
    },
    "work": {
        "title": "Home visitor",
        "employer": "Early Start",
        "started_on": "2018-01-01",
        "ended_on": "2020-12-31",
        "age_bands": ["infant"],
        "nature": "prevention",
        "families": "24",
        "paid": "on",
    },
    "training": {
        "title": "Attachment",
        "provider": "Institute",
        "held_on": "2023-05-04",
        "hours": "7.5",
        "topic": "iecmh",
    },
    "rsc": {
        "provider_name": "Maria Castillo",
        "started_on": "2023-01-01",
        "ended_on": "2023-06-30",
        "hours": "12",
        "format": "individual",
        "about": "own_work",
    },
    "rsc_given": {
        "setting": "Home visitors of Early Start",
        "started_on": "2021-01-01",
        "ended_on": "2023-06-30",
        "hours": "36.5",
    },
    "leadership": {
        "title": "Clinical director",
        "organisation": "Early Start",
        "leadership_kind": "practice",
        "started_on": "2019-01-01",
        "ended_on": "2022-12-31",
    },
}


@pytest.fixture
def owner(db):
    return factories.person("Olive Owner")


@pytest.fixture
def save(owner):
    """``save(kind, code=..., **typed)``: an entry of the owner, saved through the action with clean values."""

    def make(kind, *, by=None, code=None, **changes):
        code = code or new_code()
        return actions.save_entry(by=by or owner, kind=kind, code=code, **changes)

    return make
