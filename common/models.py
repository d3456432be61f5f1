"""Gathers the features' models for Django; nothing else."""

from common.audit.models import AccessLog
from common.heartbeat.models import Heartbeat
from common.jobs.models import Job
from common.outbox.models import Message
from common.reminders.models import Reminder
from common.workflow.models import StatusChange

__all__ = ["AccessLog", "Heartbeat", "Job", "Message", "Reminder", "StatusChange"]
