"""The bundled typefaces: which characters they hold and how wide a text will be.

Read with fontTools straight from the files, so that a name can be checked and measured without printing anything.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
DISPLAY = "NotoSerifDisplay-Regular.ttf"
TEXT = "NotoSerif-Regular.ttf"
ITALIC = "NotoSerif-Italic.ttf"
ARABIC = "NotoNaskhArabic-Regular.ttf"
HEBREW = "NotoSerifHebrew-Regular.ttf"
FILES = (DISPLAY, TEXT, ITALIC, ARABIC, HEBREW)
FALLBACKS = (ARABIC, HEBREW)

UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Joiners belong to Persian and Arabic spelling and have no glyph of their own.
INVISIBLE = frozenset("\u200c\u200d")


@dataclass(frozen=True)
class Face:
    """Advance widths in em of one file, by character."""

    widths: dict[str, float]


@lru_cache(maxsize=len(FILES))
def face(file: str) -> Face:
    """The widths of one bundled file; read once per process (about 50 ms)."""
    with TTFont(FOLDER / file, lazy=True) as font:
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return Face({chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()})


def missing_characters(text: str) -> str:
    """The characters of ``text`` that no bundled typeface can print, each once, in order; ``""`` when all can.

    Control characters, surrogates and the marks that silently turn the writing direction count as missing.
    """
    absent = {}
    for character in unicodedata.normalize("NFC", text):
        if character in INVISIBLE or character == "\n":
            continue
        printable = unicodedata.category(character) not in UNPRINTABLE
        if not (printable and any(character in face(file).widths for file in (TEXT, *FALLBACKS))):
            absent[character] = True
    return "".join(absent)


def text_width(text: str, file: str = DISPLAY) -> float:
    """The width of one line of ``text`` in em: the sum of advances, a slight over-estimate for joined scripts."""
    chain = [face(name).widths for name in (file, *FALLBACKS)]
    return sum(next((widths[c] for widths in chain if c in widths), 1.0) for c in text if not unicodedata.combining(c))


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction of its own is Arabic or Hebrew (rule P2 of Unicode's UAX 9)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def language_of(text: str, fallback: str) -> str:
    """The language tag to announce for a name: ``ar`` or ``he`` for those scripts, else ``fallback``."""
    if not is_right_to_left(text):
        return fallback
    return "he" if any("HEBREW" in unicodedata.name(c, "") for c in text) else "ar"
