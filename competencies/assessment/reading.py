"""Reading of documents: each value is taken by name and kind, and every fault is kept with its place."""

import re
from collections.abc import Container, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

MAX_ENTRIES = 2000
MAX_TEXT = 1000
MAX_COUNT = 100_000
MIN_YEAR, MAX_YEAR = 1940, 2100
MAX_HOURS = Decimal(10_000)
QUARTER = Decimal("0.25")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_LONGEST_SHOWN = 60
_KINDS = {
    dict: "an object",
    list: "a list",
    bool: "true or false",
    type(None): "nothing",
    date: "a day",
    datetime: "a moment",
}


class DocumentFault(ValueError):
    """A document cannot be read. `faults` is every (place, sentence), in the document's order."""

    def __init__(self, faults: "Sequence[tuple[str, str]]"):
        self.faults = list(faults)
        super().__init__("\n".join(f"{place}: {sentence}" for place, sentence in self.faults))


class Faults:
    """The faults found so far."""

    def __init__(self):
        self.found: list[tuple[str, str]] = []

    def add(self, place: str, sentence: str) -> None:
        self.found.append((place, sentence))


def shown(value: object) -> str:
    """A value as a fault quotes it: short and printable whatever it is."""
    text = ascii(value) if isinstance(value, str) else _KINDS.get(type(value), "a number")
    if isinstance(value, float | Decimal) and number_of(value) is None:
        text = "an infinite or undefined one"
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."


