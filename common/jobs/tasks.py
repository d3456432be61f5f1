"""How a function becomes a task: claim the row, run, finish; on an error plan the next try."""

import logging
from collections.abc import Callable

from celery import shared_task

from common.jobs import actions
from common.jobs.models import Job
from common.jobs.registry import SPECS, JobSpec

log = logging.getLogger("portal.jobs")


class GiveUp(Exception):
    """Raised inside a job when trying again cannot help."""


def job(name: str, *, lease: int = 120, tries: int = 6, gave_up: Callable[[Job], None] | None = None):
    """Registers ``function(job: Job)`` as the task ``name``.

    The function must be safe to run twice. It may end itself with ``with actions.finishing(job):`` around its
    effect; otherwise the job is marked done when it returns. ``gave_up(job)`` runs in the transaction that gives up.
    """

    def register(function):
        SPECS[name] = JobSpec(name, function, lease, tries, gave_up)

        @shared_task(name=name, ignore_result=True)
        def run(job_id):
            run_job(job_id)

        function.task = run
        return function

    return register


def run_job(job_id: int) -> bool:
    """Runs one job if it can be claimed. True when it ran to its end."""
    claimed = actions.claim(job_id)
    if claimed is None:
        return False
    try:
        SPECS[claimed.task].run(claimed)
        if claimed.state != Job.State.DONE:
            with actions.finishing(claimed):
                pass
    except actions.LeaseLost:
        log.warning("job %s was taken over", claimed.pk)
        return False
    except Exception as error:  # every failure of a job is a row: recorded, retried, shown to staff
        log.exception("job %s (%s) failed, try %s", claimed.pk, claimed.task, claimed.tries)
        actions.back_off(claimed, error, final=isinstance(error, GiveUp))
        return False
    return True


@shared_task(name="common.sweep_jobs", ignore_result=True)
def sweep_jobs():
    actions.sweep()
