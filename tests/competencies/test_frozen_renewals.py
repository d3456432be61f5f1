"""What renewals ask, and whose RSC counts: versioned rows, frozen by the loader and by the database."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from common import clock
from competencies.assessment.reading import DocumentFault
from competencies.standard import queries
from competencies.standard.actions import amending
from competencies.standard.changes import PROVIDER_RULES, amendment_of
from competencies.standard.models import Amendment, ProviderRule, RenewalEdition, RenewalRule, StandardLoad
from competencies.standard.texts import read_standard
from tests import factories
from tests.competencies.test_loading import edit, folder, load, rows

__all__ = ["folder"]

pytestmark = pytest.mark.usefixtures("standard")
DAY = datetime.date(2026, 3, 1)
FROZEN = "it is in force and frozen; "


def refused(does) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        does()
    return str(caught.value)


def rule(**named):
    return RenewalRule.objects.filter(**named).order_by("position")


def test_the_rows_say_what_the_texts_say():
    texts, known = read_standard(), queries.standard()
    assert list(known.renewals) == texts.renewals
    for on in (datetime.date(2018, 1, 1), DAY):
        assert known.renewal_on(on) == texts.renewal_on(on) == texts.renewals[0]
    assert known.renewal_on(datetime.date(2017, 12, 31)) is texts.renewal_on(datetime.date(2017, 12, 31)) is None


class TestTheLoader:
    def test_every_change_of_what_is_in_force_has_its_place(self, folder):
        before = rows()
        edit(folder, "renewal/2018.yaml", "{hours: 15}}", "{hours: 16}}")
        edit(folder, "renewal/2018.yaml", "params: {hours: 36}, kinds: [FS, MHS,", "params: {hours: 36}, kinds: [MHS,")
        edit(folder, "renewal/2018.yaml", "from: 2018-01-01", "from: 2018-02-01")
        edit(folder, "provider_rules.yaml", "{until: 2022-08-31", "{until: 2022-08-30")
        edit(
            folder,
            "provider_rules.yaml",
            "{from: 2022-09-01, until: 2024-12-31, applies_to: [FS, FRS]",
            "{from: 2022-08-31, until: 2024-12-31, applies_to: [FS, FRS]",
        )
        edit(
            folder,
            "provider_rules.yaml",
            "{from: 2022-09-01, until: 2024-12-31, applies_to: [MHS], providers: [MHS, MHM-C]",
            "{from: 2022-08-31, until: 2024-12-31, applies_to: [MHS], providers: [MHM-C]",
        )
        with pytest.raises(DocumentFault) as caught:
            load(folder)
        places = [place for place, _sentence in caught.value.faults]
        assert places == [
            "renewal/2018.yaml: in_force.from",
            "renewal/2018.yaml: regimes.annual.requirements[3]",
            "renewal/2018.yaml: regimes.three_year.requirements[5]",
            "provider_rules.yaml: rules[0].until",
            "provider_rules.yaml: rules[1].from",
            "provider_rules.yaml: rules[2].from",
            "provider_rules.yaml: rules[2].providers",
        ]
        assert caught.value.faults[0][1] == FROZEN + "2018-01-01 would become 2018-02-01"
        assert rows() == before
        load(folder, amend=True, because="A slip of the pen.")
        traces = dict(Amendment.objects.values_list("edition_key", "changes"))
        assert {key: len(changes) for key, changes in traces.items()} == {"renewal-2018": 3, PROVIDER_RULES: 4}
        assert rule(regime="annual", requirement="training.hours").get().params == {"hours": 16}

    def test_what_is_gone(self, folder):
        edit(folder, "renewal/2018.yaml", 'key: "2018"', 'key: "2019"')
        path = folder / "provider_rules.yaml"
        path.write_text("rules:\n  - {applies_to: [FS, FRS, MHS, MHM-C, ERS], providers: [MHM-C]}\n")
        with pytest.raises(DocumentFault) as caught:
            load(folder)
        found = dict(caught.value.faults)
        assert found["renewal/2018.yaml: key"] == FROZEN + "its text is gone"
        assert found["provider_rules.yaml: rules[4]"] == FROZEN + "its text is gone"
        load(folder, amend=True)
        assert RenewalEdition.objects.get().key == "2019"
        assert ProviderRule.objects.count() == 1

    def test_a_further_version_follows_without_an_amendment(self, folder):
        text = (folder / "renewal" / "2018.yaml").read_text()
        edit(folder, "renewal/2018.yaml", "from: 2018-01-01", "from: 2018-01-01, until: 2029-12-31")
        later = text.replace('"2018"', '"2030"').replace("from: 2018-01-01", "from: 2030-01-01")
        (folder / "renewal" / "2030.yaml").write_text(later.replace("params: {hours: 15}", "params: {hours: 20}"))
        edit(folder, "provider_rules.yaml", "{from: 2025-01-01,", "{from: 2025-01-01, until: 2029-12-31,")
        with (folder / "provider_rules.yaml").open("a") as file:
            file.write("  - {from: 2030-01-01, applies_to: [FS, FRS, MHS, MHM-C, ERS], providers: [ERS]}\n")
        report = load(folder)
        assert (report.created, report.changed, report.removed) == (1 + 14 + 1, 2, 0)
        assert not Amendment.objects.exists()

        def hours(on):
            _rules, regime = queries.renewal_rules_for("IFS", on, "annual")
            return {term.key: term.requirement for term in regime.terms}["training.hours"].hours

        assert [hours(datetime.date(2029, 12, 31)), hours(datetime.date(2030, 1, 1))] == [15, 20]
        assert not load(folder).anything
        # The day on which the first ended stands.
        edit(folder, "renewal/2018.yaml", "until: 2029-12-31", "until: 2028-12-31")
        edit(folder, "renewal/2030.yaml", "from: 2030-01-01", "from: 2029-01-01")
        with pytest.raises(DocumentFault) as caught:
            load(folder)
        assert [place for place, _ in caught.value.faults] == [
            "renewal/2018.yaml: in_force.until",
            "renewal/2030.yaml: in_force.from",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("from: 2018-01-01", "from: soon", r"renewal/2018\.yaml: in_force\.from: "),
            ("from: 2018-01-01", "from: 2018-01-01, until: 2030-01-01", "in_force.until: must be open in the newest"),
            ('"2018"', '"2018-long-key"', "key: must have at most 8 characters"),
            ("params: {hours: 15}", "params: {hours: NaN}", r"requirements\[3\]\.params\.hours: "),
            ("kinds: [FS,", "kinds: [XX,", r"requirements\[6\]\.kinds\[0\]: "),
            ("regimes:", "regimes: {}\nmore:", "renewal/2018.yaml: regimes: must have annual"),
        ],
    )
    def test_a_fault_has_its_place_and_loads_nothing(self, folder, old, new, said):
        edit(folder, "renewal/2018.yaml", old, new)
        with pytest.raises(CommandError, match=said):
            call_command("load_standard", folder=folder)

    def test_without_any(self, folder):
        (folder / "renewal" / "2018.yaml").unlink()
        with pytest.raises(CommandError, match="renewal: there is none"):
            call_command("load_standard", folder=folder)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "does",
        [
            lambda: rule(regime="annual").update(params={"hours": 1}),
            lambda: rule(regime="annual").update(months=13),
            lambda: rule(regime="annual")[:1].get().delete(),
            lambda: RenewalRule.objects.create(
                edition=RenewalEdition.objects.get(), regime="annual", position=99, months=12, requirement="exam"
            ),
            lambda: RenewalEdition.objects.update(in_force_from=DAY),
            lambda: RenewalEdition.objects.update(published_at=None),
            lambda: RenewalEdition.objects.get().delete(),
        ],
        ids=["number", "cycle", "deleted", "added", "day", "unpublished", "all deleted"],
    )
    def test_what_renewals_ask(self, does):
        assert "What renewals ask is frozen" in refused(does)
        with transaction.atomic(), amending({amendment_of("2018"): ["tried"]}, reason="A test."):
            does()

    def test_an_open_version_ends_once(self):
        assert RenewalEdition.objects.update(in_force_until=DAY) == 1
        refused(lambda: RenewalEdition.objects.update(in_force_until=None))

    @pytest.mark.parametrize(
        "does",
        [
            lambda: ProviderRule.objects.filter(position=0).update(providers=["FA"]),
            lambda: ProviderRule.objects.filter(position=0).update(valid_until=DAY),
            lambda: ProviderRule.objects.filter(position=0).update(valid_from=DAY),
            lambda: ProviderRule.objects.filter(position=0).delete(),
        ],
        ids=["providers", "last day", "first day", "deleted"],
    )
    def test_whose_rsc_counts(self, does):
        assert "Whose RSC counts on a day is frozen" in refused(does)
        with transaction.atomic(), amending({PROVIDER_RULES: ["tried"]}, reason="A test."):
            does()

    def test_an_open_rule_ends_once(self):
        last = ProviderRule.objects.filter(position=4)
        assert last.update(valid_until=DAY) == 1
        refused(lambda: last.update(valid_until=None))


def test_a_database_that_has_not_loaded_them_yet_says_so():
    with factories.standard_free():
        RenewalEdition.objects.all().delete()
    StandardLoad.objects.create(loaded_at=clock.now(), sha256="x")
    with pytest.raises(queries.NotOffered, match="What a renewal asks on 2026-03-01 is not loaded"):
        queries.renewal_rules_for("IFS", DAY, "annual")
