"""What people type, strictly read: a clear sentence or a clean value, and nothing lost."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from endorsement.portfolio import fields

REFUSED = "refused"


def read(field, typed):
    try:
        return field.clean(typed)
    except ValidationError as error:
        (sentence,) = error.messages
        assert sentence.endswith(".")
        return REFUSED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Attachment \t and\nloss ", "Attachment and loss"),
        ("null\x00byte", "null byte"),
        ("tur\u202ened", "turned"),
        ("half \ud800 surrogate", "half surrogate"),
        ("e\u0301cole", "école"),
        ("=HYPERLINK('x')", "=HYPERLINK('x')"),
        ("👶🏽 care", "👶🏽 care"),
        ("\u200fעברית", "\u200fעברית"),
        ("x" * 200, "x" * 200),
        ("x" * 201, REFUSED),
        ("", ""),
        (None, ""),
        (["list"], ""),
    ],
)
def test_line(typed, kept):
    assert read(fields.Line(required=False), typed) == kept


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("12", Decimal(12)),
        (" 7.5 ", Decimal("7.5")),
        ("7,25", Decimal("7.25")),
        ("10000", Decimal(10000)),
        ("", None),
        ("12 hours", REFUSED),
        ("0", REFUSED),
        ("-3", REFUSED),
        ("10000.25", REFUSED),
        ("1.1", REFUSED),
        ("1e3", REFUSED),
        ("NaN", REFUSED),
        ("Infinity", REFUSED),
        ("9" * 400, REFUSED),
        ("١٢", REFUSED),
    ],
)
def test_hours(typed, hours):
    assert read(fields.Hours(required=False), typed) == hours


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-02-29", datetime.date(2024, 2, 29)),
        ("1940-01-01", datetime.date(1940, 1, 1)),
        ("2100-12-31", datetime.date(2100, 12, 31)),
        ("", None),
        ("2023-02-29", REFUSED),
        ("1939-12-31", REFUSED),
        ("2101-01-01", REFUSED),
        ("0024-03-05", REFUSED),
        ("03/05/2024", REFUSED),
        ("20240305", REFUSED),
        ("next spring", REFUSED),
        ("٢٠٢٤-٠٣-٠٥", REFUSED),
    ],
)
def test_day(typed, day):
    assert read(fields.Day(required=False), typed) == day


@pytest.mark.parametrize(
    ("typed", "count"),
    [("24", 24), ("0", 0), ("100000", 100000), ("", None), ("100001", REFUSED), ("-1", REFUSED), ("2.5", REFUSED)],
)
def test_count(typed, count):
    assert read(fields.Count(required=False), typed) == count


@pytest.mark.parametrize(("typed", "key"), [("a", "a"), ("", ""), ("c", REFUSED), ("a\x00", "a")])
def test_pick(typed, key):
    assert read(fields.Pick(required=False, choices=[("a", "first"), ("b", "second")]), typed) == key


def test_what_is_kept_of_a_refused_value_has_bounds():
    assert fields.as_typed("x\x00" * 30_000) == "x " * 9_999 + "x "[:2]
