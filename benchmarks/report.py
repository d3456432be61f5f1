"""docs/performance.md, from the figures of the last runs (benchmarks/figures.json)."""

import datetime
import json
import platform
from pathlib import Path

from benchmarks import reports, roster
from benchmarks.pages import BARE

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "benchmarks" / "figures.json"
NOTES = ROOT / "benchmarks" / "notes.md"
MOST_TIMES_BARE, LEAST_OF_BARE = 5, 0.6
MOST_TO_JUDGE = 3
MOST_SECONDS_COMPARING = 60


HOW = """\
Written by `./script/bench` on PostgreSQL 15, Python {python}, a machine of two cores that was doing other work
too. Production's settings, invented people: 150 applications told through the portal's own actions and copied in
bulk with their evidence, reviews and history; the more applications, the more reviewers, so that each has a full
page of 50 to do and 50 done; as many Endorsements as applications and a tenth more, at least 2,200. Each page is
asked for in one process, 3 times to warm up and 25 times to measure, all pages taking turns. The bar for a page: its
number of queries, the same at every size, and a median of at most 5 times that of a bare signed-in Django page with
a table of 50 rows, in the same run. Milliseconds are given for these ratios."""


def _share(found: dict, name: str) -> str:
    return f"{found[name]:.0f} | {found[name] / found['bare']:.2f} |"


def put(name: str, figures: dict) -> None:
    known = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    known[name] = {"on": datetime.date.today().isoformat(), "figures": figures}  # noqa: DTZ011 - the day of the run
    FIGURES.write_text(json.dumps(known, indent=1) + "\n")
    (ROOT / "docs" / "performance.md").write_text(text(json.loads(FIGURES.read_text())))


def text(known: dict) -> str:
    parts = ["# Performance", "", HOW.format(python=platform.python_version()), ""]
    missed = []
    if "pages" in known:
        parts += _pages(known["pages"], missed)
    if "certificates" in known:
        parts += _certificates(known["certificates"], missed)
    if "assess" in known:
        parts += _assess(known["assess"], missed)
    if "compare" in known:
        parts += _compared(known["compare"], missed)
    if "roster" in known:
        parts += _roster(known["roster"], missed)
    if "reports" in known:
        parts += _reports(known["reports"], missed)
    parts += ["## What misses its bar", "", *missed]
    # The notes go on with what was measured by hand: first what misses its bar, then the rest.
    return "\n".join(parts) + "\n" + NOTES.read_text()


def _pages(block: dict, missed: list[str]) -> list[str]:
    sizes, bars = block["figures"]["sizes"], block["figures"]["bars"]
    lines = [f"## Pages ({block['on']})", ""]
    lines.append("| page | applications | queries | bar | median ms | p95 ms | x bare | met |")
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, bar in bars.items():
        counts = {pages[name]["queries"] for pages in sizes.values()}
        if len(counts) > 1:
            missed.append(f"- {name}: the number of queries is not the same at every size ({sorted(counts)}).")
        for size, pages in sizes.items():
            row, ratio = pages[name], pages[name]["median"] / pages[BARE]["median"]
            why = _why_missed(row["queries"], bar, ratio)
            missed += [f"- {name}, {int(size):,} applications: {one}." for one in why]
            lines.append(
                f"| {name} | {int(size):,} | {row['queries']} | {bar or ''} | {row['median']:.1f} | {row['p95']:.1f} "
                f"| {ratio:.1f} | {'' if bar is None else 'no' if why else 'yes'} |"
            )
    return [*lines, ""]


def _why_missed(queries: int, bar: int | None, ratio: float) -> list[str]:
    if bar is None:
        return []
    why = [f"{queries} queries instead of {bar}"] if queries > bar else []
    return [*why, f"{ratio:.2f} times the bare page instead of 5"] if ratio > MOST_TIMES_BARE else why


