"""Gathers what the worker runs."""

import logging
from importlib import import_module
from importlib.util import find_spec

from celery import shared_task

from endorsement.application import tasks as application
from endorsement.award import tasks as award
from endorsement.reports import tasks as reports
from endorsement.roster import tasks as roster

log = logging.getLogger("portal.schedule")

FEATURES = ("portfolio", "application", "references", "review", "decision", "award", "roster", "reports")
SCHEDULES = {
    feature: import_module(f"endorsement.{feature}.schedule")
    for feature in FEATURES
    if find_spec(f"endorsement.{feature}.schedule")
}


@shared_task(name="endorsement.send_due_reminders", ignore_result=True)
def send_due_reminders():
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


__all__ = ["application", "award", "reports", "roster", "send_due_reminders"]
