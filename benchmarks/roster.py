"""The roster import beside the bare SQL and beside django-import-export, on the same file; and the roster's first page.

Each import runs in a process of its own, which tells its seconds (without Django's start) and its peak of memory.
"""

import csv
import datetime
import io
import itertools
import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROWS, LIBRARY_ROWS, LIST = 100_000, 10_000, 20_000
BARE, DRY, APPLY = "bare validated COPY and upsert", "our dry run", "our import"
LIBRARY = "django-import-export"
MOST_TIMES_BARE, MOST_MB, MOST_TIMES_PAGE = 5, 300, 6
COLUMNS = "name email region phone member_kind member_from member_until category number endorsed_on renewed_until role"
LONGEST = (200, 254, 100, 40, 40, 10, 10, 16, 40, 10, 10, 30)
FLAT = """
    CREATE TABLE IF NOT EXISTS bench_member (id bigserial PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE,
    region text NOT NULL, phone text NOT NULL, member_kind text NOT NULL, member_from date, member_until date,
    category text NOT NULL, number text NOT NULL, endorsed_on date, renewed_until date, role text NOT NULL)
"""


def write_file(path: Path, rows: int) -> None:
    """Invented people, others in each file; every second one holds an Endorsement, every fiftieth is a reviewer."""
    from alliance_portal.demo.people import Names

    rng, mark = random.Random(rows), path.stem
    names, kinds = Names(rng), ["IFA", "IFS", "IFRS", "IMHS", "IMHM-C", "ECFS"]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS.split())
        for number in range(rows):
            held = number % 2 == 0
            award = [kinds[number % 6], f"{mark}-{number}", f"20{10 + number % 15}-03-01", "2027-12-31"]
            person = [f"{names.next()} {number}", f"{mark}{number}@people.example", "Connecticut", "860 555 0100"]
            period = ["individual", "2026-01-01", "2026-12-31"]
            role = "reviewer" if number % 50 == 0 else ""
            writer.writerow([*person, *period, *(award if held else [""] * 4), role])


def checked_rows(path: Path):
    """What any import must do: lengths, the address by Django's validator, the days."""
    from django.core.validators import validate_email

    with path.open(encoding="utf-8", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        for row in rows:
            if any(len(cell) > longest for cell, longest in zip(row, LONGEST, strict=True)) or not row[0].strip():
                raise ValueError(row)
            validate_email(row[1])
            for cell in (row[5], row[6], row[9], row[10]):
                if cell:
                    datetime.date.fromisoformat(cell)
            yield row


def bare(path: Path) -> None:
    """Rows checked one by one in Python, COPY into a staging table, one upsert into one table."""
    from django.db import connection, transaction

    names = COLUMNS.replace(" ", ", ")
    days = {"member_from", "member_until", "endorsed_on", "renewed_until"}
    values = ", ".join(f"CAST(NULLIF({name}, '') AS date)" if name in days else name for name in COLUMNS.split())
    changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS.split())
    with transaction.atomic(), connection.cursor() as cursor:
        staging = ", ".join(f"{name} text NOT NULL" for name in COLUMNS.split())
        cursor.execute(f"CREATE TEMPORARY TABLE staging ({staging}) ON COMMIT DROP")
        rows = checked_rows(path)
        while part := list(itertools.islice(rows, 10_000)):
            buffer = io.StringIO()
            csv.writer(buffer).writerows(part)
            buffer.seek(0)
            cursor.copy_expert(f"COPY staging FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({names}))", buffer)
        cursor.execute(
            f"INSERT INTO bench_member ({names}) SELECT {values} FROM staging"
            f" ON CONFLICT (email) DO UPDATE SET {changes}"
        )


def ours(path: Path, *flags: str, association: str = "CT-AIMH") -> None:
    from django.core.management import call_command

    said = io.StringIO()
    try:
        call_command("import_roster", str(path), "--association", association, *flags, stdout=said)
    except SystemExit as error:  # a file with a problem would measure something else
        raise RuntimeError(said.getvalue()[:500]) from error


