"""What people type, without what a line cannot hold; how texts are compared, and when two names are one."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Overrides and isolates turn the text around them; the marks that Arabic and Hebrew need stay.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_line(typed: str) -> str:
    """One line: control characters and line breaks become spaces, turning characters go, runs of spaces become one."""
    kept = (
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in typed
        if character not in _TURNING
    )
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def clean_text(typed: str) -> str:
    """Several lines: line breaks as ``\\n``, other control characters become spaces, turning characters go."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (
        "".join(
            " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
            for character in line
            if character not in _TURNING and unicodedata.category(character) != "Cs"
        ).rstrip()
        for line in lines
    )
    return unicodedata.normalize("NFC", "\n".join(kept).strip())


def name_key(name: str) -> str:
    """The same for "José Núñez", "JOSE NUNEZ" and "Núñez, José"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(sorted(re.findall(r"\w+", bare)))


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def folded(text: str) -> str:
    """``text`` for comparing: without case and accents, the same on every database."""
    return "".join(map(_folded_character, text))


def places_of(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Where any of the ``folded`` words stands in ``text``: ``(first, after the last)``, in order, none overlapping."""
    home = [place for place, character in enumerate(text) for _ in _folded_character(character)]
    whole, found = folded(text), []
    for word in filter(None, words):
        at = whole.find(word)
        while at >= 0:
            found.append((home[at], home[at + len(word) - 1] + 1))
            at = whole.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for first, after in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return merged
