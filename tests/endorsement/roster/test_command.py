"""``manage.py import_roster``: what it says, what it writes, and that it is all or nothing."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import Address, Person
from associations.people.models import Membership, MembershipKind, RoleGrant, RosterEntry
from common import clock
from common.workflow.models import StatusChange
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.roster import writing
from endorsement.roster.models import ImportBatch, ImportChange, ImportRow
from tests import factories
from tests.endorsement.roster.conftest import csv_of

pytestmark = pytest.mark.django_db

ANA = {"name": "Ana Ruiz", "email": "ana@people.example"}
FULL = ANA | {
    "region": "Connecticut",
    "phone": "+1 860 555 0101",
    "member_kind": "individual",
    "member_from": "2026-01-01",
    "member_until": "2026-12-31",
    "category": "IFS",
    "number": "CT-77",
    "endorsed_on": "2019-03-01",
    "renewed_until": "2027-12-31",
    "role": "reviewer",
}
NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _june(standard, association):
    with clock.at(NOON):
        yield


def everything():
    models = (Person, Address, Membership, RoleGrant, RosterEntry, Endorsement, AwardEvent, ImportBatch, ImportRow)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in (*models, StatusChange)}


def codes(report):
    return [(one["row"], one["column"], one["code"]) for one in report["problems"]]


class TestWhatIsWritten:
    def test_a_full_row_becomes_person_membership_endorsement_and_role(self, brought, association):
        code, report = brought([FULL])
        assert (code, report) == (0, {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "problems": []})
        person = Person.objects.get()
        assert (person.name, person.resides_in, person.phone, person.user) == (
            "Ana Ruiz", "Connecticut", "+1 860 555 0101", None,
        )  # fmt: skip
        address = person.addresses.get()
        assert (address.email, address.is_primary, address.verified_at) == ("ana@people.example", True, None)
        membership = person.memberships.get()
        assert (membership.association, membership.kind) == (association, "individual")
        assert (str(membership.valid_from), str(membership.valid_until)) == ("2026-01-01", "2026-12-31")
        assert sorted(person.role_grants.values_list("role", flat=True)) == ["member", "reviewer"]
        one = person.endorsements.get()
        assert (one.number, one.category.key, str(one.endorsed_on), str(one.valid_until), one.standing, one.listed) == (
            "CT-77", "IFS", "2019-03-01", "2027-12-31", "valid", False,
        )  # fmt: skip
        assert [(event.kind, str(event.on)) for event in one.events.all()] == [("imported", "2019-03-01")]
        moves = StatusChange.objects.filter(machine="roster_import").order_by("pk")
        assert [move.transition for move in moves] == ["read", "checked", "apply", "applied"]

    def test_only_a_name_and_an_address_is_a_name_on_the_roster(self, brought, association):
        assert brought([ANA])[1]["created"] == 1
        entry = RosterEntry.objects.get()
        assert (entry.person.name, entry.association) == ("Ana Ruiz", association)
        assert not Membership.objects.exists()
        assert not RoleGrant.objects.exists()

    def test_an_endorsement_without_a_number_gets_ours(self, brought):
        brought([FULL | {"number": ""}])
        one = Endorsement.objects.get()
        assert one.number == f"CT-AIMH-2019-{one.pk:05d}"

    def test_the_member_role_opens_a_period_and_a_past_period_brings_no_role(self, brought):
        brought([ANA | {"role": "Member"}, {"name": "Ben Old", "email": "ben@people.example",
                                            "member_from": "2020-01-01", "member_until": "2020-12-31"}])  # fmt: skip
        assert str(Membership.objects.get(person__name="Ana Ruiz").valid_from) == "2026-06-01"
        assert not RoleGrant.objects.filter(person__name="Ben Old").exists()

    def test_several_rows_of_one_person_bring_several_things(self, brought):
        other = {"category": "IMHS", "number": "CT-78", "endorsed_on": "2022-01-05", "role": "applicant"}
        code, report = brought([FULL, ANA | other])
        assert (code, report["created"], report["updated"]) == (0, 1, 1)
        person = Person.objects.get()
        assert sorted(person.endorsements.values_list("number", flat=True)) == ["CT-77", "CT-78"]
        assert sorted(person.role_grants.values_list("role", flat=True)) == ["applicant", "member", "reviewer"]

    def test_twice_is_once(self, brought):
        brought([FULL])
        before = everything()
        code, report = brought([FULL])
        assert (code, report["unchanged"], report["created"], report["updated"]) == (0, 1, 0, 0)
        after = everything()
        for name in ("Person", "Address", "Membership", "RoleGrant", "Endorsement", "AwardEvent", "RosterEntry"):
            assert after[name] == before[name]

    def test_changes_are_made_and_written_down_and_empty_cells_change_nothing(self, brought):
        brought([FULL])
        new = {"name": "Ana Ruiz-Lee", "phone": "", "member_until": "2026-03-31", "renewed_until": "2030-12-31"}
        code, report = brought([FULL | new])
        assert (code, report["updated"]) == (0, 1)
        person = Person.objects.get()
        assert (person.name, person.phone) == ("Ana Ruiz-Lee", "+1 860 555 0101")
        assert str(person.memberships.get().valid_until) == "2026-03-31"
        assert not person.role_grants.filter(role="member", ended_at__isnull=True).exists()  # the membership is over
        one = person.endorsements.get()
        assert str(one.valid_until) == "2030-12-31"
        assert [event.kind for event in one.events.all()] == ["imported", "renewed"]
        assert set(ImportChange.objects.values_list("thing", "field")) == {
            ("person", "name"), ("membership", "valid_until"), ("endorsement", "valid_until"), ("grant", "ended_at"),
        }  # fmt: skip

    def test_who_signs_in_keeps_their_own_words(self, brought, association):
        ana = factories.person("Ana R. Ruiz", email="ana@people.example")
        factories.role(ana, "applicant", association)
        assert brought([ANA | {"phone": "1", "role": "applicant"}])[1]["unchanged"] == 1
        assert Person.objects.get().name == "Ana R. Ruiz"

    def test_a_neighbours_person_is_linked_and_neither_changed_nor_told_of(self, brought, neighbour):
        ana = factories.person("Ana of the Neighbour", email="Ana@people.example", login=False)
        factories.member(ana, neighbour)
        _code, report = brought([FULL])
        assert (report["created"], report["problems"]) == (1, [])
        ana.refresh_from_db()
        assert (ana.name, ana.phone) == ("Ana of the Neighbour", "")
        assert "Neighbour" not in json.dumps(report)
        assert Person.objects.count() == 1


class TestAllOrNothing:
    @pytest.mark.parametrize("flags", [["--dry-run"], ["--dry-run", "--skip-problems"]])
    def test_a_dry_run_says_the_same_and_leaves_nothing(self, brought, flags):
        before = everything()
        code, report = brought([FULL, {"name": "", "email": "b@people.example"}], *flags)
        assert (code, report["rows"], report["created"], codes(report)) == (1, 2, 1, [(3, "name", "missing")])
        assert everything() == before

    def test_a_file_with_a_problem_is_not_applied_unless_asked(self, brought):
        rows = [FULL, {"name": "Ben", "email": "not an address"}]
        before = everything()
        assert brought(rows)[0] == 1
        assert everything() == before
        code, report = brought(rows, "--skip-problems")
        assert (code, report["created"], codes(report)) == (1, 1, [(3, "email", "invalid")])
        assert [person.name for person in Person.objects.all()] == ["Ana Ruiz"]

    @pytest.mark.parametrize("step", ["_addresses", "_roles", "_entries"])
    def test_killed_half_way_leaves_nothing(self, brought, monkeypatch, step):
        def die(params):
            raise KeyboardInterrupt

        before = everything()
        monkeypatch.setattr(writing, step, die)
        with pytest.raises(KeyboardInterrupt):
            brought([FULL])
        assert everything() == before

    def test_somebody_writing_the_same_people_is_tried_again_and_then_said(self, brought, monkeypatch):
        tries = []

        def clash(batch, **rest):
            tries.append(batch)
            raise IntegrityError

        before = everything()
        monkeypatch.setattr(writing, "write", clash)
        with pytest.raises(CommandError, match="Nothing was changed"):
            brought([FULL])
        assert (len(tries), everything()) == (3, before)


class TestUnusable:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf \r\n", "empty"),
            (b"name,phone\nAna,1\n", "missing_column"),
            (b"\xd0\xcf\x11\xe0old", "old_workbook"),
            (b"PK\x03\x04 no workbook", "broken_workbook"),
            ("name,email\n".encode("utf-16"), "not_text"),
            (b"\x89PNG\x00\x00", "not_text"),
            ("name,email,téléphone\n".encode("latin-1"), "heading_not_utf8"),
        ],
    )
    def test_exit_two_with_the_reason(self, brought, content, code):
        exit_code, report = brought(content)
        assert (exit_code, report["rows"], [one["code"] for one in report["problems"]]) == (2, 0, [code])
        assert report["problems"][0]["message"]

    def test_a_file_that_is_not_there_and_an_association_that_is_not(self, tmp_path, capsys):
        with pytest.raises(SystemExit) as end:
            call_command("import_roster", str(tmp_path / "none.csv"), association="CT-AIMH")
        assert (end.value.code, "cannot be opened" in capsys.readouterr().err) == (2, True)
        with pytest.raises(CommandError) as error:
            call_command("import_roster", str(tmp_path / "none.csv"), association="NOWHERE")
        assert error.value.returncode == 2

    def test_a_heading_alone_is_a_clean_file_without_rows(self, brought):
        assert brought(b"email;NAME\n") == (0, {"rows": 0, "created": 0, "updated": 0, "unchanged": 0, "problems": []})

    def test_the_text_for_people(self, tmp_path, capsys):
        path = tmp_path / "roster.csv"
        path.write_bytes(csv_of([ANA, {"name": "Ben", "email": "x"}]))
        with pytest.raises(SystemExit):
            call_command("import_roster", str(path), association="ct-aimh")
        said = capsys.readouterr().out
        assert "row 3, email: “x” is not an e-mail address." in said
        assert "2 rows: 1 new, 0 changed, 0 as they were, 1 with a problem." in said
        assert "Nothing was changed" in said


class TestProblems:
    def test_an_unknown_column_is_a_problem_of_row_one(self, brought):
        code, report = brought(b"name,shoe size,email,email\nAna,39,ana@people.example,x\n")
        assert (code, codes(report)) == (1, [(1, "", "unknown_column"), (1, "", "column_twice")])
        assert "shoe size" in report["problems"][0]["message"]
        assert brought(b"name,shoe size,email\nAna,39,ana@people.example\n", "--skip-problems")[1]["created"] == 1

    @pytest.mark.parametrize(
        ("second", "problem"),
        [
            ({"email": "ANA@People.Example"}, ("email", "twice")),
            ({"name": "ana  RUIZ"}, ("email", "twice")),
            ({"name": "Ben Silva"}, ("email", "same_address")),
            (
                {"region": "Maine", "category": "IMHS", "number": "9", "endorsed_on": "2020-01-01"},
                ("region", "differs"),
            ),
            ({"member_from": "2026-05-01", "member_until": "2027-04-30"}, ("member_from", "overlap")),
            ({"category": "IFS", "endorsed_on": "2020-01-01", "number": ""}, ("category", "category_twice")),
        ],
    )
    def test_two_rows_for_one_person(self, brought, second, problem):
        code, report = brought([FULL, FULL | second])
        assert (code, codes(report)) == (1, [(3, *problem)])
        assert "2" in report["problems"][0]["message"]

    def test_one_number_for_two_people(self, brought):
        _code, report = brought([FULL, FULL | {"name": "Ben", "email": "ben@people.example"}])
        assert codes(report) == [(3, "number", "number_twice")]

    def test_what_stands_against_what_is_known(self, brought, neighbour):
        brought([FULL])
        brought([FULL | {"email": "n@people.example", "number": "N-1"}], association="NEIGHBOUR-AIMH")
        for change, problem in [
            ({"endorsed_on": "2019-01-03"}, ("endorsed_on", "other_day")),
            ({"number": "N-1"}, ("number", "number_taken")),
            ({"number": "", "endorsed_on": "2019-01-03"}, ("category", "held_already")),
            ({"number": "CT-79"}, ("category", "held_already")),
            ({"renewed_until": "2020-01-01"}, ("renewed_until", "shorter")),
            ({"member_from": "2026-02-01"}, ("member_from", "overlaps_known")),
        ]:
            assert codes(brought([FULL | change])[1]) == [(2, *problem)], change

    def test_an_empty_last_day_leaves_the_known_one(self, brought):
        brought([FULL, ANA | {"member_from": "2027-01-01", "member_until": "2027-12-31"}])
        assert brought([FULL | {"member_until": ""}])[1]["unchanged"] == 1

    def test_the_same_name_with_another_address_is_asked_never_guessed(self, brought, association):
        brought([FULL])
        for name, region in [("Ana Ruiz", "Connecticut"), ("RUIZ, Aná", ""), ("ana ruiz", "CONNECTICUT")]:
            code, report = brought([{"name": name, "email": "other@people.example", "region": region}])
            assert (code, codes(report)) == (1, [(2, "name", "candidates")])
            assert "ana@people.example" in report["problems"][0]["message"]
        elsewhere = {"name": "Ana Ruiz", "email": "other@people.example", "region": "Maine"}
        assert brought([elsewhere])[1]["created"] == 1
        # Two addresses side by side in one file are two people who say so.
        both = [FULL, {"name": "Ana Ruiz", "email": "third@people.example", "region": "Connecticut"}]
        assert brought(both, "--dry-run")[1]["created"] == 1

    def test_nobody_without_an_address_but_the_one_the_roster_has_without(self, brought, association):
        lone = Person.objects.create(name="Lena Novak", resides_in="Maine")
        factories.member(lone, association, since=datetime.date(2026, 1, 1))
        row = {"name": "Lena Novak", "email": "", "region": "Maine"}
        assert brought([row])[1]["unchanged"] == 1
        assert codes(brought([row | {"region": "Ohio"}])[1]) == [(2, "email", "missing")]
        factories.member(Person.objects.create(name="Lena Novak", resides_in="Maine"), association)
        assert codes(brought([row])[1]) == [(2, "email", "missing")]

    def test_the_kinds_an_association_settled(self, brought, association):
        MembershipKind.objects.create(association=association, key="student", name="Student member")
        assert brought([FULL | {"member_kind": "STUDENT member"}])[0] == 0
        assert Membership.objects.get().kind == "student"
        assert codes(brought([FULL])[1]) == [(2, "member_kind", "unknown")]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_everybody_once(tmp_path, association):
    from tests.associations.people.test_at_once import at_once

    path = tmp_path / "roster.csv"
    path.write_bytes(csv_of([FULL, {"name": "Ben", "email": "ben@people.example"}]))

    def bring():
        call_command("import_roster", str(path), association="CT-AIMH")

    assert at_once(bring, bring, bring) == [None] * 3
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ana Ruiz", "Ben"]
    assert (Address.objects.count(), Membership.objects.count(), Endorsement.objects.count()) == (2, 1, 1)
    assert sorted(ImportBatch.objects.values_list("report__created", flat=True)) == [0, 0, 2]