def _assess(block: dict, missed: list[str]) -> list[str]:
    lines = [
        f"## Judgement ({block['on']})",
        "",
        "| portfolio | entries | findings | judged, median ms | p95 ms | read from its document, median ms |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in block["figures"].items():
        judge = row["judge"]
        if judge["median"] > MOST_TO_JUDGE:
            missed.append(f"- A portfolio judged, {name}: {judge['median']:.2f} ms instead of {MOST_TO_JUDGE} ms.")
        lines.append(
            f"| {name} | {row['entries']} | {row['findings']} | {judge['median']:.2f} | {judge['p95']:.2f} "
            f"| {row['read']['median']:.2f} |"
        )
    return [*lines, "", f"The engine alone, on one core. The aim is 1 ms, the bar at most {MOST_TO_JUDGE} ms.", ""]


def _certificates(block: dict, missed: list[str]) -> list[str]:
    found = block["figures"]
    if found["ratio"] < LEAST_OF_BARE:
        missed.append(f"- Certificates through Celery with one worker: {found['ratio']:.2f} of bare WeasyPrint.")
    return [
        f"## Certificates ({block['on']})",
        "",
        "| how | a minute | of bare |",
        "|---|---|---|",
        f"| bare WeasyPrint, same template, one process, nothing stored | {_share(found, 'bare')}",
        f"| through Celery on Redis, stored, one worker | {_share(found, 'workers_1')}",
        f"| through Celery on Redis, stored, two workers | {_share(found, 'workers_2')}",
        "",
        f"The bar: one worker reaches at least {LEAST_OF_BARE} of bare WeasyPrint.",
        "",
    ]


def _compared(block: dict, missed: list[str]) -> list[str]:
    found = block["figures"]
    if found["seconds"] > MOST_SECONDS_COMPARING:
        missed.append(f"- Two editions compared: {found['seconds']:.0f} seconds instead of {MOST_SECONDS_COMPARING}.")
    return [
        f"## Two editions compared ({block['on']})",
        "",
        "| drafts | submissions | judged differently | seconds | queries for each further 1,000 drafts |",
        "|---|---|---|---|---|",
        f"| {found['drafts']:,} | {found['submitted']:,} | {found['lines']:,} | {found['seconds']:.1f} "
        f"| {found['queries_per_1000']} |",
        "",
        "The job of the comparison in one process, from claiming it to its rows stored. The aim is 15 seconds, the bar "
        f"{MOST_SECONDS_COMPARING}.",
        "",
    ]


def _roster(block: dict, missed: list[str]) -> list[str]:
    found = block["figures"]
    lines = [
        f"## Roster import ({block['on']})",
        "",
        f"One CSV file of {found['rows']:,} invented people; each way in a process of its own, without Django's start.",
        "Bare: each row checked in Python (lengths, Django's address validator, days), COPY, an upsert into a table.",
        "Ours also writes addresses, memberships, roles, Endorsements and their ledger.",
        f"The bar: {roster.MOST_TIMES_BARE} times bare, {roster.MOST_MB} MB.",
        "",
        "| what | file | seconds | x bare | peak MB | met |",
        "|---|---|---|---|---|---|",
    ]
    for state, label in (("new", "all new"), ("again", "all known")):
        base = found[state][roster.BARE]["seconds"]
        for way, one in found[state].items():
            ratio = one["seconds"] / base
            good = ratio <= roster.MOST_TIMES_BARE and one["mb"] <= roster.MOST_MB
            if not good:
                missed.append(f"- Roster, {way}, {label}: {ratio:.1f} times bare, {one['mb']:.0f} MB.")
            mark = "" if way == roster.BARE else "yes" if good else "no"
            lines.append(f"| {way} | {label} | {one['seconds']:.1f} | {ratio:.1f} | {one['mb']:.0f} | {mark} |")
    return [*lines, "", *_library(found), *_roster_pages(found["pages"], missed)]


def _library(found: dict) -> list[str]:
    rates = {way: found["library_rows"] / one["seconds"] for way, one in found["library"].items()}
    mine = found["rows"] / found["new"][roster.APPLY]["seconds"]
    return [
        f"Beside it, {found['library_rows']:,} new rows of the same kind into the one table, rows a second:"
        f" bare {rates[roster.BARE]:,.0f}, django-import-export's default resource {rates[roster.LIBRARY]:,.0f};"
        f" our import, with all its tables, {mine:,.0f} ({mine / rates[roster.LIBRARY]:.0f} times the library).",
        "",
    ]


def _roster_pages(pages: dict, missed: list[str]) -> list[str]:
    lines = ["| first page | queries | median ms | x bare |", "|---|---|---|---|"]
    for name, one in pages.items():
        ratio = one["median"] / pages["bare"]["median"]
        if ratio > roster.MOST_TIMES_PAGE:
            missed.append(f"- {name}: {ratio:.1f} times the bare page instead of {roster.MOST_TIMES_PAGE}.")
        lines.append(f"| {name} | {one['queries']} | {one['median']:.1f} | {ratio:.1f} |")
    if len({one["queries"] for name, one in pages.items() if name != "bare"}) > 1:
        missed.append("- The roster's first page does not cost the same number of queries at every size.")
    return [*lines, ""]


def _reports(block: dict, missed: list[str]) -> list[str]:
    found = block["figures"]
    lines = [
        f"## Reports ({block['on']})",
        "",
        f"{found['rows']:,} invented Endorsements over {found['houses']} associations. Bare is SQL written by hand for",
        "the same numbers on the same indexes, through a bare cursor; both take turns. A page is whole, signed",
        f"in. The bar: the statement {reports.MOST_TIMES_BARE} times bare, the page at most {reports.MOST_TIMES_PAGE}",
        "times a bare signed-in page beyond its statement.",
        "",
        "| report | statement, ms | bare, ms | x bare | page, ms | beyond, x bare page | met |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in found["reports"].items():
        ratio, beyond = one["ours"] / one["bare"], (one["page"] - one["ours"]) / one["bare_page"]
        good = ratio <= reports.MOST_TIMES_BARE and beyond <= reports.MOST_TIMES_PAGE
        if not good:
            missed.append(
                f"- Report {name}: statement {ratio:.1f} times bare, page {beyond:.1f} times a bare one beyond."
            )
        lines.append(
            f"| {name} | {one['ours']:.0f} | {one['bare']:.0f} | {ratio:.1f} | {one['page']:.0f} | {beyond:.1f} "
            f"| {'yes' if good else 'no'} |"
        )
    export = found["export"]
    if export["seconds"] > reports.MOST_SECONDS:
        missed.append(f"- {export['rows']:,} rows as CSV: {export['seconds']:.1f} s instead of {reports.MOST_SECONDS}.")
    return [*lines, "", f"{export['rows']:,} rows of a report as CSV, streamed: {export['seconds']:.1f} s.", ""]
