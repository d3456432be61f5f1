"""Renewal: what each regime asks of whom, counted within the cycle only."""

from datetime import date

import pytest

from competencies.assessment import assess, document
from competencies.assessment.reading import Faults
from competencies.assessment.renewal import held_since
from competencies.assessment.rules import Prerequisite
from competencies.standard.renewals import REGIMES, read_renewals
from tests.competencies.builders import judge_renewal, outcome, overlay, rules, standard
from tests.competencies.published import KIND

CYCLE, ON = date(2024, 1, 1), date(2024, 12, 31)
WORDS = ["communicating/writing"]


def renewing(category="IFS", since="2015-05-01", **changes):
    """Somebody who has held the category and done everything an annual renewal in 2024 asks."""
    return {
        "version": 1,
        "person": {
            "memberships": [{"association": "CT-AIMH", "from": "2015-01-01"}],
            "endorsements": [{"category": category, "association": "CT-AIMH", "from": since}],
        },
        "training": [training("t1", 14), training("t2", 1, topic="dei")],
        "rsc": [rsc("r1", 12)],
        "agreements": {"code_of_ethics": "2024-02-01"},
        "providers": {
            "mentor": {"endorsements": [{"category": "IMHM-C", "from": "2010-01-01"}]},
            "nobody": {},
        },
    } | changes


def training(id, hours, on="2024-03-01", topic="iecmh"):
    return {"id": id, "on": on, "hours": hours, "topic": topic, "competencies": WORDS}


def rsc(id, hours, since="2024-01-01", until="2024-12-31", provider="mentor", **values):
    return {"id": id, "provider": provider, "from": since, "until": until, "hours": hours} | values


def renew(portfolio, category="IFS", on=ON, regime="annual", cycle_from=CYCLE, **options):
    return judge_renewal(portfolio, category, on, regime, cycle_from, **options)


def required(assessment):
    return {finding.requirement: finding.required for finding in assessment.findings}


ALSO = {"agreements.code_of_ethics": 1, "membership": 1, "prerequisite": 1}


@pytest.mark.parametrize("category", KIND)
def test_what_each_regime_asks_of_each_category(category):
    """The published table of renewals, cell by cell, for somebody who has held the category for two years."""
    kind, held = KIND[category], renewing(category, since="2022-12-31")
    annual = {"training.hours": 15, "training.dei": 1} | ALSO
    annual |= {"rsc.hours": 12} if kind in ("FS", "FRS", "MHS", "MHM-C") else {}
    assert required(renew(held, category)) == annual
    three_years = {"training.hours": 45} | ALSO
    three_years |= {"rsc.hours": 36} if kind in ("FS", "MHS", "MHM-C", "ERS") else {}
    assert required(renew(held, category, regime="three_year")) == three_years
    given = held | {"rsc_given": [{"id": "g", "from": "2024-05-01", "until": "2024-05-01", "hours": 1}]}
    assert required(renew(given, category)) == annual | {"training.giving_rsc": 3}
    assert required(renew(given, category, regime="three_year")) == three_years | {"training.giving_rsc": 9}
    for regime in REGIMES:
        assert required(renew(renewing(category, since="2024-01-01"), category, regime=regime)) == ALSO


def test_enough_is_enough_and_a_category_no_longer_offered_is_renewed():
    for category in ("IFS", "IFRS"):
        assessment = renew(renewing(category), category)
        assert (assessment.eligible, assessment.edition, assessment.category) == (True, "2024", category)
    assert {finding.status for finding in assessment.findings} == {"met"}
    assert assessment.coverage == ()


@pytest.mark.parametrize(
    ("cycle_from", "asked"),
    [(date(2022, 1, 1), False), (date(2022, 1, 2), True), (date(2023, 1, 1), True)],
)
def test_equity_hours_in_cycles_that_end_in_2023_or_later(cycle_from, asked):
    assessment = renew(renewing(), cycle_from=cycle_from)
    assert (assessment.finding("training.dei") is not None) is asked


@pytest.mark.parametrize(
    ("since", "on", "required"),
    [("2021-12-31", ON, 10), ("2022-01-01", ON, 12), ("2022-01-01", date(2025, 1, 1), 10)],
)
def test_a_clinical_mentor_of_three_years(since, on, required):
    assessment = renew(renewing("ECMHM-C", since=since), "ECMHM-C", on)
    assert assessment.finding("rsc.hours").required == required
    # Nobody else's hours go down with the years, nor in the other regime.
    assert renew(renewing(since=since), "IFS", on).finding("rsc.hours").required == 12
    three_years = renew(renewing("ECMHM-C", since=since), "ECMHM-C", on, regime="three_year")
    assert three_years.finding("rsc.hours").required == 36


