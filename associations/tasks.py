"""Gathers what the worker runs."""

import logging

from celery import shared_task

from associations.activity import schedule as activity
from associations.activity.tasks import print_a_synopsis
from associations.directory import schedule as directory
from associations.fees import schedule as fees
from associations.fees import tasks as fees_tasks
from associations.merging import schedule as merging
from associations.people import schedule as people
from associations.training import schedule as training
from associations.training.tasks import certify_attendance, print_attendance

log = logging.getLogger("portal.schedule")

SCHEDULES = {
    "activity": activity,
    "directory": directory,
    "fees": fees,
    "merging": merging,
    "people": people,
    "training": training,
}


@shared_task(name="associations.do_what_is_due", ignore_result=True)
def do_what_is_due():
    """What is due by now in each feature. A feature that fails does not keep the others from theirs."""
    failed = []
    for feature, schedule in SCHEDULES.items():
        try:
            done = schedule.run()
        except Exception:  # whatever it is: logged, and told to the scheduler at the end
            log.exception("what is due in %s could not be done", feature)
            failed.append(feature)
        else:
            log.info("due in %s: %s", feature, done)
    if failed:
        raise RuntimeError(f"due work failed in: {', '.join(failed)}")


__all__ = ["certify_attendance", "do_what_is_due", "fees_tasks", "print_a_synopsis", "print_attendance"]
