"""`manage.py assess`: the contract's cases, its exit statuses and its faults."""

import datetime
import io
import json
import sys
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from jsonschema import Draft202012Validator

from competencies.assessment.schema import portfolio_schema

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.json"))


@pytest.fixture
def alliance(db, standard):
    call_command("load_associations", verbosity=0)


def run(portfolio, *arguments, monkeypatch=None, capsys):
    """Exit status, standard output and standard error of one run that reads the portfolio from standard input."""
    text = portfolio if isinstance(portfolio, bytes) else json.dumps(portfolio).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    status = 0
    try:
        call_command("assess", "-", *arguments)
    except SystemExit as stopped:
        status = stopped.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_contract_case_gives_what_it_says(path, alliance, monkeypatch, capsys):
    case = json.loads(path.read_text())
    says = case["says"]
    status, out, err = run(
        case["portfolio"],
        *("--category", says["category"], "--association", says["association"], "--on", says["on"]),
        monkeypatch=monkeypatch,
        capsys=capsys,
    )
    document = json.loads(out)
    assert (status, err) == (0 if says["eligible"] else 1, "")
    assert list(document) == ["version", "category", "association", "on", "edition", "eligible", "findings"]
    assert document["eligible"] is says["eligible"]
    findings = {finding["requirement"]: finding for finding in document["findings"]}
    for requirement, expected in says["expect"].items():
        if expected is None:
            assert requirement not in findings
            continue
        finding = findings[requirement]
        codes = expected.pop("codes", {})
        assert {key: finding[key] for key in expected} == expected
        assert {reason["entry"]: reason["code"] for reason in finding["reasons"] if reason["entry"] in codes} == codes
    assert all(
        list(reason) == ["entry", "code", "counted", "offered", "message"] and reason["message"]
        for finding in document["findings"]
        for reason in finding["reasons"]
    )


IFS = ("--category", "IFS", "--association", "CT-AIMH", "--on", "2024-10-01")


