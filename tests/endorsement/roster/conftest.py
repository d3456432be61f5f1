"""Files as people bring them, and the command that takes them."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from endorsement.roster.enums import COLUMNS


def csv_of(rows, columns=None, *, between=",", encoding="utf-8") -> bytes:
    """``rows``: dicts by column, or lists."""
    stream = io.StringIO()
    if rows and isinstance(rows[0], dict):
        columns = columns or [column for column in COLUMNS if any(column in row for row in rows)]
        rows = [[row.get(column, "") for column in columns] for row in rows]
    writer = csv.writer(stream, delimiter=between)
    writer.writerows([columns, *rows] if columns else rows)
    return stream.getvalue().encode(encoding)


@pytest.fixture
def brought(tmp_path, capsys):
    """``brought(content, "--dry-run")``: runs the command; gives the exit code and the JSON it printed."""

    def run(content, *flags, association="CT-AIMH", name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else csv_of(content))
        capsys.readouterr()
        code = 0
        try:
            call_command("import_roster", str(path), "--association", association, "--format", "json", *flags)
        except SystemExit as end:
            code = end.code
        return code, json.loads(capsys.readouterr().out)

    return run
