"""Whose RSC counts: judged by the day it was received, whatever edition is applied for."""

from datetime import date

import pytest

from competencies.assessment.facts import Held, Provider
from competencies.assessment.providers import Qualifications
from competencies.assessment.rules import ProviderPeriod
from tests.competencies.builders import complete, judge, outcome, overlay, rsc

FOREVER = date(2026, 6, 1)


def reason_of(provider, since, until, *, category="IFS", on=FOREVER, overlays=(), vetted_by=(), **entry):
    """(code, details) of one RSC entry; empty when it counts."""
    portfolio = complete() | {"rsc": [rsc(provider="p", **{"from": since, "until": until}, **entry)]}
    portfolio["providers"]["p"] = {
        "endorsements": [
            {"category": key, "from": first} | ({"until": last} if last else {}) for key, first, last in provider
        ],
        "vetted_by": [
            {"association": name, "from": first} | ({"until": last} if last else {}) for name, first, last in vetted_by
        ],
    }
    finding = judge(portfolio, category, on, overlays=overlays).finding("rsc.hours")
    assert finding.counted == (0 if finding.reasons else 24)
    if not finding.reasons:
        return "", {}
    details = dict(finding.reasons[0].details)
    details.pop("provider", None)
    return finding.reasons[0].code, details


MENTOR = [("IMHM-C", "2015-01-01", None)]


@pytest.mark.parametrize(
    ("category", "day", "counts"),
    [
        # To 2022-08-31: MHS and MHM-C of either track.
        ("IMHS", "2022-08-31", True),
        ("ECMHS", "2022-08-31", True),
        ("IMHM-C", "2022-08-31", True),
        ("ECMHM-C", "2022-08-31", True),
        ("IFRS", "2022-08-31", False),
        ("IFS", "2022-08-31", False),
        ("IMHM-P", "2022-08-31", False),
        ("ERS", "2022-08-31", False),
        # From 2022-09-01: FRS too.
        ("IFRS", "2022-09-01", True),
        ("ECFRS", "2024-12-31", True),
        ("IMHS", "2024-12-31", True),
        ("ERS", "2024-12-31", False),
        # From 2025-01-01: MHM-C or ERS.
        ("IMHS", "2025-01-01", False),
        ("IFRS", "2025-01-01", False),
        ("ERS", "2025-01-01", True),
        ("IMHM-C", "2025-01-01", True),
        ("ECMHM-C", "2025-01-01", True),
        ("IMHM-R/F", "2025-01-01", False),
    ],
)
def test_the_rule_of_the_day(category, day, counts):
    expected = ("", {}) if counts else ("provider_not_qualified", {})
    # Endorsed for that day alone, so that nothing earlier or later speaks.
    code, details = reason_of([(category, day, day)], day, day)
    assert (code, details) == expected


def test_a_provider_through_the_whole_entry():
    assert reason_of(MENTOR, "2019-01-01", "2026-01-01") == ("", {})
    # Renewed without a gap, in another category.
    renewed = [("IMHS", "2015-01-01", "2020-06-30"), ("IMHM-C", "2020-07-01", None)]
    assert reason_of(renewed, "2020-01-01", "2021-01-01") == ("", {})


