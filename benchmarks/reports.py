"""1,000,000 Endorsements over 40 associations: each report's statement beside its bare form, its page beside a page.

The bare form is SQL written by hand for the same numbers on the same indexes, run by a bare cursor. Both take turns.
"""

import datetime
import statistics
import time

from django.db import connection
from django.urls import reverse

ROWS, HOUSES, ROUNDS = 1_000_000, 40, 11
MOST_TIMES_BARE, MOST_TIMES_PAGE, EXPORTED, MOST_SECONDS = 3, 5, 100_000, 3
OUT = """SELECT e.endorsement_id FROM endorsement_awardevent e
    WHERE e.kind IN ('suspended', 'revoked') AND e."on" <= {day}
    AND NOT EXISTS (SELECT 1 FROM endorsement_awardevent r WHERE r.endorsement_id = e.endorsement_id
    AND r.kind = 'reinstated' AND r."on" <= {day} AND r.id > e.id)"""
FORCE = "endorsed_on <= {day} AND (valid_until IS NULL OR valid_until >= {day}) AND id NOT IN (" + OUT + ")"
IN_FORCE = (
    f"count(*) FILTER (WHERE {FORCE.format(day='%(today)s')}), count(*) FILTER (WHERE {FORCE.format(day='%(before)s')})"
)
WITHIN = "{column} BETWEEN {first} AND {last}"


def _two(column: str, less: str = "") -> str:
    """This period and the one a year before, each day ``less`` some days."""
    now = WITHIN.format(column=column, first=f"%(year)s::date{less}", last=f"%(today)s::date{less}")
    past = WITHIN.format(column=column, first=f"%(year_before)s::date{less}", last=f"%(before)s::date{less}")
    return f"count(*) FILTER (WHERE {now}), count(*) FILTER (WHERE {past})"


ON = _two('"on"')
TABLE = "endorsement_endorsement"
PRACTICE = f"{TABLE} e LEFT JOIN associations_practice p ON p.person_id = e.person_id"
IN_FORCE_OF_E = IN_FORCE.replace("id NOT IN", "e.id NOT IN")
AWARDED, ENDED = _two("endorsed_on"), _two("valid_until", " - 1")
SOON = "standing = 'valid' AND valid_until BETWEEN"
PROVIDERS = "SELECT id FROM competencies_category WHERE key IN ('IMHM-C', 'ECMHM-C', 'ERS')"
BARE = {
    ("endorsed", "category"): f"SELECT category_id, {IN_FORCE} FROM {TABLE} GROUP BY 1",
    ("endorsed", "association"): f"SELECT association_id, {IN_FORCE} FROM {TABLE} GROUP BY 1",
    ("endorsed", "year"): f"SELECT endorsed_year, {IN_FORCE} FROM {TABLE} GROUP BY 1",
    ("endorsed", "sector"): f"SELECT p.sector, {IN_FORCE_OF_E} FROM {PRACTICE} GROUP BY 1",
    ("awarded", "category"): f"""SELECT category_id, {AWARDED} FROM {TABLE}
        WHERE endorsed_on BETWEEN %(year_before)s AND %(today)s GROUP BY 1""",
    ("renewals-due", "category"): f"""SELECT category_id, count(*) FROM {TABLE}
        WHERE {SOON} %(today)s AND %(ahead)s GROUP BY 1""",
    ("lapsed", "category"): f"""SELECT category_id, {ENDED} FROM {TABLE}
        WHERE {SOON} %(year_before)s::date - 1 AND %(today)s GROUP BY 1""",
    ("moves", "move"): f"""SELECT kind, {ON} FROM endorsement_awardevent
        WHERE kind IN ('renewed', 'reinstated', 'suspended', 'revoked') GROUP BY 1""",
    ("rsc-capacity", "association"): f"""SELECT association_id, count(DISTINCT person_id) FROM {TABLE}
        WHERE {FORCE.format(day="%(today)s")} AND category_id IN ({PROVIDERS}) GROUP BY 1""",
}
"""(report, by) -> the same by hand."""


def run() -> dict:
    _database()
    from endorsement.reports.periods import a_year_after, a_year_before

    today = datetime.date.today()  # noqa: DTZ011 - the day of the run
    days = {"today": today, "before": a_year_before(today), "year": today.replace(month=1, day=1)}
    days |= {"year_before": a_year_before(days["year"]), "ahead": a_year_after(today)}
    figures = {"rows": ROWS, "houses": HOUSES, "reports": {}}
    client = _staff()
    for (key, part), statement in BARE.items():
        one = _measured(client, key, part, statement, days)
        figures["reports"][f"{key} by {part}"] = one
        print(key, part, {name: round(value, 1) for name, value in one.items()}, flush=True)
    figures["export"] = _export(client)
    print(figures["export"], flush=True)
    return figures


