"""What is read: standing over time, the registry, verification."""

import datetime

import pytest
import time_machine

from associations.people.actions import note_vetting
from endorsement.award import actions, queries
from endorsement.award.actions.awarding import ImportRow
from endorsement.award.enums import EventKind, Standing
from endorsement.award.models import AwardEvent, Endorsement
from endorsement.award.workflow import LABELS, MOVES, open_moves, standing_after
from tests import factories
from tests.endorsement.award.conftest import make_category

pytestmark = pytest.mark.django_db
D = datetime.date
REASONS = {"reason": "A complaint was upheld.", "public_reason": "Suspended after a complaint."}


def on(day):
    return time_machine.travel(datetime.datetime(day.year, day.month, day.day, 18, tzinfo=datetime.UTC), tick=False)


class TestWorkflow:
    @pytest.mark.parametrize(
        ("kinds", "standing"),
        [
            ([], Standing.VALID),
            (["imported"], Standing.VALID),
            (["awarded", "suspended"], Standing.SUSPENDED),
            (["awarded", "suspended", "renewed", "name_changed"], Standing.SUSPENDED),
            (["awarded", "suspended", "revoked"], Standing.REVOKED),
            (["awarded", "revoked", "reinstated"], Standing.VALID),
        ],
    )
    def test_standing_follows_from_the_ledger(self, kinds, standing):
        assert standing_after(kinds) == standing

    def test_moves(self):
        assert [[kind for kind, _ in open_moves(standing)] for standing in Standing] == [
            ["suspended", "revoked"],
            ["revoked", "reinstated"],
            ["reinstated"],
        ]

    def test_every_move_has_its_words_and_an_effect(self):
        assert set(MOVES) == set(LABELS) == {EventKind.SUSPENDED, EventKind.REVOKED, EventKind.REINSTATED}


class TestProviderStanding:
    def test_periods(self, award, holder, administrator):
        endorsement = award(endorsed_on=D(2020, 1, 1), valid_until=D(2026, 12, 31))
        for day, move in ((D(2021, 3, 1), "suspend"), (D(2021, 6, 1), "reinstate"), (D(2023, 1, 1), "revoke")):
            with on(day):
                getattr(actions, move)(endorsement=endorsement, by=administrator, **REASONS)
        assert queries.provider_standing([holder.pk]) == {
            holder.pk: [
                {"category": "IFS", "from": D(2020, 1, 1), "until": D(2021, 2, 28)},
                {"category": "IFS", "from": D(2021, 6, 1), "until": D(2022, 12, 31)},
            ]
        }
        days = [D(2019, 12, 31), D(2020, 1, 1), D(2021, 2, 28), D(2021, 3, 1), D(2021, 6, 1), D(2023, 1, 1)]
        found = [queries.endorsed_categories_on([holder.pk], day) for day in days]
        assert found == [{}, {holder.pk: {"IFS"}}, {holder.pk: {"IFS"}}, {}, {holder.pk: {"IFS"}}, {}]

    def test_open_and_several(self, award, holder, association):
        award(endorsed_on=D(2020, 1, 1))
        award("test:2", category=make_category("ECFS", track="early_childhood"), endorsed_on=D(2022, 1, 1))
        other = factories.person("Other")
        found = queries.provider_standing([holder.pk, other.pk])
        assert found == {
            holder.pk: [
                {"category": "IFS", "from": D(2020, 1, 1), "until": None},
                {"category": "ECFS", "from": D(2022, 1, 1), "until": None},
            ]
        }
        assert queries.endorsed_categories_on([holder.pk, other.pk], D(2024, 1, 1)) == {holder.pk: {"IFS", "ECFS"}}

    def test_suspended_after_its_end_changes_nothing(self, award, holder, administrator):
        endorsement = award(endorsed_on=D(2020, 1, 1), valid_until=D(2020, 12, 31))
        with on(D(2021, 3, 1)):
            actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
            actions.revoke(endorsement=endorsement, by=administrator, **REASONS)
        with on(D(2021, 4, 1)):
            actions.reinstate(endorsement=endorsement, by=administrator, **REASONS)
        assert queries.provider_standing([holder.pk]) == {
            holder.pk: [{"category": "IFS", "from": D(2020, 1, 1), "until": D(2020, 12, 31)}]
        }

    def test_suspended_on_the_first_day(self, award, holder, administrator):
        with on(D(2020, 1, 1)):
            actions.suspend(endorsement=award(endorsed_on=D(2020, 1, 1)), by=administrator, **REASONS)
        assert queries.provider_standing([holder.pk]) == {}

    def test_two_reinstatements_in_the_ledger(self, award, holder, administrator):
        endorsement = award(endorsed_on=D(2020, 1, 1))
        with on(D(2021, 1, 1)):
            for _ in range(2):
                AwardEvent.objects.create(
                    endorsement=endorsement, kind=EventKind.REINSTATED, on=D(2021, 1, 1), at=endorsement.created_at
                )
        assert queries.provider_standing([holder.pk])[holder.pk][0]["from"] == D(2020, 1, 1)

    def test_a_vetting_is_no_endorsement(self, holder, association, administrator, django_assert_num_queries):
        first, last = D(2022, 1, 1), D(2023, 1, 1)
        note_vetting(person=holder, association=association, valid_from=first, valid_until=last, by=administrator)
        vetted = [{"association": association.abbreviation, "from": first, "until": last}]
        with django_assert_num_queries(1):
            assert queries.standing_and_vetting([holder.pk]) == ({}, {holder.pk: vetted})
        assert queries.endorsed_categories_on([holder.pk], first) == {}

    @pytest.mark.parametrize("count", [1, 10])
    def test_one_query(self, association, category, django_assert_num_queries, count):
        people = [factories.person(login=False) for _ in range(count)]
        rows = [ImportRow(f"r:{p.pk}", p, association, category, D(2018, 1, 1)) for p in people]
        actions.import_endorsements(rows=rows, by=None)
        with django_assert_num_queries(1):
            assert len(queries.provider_standing([p.pk for p in people])) == count


