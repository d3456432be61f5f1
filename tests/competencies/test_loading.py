"""Loading the Standard: idempotent, all or nothing, every fault with its place, frozen once published."""

import datetime
import shutil

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from competencies.assessment.reading import DocumentFault
from competencies.assessment.rules import requirement_from
from competencies.standard import importers, queries
from competencies.standard.models import (
    Amendment,
    Category,
    Competency,
    Edition,
    EditionCompetency,
    ProviderRule,
    RenewalEdition,
    RenewalRule,
    Requirement,
    StandardLoad,
)
from competencies.standard.overlays import OverlayRule, overlaid, read_overlays, references_valid_months
from competencies.standard.texts import HERE, read_standard, read_yaml
from tests import factories

pytestmark = pytest.mark.usefixtures("no_standard")

MODELS = (Category, Competency, Edition, EditionCompetency, ProviderRule, RenewalEdition, RenewalRule, Requirement)
MODELS += (StandardLoad,)


def rows():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


@pytest.fixture
def folder(tmp_path):
    """A copy of the texts, to be changed at will."""
    for place in ("editions", "renewal"):
        (tmp_path / place).mkdir()
    for path in [*HERE.glob("*.yaml"), *HERE.glob("*.csv"), *HERE.glob("*/*.yaml")]:
        shutil.copy(path, tmp_path / path.relative_to(HERE))
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def traces():
    return Amendment.objects.exclude(reason=factories.TEST)


def load(folder, **options):
    return importers.load_standard(read_standard(folder), **options)


def test_loading_twice_changes_nothing(db, capsys):
    call_command("load_standard")
    before = rows()
    assert [len(before[model.__name__]) for model in MODELS] == [15, 41, 4, 1622, 5, 1, 14, 610, 1]
    call_command("load_standard")
    assert rows() == before
    assert capsys.readouterr().out.splitlines() == [
        f"The Standard is loaded: {15 + 41 + 4 + 1622 + 5 + 1 + 14 + 610} rows created, 0 changed, 0 removed.",
        "The Standard was already loaded; nothing has changed.",
    ]


FUTURE = """key: "2099"
in_force: {from: 2099-01-01}
requirements:
  FA: {training.hours: {hours: 31}}
"""


def test_an_edition_in_force_is_frozen(standard, folder):
    before = rows()
    edit(folder, "editions/2024.yaml", "rsc.hours: {hours: 24}", "rsc.hours: {hours: 26}")
    edit(folder, "editions/2018.yaml", "    work.families: {families: 10}\n", "")
    with pytest.raises(DocumentFault) as caught:
        load(folder)
    frozen = "the edition is published and frozen; "
    assert sorted(caught.value.faults) == [
        ("editions/2018.yaml: ECFS work.families", frozen + '{"families": 10} would become nothing'),
        ("editions/2018.yaml: IFS work.families", frozen + '{"families": 10} would become nothing'),
        ("editions/2024.yaml: ECFS rsc.hours", frozen + '{"hours": 24} would become {"hours": 26}'),
        ("editions/2024.yaml: IFS rsc.hours", frozen + '{"hours": 24} would become {"hours": 26}'),
    ]
    assert rows() == before
    report = load(folder, amend=True, because="A slip of the pen.")
    assert [(one.edition_key, one.reason, one.changes) for one in traces().order_by("edition_key")] == [
        (
            "2018",
            "A slip of the pen.",
            [f'{key} work.families: {{"families": 10}} would become nothing' for key in ("IFS", "ECFS")],
        ),
        (
            "2024",
            "A slip of the pen.",
            [f'{key} rsc.hours: {{"hours": 24}} would become {{"hours": 26}}' for key in ("IFS", "ECFS")],
        ),
    ]
    assert not Amendment.objects.filter(closed_at=None).exists()
    # Two requirements changed and two editions' texts; the positions after the removed row moved up.
    assert (report.created, report.removed) == (0, 2)
    day = datetime.date(2024, 5, 1)
    assert queries.rules_for("IFS", day).requirement("rsc.hours").hours == 26
    assert queries.rules_for("IFS", datetime.date(2020, 1, 1)).requirement("work.families") is None