def test_peer_hours_where_they_are_allowed():
    among_peers = [rsc("r1", 6, provider="nobody", format="peer"), rsc("r2", 4, provider="nobody")]
    allowed = renew(renewing("IMHM-C", rsc=among_peers), "IMHM-C")
    assert outcome(allowed, "rsc.hours") == ("unmet", "6", {"r2": "provider_not_qualified"})
    still_new = renew(renewing("IMHM-C", since="2023-01-01", rsc=among_peers), "IMHM-C")
    assert outcome(still_new, "rsc.hours") == (
        "unmet",
        "0",
        {"r1": "peer_supervision", "r2": "provider_not_qualified"},
    )
    elsewhere = [rsc("r1", 6, since="2023-12-31", provider="nobody", format="peer")]
    outside = renew(renewing("IMHM-C", rsc=elsewhere), "IMHM-C")
    assert outcome(outside, "rsc.hours") == ("unmet", "0", {"r1": "outside_cycle"})


def test_only_what_lies_within_the_cycle_counts():
    entries = [
        training("a", 1, on="2023-12-31"),
        training("b", 2, on="2024-01-01"),
        training("c", 4, on="2024-12-31"),
        training("d", 8, on="2025-01-01"),
        training("e", 16, on="2025-03-01") | {"competencies": []},
    ]
    hours = [
        rsc("a", 1, since="2023-12-31", until="2024-01-01"),
        rsc("b", 2, since="2024-01-01", until="2024-12-31"),
        rsc("c", 4, since="2024-12-31", until="2025-01-01"),
        rsc("d", 8, since="2024-06-01", until=None),
        rsc("e", 16, since="2024-06-01", until="2024-07-01", format="peer"),
    ]
    assessment = renew(renewing(training=entries, rsc=hours), on=date(2025, 2, 1))
    outside = "outside_cycle"
    assert outcome(assessment, "training.hours") == (
        "unmet",
        "6",
        {"a": outside, "d": outside, "e": "in_future"},
    )
    assert outcome(assessment, "rsc.hours") == (
        "unmet",
        "2",
        {"a": outside, "c": outside, "d": outside, "e": "peer_supervision"},
    )


@pytest.mark.parametrize(
    ("since", "until", "asked"),
    [
        ("2023-01-01", "2023-12-31", False),
        ("2023-01-01", "2024-01-01", True),
        ("2024-12-31", None, True),
        ("2025-01-01", None, False),
        ("2025-06-01", None, False),
    ],
)
def test_giving_rsc_within_the_cycle_asks_for_training_in_it(since, until, asked):
    portfolio = renewing(rsc_given=[{"id": "g", "from": since, "until": until, "hours": 5}])
    assessment = renew(portfolio, on=date(2025, 3, 1))
    assert (assessment.finding("training.giving_rsc") is not None) is asked


@pytest.mark.parametrize(
    ("signed", "expected"),
    [
        (None, ("unmet", "0", {None: "not_signed"})),
        ("2023-12-31", ("unmet", "0", {None: "outside_cycle"})),
        ("2024-01-01", ("met", "1", {})),
        ("2024-12-31", ("met", "1", {})),
        ("2025-01-01", ("unmet", "0", {None: "outside_cycle"})),
        ("2025-02-02", ("unmet", "0", {None: "in_future"})),
    ],
)
def test_the_code_of_ethics_is_signed_again_within_the_cycle(signed, expected):
    assessment = renew(renewing(agreements={"code_of_ethics": signed}), on=date(2025, 2, 1))
    assert outcome(assessment, "agreements.code_of_ethics") == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], ("unmet", "0", {None: "not_held"})),
        # The other track, and any other category, is another Endorsement.
        ([("ECFS", "2015-01-01", None)], ("unmet", "0", {None: "not_held"})),
        ([("IFS", "2015-01-01", "2024-12-30")], ("unmet", "0", {None: "endorsement_ended"})),
        ([("IFS", "2015-01-01", "2024-12-31")], ("met", "1", {})),
        ([("IFS", "2025-01-01", None)], ("unmet", "0", {None: "in_future"})),
        ([("IFS", "2012-01-01", "2014-12-31"), ("IFS", "2020-01-01", None)], ("met", "1", {})),
    ],
)
def test_who_does_not_hold_it_cannot_renew_it(held, expected):
    person = {
        "memberships": [{"association": "CT-AIMH", "from": "2015-01-01"}],
        "endorsements": [{"category": key, "from": since, "until": until} for key, since, until in held],
    }
    assessment = renew(renewing(person=person))
    assert outcome(assessment, "prerequisite") == expected
    assert assessment.finding("prerequisite").renewed
    assert assessment.finding("training.hours").status == "met"
    assert assessment.eligible is (expected[0] == "met")


def test_held_since_the_first_day_of_the_unbroken_time():
    portfolio = renewing()
    portfolio["person"]["endorsements"] = [
        {"category": "IFS", "from": since, "until": until}
        for since, until in [("2010-01-01", "2012-12-31"), ("2015-01-01", "2019-12-31"), ("2020-01-01", None)]
    ]
    read = document.parse(portfolio)
    assert held_since(read, "IFS", ON) == date(2015, 1, 1)
    assert held_since(read, "IFS", date(2012, 12, 31)) == date(2010, 1, 1)
    assert held_since(read, "IFS", date(2013, 1, 1)) is None
    assert held_since(read, "IFA", ON) is None