@pytest.mark.parametrize(
    ("provider", "since", "until", "expected"),
    [
        # Endorsed during the entry, after it, never.
        (
            [("IMHS", "2023-03-01", None)],
            "2023-01-01",
            "2023-06-30",
            ("provider_endorsed_later", {"qualified_on": date(2023, 3, 1), "split_on": date(2023, 3, 1)}),
        ),
        (
            [("IMHS", "2024-03-01", None)],
            "2023-01-01",
            "2023-06-30",
            ("provider_endorsed_later", {"qualified_on": date(2024, 3, 1)}),
        ),
        ([], "2023-01-01", "2023-06-30", ("provider_not_qualified", {})),
        ([("IFS", "2015-01-01", None)], "2023-01-01", "2023-06-30", ("provider_not_qualified", {})),
        # Lapsed before the entry, during it, during it and back again.
        ([("IMHS", "2015-01-01", "2022-12-31")], "2023-01-01", "2023-06-30", ("provider_not_qualified", {})),
        (
            [("IMHS", "2015-01-01", "2023-03-31")],
            "2023-01-01",
            "2023-06-30",
            ("provider_not_qualified", {"qualified_until": date(2023, 3, 31)}),
        ),
        (
            [("IMHS", "2015-01-01", "2023-02-28"), ("IMHS", "2023-04-01", None)],
            "2023-01-01",
            "2023-06-30",
            ("provider_not_qualified", {"qualified_until": date(2023, 2, 28)}),
        ),
        # Endorsed on the very first day of the entry is not later.
        (
            [("IMHS", "2023-01-01", "2023-03-31")],
            "2023-01-01",
            "2023-06-30",
            ("provider_not_qualified", {"qualified_until": date(2023, 3, 31)}),
        ),
        # On the first day only, from the last day.
        (
            [("IMHS", "2015-01-01", "2023-01-01")],
            "2023-01-01",
            "2023-06-30",
            ("provider_not_qualified", {"qualified_until": date(2023, 1, 1)}),
        ),
        (
            [("IMHS", "2023-06-30", None)],
            "2023-01-01",
            "2023-06-30",
            ("provider_endorsed_later", {"qualified_on": date(2023, 6, 30), "split_on": date(2023, 6, 30)}),
        ),
        # Lapsed the day before the last day of a rule: its part does not count either.
        (
            [("IMHS", "2015-01-01", "2024-12-30")],
            "2024-06-01",
            "2025-02-01",
            ("provider_not_qualified", {"qualified_until": date(2024, 12, 30)}),
        ),
        # The rule changes within the entry and judges its parts differently.
        (
            [("IMHS", "2015-01-01", None)],
            "2024-12-31",
            "2025-01-01",
            ("spans_rule_change", {"split_on": date(2025, 1, 1), "first_part_counts": True}),
        ),
        (
            [("IFRS", "2020-01-01", None)],
            "2022-08-01",
            "2022-09-30",
            ("spans_rule_change", {"split_on": date(2022, 9, 1), "first_part_counts": False}),
        ),
        # An entry over both changes: the middle part counts.
        (
            [("IFRS", "2020-01-01", None)],
            "2022-08-01",
            "2025-02-01",
            (
                "spans_rule_change",
                {
                    "split_on": date(2022, 9, 1),
                    "split_again_on": date(2025, 1, 1),
                    "first_part_counts": False,
                },
            ),
        ),
        # It crosses a change, but no part qualifies wholly.
        (
            [("ERS", "2025-02-01", None)],
            "2024-12-01",
            "2025-03-01",
            ("provider_endorsed_later", {"qualified_on": date(2025, 2, 1), "split_on": date(2025, 2, 1)}),
        ),
        # It crosses a change that judges both parts alike.
        ([("IMHS", "2015-01-01", None)], "2022-08-01", "2022-09-30", ("", {})),
    ],
)
def test_codes_of_an_entry(provider, since, until, expected):
    assert reason_of(provider, since, until) == expected


def test_a_change_that_changes_nothing_for_the_kind_is_none():
    """For MHS the rule reads the same before and after 2022-09-01, however its text is cut."""
    rule = (
        ProviderPeriod(None, date(2022, 8, 31), ("MHS", "MHM-C")),
        ProviderPeriod(date(2022, 9, 1), None, ("MHS", "MHM-C")),
    )
    provider = Provider(endorsements=(Held(category="IMHS", since=date(2022, 9, 1)),))
    qualification = Qualifications(rule, (), "").of("p", provider)
    verdict = qualification.of(date(2022, 8, 1).toordinal(), date(2022, 9, 30).toordinal())
    assert verdict.code == "provider_endorsed_later"


def test_the_day_after_a_rule_of_one_day_is_no_change_when_it_says_the_same():
    rule = (
        ProviderPeriod(None, date(2022, 8, 30), ("MHS",)),
        ProviderPeriod(date(2022, 8, 31), date(2022, 8, 31), ("MHS", "FRS")),
        ProviderPeriod(date(2022, 9, 1), None, ("MHS", "FRS")),
    )
    provider = Provider(endorsements=(Held(category="IFRS", since=date(2022, 9, 1)),))
    qualification = Qualifications(rule, (), "").of("p", provider)
    verdict = qualification.of(date(2022, 8, 31).toordinal(), date(2022, 9, 30).toordinal())
    assert verdict.code == "provider_endorsed_later"


@pytest.mark.parametrize(
    ("entry", "on", "code"),
    [
        ({"format": "peer"}, FOREVER, "peer_supervision"),
        ({"format": "peer"}, date(2023, 5, 31), "in_future"),
        ({}, date(2023, 5, 31), "in_future"),
        ({}, date(2022, 12, 31), "in_future"),
        ({"format": "individual"}, date(2023, 6, 1), ""),
        ({"format": "group"}, FOREVER, ""),
    ],
)
def test_what_comes_before_the_provider(entry, on, code):
    assert reason_of(MENTOR, "2023-01-01", "2023-06-01", on=on, **entry)[0] == code


def test_an_entry_without_an_end_runs_to_the_day():
    specialist = [("IMHS", "2015-01-01", None)]
    assert reason_of(specialist, "2024-06-01", None, on=date(2024, 12, 31)) == ("", {})
    assert reason_of(specialist, "2024-06-01", None, on=date(2025, 1, 1))[0] == "spans_rule_change"
    assert reason_of(specialist, "2024-06-01", None, on=date(2024, 5, 31))[0] == "in_future"


