"""An open year, two associations that are asked, and their people."""

import datetime
from types import SimpleNamespace

import pytest

from associations.activity import actions, hooks
from associations.activity.enums import Heading
from associations.activity.models import ActivitySummary
from associations.people.enums import Role
from common import clock
from tests import factories

# Noon in New York, so that the day is the same there and in UTC.
NOW = datetime.datetime(2026, 3, 2, 17, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_march():
    with clock.at(NOW):
        yield


@pytest.fixture
def counted(monkeypatch):
    """One figure, so that tests do not depend on what upper rooms count: a list to change it by."""
    values = [3]

    def count(association, year, day):
        sentence = f"Invented people of {association.abbreviation} in {year}, counted on {day}."
        return [hooks.Figure("invented", "Invented people", values[0], sentence)]

    monkeypatch.setattr(hooks, "figures", [count])
    return values


@pytest.fixture
def people(association, neighbour):
    made = SimpleNamespace(
        staff=factories.person("Sam Staff"),
        ana=factories.person("Ana Administrator"),
        ben=factories.person("Ben Coordinator"),
        nia=factories.person("Nia Neighbour"),
        rae=factories.person("Rae Reviewer"),
    )
    factories.role(made.staff, Role.ALLIANCE_STAFF)
    factories.role(made.ana, Role.ADMINISTRATOR, association)
    factories.role(made.ben, Role.COORDINATOR, association)
    factories.role(made.nia, Role.ADMINISTRATOR, neighbour)
    factories.role(made.rae, Role.REVIEWER, association)
    return made


@pytest.fixture
def prepared(people):
    return actions.prepare_year(year=2025, due_on=DUE, words="Tell us.", reminder_days=[-28, -7, 3], by=people.staff)


@pytest.fixture
def year(prepared, people, counted):
    return actions.open_year(year=prepared, by=people.staff)


@pytest.fixture
def summary(year, association):
    return summary_of(year, association)


@pytest.fixture
def theirs(year, neighbour):
    return summary_of(year, neighbour)


def summary_of(year, association) -> ActivitySummary:
    return ActivitySummary.objects.select_related("year", "association").get(year=year, association=association)


def write(
    summary, by, text="A new law.", *, heading=Heading.POLICY, areas=("policy",), code="0" * 12, version=0, **more
):
    return actions.save_passage(
        summary=summary, code=code, heading=heading, text=text, areas=areas, version=version, by=by, **more
    )


def submitted(summary, by, *texts):
    """Each text a passage under policy; submitted."""
    for number, text in enumerate(texts or ["A new law."]):
        write(summary, by, text, code=f"{number:012}")
    return actions.submit(summary=summary, by=by)