def number_of(value: object) -> Decimal | None:
    """The exact number a JSON value stands for; None if it is none. A float stands for what it prints as."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        value = Decimal(repr(value))
    return value if isinstance(value, Decimal) and value.is_finite() else None


def day_of(value: object, place: str, faults: Faults) -> date | None:
    """A day written YYYY-MM-DD (or a date, as YAML reads it) within the years allowed, else None and a fault."""
    day = value if type(value) is date else None
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            faults.add(place, f"is not a day of the calendar: {shown(value)}")
            return None
    if day is None:
        faults.add(place, f"must be a day written YYYY-MM-DD, not {shown(value)}")
    elif not MIN_YEAR <= day.year <= MAX_YEAR:
        faults.add(place, f"must lie between {MIN_YEAR}-01-01 and {MAX_YEAR}-12-31")
    else:
        return day
    return None


class Item:
    """One object of a document at its place. A key that is absent or null is none; what nobody takes is a fault.

    A value at fault is answered with a harmless stand-in of its kind, so that reading goes on to the next fault.
    """

    def __init__(self, values: dict, place: str, faults: Faults, *, partial: bool = False):
        self._values, self._place, self._faults, self._partial = values, place, faults, partial
        self._taken: set[str] = set()

    @classmethod
    def of(cls, value: object, place: str, faults: Faults, *, partial: bool = False) -> "Item":
        """The object at a place, none of whose keys is required if it is partial; anything else is a fault."""
        if isinstance(value, dict):
            return cls(value, place, faults, partial=partial)
        faults.add(place.rstrip(": ") or "document", f"must be an object, not {shown(value)}")
        return _Unreadable({}, place, faults)

    def place(self, key: str) -> str:
        """Where a key of it stands; a place that ends in a space is a file's name."""
        name = key if key and key.isprintable() and len(key) <= _LONGEST_SHOWN else shown(key)
        return f"{self._place}{name}" if self._place[-1:] in ("", " ") else f"{self._place}.{name}"

    def fault(self, key: str, sentence: str) -> None:
        self._faults.add(self.place(key), sentence)

    def take(self, key: str, *, required: bool = False) -> object:
        self._taken.add(key)
        value = self._values.get(key)
        if value is None and required and not self._partial:
            self.fault(key, "is required")
        return value

    @property
    def here(self) -> str:
        """Where the object itself stands."""
        return self._place

    def rest(self) -> Iterator[tuple[str, object]]:
        """The keys nobody took so far, with their values."""
        for key in [key for key in self._values if key not in self._taken]:
            yield str(key), self.take(key)

    def close(self) -> None:
        """Every key that nobody took is a fault."""
        for key in self._values:
            if key not in self._taken:
                self.fault(str(key), "is not a known key")

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.take(key, required=required)
        if value is None:
            return ""
        return self._text(value, self.place(key), required)

    def _text(self, value: object, place: str, required: bool) -> str:
        if not isinstance(value, str):
            self._faults.add(place, f"must be a text, not {shown(value)}")
        elif len(value) > MAX_TEXT:
            self._faults.add(place, f"must have at most {MAX_TEXT} characters")
        elif _NOT_TEXT.search(value):
            self._faults.add(place, "holds a character that is not text")
        elif required and not value:
            self._faults.add(place, "must not be empty")
        else:
            return value
        return ""

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"must be true or false, not {shown(value)}")
        return value is True

    def count(self, key: str, *, required: bool = False, least: int = 0) -> int:
        value = self.take(key, required=required)
        if value is None:
            return 0
        number = number_of(value)
        if number is None or number != number.to_integral_value():
            self.fault(key, f"must be a whole number, not {shown(value)}")
        elif number < least:
            self.fault(key, f"must be at least {least}")
        elif number > MAX_COUNT:
            self.fault(key, f"must be at most {MAX_COUNT}")
        else:
            return int(number)
        return 0

    def hours(self, key: str, *, required: bool = False) -> Decimal:
        value = self.take(key, required=required)
        if value is None:
            return QUARTER
        number = number_of(value)
        if number is None:
            self.fault(key, f"must be a number, not {shown(value)}")
        elif number <= 0:
            self.fault(key, "must be greater than 0")
        elif number > MAX_HOURS:
            self.fault(key, f"must be at most {MAX_HOURS}")
        elif number % QUARTER:
            self.fault(key, "must be in quarter hours")
        else:
            return number
        return QUARTER

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self.take(key, required=required)
        return None if value is None else day_of(value, self.place(key), self._faults)

    def span(self, *, first_required: bool = True) -> tuple[date | None, date | None]:
        """`from` and `until`, in that order of time."""
        since, until = self.day("from", required=first_required), self.day("until")
        if since and until and until < since:
            self.fault("until", "must not lie before from")
        return since, until

    def choice(self, key: str, choices: Sequence[str], *, required: bool = False) -> str | None:
        value = self.take(key, required=required)
        return None if value is None else self._choice(value, self.place(key), choices)

    def _choice(self, value: object, place: str, choices: Sequence[str]) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        self._faults.add(place, f"must be one of {', '.join(choices)}, not {shown(value)}")
        return None

    def entries(self, key: str, *, required: bool = False) -> Iterator[tuple[object, str]]:
        """The elements of a list with their places."""
        value = self.take(key, required=required)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(key, f"must be a list, not {shown(value)}")
        elif len(value) > MAX_ENTRIES:
            self.fault(key, f"must have at most {MAX_ENTRIES} entries")
        else:
            for index, element in enumerate(value):
                yield element, f"{self.place(key)}[{index}]"

    def choices(self, key: str, choices: Sequence[str], *, required: bool = False) -> tuple[str, ...]:
        taken = [self._choice(value, place, choices) for value, place in self.entries(key, required=required)]
        return tuple(value for value in taken if value is not None)

    def choice_lists(self, key: str, choices: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """A required list of lists of choices."""
        for value, place in self.entries(key, required=True):
            if isinstance(value, list) and value:
                taken = [self._choice(inner, f"{place}[{index}]", choices) for index, inner in enumerate(value)]
                yield tuple(inner for inner in taken if inner is not None)
            else:
                self._faults.add(place, f"must be a list of at least one, not {shown(value)}")

    def texts(self, key: str, *, known: Container[str] | None = None) -> tuple[str, ...]:
        """The texts of a list; with `known`, one that is not in it is a fault."""
        taken = []
        for value, place in self.entries(key):
            text = self._text(value, place, required=True)
            if text and known is not None and text not in known:
                self._faults.add(place, f"is not known to the Standard: {shown(text)}")
            elif text:
                taken.append(text)
        return tuple(taken)

    def item(self, key: str) -> "Item | None":
        """The object under a key, None when there is none. The caller closes it."""
        value = self.take(key)
        return None if value is None else Item.of(value, self.place(key), self._faults)

    def items(self, key: str, *, required: bool = False) -> "Iterator[Item]":
        """The objects of a list, each closed after its use."""
        for value, place in self.entries(key, required=required):
            item = Item.of(value, place, self._faults)
            yield item
            item.close()

    def members(self, key: str) -> "Iterator[tuple[str, Item]]":
        """The objects of an object under their keys, each closed after its use."""
        value = self.take(key)
        if value is None:
            return
        outer = Item.of(value, self.place(key), self._faults)
        if len(outer._values) > MAX_ENTRIES:
            self.fault(key, f"must have at most {MAX_ENTRIES} entries")
            return
        for name, inner in outer._values.items():
            if not self._text(name, self.place(key), required=True):
                continue
            item = Item.of(inner, outer.place(name), self._faults)
            yield name, item
            item.close()


class _Unreadable(Item):
    """Stands for what is no object: it has one fault already, so that nothing is missed in it."""

    def take(self, key: str, *, required: bool = False) -> object:
        return None