def library(path: Path) -> None:
    """django-import-export's default resource over the same one table."""
    import tablib
    from django.db import models
    from import_export import resources

    class Member(models.Model):
        name, region, phone, member_kind = (models.TextField() for _ in range(4))
        email = models.EmailField(unique=True)
        category, number, role = (models.TextField(blank=True) for _ in range(3))
        member_from, member_until, endorsed_on, renewed_until = (models.DateField(null=True) for _ in range(4))

        class Meta:
            app_label, managed, db_table = "benchmarks", False, "bench_member"

    class Members(resources.ModelResource):
        class Meta:
            model, import_id_fields, fields = Member, ["email"], COLUMNS.split()

    data = tablib.Dataset().load(path.read_text(encoding="utf-8"), format="csv")
    result = Members().import_data(data, dry_run=False, raise_errors=True, use_transactions=True)
    assert result.total_rows == len(data), result.totals


WAYS = {BARE: bare, DRY: lambda path: ours(path, "--dry-run"), APPLY: ours, LIBRARY: library}


def child(way: str, path: str) -> None:
    began = time.perf_counter()
    WAYS[way](Path(path))
    taken = time.perf_counter() - began
    # Of this process alone: getrusage() also remembers the parent it was forked from.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"seconds": taken, "mb": peak}))


def apart(way: str, path: Path) -> dict:
    done = subprocess.run([sys.executable, "-m", "benchmarks.roster", way, str(path)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"{way:32} {path.name:12} {found['seconds']:7.2f} s {found['mb']:5.0f} MB", flush=True)
    return found


def _sql(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run() -> dict:
    from benchmarks.databases import fresh

    fresh(60, 60)
    _sql(FLAT)
    with TemporaryDirectory() as folder:
        path, part, many, ten = (Path(folder) / f"{name}.csv" for name in ("all", "part", "many", "ten"))
        for file, rows in ((path, ROWS), (part, LIBRARY_ROWS), (many, LIST), (ten, 10)):
            write_file(file, rows)
        found = {"rows": ROWS, "library_rows": LIBRARY_ROWS, "new": {}, "again": {}}
        # Dry runs and bare upserts are taken back, so each can be measured several times; applying once a state.
        for state in ("new", "again"):
            bares = []
            for _ in range(3):
                if state == "new":
                    _sql("TRUNCATE bench_member")
                bares.append(apart(BARE, path))
            found[state][BARE] = _median(bares)
            found[state][DRY] = _median([apart(DRY, path) for _ in range(3)])
            found[state][APPLY] = apart(APPLY, path)
        _sql("TRUNCATE bench_member")
        found["library"] = {BARE: apart(BARE, part)}
        _sql("TRUNCATE bench_member")
        found["library"][LIBRARY] = apart(LIBRARY, part)
        found["pages"] = pages(many, ten)
    return found


def _median(runs: list[dict]) -> dict:
    return {key: statistics.median(one[key] for one in runs) for key in ("seconds", "mb")}


def pages(many: Path, ten: Path) -> dict:
    """The roster's first page at 10 and at 20,000 people, the bare page beside it."""
    from django.urls import reverse

    from accounts.actions import create_account
    from associations.directory.models import Association
    from associations.people.actions import grant_role
    from benchmarks.measure import client_of, measure

    asked = {}
    for place, file in (("CoAIMH", ten), ("AzAIMH", many)):
        ours(file, association=place)
        association = Association.objects.get(abbreviation=place)
        person = create_account(email=f"{association.slug}@people.example", name="Sample Keeper", password=None)
        grant_role(person=person, role="administrator", association=association, by=None)
        client, address = client_of(person.user), reverse("roster:list", args=[association.slug])
        asked |= {f"roster, {10 if file is ten else LIST:,} people": lambda one=client, to=address: one.get(to)}
    _sql("VACUUM ANALYZE")
    return measure({"bare": lambda: client.get("/bare/"), **asked})


if __name__ == "__main__":
    import django

    django.setup()
    child(*sys.argv[1:])
