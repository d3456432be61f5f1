"""Gathers what the worker runs."""

from common.heartbeat import worker as _worker  # noqa: F401 - the worker's pulse is registered by import
from common.jobs import worker as _takes_over  # noqa: F401 - a starting worker is told by import
from common.jobs.tasks import sweep_jobs
from common.outbox.tasks import send_message, sweep_mail

__all__ = ["send_message", "sweep_jobs", "sweep_mail"]
