"""What people type on one line, without what a line cannot hold; and when two names are one."""

import re
import unicodedata

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