def test_a_further_category_of_a_published_edition_is_no_change(standard, folder):
    edit(folder, "editions/2025.yaml", "  FS:\n", "  FRS:\n    training.hours: {hours: 33}\n  FS:\n")
    report = load(folder)
    assert (report.created, report.changed, report.removed) == (2, 1, 0)
    assert queries.rules_for("ECFRS", datetime.date(2025, 1, 1)).requirement("training.hours").hours == 33
    traced = traces().get()
    assert (traced.edition_key, traced.reason) == ("2025", "Further categories are asked.")
    assert traced.changes == ["IFRS: is asked from now on", "ECFRS: is asked from now on"]


def test_more_asked_of_a_category_that_was_offered_is_a_change(standard, folder):
    edit(folder, "editions/2025.yaml", "  FS:\n", "  FS:\n    rsc.window: {months: 24}\n")
    edit(folder, "competencies.csv", "cultural humility,asked,asked", "cultural humility,example,asked")
    with pytest.raises(DocumentFault) as caught:
        load(folder)
    found = dict(caught.value.faults)
    frozen = "the edition is published and frozen; "
    assert found["editions/2025.yaml: ECFS rsc.window"] == frozen + 'nothing would become {"months": 24}'
    place = "editions/2018.yaml: IFA competencies theoretical_foundations/cultural_humility"
    assert found[place] == frozen + "asked would become example"


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "sentence"),
    [
        ("2018", "from: 2018-01-01", "from: 2018-02-01", "in_force.from", "2018-01-01 would become 2018-02-01"),
        ("2025", "key:", "grace_until: 2025-06-30\nkey:", "grace_until", "nothing would become 2025-06-30"),
        ("2025", 'key: "2025"', 'key: "2026"', "key", "its text is gone"),
    ],
)
def test_the_days_of_a_published_edition_are_frozen(name, old, new, place, sentence, standard, folder):
    edit(folder, f"editions/{name}.yaml", old, new)
    with pytest.raises(DocumentFault) as caught:
        load(folder)
    assert (f"editions/{name}.yaml: {place}", f"the edition is published and frozen; {sentence}") in caught.value.faults


def test_a_grace_before_its_edition(db, folder):
    edit(folder, "editions/2025.yaml", "key:", "grace_until: 2024-12-31\nkey:")
    with pytest.raises(CommandError, match=r"editions/2025\.yaml: grace_until: must not lie before in_force\.from"):
        call_command("load_standard", folder=folder)


def test_an_open_edition_ends_when_a_text_follows(standard, folder):
    """The one change that needs no amendment."""
    edit(folder, "editions/2025.yaml", "from: 2025-01-01", "from: 2025-01-01, until: 2098-12-31")
    (folder / "editions" / "2099.yaml").write_text(FUTURE)
    load(folder)
    assert queries.standard().edition_on(datetime.date(2099, 1, 1)).key == "2099"
    assert not traces().exists()


def test_titles_follow_their_text(standard, folder):
    edit(folder, "categories.yaml", "Infant Family Associate", "Infant Family Friend")
    edit(folder, "competencies.csv", "pregnancy & early parenthood", "pregnancy")
    report = load(folder)
    assert (report.created, report.changed, report.removed) == (0, 2, 0)
    assert queries.standard().categories["IFA"].name == "Infant Family Friend"
    assert StandardLoad.objects.count() == 2


