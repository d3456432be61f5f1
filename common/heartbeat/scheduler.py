"""The scheduler's own pulse: written by its process, so that a dead worker does not make it look dead."""

import logging
import time

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from common.heartbeat.actions import beat

log = logging.getLogger("portal.heartbeat")


class HeartbeatScheduler(PersistentScheduler):
    """Celery's scheduler, noting a heartbeat at most every ``HEARTBEAT_SECONDS``."""

    _last = 0.0

    def tick(self, *args, **kwargs):
        if time.monotonic() - self._last >= settings.HEARTBEAT_SECONDS:
            try:
                close_old_connections()
                beat("scheduler")
                self._last = time.monotonic()
            except DatabaseError as error:
                log.warning("no heartbeat noted: %s", error)
        return min(super().tick(*args, **kwargs), settings.HEARTBEAT_SECONDS)
