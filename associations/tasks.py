"""Gathers what the worker runs."""

import logging

from celery import shared_task

from associations.directory import schedule as directory
from associations.fees import schedule as fees
from associations.merging import schedule as merging
from associations.people import schedule as people

log = logging.getLogger("portal.schedule")

SCHEDULES = {"directory": directory, "fees": fees, "people": people, "merging": merging}


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
