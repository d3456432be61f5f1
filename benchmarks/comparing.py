"""5,000 drafts compared between two editions, as the worker's job does it: seconds, and queries for each 1,000."""

import datetime
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from alliance_portal import celery_app
from alliance_portal.demo import bulk
from benchmarks.databases import fresh
from common.jobs.models import Job
from common.jobs.tasks import run_job
from competencies.editions import actions as editing
from competencies.editions import queries as editions
from competencies.standard.queries import standard
from endorsement.application.actions import request_comparison
from endorsement.application.comparing import compare
from endorsement.application.models import Application, ComparedApplication, EditionComparison, Snapshot

DRAFTS = 5000


def run() -> dict:
    celery_app.loader.import_default_modules()
    fresh(150, 0)
    originals = list(Application.objects.filter(state="draft").order_by("pk"))
    queries = {}
    for thousands in range(1, DRAFTS // 1000 + 1):
        _fill(originals, thousands * 1000)
        if thousands <= 2:
            queries[thousands] = _queries()
    draft = _edition("timed")
    comparison = request_comparison(draft=draft, by=None)
    began = time.perf_counter()
    assert run_job(Job.objects.get(task="endorsement.compare_editions").pk)
    seconds = time.perf_counter() - began
    comparison.refresh_from_db()
    assert comparison.state == EditionComparison.State.READY
    figures = {
        "drafts": comparison.summary["drafts"]["compared"],
        "submitted": Snapshot.objects.count(),
        "lines": ComparedApplication.objects.count(),
        "seconds": seconds,
        "queries_per_1000": queries[2] - queries[1],
        "queries_at_1000": queries[1],
    }
    print(figures, flush=True)
    return figures


def _fill(originals: list[Application], wanted: int) -> None:
    missing = wanted - Application.objects.filter(state="draft").count()
    for start in range(0, max(missing, 0), 500):
        size = min(500, missing - start)
        people = Person.objects.bulk_create(Person(name=f"Sample Drafter {n}", is_sample=True) for n in range(size))
        bulk.copy_batch([originals[n % len(originals)] for n in range(size)], people)


def _edition(key: str):
    """The newest edition with more training and one more requirement for each category of drafts."""
    base = standard().editions[-1]
    draft = editing.copy_edition(edition=base, key=key, in_force_from=datetime.date(2098, 1, 1), by=None)
    for kind, requirement, params in (
        ("FA", "training.hours", {"hours": 33}),
        ("FS", "training.hours", {"hours": 33}),
        ("FS", "rsc.hours", {"hours": 30}),
        ("FA", "training.dei", {"hours": 1}),
    ):
        seen = editions.mark_of(draft.requirements[kind].get(requirement))
        draft = editing.set_requirement(draft=draft, kind=kind, key=requirement, params=params, seen=seen, by=None)
    return draft


def _queries() -> int:
    draft = _edition(f"counted-{Application.objects.count()}"[:16])
    with CaptureQueriesContext(connection) as captured:
        compare(standard().edition_named(draft.base_key), draft)
    editing.discard(draft=draft, by=None)
    return len(captured)