def _measured(client, key: str, part: str, statement: str, days: dict) -> dict:
    """Median ms of ours, from the question to its folded numbers, of the bare statement, of the page and a bare one."""
    from endorsement.reports.dimensions import Lexicon
    from endorsement.reports.measures import MEASURES
    from endorsement.reports.measures.base import Question, counted

    measure, known = MEASURES[key], Lexicon()
    known.categories, known.associations  # noqa: B018 - read before the clock runs
    question = Question(measure.days(days["today"], "UTC"), part)

    def ours():
        return counted(measure, question, known)

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(statement, days)
            return cursor.fetchall()

    numbers = sorted(tally.number for tally in ours().cells.values() if tally.number)
    rows = [(row[0], row[1:]) for row in bare()]
    assert sum(numbers) == sum(counts[0] for _key, counts in rows), (key, part, sum(numbers), rows[:5])
    address = reverse("reports:report", args=[key])

    def page():
        answer = client.get(address, {"by": part})
        assert answer.status_code == 200

    page()
    asked = {"ours": ours, "bare": bare, "page": page, "bare_page": lambda: client.get("/bare/")}
    return dict(zip(asked, _turns(ROUNDS, *asked.values()), strict=True))


def _turns(rounds: int, *asked) -> list[float]:
    taken = [[] for _ in asked]
    for _ in range(rounds):
        for one, times in zip(asked, taken, strict=True):
            began = time.perf_counter()
            one()
            times.append((time.perf_counter() - began) * 1000)
    return [statistics.median(times) for times in taken]


def _export(client) -> dict:
    """Seconds until the last byte of a CSV of at least 100,000 rows."""
    address = reverse("reports:rows_csv", args=["awarded"])
    began = time.perf_counter()
    answer = client.get(address, {"association": "house-1", "from": "1990-01-01", "until": "2026-01-01"})
    lines = sum(part.count(b"\r\n") for part in answer.streaming_content) - 1
    return {"rows": lines, "seconds": time.perf_counter() - began}


def _staff():
    from accounts.actions import create_account
    from associations.people.actions import grant_role
    from benchmarks.measure import client_of

    person = create_account(email="bench@people.example", name="Sample Staff", password=None)
    grant_role(person=person, role="alliance_staff", association=None, by=None, tell=False)
    return client_of(person.user)


def _database() -> None:
    """An empty database, then invented rows in bulk: the first association has 100,000, the others share the rest."""
    from django.core.management import call_command

    from associations.directory.models import Association
    from benchmarks.databases import empty

    empty()
    call_command("load_standard", verbosity=0)
    Association.objects.bulk_create(
        Association(slug=f"house-{n}", abbreviation=f"H-{n}", name=f"House {n}", region="R", country="C")
        for n in range(1, HOUSES + 1)
    )
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"rows": ROWS, "houses": HOUSES, "first": EXPORTED})
        cursor.execute("VACUUM ANALYZE")


_HOUSE = (
    "(SELECT array_agg(id ORDER BY id) FROM associations_association)"
    "[CASE WHEN n <= %(first)s THEN 1 ELSE 2 + n %% (%(houses)s - 1) END]"
)
_CATEGORY = "(SELECT array_agg(id ORDER BY id) FROM competencies_category)[1 + (n / 7) %% 15]"
FILL = (
    "INSERT INTO accounts_person (public_id, name, printed_name, phone, resides_in, is_sample, created_at)"
    " SELECT gen_random_uuid(), 'Sample Person ' || n, '', '', '', true, now() FROM generate_series(1, %(rows)s) n",
    "INSERT INTO endorsement_endorsement (origin, person_id, association_id, category_id, number, endorsed_on,"
    " valid_until, standing, is_sample, listed_name, listed, created_at) SELECT 'bench:' || n,"
    f" (SELECT min(id) FROM accounts_person) + n - 1, {_HOUSE}, {_CATEGORY}, 'B-' || n,"
    " DATE '2009-01-01' + ((n::bigint * 7919) %% 6200)::int, CASE WHEN n %% 3 = 0 THEN NULL ELSE"
    " DATE '2024-01-01' + ((n::bigint * 104729) %% 2000)::int END,"
    " CASE WHEN n %% 100 = 0 THEN 'suspended' ELSE 'valid' END, true, 'Sample Person ' || n, false, now()"
    " FROM generate_series(1, %(rows)s) n",
    'INSERT INTO endorsement_awardevent (endorsement_id, kind, "on", at, by_name, reason, public_reason)'
    " SELECT id, 'imported', endorsed_on, now(), '', '', '' FROM endorsement_endorsement",
    'INSERT INTO endorsement_awardevent (endorsement_id, kind, "on", at, by_name, reason, public_reason)'
    " SELECT id, 'suspended', DATE '2025-01-01' + (id %% 600)::int, now(), '', '', '' FROM endorsement_endorsement"
    " WHERE standing = 'suspended'",
    "INSERT INTO associations_practice (person_id, sector, language, said_at, origin)"
    " SELECT id, (ARRAY['home_visiting', 'part_c', 'health', 'courts'])[1 + id %% 4], 'en', now(), ''"
    " FROM accounts_person WHERE id %% 3 = 0",
)