VETTING = [overlay("rsc.vetted_providers", {"months": 60}, until=date(2023, 1, 31))]


@pytest.mark.parametrize(
    ("vetted_by", "since", "until", "expected"),
    [
        ([("CT-AIMH", "2020-01-01", None)], "2022-06-01", "2023-01-31", ("", {})),
        # The last day of the overlay's vetting is a change of the rule.
        (
            [("CT-AIMH", "2020-01-01", None)],
            "2022-06-01",
            "2023-02-01",
            ("spans_rule_change", {"split_on": date(2023, 2, 1), "first_part_counts": True}),
        ),
        ([("CT-AIMH", "2020-01-01", None)], "2023-02-01", "2023-03-01", ("provider_not_qualified", {})),
        ([("MI-AIMH", "2020-01-01", None)], "2022-06-01", "2022-07-01", ("provider_not_qualified", {})),
        ([(None, "2020-01-01", None)], "2022-06-01", "2022-07-01", ("provider_not_qualified", {})),
        # One vetting lasts to the day before its fifth anniversary.
        ([("CT-AIMH", "2017-06-01", None)], "2022-05-01", "2022-05-31", ("", {})),
        (
            [("CT-AIMH", "2017-06-01", None)],
            "2022-05-01",
            "2022-06-01",
            ("provider_not_qualified", {"qualified_until": date(2022, 5, 31)}),
        ),
        (
            [("CT-AIMH", "2017-06-01", "2022-05-15")],
            "2022-05-01",
            "2022-05-31",
            ("provider_not_qualified", {"qualified_until": date(2022, 5, 15)}),
        ),
        (
            [("CT-AIMH", "2022-07-01", None)],
            "2022-06-01",
            "2022-07-31",
            ("provider_endorsed_later", {"qualified_on": date(2022, 7, 1), "split_on": date(2022, 7, 1)}),
        ),
    ],
)
def test_vetted_providers_of_an_overlay(vetted_by, since, until, expected):
    assert reason_of([], since, until, overlays=VETTING, vetted_by=vetted_by) == expected


def test_vetting_counts_by_the_day_of_the_hours_not_of_the_judgement():
    vetted = [("CT-AIMH", "2020-01-01", None)]
    assert reason_of([], "2022-06-01", "2022-07-01", overlays=VETTING, vetted_by=vetted, on=FOREVER) == ("", {})
    assert reason_of([], "2022-06-01", "2022-07-01", vetted_by=vetted) == ("provider_not_qualified", {})


def test_vetting_counts_from_the_first_day_of_the_overlay():
    since = [overlay("rsc.vetted_providers", {"months": 60}, since=date(2022, 1, 1))]
    vetted = [("CT-AIMH", "2020-01-01", None)]
    assert reason_of([], "2022-01-01", "2022-02-01", overlays=since, vetted_by=vetted) == ("", {})
    assert reason_of([], "2021-06-01", "2021-12-31", overlays=since, vetted_by=vetted) == (
        "provider_endorsed_later",
        {"qualified_on": date(2022, 1, 1)},
    )
    assert reason_of([], "2021-06-01", "2022-02-01", overlays=since, vetted_by=vetted) == (
        "spans_rule_change",
        {"split_on": date(2022, 1, 1), "first_part_counts": False},
    )


def test_a_vetting_without_an_end_of_its_own():
    for_ever = [overlay("rsc.vetted_providers", {})]
    assert reason_of(
        [], "2025-06-01", "2025-07-01", overlays=for_ever, vetted_by=[("CT-AIMH", "2001-01-01", None)]
    ) == (
        "",
        {},
    )


def test_vetted_and_endorsed_days_add_up():
    vetted = [("CT-AIMH", "2020-01-01", "2022-06-14")]
    provider = [("IMHS", "2022-06-15", None)]
    assert reason_of(provider, "2022-06-01", "2022-07-01", overlays=VETTING, vetted_by=vetted) == ("", {})


def test_two_entries_of_one_provider_and_the_rest():
    portfolio = complete() | {
        "rsc": [
            rsc("r1", hours=10.5),
            rsc("r2", hours=13.5, format="peer"),
            rsc("r3", hours=13.5),
            rsc("r4", provider="nobody"),
        ]
    }
    assert outcome(judge(portfolio), "rsc.hours") == (
        "met",
        "24",
        {"r2": "peer_supervision", "r4": "provider_not_qualified"},
    )


def test_both_tracks_share_the_hours():
    portfolio = complete()
    portfolio["work"][0]["age_bands"] = ["early_childhood"]
    assert outcome(judge(portfolio, "ECFS"), "rsc.hours") == ("met", "24", {})
    assert judge(portfolio, "ECFS").eligible
    assert not judge(portfolio, "IFS").eligible
