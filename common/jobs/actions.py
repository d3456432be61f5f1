"""The job ledger: queue, claim, finish, retry. Safe on any broker, against ``kill -9`` and against delivery twice."""

import datetime
import logging
from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.db import models, transaction
from kombu.exceptions import OperationalError

from common import clock
from common.jobs.models import Job
from common.jobs.registry import SPECS

log = logging.getLogger("portal.jobs")

REPUBLISH_AFTER = datetime.timedelta(seconds=30)
LONGEST_WAIT = datetime.timedelta(hours=6)


_silent: ContextVar[bool] = ContextVar("silent", default=False)


class LeaseLost(Exception):
    """Another worker holds the job now; what this one did is rolled back."""


def enqueue(task: str, *, key: str, args: dict | None = None, delay: datetime.timedelta | None = None) -> Job:
    """Writes the job in the caller's transaction and wakes a worker after commit.

    ``key`` names the effect: a second call with the same key returns the first job and does nothing.
    ``args`` are JSON primitives: ids, never objects.
    """
    moment = clock.now()
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "task": task,
            "args": args or {},
            "created_at": moment,
            "available_at": moment + (delay or datetime.timedelta()),
        },
    )
    if created and not delay and not _silent.get():
        transaction.on_commit(lambda: publish([job.pk]))
    return job


def requeue(job: Job) -> None:
    """Queues a failed or finished job again, for staff who ask for it."""
    Job.objects.filter(pk=job.pk).exclude(state=Job.State.RUNNING).update(
        state=Job.State.QUEUED, tries=0, available_at=clock.now(), last_error="", finished_at=None
    )
    transaction.on_commit(lambda: publish([job.pk]))


def publish(job_ids) -> None:
    """Tells the broker. A broker that is down costs time, not the job: the sweeper comes by."""
    for job_id, task in Job.objects.filter(pk__in=job_ids).values_list("pk", "task"):
        Job.objects.filter(pk=job_id).update(published_at=clock.now())
        try:
            current_app.send_task(task, args=[job_id], ignore_result=True, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("job %s waits for the sweeper, the broker does not answer: %s", job_id, error)


def claim(job_id: int) -> Job | None:
    """Takes the job for this worker, or returns None: done, taken by another, not due, or unknown."""
    moment = clock.now()
    free = models.Q(state=Job.State.QUEUED, available_at__lte=moment)
    abandoned = models.Q(state=Job.State.RUNNING, lease_until__lt=moment)
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(free | abandoned, pk=job_id).first()
        if job is None:
            return None
        if job.tries >= SPECS[job.task].tries:
            # Every try ended without a word: the job itself may be what kills the worker.
            _give_up(job, "the worker died each time")
            return None
        job.state = Job.State.RUNNING
        job.tries += 1
        job.lease_until = moment + datetime.timedelta(seconds=SPECS[job.task].lease)
        job.save(update_fields=["state", "tries", "lease_until"])
    return job


def _held_by(job: Job) -> models.Q:
    """Matches the row only while this very claim holds it. Tries alone would not tell: asking anew begins them at 0."""
    return models.Q(pk=job.pk, state=Job.State.RUNNING, tries=job.tries, lease_until=job.lease_until)


@contextmanager
def silently():
    """Inside the block jobs are only written; the sweeper wakes workers for them. For thousands at once."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


@contextmanager
def finishing(job: Job):
    """The job's effect and its end in one transaction: both or neither.

    Raises LeaseLost when the job was taken over meanwhile; the effect inside the block is then rolled back.
    """
    with transaction.atomic():
        mine = Job.objects.select_for_update().filter(_held_by(job)).first()
        if mine is None:
            raise LeaseLost(job.key)
        yield
        mine.state = job.state = Job.State.DONE
        mine.finished_at = clock.now()
        mine.last_error = ""
        mine.save(update_fields=["state", "finished_at", "last_error"])


def report_progress(job: Job, done: int, total: int) -> None:
    """Shows how far a long job is and extends its lease."""
    lease_until = clock.now() + datetime.timedelta(seconds=SPECS[job.task].lease)
    if Job.objects.filter(_held_by(job)).update(progress=done, total=total, lease_until=lease_until):
        job.lease_until = lease_until


def back_off(job: Job, error: Exception, *, final: bool = False) -> bool:
    """Records the error and plans the next try; gives up after the spec's number of tries. True when given up."""
    spec = SPECS[job.task]
    gave_up = final or job.tries >= spec.tries
    wait = min(datetime.timedelta(seconds=15 * 4 ** (job.tries - 1)), LONGEST_WAIT)
    words = f"{type(error).__name__}: {error}"[:2000]
    with transaction.atomic():
        mine = Job.objects.select_for_update().filter(_held_by(job)).first()
        if mine is None:
            return False
        if gave_up:
            _give_up(mine, words)
        else:
            mine.state, mine.available_at, mine.last_error = Job.State.QUEUED, clock.now() + wait, words
            mine.save(update_fields=["state", "available_at", "last_error"])
    return gave_up


def _give_up(job: Job, words: str) -> None:
    """The end of a locked job that will not be tried again; who waits for it is told in the same transaction."""
    job.state, job.finished_at, job.last_error = Job.State.FAILED, clock.now(), words
    job.save(update_fields=["state", "finished_at", "last_error"])
    if SPECS[job.task].gave_up:
        SPECS[job.task].gave_up(job)


def sweep() -> int:
    """Wakes workers for what lies: due jobs never delivered, and running ones whose lease ended. Returns how many."""
    moment = clock.now()
    stale = models.Q(published_at__isnull=True) | models.Q(published_at__lt=moment - REPUBLISH_AFTER)
    waiting = models.Q(state=Job.State.QUEUED, available_at__lte=moment) & (
        stale | models.Q(published_at__lt=models.F("available_at"))
    )
    abandoned = models.Q(state=Job.State.RUNNING, lease_until__lt=moment)
    ids = list(Job.objects.filter(waiting | abandoned).order_by("available_at").values_list("pk", flat=True)[:500])
    publish(ids)
    return len(ids)


def release_abandoned() -> int:
    """At the start of the only worker of an embedded portal: what was running has no worker any more."""
    return Job.objects.filter(state=Job.State.RUNNING).update(
        state=Job.State.QUEUED, available_at=clock.now(), published_at=None, lease_until=None
    )
