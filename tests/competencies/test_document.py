"""The portfolio document: every fault with its place, and nothing lost on the way out and in."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from competencies.assessment import document
from competencies.assessment.document import DocumentFault
from competencies.assessment.schema import portfolio_schema
from tests.competencies.builders import complete, reference, rsc, work

FULL = {
    "version": 1,
    "person": {
        "name": "Zoë",
        "resides_in": "Elsewhere",
        "memberships": [{"association": "CT-AIMH", "from": "2018-01-01"}],
        "endorsements": [{"category": "IFA", "association": "CT-AIMH", "from": "2018-01-01", "until": "2020-01-01"}],
    },
    "education": [
        {"id": "e1", "level": "cda", "field": "x", "related": True, "awarded_on": "2019-05-01", "transcript": "none"}
        | {"competencies": ["a/b"]}
    ],
    "licences": [
        {"id": "l1", "kind": "mental_health", "region": "x", "issued_on": "2019-05-01", "expires_on": "2019-05-01"}
    ],
    "work": [work(internship=True, internship_supervisor="mentor", supervised=True, specialised_training=True)],
    "training": [{"id": "t1", "on": "2023-03-01", "hours": 7.25, "topic": "dei", "competencies": ["a/b"]}],
    "rsc": [rsc(hours=0.25, format="group", about="own_work")],
    "rsc_given": [{"id": "g1", "from": "2020-01-01", "until": "2020-01-01", "hours": 10000}],
    "leadership": [{"id": "l1", "from": "2020-01-01", "kind": "policy"}],
    "references": [reference("f1", "parent", not_enough_information=2)],
    "agreements": {"code_of_ethics": "2024-06-01"},
    "providers": {
        "mentor": {
            "endorsements": [{"category": "ERS", "from": "2018-01-01"}],
            "vetted_by": [{"association": "CT-AIMH", "from": "2018-01-01", "until": "2020-01-01"}],
        }
    },
}


@pytest.mark.parametrize(
    "data", [FULL, complete("FA"), complete("FS"), {"version": 1}], ids=["full", "FA", "FS", "bare"]
)
def test_out_and_in_again(data):
    portfolio = document.parse(data)
    dumped = document.dump(portfolio)
    assert document.parse(json.loads(json.dumps(dumped))) == portfolio
    assert document.loads(json.dumps(dumped)) == portfolio
    assert document.dump(document.loads(json.dumps(data).encode())) == dumped


def test_null_is_none():
    assert document.parse(
        {"version": 1, "person": None, "work": None, "agreements": None, "providers": None}
    ) == document.parse({"version": 1})


def test_numbers_are_exact():
    portfolio = document.loads('{"version": 1.0, "training": [{"id": "a", "on": "2020-01-01", "hours": 7.250}]}')
    assert portfolio.training[0].hours == Decimal("7.25")


def faults(data, **options):
    with pytest.raises(DocumentFault) as caught:
        document.parse(data, **options)
    return caught.value.faults


def fault_of(**values):
    """The faults of a bare document with these keys."""
    return faults({"version": 1} | values)


@pytest.mark.parametrize(
    ("data", "place", "sentence"),
    [
        ([], "document", "must be an object, not a list"),
        (None, "document", "must be an object, not nothing"),
        ({}, "version", "is required"),
        ({"version": 2}, "version", "must be 1"),
        ({"version": True}, "version", "must be 1"),
        ({"version": "1"}, "version", "must be 1"),
        ({"version": 1, "x": 1}, "x", "is not a known key"),
        ({"version": 1, "a\nb": 1}, "'a\\nb'", "is not a known key"),
        ({"version": 1, "": 1}, "''", "is not a known key"),
        ({"version": 1, "person": []}, "person", "must be an object, not a list"),
        ({"version": 1, "person": {"x": 1}}, "person.x", "is not a known key"),
        ({"version": 1, "person": {"name": 5}}, "person.name", "must be a text, not a number"),
        ({"version": 1, "person": {"name": "a\x00"}}, "person.name", "holds a character that is not text"),
        ({"version": 1, "person": {"name": "\ud800"}}, "person.name", "holds a character that is not text"),
        ({"version": 1, "person": {"name": "a" * 1001}}, "person.name", "must have at most 1000 characters"),
        ({"version": 1, "work": {}}, "work", "must be a list, not an object"),
        ({"version": 1, "work": [1]}, "work[0]", "must be an object, not a number"),
        ({"version": 1, "work": [work()] * 2001}, "work", "must have at most 2000 entries"),
        ({"version": 1, "agreements": {"x": "2020-01-01"}}, "agreements.x", "is not a known key"),
        ({"version": 1, "providers": {"": {}}}, "providers", "must not be empty"),
        (
            {"version": 1, "providers": {str(i): {} for i in range(2001)}},
            "providers",
            "must have at most 2000 entries",
        ),
        (
            {"version": 1, "providers": {"p": {"endorsements": [{"category": "IXX", "from": "2020-01-01"}]}}},
            "providers.p.endorsements[0].category",
            "must be one of ECFA, ECFRS, ECFS, ECMHM-C, ECMHM-P, ECMHM-R/F, ECMHS, ERS, IFA, IFRS, IFS, IMHM-C, "
            "IMHM-P, IMHM-R/F, IMHS",
        ),
        (
            {"version": 1, "providers": {"p": {"endorsements": [{"category": "IFS", "association": "x"}]}}},
            "providers.p.endorsements[0].from",
            "is required",
        ),
        ({"version": 1, "work": [work(), work()]}, "work[1].id", "is used twice in this list: 'w1'"),
        ({"version": 1, "work": [work(id=1)]}, "work[0].id", "must be a text, not a number"),
        ({"version": 1, "work": [work(until="2019-01-01")]}, "work[0].until", "must not lie before from"),
        ({"version": 1, "work": [work(paid=1)]}, "work[0].paid", "must be true or false, not a number"),
        ({"version": 1, "work": [work(families=-1)]}, "work[0].families", "must be at least 0"),
        ({"version": 1, "work": [work(families=1.5)]}, "work[0].families", "must be a whole number, not a number"),
        ({"version": 1, "work": [work(families="1")]}, "work[0].families", "must be a whole number, not '1'"),
        ({"version": 1, "work": [work(families=100001)]}, "work[0].families", "must be at most 100000"),
        ({"version": 1, "work": [work(nature="x")]}, "work[0].nature", None),
        ({"version": 1, "work": [work(age_bands=["infant", 5])]}, "work[0].age_bands[1]", None),
        (
            {"version": 1, "work": [work(internship_supervisor="x")]},
            "work[0].internship_supervisor",
            "is not a key of providers: 'x'",
        ),
        ({"version": 1, "rsc": [rsc()]}, "rsc[0].provider", "is not a key of providers: 'mentor'"),
        (
            {"version": 1, "licences": [FULL["licences"][0] | {"expires_on": "2019-04-30"}]},
            "licences[0].expires_on",
            "must not lie before issued_on",
        ),
        ({"version": 1, "references": [reference("f", "friend")]}, "references[0].roles[0]", None),
        (
            {"version": 1, "training": [{"id": "t", "on": "2020-01-01", "hours": 1, "competencies": [""]}]},
            "training[0].competencies[0]",
            "must not be empty",
        ),
    ],
)
def test_a_fault_and_its_place(data, place, sentence):
    found = faults(data)
    assert place in [where for where, _ in found]
    if sentence is not None:
        assert (place, sentence) in found


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (0, "must be greater than 0"),
        (-1, "must be greater than 0"),
        (10000.25, "must be at most 10000"),
        (0.1, "must be in quarter hours"),
        (10**400, "must be at most 10000"),
        (Decimal("1E-999999"), "must be in quarter hours"),
        (Decimal("1E+999999"), "must be at most 10000"),
        (float("nan"), "must be a number, not an infinite or undefined one"),
        (float("inf"), "must be a number, not an infinite or undefined one"),
        (True, "must be a number, not true or false"),
        ("1", "must be a number, not '1'"),
        (None, "is required"),
    ],
)
def test_hours(hours, sentence):
    assert fault_of(rsc_given=[{"id": "g", "from": "2020-01-01", "hours": hours}]) == [("rsc_given[0].hours", sentence)]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("1939-12-31", "must lie between 1940-01-01 and 2100-12-31"),
        ("2101-01-01", "must lie between 1940-01-01 and 2100-12-31"),
        ("2023-02-29", "is not a day of the calendar: '2023-02-29'"),
        ("20230101", "must be a day written YYYY-MM-DD, not '20230101'"),
        ("2023-W01-1", "must be a day written YYYY-MM-DD, not '2023-W01-1'"),
        ("２023-01-01", "must be a day written YYYY-MM-DD, not '\\uff12023-01-01'"),
        ("2023-01-01\n", "must be a day written YYYY-MM-DD, not '2023-01-01\\n'"),
        ("x" * 90, "must be a day written YYYY-MM-DD, not '" + "x" * 56 + "..."),
        (20230101, "must be a day written YYYY-MM-DD, not a number"),
        (None, "is required"),
    ],
)
def test_days(day, sentence):
    assert fault_of(leadership=[{"id": "l", "kind": "policy", "from": day}]) == [("leadership[0].from", sentence)]


@pytest.mark.parametrize("day", ["1940-01-01", "2100-12-31"])
def test_the_first_and_last_day(day):
    assert document.parse({"version": 1, "leadership": [{"id": "l", "kind": "policy", "from": day}]})


@pytest.mark.parametrize(
    ("list_", "missing"),
    [
        ("education", ["id", "level", "awarded_on"]),
        ("licences", ["issued_on", "id", "kind"]),
        ("work", ["from", "id"]),
        ("training", ["id", "on", "hours"]),
        ("rsc", ["from", "id", "provider", "hours"]),
        ("rsc_given", ["from", "id", "hours"]),
        ("leadership", ["from", "id", "kind"]),
        ("references", ["id"]),
    ],
)
def test_required_keys(list_, missing):
    assert fault_of(**{list_: [{}]}) == [(f"{list_}[0].{key}", "is required") for key in missing]


def test_competencies_of_the_standard_when_they_are_known():
    data = {"version": 1, "training": [{"id": "t", "on": "2020-01-01", "hours": 1, "competencies": ["a", "b"]}]}
    assert faults(data, competencies={"a"}) == [("training[0].competencies[1]", "is not known to the Standard: 'b'")]
    assert document.parse(data, competencies={"a", "b"}).training[0].competencies == ("a", "b")


def test_every_fault_is_told():
    data = complete()
    data["rsc"][1]["hours"] = 0
    data["training"][2]["on"] = "soon"
    data["extra"] = 1
    assert [place for place, _ in faults(data)] == ["training[2].on", "rsc[1].hours", "extra"]
    with pytest.raises(DocumentFault) as caught:
        document.parse(data)
    assert str(caught.value).splitlines()[1] == "rsc[1].hours: must be greater than 0"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not JSON: Expecting value at line 1, column 1"),
        ('{"version": 1', "is not JSON: Expecting ',' delimiter at line 1, column 14"),
        (b"\xff\xfe{", None),
        (b'{"version": "\xe9"}', "is not written in UTF-8"),
        ('{"version": 1, "version": 1}', "names the key 'version' twice in one object"),
        ("[" * 200_000, "is nested too deeply"),
    ],
)
def test_what_is_not_json(text, sentence):
    with pytest.raises(DocumentFault) as caught:
        document.loads(text)
    assert [place for place, _ in caught.value.faults] == ["document"]
    if sentence is not None:
        assert caught.value.faults == [("document", sentence)]


@pytest.mark.parametrize("number", ["1e99999999999999999999", "9" * 10_000, "NaN", "-Infinity"])
def test_numbers_beyond_all_bounds(number):
    text = '{"version": 1, "rsc_given": [{"id": "g", "from": "2020-01-01", "hours": %s}]}' % number  # noqa: UP031
    with pytest.raises(DocumentFault) as caught:
        document.loads(text)
    assert [place for place, _ in caught.value.faults] == ["rsc_given[0].hours"]


@pytest.mark.parametrize("number", ["1e99999999999999999999", "1e999999", "1e-999999"])
def test_counts_beyond_all_bounds(number):
    text = '{"version": 1, "references": [{"id": "f", "not_enough_information": %s}]}' % number  # noqa: UP031
    with pytest.raises(DocumentFault) as caught:
        document.loads(text)
    assert [place for place, _ in caught.value.faults] == ["references[0].not_enough_information"]


SCHEMA = Draft202012Validator(portfolio_schema())


def test_the_published_schema_changes_only_on_purpose():
    """Others validate by it: what is said differently is a change of the document's version."""
    published = json.loads((Path(__file__).parent / "portfolio-1.schema.json").read_text())
    assert portfolio_schema() == published


def test_the_schema_is_one():
    Draft202012Validator.check_schema(portfolio_schema())


@pytest.mark.parametrize("data", [FULL, complete("FA"), complete("FS"), {"version": 1, "person": None}])
def test_the_schema_accepts_what_is_read(data):
    assert list(SCHEMA.iter_errors(data)) == []
    dumped = json.loads(json.dumps(document.dump(document.parse(data))))
    assert list(SCHEMA.iter_errors(dumped)) == []


@pytest.mark.parametrize(
    ("list_", "change"),
    [
        ("work", {"x": 1}),
        ("work", {"from": None}),
        ("work", {"nature": "x"}),
        ("work", {"families": -1}),
        ("training", {"hours": 0}),
        ("training", {"hours": 0.1}),
        ("training", {"hours": 10001}),
        ("training", {"on": "1939-12-31"}),
        ("rsc", {"provider": ""}),
        ("references", {"roles": ["friend"]}),
    ],
)
def test_the_schema_refuses_what_is_not_read(list_, change):
    data = FULL | {list_: [FULL[list_][0] | change]}
    assert list(SCHEMA.iter_errors(data))
    assert faults(data)
