"""One truth on the page, in its files and on the command line; each number opens its rows; who may read what."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from endorsement.reports.queries import MEASURES

pytestmark = pytest.mark.django_db


def command(*args) -> str:
    said = io.StringIO()
    call_command("report", *args, stdout=said)
    return said.getvalue()


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("key", MEASURES)
def test_the_command_says_what_the_page_says(world, today, key):
    staff = world.clients["staff"]
    page = staff.get(f"/reports/{key}/")
    assert page.status_code == 200
    assert command(key) == staff.get(f"/reports/{key}/table.csv").content.decode()
    assert json.loads(command(key, "--format", "json")) == staff.get(f"/reports/{key}/data.json").json()
    shown = [[words, *(cell.text for cell in row)] for words, row in page.context["lines"]]
    listed = [row[1:] for row in cells(command(key))[1:]]
    assert [row[0] for row in shown] == [row[0] for row in listed]
    assert [row[1] for row in shown] == [row[1] for row in listed]


@pytest.mark.parametrize("key", MEASURES)
def test_every_number_opens_as_many_rows(world, today, key):
    """For every way of breaking it down, as the office of CT sees it: the rows are those that were counted."""
    office = world.clients["coordinator"]
    for dimension in MEASURES[key].dimensions:
        page = office.get(f"/reports/{key}/", {"by": dimension.key})
        for words, row in page.context["lines"]:
            if row[0].url:
                rows = office.get(row[0].url)
                assert rows.context["page"].paginator.count == int(row[0].text), (dimension.key, words)


def test_two_ways_at_once_open_their_rows(world, today):
    staff = world.clients["staff"]
    page = staff.get("/reports/endorsed/", {"by": "category", "across": "association"})
    (words, row), *_more = page.context["lines"]
    assert (words[:3], [cell.text for cell in row]) == ("IFA", ["2", "1", "3"])
    assert [staff.get(cell.url).context["page"].paginator.count for cell in row] == [2, 1, 3]


def test_rows_as_a_file(world, today):
    answer = world.clients["staff"].get("/reports/endorsed/rows.csv", {"cell": "IFS"})
    rows = cells(b"".join(answer.streaming_content).decode())
    assert rows == [
        ["Number", "Name", "Category", "Association", "Endorsed on", "Valid until", "Standing"],
        ["CT-4", "Cleo", "IFS", "ct", "2026-01-10", "2028-12-31", "valid"],
    ]


def test_the_office_reads_about_its_own_alone(world, today):
    office = world.clients["coordinator"]
    assert office.get("/reports/endorsed/data.json").json()["total"]["number"] == 5
    # What is not theirs cannot be chosen, and is told like any choice that does not exist.
    other = office.get("/reports/endorsed/", {"association": "nb"})
    assert other.context["answer"].total.number == 5
    assert "nb" in str(other.context["filter"]["form"].errors["association"])
    assert office.get("/reports/endorsed/data.json", {"association": "nb"}).status_code == 422


@pytest.mark.parametrize("part", ["", "endorsed/", "endorsed/data.json", "endorsed/table.csv", "endorsed/rows/",
                                  "endorsed/rows.csv"])  # fmt: skip
def test_others_find_nothing(world, today, part):
    assert world.clients["nobody"].get(f"/reports/{part}").status_code == 404
    assert world.clients["staff"].get(f"/reports/{part.replace('endorsed', 'nothing')}").status_code == (
        200 if not part else 404
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"until": "2026-06-16"}, "nobody can count what is still to come"),
        ({"from": "2026-02-02", "until": "2026-01-01"}, "cannot lie before the first"),
        ({"from": "yesterday"}, "Enter a valid date"),
        ({"until": "0001-01-01"}, "between 1900 and 2199"),
        ({"by": "nothing"}, "not one of the available choices"),
        ({"across": "category"}, "something else than in"),
    ],
)
def test_bad_input_is_told_where_the_person_is(world, today, query, sentence):
    page = world.clients["staff"].get("/reports/endorsed/", query)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert page.context["answer"].total.number == 8


def test_what_the_command_says_of_bad_input(world, today):
    assert "endorsed: Endorsed (by category, track" in command("--list")
    for given, sentence in [
        ((), "There is no report “”"),
        (("nothing",), "There are: endorsed"),
        (("endorsed", "--from", "never"), "--from: Enter a valid date"),
        (("endorsed", "--association", "XX"), "--association: Select a valid choice"),
    ]:
        with pytest.raises(CommandError, match=sentence):
            command(*given)
    assert cells(command("endorsed", "--association", "CT", "--by", "track"))[-1][2] == "5"


@pytest.mark.parametrize("cell", ["nothing", "\x00", "99999999999999999999", "²", "x" * 5000, "'; --"])
def test_a_number_that_is_not_there_has_no_rows(world, today, cell):
    office = world.clients["coordinator"]
    for key, by in [("endorsed", "year"), ("endorsed", "sector"), ("reviewers", "reviewer"), ("pipeline", "turn"),
                    ("deferrals", "competency"), ("rsc-capacity", "kind"), ("time-in-states", "state")]:  # fmt: skip
        page = office.get(f"/reports/{key}/rows/", {"by": by, "cell": cell})
        assert (page.status_code, page.context["page"].paginator.count) == (200, 0), (key, by)