def test_an_edition_and_a_competency_that_are_withdrawn(standard, folder):
    """By an amendment; what nothing names any more goes."""
    edit(folder, "editions/2025.yaml", "from: 2025-01-01", "from: 2025-01-01, until: 2098-12-31")
    (folder / "editions" / "2099.yaml").write_text(FUTURE)
    load(folder)
    assert Edition.objects.count() == 5
    edit(folder, "editions/2025.yaml", ", until: 2098-12-31", "")
    (folder / "editions" / "2099.yaml").unlink()
    lines = (folder / "competencies.csv").read_text().splitlines()
    (folder / "competencies.csv").write_text("\n".join(lines[:-1]))
    report = load(folder, amend=True)
    assert (Edition.objects.count(), Competency.objects.count()) == (4, 40)
    assert report.removed >= 2


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "editions/2024.yaml",
            "rsc.hours: {hours: 24}",
            "rsc.hours: {hours: 0}",
            "editions/2024.yaml: requirements.FS.rsc.hours.hours: must be greater than 0",
        ),
        (
            "editions/2024.yaml",
            "rsc.hours: {hours: 24}",
            "rsc.hours: {hours: 24, minutes: 3}",
            "editions/2024.yaml: requirements.FS.rsc.hours.minutes: is not a known key",
        ),
        ("editions/2024.yaml", "rsc.hours:", "rsc.minutes:", None),
        ("editions/2024.yaml", "  FS:", "  FX:", "editions/2024.yaml: requirements.FX: is no kind of category"),
        ("editions/2024.yaml", 'key: "2024"', "key: 2024", "editions/2024.yaml: key: must be a text, not a number"),
        ("editions/2024.yaml", 'key: "2024"', 'key: "2022"', "editions: two have the same key"),
        ("editions/2024.yaml", "in_force:", "force:", None),
        (
            "editions/2024.yaml",
            "2024-12-31",
            "2024-12-30",
            "editions/2024.yaml: in_force.until: must be the day before the edition 2025 begins (2025-01-01)",
        ),
        (
            "editions/2025.yaml",
            "from: 2025-01-01",
            "from: 2025-01-01, until: 2030-01-01",
            "editions/2025.yaml: in_force.until: must be open in the newest edition",
        ),
        ("editions/2024.yaml", "  FA:", "  FS: {}\n  FA:", None),
        ("editions/2024.yaml", "requirements:", "requirements: [", None),
        ("editions/2024.yaml", "2024-01-01", "2024-13-01", None),
        ("categories.yaml", "track: infant", "track: adult", None),
        (
            "categories.yaml",
            "{key: ECFA, kind: FA",
            "{key: IFA, kind: FA",
            "categories.yaml: categories: must name each category once; missing ECFA",
        ),
        (
            "categories.yaml",
            "key: IFA, kind: FA",
            "key: IFA, kind: FS",
            "categories.yaml: categories: IFA is not of the kind FS",
        ),
        ("competencies.csv", "key,area", "area,key", None),
        (
            "competencies.csv",
            "theoretical_foundations/cultural_humility,",
            "theoretical_foundations/relationship_focused_practice,",
            "competencies.csv: line 8: repeats the key theoretical_foundations/relationship_focused_practice",
        ),
        (
            "competencies.csv",
            "cultural humility,asked",
            "cultural humility,perhaps",
            "competencies.csv: line 7: must say asked, example or nothing, not perhaps",
        ),
        (
            "competencies.csv",
            "cultural humility,asked,",
            "cultural humility,",
            "competencies.csv: line 7: must have a key, an area, a title and one column for each kind",
        ),
        (
            "provider_rules.yaml",
            "from: 2025-01-01",
            "from: 2025-01-02",
            "provider_rules.yaml: rules: those for FS must follow each other day by day, open at both ends",
        ),
        ("provider_rules.yaml", "providers: [MHS", "providers: [XXX", None),
    ],
)
def test_a_fault_in_the_texts_changes_nothing(name, old, new, fault, db, folder):
    edit(folder, name, old, new)
    with pytest.raises(CommandError) as caught:
        call_command("load_standard", folder=folder)
    lines = str(caught.value).splitlines()
    assert lines[0] == "The Standard was not loaded; nothing has changed."
    assert all(line.startswith((f"{name}: ", "editions: ")) for line in lines[1:])
    if fault is not None:
        assert fault in lines
    assert {name: len(found) for name, found in rows().items()} == {model.__name__: 0 for model in MODELS}


def test_a_text_that_is_missing(db, folder):
    (folder / "categories.yaml").unlink()
    with pytest.raises(CommandError) as caught:
        call_command("load_standard", folder=folder)
    assert "categories.yaml: cannot be read: No such file or directory" in str(caught.value)


