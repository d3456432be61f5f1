"""One row of a roster: from the cells as typed to values, or to what is wrong with them. Knows no database."""

import datetime
import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from common.text import clean_line
from endorsement.roster.enums import COLUMNS, DAYS

LONGEST = {"name": 200, "email": 254, "region": 100, "phone": 40, "member_kind": 40, "number": 40}
FORMULA_SIGNS = ("=", "+", "-", "@")
_PLAIN = re.compile(r"[\x21-\x7e]+(?: [\x21-\x7e]+)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_OTHER_DAY = re.compile(r"(\d{1,4})[./ -](\d{1,2})[./ -](\d{1,4})")
_NUMBER = re.compile(r"\d{4,6}(\.\d+)?")
_TELEPHONE = re.compile(r"\+[\d ().\-/]+")
# What an "é" in UTF-8 looks like once it was read as Windows-1252 and saved again.
_TWICE_ENCODED = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u2018-\u201d\u2020-\u2022\u0152-\u017e\u20ac\u2122]")
_SIMPLE_ADDRESS = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,18}")
MOST_SEEN = 1_000
EXCEL_EPOCH = datetime.date(1899, 12, 30)
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


class Fault(NamedTuple):
    """What is wrong with one cell: our column's name, a stable code, and what the sentence needs (JSON values)."""

    column: str
    code: str
    params: dict = {}

    def stored(self) -> dict:
        return {"column": self.column, "code": self.code, "params": self.params}


class Values(NamedTuple):
    """A row's values in the order of ``COLUMNS``, empty texts and None where nothing was written."""

    name: str = ""
    email: str = ""
    region: str = ""
    phone: str = ""
    member_kind: str = ""
    member_from: datetime.date | None = None
    member_until: datetime.date | None = None
    category_id: int | None = None
    number: str = ""
    endorsed_on: datetime.date | None = None
    renewed_until: datetime.date | None = None
    role: str = ""


@dataclass
class Vocabulary:
    """What may stand in the cells with a choice, lower case -> value. ``kinds`` None: the association settled none."""

    categories: dict[str, int]
    roles: dict[str, str]
    refused_roles: frozenset[str] = frozenset()
    kinds: dict[str, str] | None = None
    days: dict[str, datetime.date] = field(default_factory=dict)
    # Cells already read, by column: most columns of a roster say the same few things again and again.
    seen: tuple[dict[str, str], ...] = field(default_factory=lambda: tuple({} for _ in COLUMNS))


def new_public_id() -> uuid.UUID:
    return uuid.uuid4()


def storable(text: str) -> str:
    """The text without what no database takes."""
    return "".join(c for c in text if c != "\x00" and not "\ud800" <= c <= "\udfff")


def read_row(cells: Sequence[str], words: Vocabulary) -> tuple[Values, list[Fault]]:
    """``cells`` as typed, one per column of ``COLUMNS``. A cell with a fault leaves its value empty."""
    faults: list[Fault] = []
    texts = [
        (seen.get(cell) or _first_seen(column, cell, seen, faults)) if cell else ""
        for column, cell, seen in zip(COLUMNS, cells, words.seen, strict=True)
    ]
    name, email, region, phone, kind, first, last, category, number, endorsed, renewed, role = texts
    if not name and not _faulty(faults, "name"):
        faults.append(Fault("name", "missing"))
    days = {
        column: _day(column, text, words, faults)
        for column, text in zip(DAYS, (first, last, endorsed, renewed), strict=True)
    }
    values = Values(
        name=name,
        email=_email(email, faults),
        region=region,
        phone=phone,
        member_kind=_kind(kind, words, faults) if kind else "",
        member_from=days["member_from"],
        member_until=days["member_until"],
        category_id=_category(category, words, faults) if category else None,
        number=number,
        endorsed_on=days["endorsed_on"],
        renewed_until=days["renewed_until"],
        role=_role(role, words, faults) if role else "",
    )
    if first or last or kind:
        _membership(values, bool(first), faults)
    if category or number or endorsed or renewed:
        _endorsement(values, bool(category), bool(endorsed), faults)
    return values, faults


def _faulty(faults: list[Fault], column: str) -> bool:
    return any(fault.column == column for fault in faults)


def _first_seen(column: str, cell: str, seen: dict[str, str], faults: list[Fault]) -> str:
    text = _text(column, cell, faults)
    if text and len(seen) < MOST_SEEN:
        seen[cell] = text
    return text