def test_the_first_renewal_after_the_award():
    """Its day lies within the cycle: membership and ethics only."""
    new = renewing(since="2024-12-31", training=[], rsc=[])
    assert renew(new).eligible
    assert not renew(new | {"agreements": {}}).eligible
    before = renewing(since="2023-12-31", training=[], rsc=[])
    assert not renew(before).eligible
    # One that lapsed before the day is the first still, and cannot be renewed for that reason alone.
    lapsed = renewing(since="2024-06-01", training=[], rsc=[])
    lapsed["person"]["endorsements"][0]["until"] = "2024-12-30"
    assert [finding.requirement for finding in renew(lapsed).findings if finding.status == "unmet"] == ["prerequisite"]
    # In three years it still is the first.
    assert renew(before, regime="three_year", cycle_from=date(2022, 1, 1), on=date(2024, 12, 31)).eligible


def test_what_associations_ask_differently_of_renewals():
    """Membership is their own affair; their hours and references are those of a first award."""
    elsewhere = renewing()
    elsewhere["person"]["memberships"] = [{"association": "WAIMH", "from": "2015-01-01"}]
    own = [overlay("membership", {"of": "own"})]
    assert renew(elsewhere).eligible
    assert not renew(elsewhere, overlays=own).eligible
    none = [overlay("membership", {"not_required": True})]
    assert renew(elsewhere, overlays=none).finding("membership") is None
    more = [overlay("rsc.hours", {"hours": 25}), overlay("training.hours", {"hours": 33})]
    assert renew(elsewhere, overlays=more).finding("rsc.hours").required == 12
    vetted = elsewhere | {"rsc": [rsc("r1", 12, provider="nobody")]}
    vetted["providers"]["nobody"] = {"vetted_by": [{"association": "CT-AIMH", "from": "2023-01-01"}]}
    assert not renew(vetted).eligible
    assert renew(vetted, overlays=[overlay("rsc.vetted_providers", {"months": 60})]).eligible


def test_times_are_clipped_to_the_cycle():
    """Work and leadership are asked in no regime; where one asks them, the same clipping holds."""
    base = rules("IMHM-C", ON, cycle=(CYCLE, date(2024, 6, 30)))
    asked = tuple(pair for pair in base.requirements if pair[0] in ("leadership.months", "rsc_given.months"))
    entries = [
        {"id": "a", "from": "2023-01-01", "until": "2024-01-31", "kind": "practice"},
        {"id": "b", "from": "2023-01-01", "until": "2023-12-31", "kind": "practice"},
        {"id": "c", "from": "2024-05-01", "until": None, "kind": "practice"},
    ]
    read = document.parse(renewing(leadership=entries))
    finding = assess(read, rules("IMHM-C", ON, cycle=base.cycle, requirements=asked), ON).finding("leadership.months")
    assert [(one.entry, one.clipped_by, float(one.counted)) for one in finding.evidence] == [
        ("a", "outside_cycle", 1.0),
        ("c", "outside_cycle", 2.0),
    ]
    assert [(reason.entry, reason.code) for reason in finding.reasons] == [("b", "outside_cycle")]


def test_a_cycle_ends_the_day_before_the_same_day():
    found = {key: text.regime([], ON) for key, text in standard().renewal_on(ON).regimes.items()}
    assert found["annual"].cycle(date(2024, 1, 1)) == (date(2024, 1, 1), date(2024, 12, 31))
    assert found["three_year"].cycle(date(2025, 1, 1))[1] == date(2027, 12, 31)
    assert found["annual"].cycle(date(2024, 2, 29))[1] == date(2025, 2, 28)
    assert ("prerequisite", Prerequisite(own=True)) in [(t.key, t.requirement) for t in found["annual"].terms]


LINE = {"requirement": "rsc.hours", "params": {"hours": 12}}


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ({}, ["regimes", "regimes"]),
        ({"regimes": {"monthly": {"months": 1, "requirements": []}}}, ["regimes.monthly", "regimes", "regimes"]),
        (
            {"regimes": {"annual": {"months": 0, "requirements": [LINE | {"kinds": ["XX"]}, LINE | {"hour": 1}]}}},
            [
                "regimes.annual.months",
                "regimes.annual.requirements[0].kinds[0]",
                "regimes.annual.requirements[1].hour",
                "regimes",
            ],
        ),
        (
            {"regimes": {"annual": {"months": 1, "requirements": [{"requirement": "x"}, LINE | {"params": {}}]}}},
            [
                "regimes.annual.requirements[0].requirement",
                "regimes.annual.requirements[0].params",
                "regimes.annual.requirements[1].params.hours",
                "regimes",
            ],
        ),
    ],
)
def test_faults_of_the_text_have_their_places(data, places):
    faults = Faults()
    read_renewals({"key": "2018", "in_force": {"from": "2018-01-01"}} | data, "renewal/2018.yaml", faults)
    assert [place for place, _ in faults.found] == [f"renewal/2018.yaml: {place}" for place in places]
