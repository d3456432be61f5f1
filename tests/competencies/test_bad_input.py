"""Bad input: a clear fault at its place, and nothing half-loaded."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from associations.directory.models import Association
from associations.policy import importers
from associations.policy.models import Overlay
from competencies.assessment import document
from competencies.assessment.reading import DocumentFault
from competencies.standard import queries
from competencies.standard.overlay_checks import misfits
from competencies.standard.overlays import OverlayRule
from competencies.standard.texts import HERE, read_standard
from tests.competencies.builders import complete, judge, outcome, rsc

DAY = datetime.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("rsc[0].hours", 0, "must be greater than 0"),
        ("rsc[0].hours", -1, "must be greater than 0"),
        ("rsc[0].hours", float("nan"), "must be a number, not a number"),
        ("rsc[0].hours", float("inf"), "must be a number, not a number"),
        ("rsc[0].hours", 1e9, "must be at most 10000"),
        ("training[1].hours", Decimal("0.1"), "must be in quarter hours"),
        ("training[1].on", "0001-01-01", "must lie between 1940-01-01 and 2100-12-31"),
        ("training[1].on", "9999-12-31", "must lie between 1940-01-01 and 2100-12-31"),
        ("work[0].from", "9999-12-31", "must lie between 1940-01-01 and 2100-12-31"),
        ("providers.mentor.endorsements[0].from", "0001-01-01", "must lie between 1940-01-01 and 2100-12-31"),
    ],
)
def test_a_value_beyond_its_bounds(path, value, fault):
    data = complete()
    target, *rest = path.replace("]", "").replace("[", ".").split(".")[::-1]
    inner = data
    for step in rest[::-1]:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    inner[target] = value
    with pytest.raises(DocumentFault) as caught:
        document.parse(data)
    place, sentence = caught.value.faults[0]
    assert place == path
    if "number, not" not in fault:
        assert sentence == fault


def test_ten_thousand_entries():
    data = complete()
    data["training"] = [data["training"][0] | {"id": str(count)} for count in range(10_000)]
    with pytest.raises(DocumentFault) as caught:
        document.parse(data)
    assert caught.value.faults == [("training", "must have at most 2000 entries")]


def test_as_many_entries_as_allowed_are_judged():
    data = complete()
    data["training"] = [data["training"][0] | {"id": str(count), "hours": 0.25} for count in range(2000)]
    data["rsc"] = [rsc(str(count), hours=0.25) for count in range(2000)]
    assessment = judge(data)
    assert assessment.finding("training.hours").counted == 500
    assert assessment.finding("rsc.hours").counted == 500


def test_a_provider_endorsed_twice_counts_once():
    """Two associations may have endorsed the same person: each day qualifies, no hour counts twice."""
    twice = [
        {"category": "IMHM-C", "from": "2015-05-01", "until": "2023-06-30"},
        {"category": "IMHM-C", "from": "2020-01-01"},
        {"category": "IMHM-C", "from": "2020-01-01"},
    ]
    data = complete() | {"rsc": [rsc()]}
    data["providers"]["mentor"]["endorsements"] = twice
    assert outcome(judge(data), "rsc.hours") == ("met", "24", {})


def test_a_provider_named_twice_is_a_fault():
    text = json.dumps(complete()).replace('"nobody":', '"mentor":')
    with pytest.raises(DocumentFault) as caught:
        document.loads(text)
    assert caught.value.faults == [("document", "names the key 'mentor' twice in one object")]


def rule(
    requirement="rsc.hours", params=None, *, key="b", kinds=("FS",), association="CT-AIMH", since=None, until=None
):
    return OverlayRule(association, requirement, since, until, tuple(kinds), params or {"hours": 25}, key)


BEFORE = datetime.date(2023, 12, 31)


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        (
            rule(since=datetime.date(2017, 12, 31)),
            ("from", "is no day on which what it changes is offered; that begins on 2018-01-01"),
        ),
        (
            rule("prerequisite", {"kinds": ["FA"]}, kinds=["ERS"], since=BEFORE),
            ("from", "is no day on which what it changes is offered; that begins on 2024-01-01"),
        ),
        (
            rule("training.hours", {"hours": 50}, kinds=["FRS"], since=DAY),
            ("from", "is no day on which what it changes is offered; that begins on 2022-09-01"),
        ),
        (
            rule("work.months", {"supervised": True}, kinds=["FA"], since=DAY, until=DAY),
            ("params", "work.months.months is required (edition 2024, IFA)"),
        ),
        (
            rule("references.validity", {"months": 12}, kinds=(), since=datetime.date(2010, 1, 1)),
            ("from", "is no day on which what it changes is offered; that begins on 2018-01-01"),
        ),
        (rule("membership", {"not_required": True}, since=DAY), None),
        (rule("training.dei", {"hours": 3}, kinds=["FA"], since=DAY), None),
        (rule(kinds=["FS"], since=DAY), None),
    ],
)
def test_an_overlay_that_does_not_fit_its_edition(found, fault, standard):
    assert list(misfits(found, standard))[:1] == ([fault] if fault else [])


def test_before_any_edition_there_is_nothing_to_fit(no_standard):
    assert list(misfits(rule(since=datetime.date(1990, 1, 1)), queries.standard())) == []


def test_nothing_of_associations_is_loaded_beside_an_overlay_at_fault(standard, tmp_path, monkeypatch):
    text = (importers.FOLDER / "overlays.yaml").read_text()
    path, read = tmp_path / "overlays.yaml", importers.read_overlay_file
    monkeypatch.setattr(importers, "read_overlay_file", lambda: read(path))
    line = "  - {{key: again, association: ORIMHA, kinds: [{}], requirement: {}, params: {}}}\n"
    for broken, said in (
        (
            line.format("FS", "rsc.hours", "{hours: 30}"),
            "rsc.hours is set by orimha-fs-rsc-hours too, on a shared day",
        ),
        (
            line.format("FA", "work.months", "{paid: true}"),
            r"overlays\[\d+\]\.params: work\.months\.months is required",
        ),
        ("  - {key: a, key: b}\n", "is not YAML: the key 'key' is named twice"),
    ):
        path.write_text(text + broken)
        with pytest.raises(CommandError, match=said):
            call_command("load_associations", verbosity=0)
        assert (Association.objects.count(), Overlay.objects.count()) == (0, 0)


CYCLES = [
    'key: "2099"\nin_force: &d {from: 2099-01-01, until: *d}\nrequirements: {}\n',
    'key: "2099"\nin_force: {from: 2099-01-01}\nrequirements: &r {FA: *r}\n',
    'key: "2099"\nin_force: {from: 2099-01-01}\nrequirements: {FA: &r {rsc.hours: *r}}\n',
    'key: "2099"\nin_force: {from: 2099-01-01}\nrequirements: {FA: {education: &e {any_of: [*e]}}}\n',
    "&a\nkey: *a\n",
    "? &a [*a]\n: 1\n",
    "- &a [*a]\n",
    "",
]


@pytest.mark.parametrize("text", CYCLES)
def test_an_edition_that_names_itself_or_lacks_its_keys(text, db, tmp_path):
    folder = tmp_path / "standard"
    (folder / "editions").mkdir(parents=True)
    for path in [*HERE.glob("*.yaml"), *HERE.glob("*.csv"), *HERE.glob("editions/*.yaml")]:
        (folder / path.relative_to(HERE)).write_bytes(path.read_bytes())
    (folder / "editions" / "2099.yaml").write_text(text)
    with pytest.raises(DocumentFault) as caught:
        read_standard(folder)
    assert caught.value.faults
    assert all(place.startswith("editions/2099.yaml") for place, _ in caught.value.faults)
