"""Certificates a minute: WeasyPrint alone, and through Celery, stored, with one and with two workers."""

import datetime
import subprocess
import sys
import time

from django.conf import settings

from accounts.models import Person
from associations.directory.models import Association
from benchmarks.databases import fresh
from common.jobs.actions import publish, silently
from common.jobs.models import Job
from competencies.standard.models import Category
from endorsement.award.actions import award_endorsement
from endorsement.award.documents import facts_of
from endorsement.award.models import Certificate
from endorsement.award.rendering import render_certificate

COUNT = 240


def run() -> dict:
    fresh(0, 0)
    figures = {"bare": bare()}
    for workers in (1, 2):
        figures[f"workers_{workers}"] = through_celery(workers)
    figures["ratio"] = figures["workers_1"] / figures["bare"]
    print(figures, flush=True)
    return figures


def _award(count: int, round_: str) -> list[int]:
    """``count`` new Endorsements; the ids of their printing jobs."""
    place, category = Association.objects.get(slug="ct-aimh"), Category.objects.get(key="IFS")
    today = datetime.date(2026, 1, 15)
    people = Person.objects.bulk_create(Person(name=f"Sample Holder {n}", is_sample=True) for n in range(count))
    with silently():
        for number, person in enumerate(people):
            award_endorsement(
                origin=f"bench:{round_}:{number}", person=person, association=place, category=category,
                endorsed_on=today, valid_until=datetime.date(2027, 12, 31), by=None,
            )  # fmt: skip
    return list(Job.objects.filter(state=Job.State.QUEUED, task__contains="certificate").values_list("pk", flat=True))


def bare() -> float:
    """The same template and facts, rendered one after the other in one warm process; nothing is stored."""
    _award(60, "bare")
    facts = [facts_of(row.facts) for row in Certificate.objects.order_by("-pk")[:60]]
    render_certificate(facts[0])
    began = time.perf_counter()
    for one in facts:
        render_certificate(one)
    return 60 * len(facts) / (time.perf_counter() - began)


def through_celery(workers: int) -> float:
    """From the first certificate stored to the last, so that the workers' start does not count."""
    jobs = _award(COUNT, f"celery{workers}")
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "alliance_portal", "worker", "--pool", "prefork", "--concurrency",
         str(workers), "--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"],
    )  # fmt: skip
    try:
        publish(jobs)
        done, first = 0, 0.0
        while done < len(jobs):
            time.sleep(0.05)
            done = Job.objects.filter(pk__in=jobs, state=Job.State.DONE).count()
            if done and not first:
                first, at_first = time.perf_counter(), done
            assert worker.poll() is None, "the worker ended"
        seconds = time.perf_counter() - first
    finally:
        worker.terminate()
        worker.wait(30)
    assert Certificate.objects.filter(state="issued").exclude(sha256="").count() >= len(jobs)
    assert settings.CELERY_BROKER_URL
    return 60 * (len(jobs) - at_first) / seconds
