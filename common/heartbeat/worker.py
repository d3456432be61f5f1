"""The worker's pulse: a timer of the consumer's own loop, so that it stops when the loop does."""

import logging

from celery import bootsteps, current_app
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from common.heartbeat.actions import beat

log = logging.getLogger("portal.heartbeat")


class Pulse(bootsteps.StartStopStep):
    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent, **kwargs):
        self.timer = None
        super().__init__(parent, **kwargs)

    def start(self, parent):
        self.timer = parent.timer.call_repeatedly(settings.HEARTBEAT_SECONDS, self.pulse)
        self.pulse()

    def stop(self, parent):
        if self.timer:
            self.timer.cancel()

    @staticmethod
    def pulse():
        try:
            close_old_connections()
            beat("worker")
        except DatabaseError as error:
            log.warning("no heartbeat noted: %s", error)


current_app.steps["worker"].add(Pulse)