def portfolio(name="ifs_complete"):
    return json.loads((CASES[0].parent / f"{name}.json").read_text())["portfolio"]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--category", "XX", *IFS[2:]), "--category 'XX': is not a category; known are: IFA, ECFA, IFS"),
        ((*IFS[:2], "--association", "foo", *IFS[4:]), "--association 'foo': is not an association that is a member"),
        (
            (*IFS[:2], "--association", "CA Center", *IFS[4:]),
            "--association 'CA Center': is not an association that is a member",
        ),
        ((*IFS[:4], "--on", "2024-02-30"), "--on '2024-02-30': is not a day of the calendar: '2024-02-30'"),
        ((*IFS[:4], "--on", "today"), "--on 'today': must be a day written YYYY-MM-DD, not 'today'"),
        (
            ("--category", "ECFRS", *IFS[2:]),
            "--category 'ECFRS': ECFRS cannot be applied for on 2024-10-01; it can be applied for from 2022-09-01 to "
            "2023-12-31.",
        ),
        (
            ("--category", "ERS", *IFS[2:4], "--on", "2023-12-31"),
            "--category 'ERS': ERS cannot be applied for on 2023-12-31; it can be applied for from 2024-01-01 on.",
        ),
        (
            (*IFS[:4], "--on", "2017-12-31"),
            "--category 'IFS': IFS cannot be applied for on 2017-12-31; it can be applied for from 2018-01-01 on.",
        ),
    ],
)
def test_a_fault_in_an_argument(arguments, fault, alliance, monkeypatch, capsys):
    status, out, err = run(portfolio(), *arguments, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith(fault)
    assert len(err.splitlines()) == 1


def test_every_fault_with_its_place(alliance, monkeypatch, capsys):
    broken = portfolio()
    broken["rsc"][1]["hours"] = 0
    broken["training"][0]["competencies"][0] = "theoretical_foundations/juggling"
    broken["whim"] = 1
    arguments = ("--category", "XX", *IFS[2:4], "--on", "2024-13-01")
    status, out, err = run(broken, *arguments, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out) == (2, "")
    assert [line.partition(":")[0] for line in err.splitlines()[:2]] == ["--on '2024-13-01'", "--category 'XX'"]
    assert err.splitlines()[2:] == [
        "training[0].competencies[0]: is not known to the Standard: 'theoretical_foundations/juggling'",
        "rsc[1].hours: must be greater than 0",
        "whim: is not a known key",
    ]


@pytest.mark.parametrize("name", ["/nowhere/at/all.json", "/", "a\x00b"])
def test_a_file_that_cannot_be_read(name, alliance, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("assess", name, *IFS)
    captured = capsys.readouterr()
    assert (stopped.value.code, captured.out, captured.err) == (2, "", f"{name!a}: cannot be read\n")


def test_what_is_not_json(alliance, monkeypatch, capsys):
    status, out, err = run(b"{", *IFS, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith("document: is not JSON: ")


def test_a_file_and_the_day_of_today(alliance, tmp_path, capsys):
    path = tmp_path / "portfolio.json"
    path.write_text(json.dumps(portfolio()))
    with time_machine.travel(datetime.datetime(2024, 10, 1, tzinfo=datetime.UTC), tick=False):
        call_command("assess", str(path), *IFS[:4])
    assert json.loads(capsys.readouterr().out)["on"] == "2024-10-01"


def test_the_overlay_of_the_association_is_applied(alliance, monkeypatch, capsys):
    arguments = ("--category", "IFS", "--association", "ORIMHA", "--on", "2024-10-01")
    status, out, _ = run(portfolio(), *arguments, monkeypatch=monkeypatch, capsys=capsys)
    findings = {finding["requirement"]: finding for finding in json.loads(out)["findings"]}
    assert (status, findings["rsc.hours"]["required"], findings["rsc.hours"]["status"]) == (1, 25, "unmet")
    assert findings["membership"]["status"] == "met"


def test_text_for_people(alliance, monkeypatch, capsys):
    late = portfolio("ifs_provider_endorsed_later")
    status, out, err = run(late, *IFS, "--format", "text", monkeypatch=monkeypatch, capsys=capsys)
    assert (status, err) == (1, "")
    assert out.splitlines()[0] == "IFS, CT-AIMH, on 2024-10-01, edition 2024: not eligible"
    assert "\n[Not met yet] Hours of RSC received\n    Counted: 6 of 24 hours. Missing: 18 hours." in out
    said = "- r1: The provider's RSC counts only from March 1, 2024 on, after this entry had ended. "
    assert said in " ".join(out.split())
    status, out, err = run(portfolio(), *IFS, "--format", "text", monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out.splitlines()[0]) == (0, "IFS, CT-AIMH, on 2024-10-01, edition 2024: eligible")


def test_text_puts_first_what_is_missing_and_keeps_within_the_width(alliance, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    late = portfolio("ifs_provider_endorsed_later")
    late["agreements"] = {}
    _, out, _ = run(late, *IFS, "--format", "text", monkeypatch=monkeypatch, capsys=capsys)
    lines = out.splitlines()
    assert lines[1] == "3 requirements are not met yet."
    labels = [line.partition("]")[0][1:] for line in lines if line.startswith("[")]
    assert labels == sorted(labels, key=["Not met yet", "A person will look at this", "Met"].index)
    # A competency's key is one word, however long.
    assert all(len(line) <= 60 for line in lines if "/" not in line)
    assert any(line.startswith("      ") and line.endswith("not count.") for line in lines)


def test_text_says_once_what_holds_for_several(alliance, monkeypatch, capsys):
    far = portfolio("ifs_reference_unusable")
    _, out, _ = run(far, *IFS, "--format", "text", monkeypatch=monkeypatch, capsys=capsys)
    assert "\n    - f1, f3: The rater is not endorsed.\n" in out
    assert " ".join(out.split()).count("a reviewer will look at the area as a whole.") == 1


RENEWAL = ("--category", "IFS", "--association", "CT-AIMH", "--on", "2024-12-31", "--for", "renewal")


def renewing():
    document = portfolio()
    document["person"]["endorsements"] = [{"category": "IFS", "from": "2019-01-01"}]
    document["training"][0] |= {"on": "2024-03-01", "hours": 15, "topic": "dei"}
    document["rsc"][0] |= {"provider": "mentor", "from": "2024-01-01", "until": "2024-12-31"}
    return document


def test_a_renewal(alliance, monkeypatch, capsys):
    arguments = (*RENEWAL, "--regime", "annual", "--cycle-from", "2024-01-01")
    status, out, err = run(renewing(), *arguments, monkeypatch=monkeypatch, capsys=capsys)
    found = json.loads(out)
    assert (status, err, found["eligible"], found["edition"]) == (0, "", True, "2024")
    assert [finding["requirement"] for finding in found["findings"]] == [
        "training.hours",
        "training.dei",
        "rsc.hours",
        "agreements.code_of_ethics",
        "membership",
        "prerequisite",
    ]
    codes = {reason["entry"]: reason["code"] for reason in found["findings"][0]["reasons"]}
    assert codes == {"t2": "outside_cycle", "t3": "outside_cycle"}
    arguments = (*RENEWAL, "--regime", "three_year", "--cycle-from", "2022-01-01", "--format", "text")
    status, out, _ = run(renewing(), *arguments, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out.splitlines()[0]) == (1, "IFS, CT-AIMH, on 2024-12-31, edition 2024: not eligible")


def test_membership_in_a_renewal_is_the_associations_own_affair(alliance, monkeypatch, capsys):
    arguments = ("--for", "renewal", "--regime", "annual", "--cycle-from", "2024-01-01", "--on", "2024-12-31")
    for association, asked in (("KAIMH", False), ("ORIMHA", True)):
        named = (*arguments, "--category", "IFRS", "--association", association)
        _, out, _ = run(renewing(), *named, monkeypatch=monkeypatch, capsys=capsys)
        findings = {finding["requirement"]: finding for finding in json.loads(out)["findings"]}
        assert ("membership" in findings) is asked
        assert findings["rsc.hours"]["required"] == 12


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        (RENEWAL, ["--regime: is required with --for renewal", "--cycle-from: is required with --for renewal"]),
        (
            (*RENEWAL, "--regime", "annual", "--cycle-from", "2024-13-01"),
            ["--cycle-from '2024-13-01': is not a day of the calendar: '2024-13-01'"],
        ),
        (
            (*RENEWAL, "--regime", "annual", "--cycle-from", "2025-01-01"),
            ["--cycle-from '2025-01-01': must not lie after the day of judgement, 2024-12-31"],
        ),
        (
            (*IFS, "--regime", "annual", "--cycle-from", "2024-01-01"),
            ["--regime 'annual': is only for --for renewal", "--cycle-from '2024-01-01': is only for --for renewal"],
        ),
        (
            (*RENEWAL[:4], "--on", "2017-12-31", *RENEWAL[6:], "--regime", "annual", "--cycle-from", "2017-01-01"),
            ["--category 'IFS': No edition of the Standard is in force on 2017-12-31."],
        ),
        (
            ("--category", "XX", *RENEWAL[2:], "--regime", "annual", "--cycle-from", "0001-01-01"),
            ["--cycle-from '0001-01-01': must lie between 1940-01-01 and 2100-12-31"],
        ),
    ],
)
def test_a_fault_in_the_arguments_of_a_renewal(arguments, faults, alliance, monkeypatch, capsys):
    status, out, err = run(renewing(), *arguments, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out) == (2, "")
    assert err.splitlines()[: len(faults)] == faults


def test_the_schema_is_printed(capsys):
    call_command("portfolio_schema")
    printed = json.loads(capsys.readouterr().out)
    assert printed == portfolio_schema()
    Draft202012Validator.check_schema(printed)
    for path in CASES:
        Draft202012Validator(printed).validate(json.loads(path.read_text())["portfolio"])


def test_nothing_is_written(alliance, monkeypatch, capsys, django_assert_num_queries):
    run(portfolio(), *IFS, monkeypatch=monkeypatch, capsys=capsys)
    with django_assert_num_queries(5) as captured:
        run(portfolio(), *IFS, monkeypatch=monkeypatch, capsys=capsys)
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


def test_a_database_that_is_not_ready_is_no_verdict(alliance, monkeypatch, capsys):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE associations_association RENAME TO hidden")
    status, out, err = run(portfolio(), *IFS, monkeypatch=monkeypatch, capsys=capsys)
    assert (status, out) == (2, "")
    assert err.startswith("The database cannot be read; is it migrated and loaded? ")
