"""The engraved sheet of a certificate: woven border, corner rosettes and a faint rosette behind the text.

Written as PDF drawing operators, computed once per paper and colour and laid under the page, so that a border of
several thousand curves costs a certificate nothing. (Drawn from SVG by WeasyPrint it took 40 ms each.)
"""

import math
import zlib
from functools import lru_cache

INSET = 8.5  # mm from the paper's edge to the outermost line
RULE = 0.75  # mm from the outermost line to the fine one inside it
BAND = 6.0  # mm from the outermost line to the inner one
WAVE = 8.0  # mm, about; stretched so that whole waves fill each side
POINTS_PER_MM = 72 / 25.4


def _number(value):
    return f"{value * POINTS_PER_MM:.2f}".rstrip("0").rstrip(".")


def _path(points, closed=False):
    start, *rest = [f"{_number(x)} {_number(y)}" for x, y in points]
    return f"{start} m " + " ".join(f"{point} l" for point in rest) + (" s" if closed else " S")


def _colour(accent, strength=1.0):
    """``accent`` mixed with white, as three numbers. No transparency: printers and archives prefer it so."""
    channels = (int(accent[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{1 - (1 - channel) * strength:.3f}" for channel in channels)


def _repeated(path, matrix, times):
    """``path`` drawn ``times`` times, moved on by ``matrix`` each time: equal text compresses to next to nothing."""
    return f"{path} {matrix} cm\n" * times


def _strand(wave, phase, amplitude):
    """One wave of one woven strand: a sine that itself swells and shrinks, along x from 0 to ``wave`` mm."""
    for step in range(49):
        turn = 2 * math.pi * step / 48
        swell = amplitude * (0.72 + 0.28 * math.cos(turn * 2))
        yield wave * step / 48, swell * math.sin(turn + phase)


def _side(x, y, upright, length):
    """A woven band from (x, y) mm, to the right or ``upright``."""
    waves = round(length / WAVE)
    strands = [_path(_strand(length / waves, strand * math.pi / 2, (BAND - RULE) / 2 - 0.3)) for strand in range(4)]
    turn = "0 1 -1 0" if upright else "1 0 0 1"
    tile = _repeated(" ".join(strands), f"1 0 0 1 {_number(length / waves)} 0", waves)
    return f"q {turn} {_number(x)} {_number(y)} cm\n{tile}Q"


def _rosette(x, y, radius, depth, petals, rings):
    """``rings`` curves, each turned a little, whose radius swings ``petals`` times by ``depth`` mm."""
    points = []
    for step in range(petals * 24):
        angle = 2 * math.pi * step / (petals * 24)
        distance = radius - depth / 2 + depth / 2 * math.cos(petals * angle)
        points.append((distance * math.cos(angle), distance * math.sin(angle)))
    turn = 2 * math.pi / petals / rings
    matrix = f"{math.cos(turn):.6f} {math.sin(turn):.6f} {-math.sin(turn):.6f} {math.cos(turn):.6f} 0 0"
    return f"q 1 0 0 1 {_number(x)} {_number(y)} cm\n{_repeated(_path(points, closed=True), matrix, rings)}Q"


def _rectangle(inset, width, height, line):
    w, h = width - 2 * inset, height - 2 * inset
    return f"{line} w {_number(inset)} {_number(inset)} {_number(w)} {_number(h)} re S"


@lru_cache(maxsize=64)
def sheet(width: float, height: float, accent: str) -> bytes:
    """Compressed PDF operators for a page of ``width`` by ``height`` mm in ``#rrggbb``, marked as an artifact."""
    corner, middle = INSET + BAND, INSET + (RULE + BAND) / 2
    across, down = width - 2 * corner, height - 2 * corner
    parts = [
        "/Artifact <</Type /Layout>> BDC q 1 j 1 J",
        f"{_colour(accent, 0.085)} RG 0.4 w",
        _rosette(width / 2, height / 2 + 9, 49, 20, 12, 9),
        _rosette(width / 2, height / 2 + 9, 27, 8, 24, 4),
        f"{_colour(accent, 0.62)} RG 0.34 w",
        _side(corner, middle, False, across),
        _side(corner, height - middle, False, across),
        _side(middle, corner, True, down),
        _side(width - middle, corner, True, down),
    ]
    parts += [_rosette(x, y, 2.35, 1.75, 8, 4) for x in (middle, width - middle) for y in (middle, height - middle)]
    parts += [
        f"{_colour(accent)} RG 0 j 0 J",
        _rectangle(INSET, width, height, 1.7),
        _rectangle(INSET + RULE, width, height, 0.35),
        _rectangle(corner, width, height, 0.35),
        _rectangle(corner + 0.8, width, height, 0.9),
        "Q EMC",
    ]
    return zlib.compress("\n".join(parts).encode(), 9)
