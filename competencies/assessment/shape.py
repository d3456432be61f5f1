"""What parameters a requirement takes, learned from its reader: whoever edits one needs no second list of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from competencies.assessment.reading import QUARTER, Faults, Item
from competencies.assessment.rules import READERS


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `kind` names what it holds.

    count (a whole number of at least `least`), hours, flag, text, choice (one of `choices`), choices (several of
    them), choice_lists (a list of such lists), item (an object of `parts`) or items (a list of such objects).
    """

    key: str
    kind: str
    required: bool = False
    least: int = 0
    choices: tuple[str, ...] = ()
    parts: "tuple[Parameter, ...]" = ()


class Recorder(Item):
    """Stands for a document while a reader reads it, and keeps what the reader asks for."""

    def __init__(self) -> None:
        super().__init__({}, "", Faults())
        self._asked: dict[str, tuple] = {}
        self._inner: dict[str, Recorder] = {}

    @property
    def shape(self) -> tuple[Parameter, ...]:
        """What was asked for, in the order of asking."""
        return tuple(
            Parameter(*asked, parts=self._inner[key].shape if key in self._inner else ())
            for key, asked in self._asked.items()
        )

    def _note(self, key: str, kind: str, required: bool = False, least: int = 0, choices: Sequence[str] = ()) -> None:
        self._asked[key] = (key, kind, required, least, tuple(choices))

    def text(self, key: str, *, required: bool = False) -> str:
        self._note(key, "text", required)
        return ""

    def flag(self, key: str) -> bool:
        self._note(key, "flag")
        return False

    def count(self, key: str, *, required: bool = False, least: int = 0) -> int:
        self._note(key, "count", required, least)
        return least

    def hours(self, key: str, *, required: bool = False) -> Decimal:
        self._note(key, "hours", required)
        return QUARTER

    def choice(self, key: str, choices: Sequence[str], *, required: bool = False) -> str:
        self._note(key, "choice", required, choices=choices)
        return choices[0]

    def choices(self, key: str, choices: Sequence[str], *, required: bool = False) -> tuple[str, ...]:
        self._note(key, "choices", required, choices=choices)
        return ()

    def choice_lists(self, key: str, choices: Sequence[str]) -> Iterator[tuple[str, ...]]:
        self._note(key, "choice_lists", required=True, choices=choices)
        return iter(())

    def item(self, key: str) -> "Recorder":
        self._note(key, "item")
        return self._inner.setdefault(key, Recorder())

    def items(self, key: str, *, required: bool = False) -> "Iterator[Recorder]":
        self._note(key, "items", required)
        yield self._inner.setdefault(key, Recorder())


def parameters_of(key: str) -> tuple[Parameter, ...]:
    """What parameters a requirement takes; none for one that is asked as it is. Raises KeyError for an unknown key."""
    recorder = Recorder()
    READERS[key](recorder)
    return recorder.shape