def _text(column: str, cell: str, faults: list[Fault]) -> str:
    """The cell on one line; "" with a fault for what no cell may hold. A leading apostrophe marks text, as ours do."""
    longest = LONGEST.get(column, 100)
    if len(cell) > longest * 4:
        faults.append(Fault(column, "too_long", {"length": len(cell), "longest": longest}))
        return ""
    if _PLAIN.fullmatch(cell):
        text = cell
    else:
        # U+FFFD stands where somebody could not read a character.
        if any(c == "\ufffd" or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\r\n") for c in cell):
            faults.append(Fault(column, "characters"))
            return ""
        text = clean_line(cell)
        if _TWICE_ENCODED.search(text):
            faults.append(Fault(column, "garbled", {"text": text[:60]}))
            return ""
    if text[:1] == "'" and text[1:2] in FORMULA_SIGNS:
        text = text[1:]
    elif text[:1] in FORMULA_SIGNS and not (column == "phone" and _TELEPHONE.fullmatch(text)):
        faults.append(Fault(column, "formula", {"text": text[:60]}))
        return ""
    if len(text) > longest:
        faults.append(Fault(column, "too_long", {"length": len(text), "longest": longest}))
        return ""
    return text


def _email(text: str, faults: list[Fault]) -> str:
    """Lower case. No address at all is looked at later: the roster may know the person without one."""
    address = text.lower()
    if not address or _SIMPLE_ADDRESS.fullmatch(address):
        return address
    try:
        validate_email(address)
    except ValidationError:
        faults.append(Fault("email", "invalid", {"text": text[:60]}))
        return ""
    return address


def _day(column: str, text: str, words: Vocabulary, faults: list[Fault]) -> datetime.date | None:
    if not text:
        return None
    known = words.days.get(text)
    if known is not None:
        return known
    day, fault = _parse_day(column, text)
    if fault:
        faults.append(fault)
    elif len(words.days) < 50_000:
        words.days[text] = day
    return day


def _parse_day(column: str, text: str) -> tuple[datetime.date | None, Fault | None]:
    if _DAY.fullmatch(text):
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            year, middle, end = text.split("-")
            swapped = _real(int(year), int(end), int(middle))
            if swapped:
                return None, Fault(column, "day_and_month", {"text": text, "meant": [swapped]})
            return None, Fault(column, "no_such_day", {"text": text})
        if not FIRST_DAY <= day <= LAST_DAY:
            return None, Fault(column, "no_such_day", {"text": text})
        return day, None
    if _NUMBER.fullmatch(text):
        serial = int(float(text))
        if 2_000 <= serial <= 109_000:
            meant = (EXCEL_EPOCH + datetime.timedelta(days=serial)).isoformat()
            return None, Fault(column, "serial_date", {"text": text, "meant": [meant]})
    other = _OTHER_DAY.fullmatch(text)
    if other:
        one, two, three = (int(part) for part in other.groups())
        if len(other[1]) == 4:
            meant = [_real(one, two, three), _real(one, three, two)]
        else:
            year = three if len(other[3]) == 4 else 2000 + three if three < 70 else 1900 + three
            meant = [_real(year, one, two), _real(year, two, one)]
        found = sorted({day for day in meant if day})
        if found:
            code = "day_or_month" if len(found) == 2 else "not_iso"
            return None, Fault(column, code, {"text": text, "meant": found})
    return None, Fault(column, "not_a_date", {"text": text[:60]})


def _real(year: int, month: int, day: int) -> str:
    """The day as ISO text, "" when there is none."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return ""


def _kind(text: str, words: Vocabulary, faults: list[Fault]) -> str:
    if words.kinds is None:
        return text
    found = words.kinds.get(text.lower())
    if found is None:
        faults.append(Fault("member_kind", "unknown", {"text": text, "known": sorted(set(words.kinds.values()))}))
        return ""
    return found


def _category(text: str, words: Vocabulary, faults: list[Fault]) -> int | None:
    found = words.categories.get(text.lower())
    if found is None:
        faults.append(Fault("category", "unknown", {"text": text[:60]}))
    return found


def _role(text: str, words: Vocabulary, faults: list[Fault]) -> str:
    found = words.roles.get(text.lower())
    if found is None:
        faults.append(Fault("role", "unknown", {"text": text[:60]}))
        return ""
    if found in words.refused_roles:
        faults.append(Fault("role", "not_yours", {"text": text}))
        return ""
    return found


def _membership(values: Values, has_first: bool, faults: list[Fault]) -> None:
    if not has_first and not _faulty(faults, "member_from"):
        faults.append(Fault("member_from", "missing"))
    if values.member_from and values.member_until and values.member_until < values.member_from:
        faults.append(Fault("member_until", "ends_before", {"first": values.member_from.isoformat()}))


def _endorsement(values: Values, has_category: bool, has_day: bool, faults: list[Fault]) -> None:
    if not has_category:
        faults.append(Fault("category", "missing"))
    if not has_day:
        faults.append(Fault("endorsed_on", "missing"))
    if values.endorsed_on and values.renewed_until and values.renewed_until < values.endorsed_on:
        faults.append(Fault("renewed_until", "ends_before", {"first": values.endorsed_on.isoformat()}))
