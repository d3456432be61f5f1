"""The roster as a list and as a file that comes in again unchanged."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import Person
from associations.people.models import Membership, RosterEntry
from common import clock
from common.audit.models import AccessLog
from endorsement.roster.enums import COLUMNS
from endorsement.roster.exporting import safe
from tests import factories
from tests.endorsement.roster.test_command import ANA, FULL, NOON, everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june(standard):
    with clock.at(NOON):
        yield


@pytest.fixture
def office(signed_in, association):
    person = factories.person("Kim Keeper", email="kim@people.example")
    factories.role(person, "coordinator", association)
    return signed_in(person)


@pytest.fixture
def roster(brought, association):
    """Everything that makes an export hard."""
    more = [
        ANA | {"category": "IMHS", "number": "CT-78", "endorsed_on": "2022-01-05", "role": "applicant"},
        ANA | {"member_from": "2025-01-01", "member_until": "2025-12-31"},
        {"name": 'Ñandú; "Bo" O\'Neil, Jr', "email": "bo@people.example", "member_from": "2020-02-29"},
        {"name": "'=SUM(A1)", "email": "sum@people.example", "phone": "'-1", "role": "member"},
        {"name": "Only Name", "email": "only@people.example"},
    ]
    code, report = brought([FULL, *more])
    assert (code, report["problems"]) == (0, [])
    lone = Person.objects.create(name="Lena Novak", resides_in="Maine")
    RosterEntry.objects.create(person=lone, association=association, since=NOON.date())


def get(office, association, name="list", **query):
    return office.get(reverse(f"roster:{name}", args=[association.slug]), query)


def names(response):
    return [row.record.name for row in response.context["table"].rows]


class TestList:
    def test_filters_stand_in_the_address(self, office, roster, association):
        everybody = names(get(office, association))
        assert everybody == ["'=SUM(A1)"[1:], "Ana Ruiz", "Kim Keeper", "Lena Novak", "Only Name", everybody[-1]]
        for query, found in [
            ({"q": "ana@people"}, ["Ana Ruiz"]),
            ({"member": "now"}, ["=SUM(A1)", "Ana Ruiz", everybody[-1]]),
            ({"member": "none"}, ["Kim Keeper", "Lena Novak", "Only Name"]),
            ({"category": "imhs"}, ["Ana Ruiz"]),
            ({"role": "coordinator"}, ["Kim Keeper"]),
            ({"member": "now", "q": "Ñandú"}, [everybody[-1]]),
        ]:
            assert names(get(office, association, **query)) == found, query
        Membership.objects.filter(valid_until=None).update(valid_until=datetime.date(2026, 12, 31))
        with clock.at(NOON + datetime.timedelta(days=365)):
            assert names(get(office, association, member="lapsed")) == ["=SUM(A1)", "Ana Ruiz", everybody[-1]]

    def test_columns_are_chosen(self, office, roster, association):
        plain, wide = get(office, association), get(office, association, columns=["region", "kind"], q="Ana")
        assert "Connecticut" not in plain.content.decode()
        page = wide.content.decode()
        assert "Connecticut" in page
        assert "individual" in page
        assert "860 555" not in page
        assert "columns=region&amp;columns=kind&amp;q=Ana" in page  # the export shows whom the list shows

    def test_what_the_neighbour_has_is_not_here(self, office, association, neighbour):
        other = factories.person("Nils Neighbour")
        factories.member(other, neighbour)
        assert names(get(office, association)) == ["Kim Keeper"]

    def test_alliance_staff_see_figures_without_names(self, signed_in, roster, association):
        staff = factories.person("Sam Staff")
        factories.role(staff, "alliance_staff")
        page = get(signed_in(staff), association).content.decode()
        assert "Roster in figures" in page
        assert "IMHS" in page
        for name in ("Ana", "Lena", "people.example", "CT-77"):
            assert name not in page
        assert get(signed_in(staff), association, "export_csv").status_code == 404


class TestExport:
    def table(self, response) -> list[list[str]]:
        content = b"".join(response.streaming_content)
        if response["Content-Type"].startswith("text/csv"):
            assert content.startswith(b"\xef\xbb\xbf")
            return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return [["" if cell is None else cell for cell in row] for row in rows]

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_our_own_export_comes_in_again_unchanged(self, office, roster, association, brought, kind):
        content = b"".join(get(office, association, f"export_{kind}").streaming_content)
        before = everything()
        code, report = brought(content, name=f"roster.{kind}")
        assert (code, report["problems"], report["created"], report["updated"]) == (0, [], 0, 0)
        assert report["unchanged"] == 8
        after = everything()
        for name in ("Person", "Address", "Membership", "RoleGrant", "RosterEntry", "Endorsement", "AwardEvent"):
            assert after[name] == before[name]

    def test_it_makes_the_same_roster_elsewhere(self, office, roster, association, neighbour, brought):
        content = b"".join(get(office, association, "export_csv").streaming_content)
        code, report = brought(content, "--dry-run", association=neighbour.slug)
        # The numbers stand for our Endorsements, and Lena has no address: all else can be taken.
        assert (code, {one["code"] for one in report["problems"]}) == (1, {"number_taken", "missing"})

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_no_cell_is_a_formula_and_the_rows_are_those_of_the_list(self, office, roster, association, kind):
        rows = self.table(get(office, association, f"export_{kind}", member="now"))
        assert rows[0] == list(COLUMNS)
        assert [row[0] for row in rows[1:]] == [
            "Ana Ruiz",
            "Ana Ruiz",
            "Ana Ruiz",
            'Ñandú; "Bo" O\'Neil, Jr',
            "'=SUM(A1)",
        ]
        assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]

    def test_each_export_is_noted(self, office, roster, association):
        get(office, association, "export_csv", member="now")
        note = AccessLog.objects.get(action="export")
        assert (note.by_name, note.scope, note.reason) == ("Kim Keeper", association.slug, "csv, 3 people")

    def test_the_same_number_of_statements_at_any_size(self, office, association, django_assert_num_queries):
        def statements():
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as captured:
                b"".join(get(office, association, "export_csv").streaming_content)
            return len(captured)

        few = statements()
        people = Person.objects.bulk_create(Person(name=f"Person {number}") for number in range(300))
        Membership.objects.bulk_create(
            Membership(person=one, association=association, valid_from=NOON.date()) for one in people
        )
        assert statements() == few

    def test_what_is_made_safe(self):
        assert [safe(text) for text in ("=1", "+1", "-1", "@a", "\t1", "a=1", "")] == [
            "'=1", "'+1", "'-1", "'@a", "'\t1", "a=1", "",
        ]  # fmt: skip