class TestRegistry:
    def listed(self, **narrow):
        return [e.listed_name for e in queries.registry(on=D(2026, 6, 1), **narrow)]

    def test_only_consenting_valid_and_current(self, award, association, neighbour, administrator):
        names = {}
        for number, name in enumerate(["Zoe Zed", "Ana Alder", "Ben Beech", "Cid Cedar", "Dora Dune"]):
            person = factories.person(name)
            names[name] = award(
                f"t:{number}", person=person, valid_until=D(2026, 5, 31) if name == "Cid Cedar" else None
            )
            if name != "Ben Beech":
                actions.give_consent(person=person, association=association, by=person)
        actions.suspend(endorsement=names["Dora Dune"], by=administrator, **REASONS)
        assert self.listed() == ["Ana Alder", "Zoe Zed"]
        assert self.listed(association=association) == ["Ana Alder", "Zoe Zed"]
        assert self.listed(association=neighbour) == []
        assert self.listed(search="zed zo") == ["Zoe Zed"]
        assert self.listed(category=names["Zoe Zed"].category, search="ald") == ["Ana Alder"]
        ana = names["Ana Alder"].person
        actions.withdraw_consent(person=ana, association=association, by=ana)
        assert self.listed() == ["Zoe Zed"]


class TestVerification:
    def verify(self, certificate):
        found = queries.verification(certificate.shown_code)
        return found and (found.verdict, found.since, found.public_reason, found.is_valid)

    def test_valid_suspended_reinstated_revoked(self, award, administrator, run_jobs):
        endorsement = award(endorsed_on=D(2026, 3, 4))
        certificate = endorsement.certificates.get()
        assert queries.verification(certificate.code) is None  # not issued yet
        run_jobs()
        assert self.verify(certificate) == ("valid", D(2026, 3, 4), "", True)
        with on(D(2026, 11, 30)):
            actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
            assert self.verify(certificate) == ("suspended", D(2026, 11, 30), REASONS["public_reason"], False)
        with on(D(2026, 12, 1)):
            actions.reinstate(endorsement=endorsement, by=administrator, **REASONS)
            assert self.verify(certificate) == ("valid", D(2026, 3, 4), "", True)
        with on(D(2026, 12, 2)):
            actions.revoke(endorsement=endorsement, by=administrator, reason="x", public_reason="Revoked.")
            assert self.verify(certificate) == ("revoked", D(2026, 12, 2), "Revoked.", False)

    def test_ended(self, award, run_jobs):
        certificate = award(valid_until=D(2026, 5, 31)).certificates.get()
        run_jobs()
        with on(D(2026, 5, 31)):
            assert self.verify(certificate) == ("valid", D(2026, 3, 4), "", True)
        with on(D(2026, 6, 1)):
            assert self.verify(certificate) == ("ended", D(2026, 6, 1), "", False)

    @pytest.mark.parametrize("typed", ["", "x", "AB12-CD34-EF56", "\x00", "😀", "A" * 10000, "../../etc"])
    def test_unknown(self, db, typed):
        assert queries.verification(typed) is None

    def test_misread_letters_are_mended(self, award, run_jobs):
        certificate = award().certificates.get()
        certificate.code = "0123ABCD0189"
        certificate.save()
        run_jobs()
        assert queries.verification(" o123-abcd-oi89 ").certificate == certificate


class TestVisibleTo:
    def test_own_and_offices(self, award, holder, coordinator, administrator, staff, neighbour):
        endorsement = award()
        stranger = factories.person("Stranger")
        factories.role(stranger, "reviewer", endorsement.association)
        next_door = factories.person("Next Door")
        factories.role(next_door, "coordinator", neighbour)
        seen = [
            list(queries.visible_to(who)) == [endorsement]
            for who in (holder, coordinator, administrator, staff, stranger, next_door, None)
        ]
        assert seen == [True, True, True, True, False, False, False]
        assert Endorsement.objects.count() == 1
