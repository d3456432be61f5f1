"""Tables as files that spreadsheets open."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def formula_safe(value) -> str:
    """The value as text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = str(value)
    return f"'{text}" if text.startswith(_SIGNS) else text


def csv_text(head: Iterable, rows: Iterable[Iterable]) -> str:
    """A CSV file in UTF-8 with its mark, every cell ``formula_safe``."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([formula_safe(cell) for cell in head])
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return MARK + stream.getvalue()