def test_no_edition_at_all(db, folder):
    shutil.rmtree(folder / "editions")
    with pytest.raises(CommandError) as caught:
        call_command("load_standard", folder=folder)
    assert str(caught.value).splitlines()[1:] == ["editions: there is none"]


def test_a_failure_halfway_leaves_nothing(db, folder, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(StandardLoad.objects, "create", fail)
    with pytest.raises(RuntimeError):
        load(folder)
    assert {name: len(found) for name, found in rows().items()} == {model.__name__: 0 for model in MODELS}


@pytest.mark.parametrize(
    ("key", "params", "faults"),
    [
        ("rsc.minutes", {}, ["x"]),
        ("rsc.hours", [], ["x"]),
        ("references.roles", {"places": [[], ["friend"], "x"]}, ["x.places[0]", "x.places[1][0]", "x.places[2]"]),
        ("references.roles", {}, ["x.places"]),
        ("work.months", {"months": 0}, ["x.months"]),
        ("education", {"any_of": [{}]}, ["x.any_of[0].key", "x.any_of[0].levels"]),
        ("education", {"any_of": [], "or_work": {"x": 1}}, ["x.or_work.months", "x.or_work.x"]),
        ("membership", {"of": "all"}, ["x.of"]),
    ],
)
def test_faults_of_a_requirement(key, params, faults):
    with pytest.raises(DocumentFault) as caught:
        requirement_from(key, params, "x")
    assert [place for place, _ in caught.value.faults] == faults


OVERLAY = {"key": "a", "association": "X", "requirement": "rsc.hours", "params": {"hours": 25}}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({}, []),
        ({"params": {"not_required": True}}, []),
        ({"from": "2020-01-01", "until": "2019-01-01"}, ["until"]),
        ({"params": None}, ["params", "params"]),
        ({"params": []}, ["params"]),
        ({"params": {"hours": -1}}, ["params.hours"]),
        ({"requirement": "rsc.minutes"}, ["requirement"]),
        ({"kinds": ["XX"]}, ["kinds[0]"]),
        ({"requirement": "references.validity", "params": {"months": 0, "x": 1}}, ["params.months", "params.x"]),
        ({"requirement": "rsc.vetted_providers", "params": {"months": 60}}, []),
        ({"x": 1}, ["x"]),
    ],
)
def test_faults_of_an_overlay(change, faults):
    data = {"overlays": [OVERLAY | change]}
    if not faults:
        assert len(read_overlays(data)) == 1
        return
    with pytest.raises(DocumentFault) as caught:
        read_overlays(data, "o.yaml: ")
    assert [place for place, _ in caught.value.faults] == [f"o.yaml: overlays[0].{place}" for place in faults]


def test_an_overlay_named_twice():
    with pytest.raises(DocumentFault) as caught:
        read_overlays({"overlays": [OVERLAY, OVERLAY | {"requirement": "rsc.window", "params": {"months": 24}}]})
    assert caught.value.faults == [("overlays.yaml.overlays[1].key", "is used twice: a")]


def test_an_overlay_holds_on_its_days():
    day = datetime.date(2024, 1, 1)
    rule = OverlayRule("X", "rsc.hours", since=day, until=day, params={"hours": 25})
    base = {"rsc.hours": {"hours": 24}}
    days = [day - datetime.timedelta(days=1), day, day + datetime.timedelta(days=1)]
    assert [overlaid(base, [rule], on)["rsc.hours"]["hours"] for on in days] == [24, 25, 24]
    away = OverlayRule("X", "membership", params={"not_required": True})
    assert overlaid({}, [away], day) == {}
    validity = OverlayRule("X", "references.validity", since=day, params={"months": 12})
    assert [references_valid_months([rule, validity], on) for on in days] == [None, 12, 12]


@pytest.mark.parametrize("text", [b"a: [", b"a: 1\na: 2", b"\xff", b"a: 2023-02-30", b"? [1]\n: 2"])
def test_what_is_not_yaml(text):
    with pytest.raises(DocumentFault) as caught:
        read_yaml(text, "x.yaml")
    assert [place for place, _ in caught.value.faults] == ["x.yaml"]
