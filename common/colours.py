"""Colours as ``#rrggbb``, and how well white text can be read on them."""

LEAST_CONTRAST = 4.5
"""Of text and its ground: WCAG 2.2, success criterion 1.4.3 (AA)."""


def channels(colour: str) -> list[int]:
    """Red, green and blue, 0 to 255. Raises ValueError for what is no colour."""
    digits = colour.removeprefix("#")
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]


def luminance(rgb: list[int]) -> float:
    """The relative luminance of WCAG 2.2: 0 is black, 1 is white."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_to_white(colour: str) -> float:
    """From 1 (white itself) to 21 (black). Raises ValueError for what is no colour."""
    return 1.05 / (luminance(channels(colour)) + 0.05)
