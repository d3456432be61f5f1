"""What a starting worker does first, where it is the only one."""

import logging

from celery.signals import worker_ready
from django.conf import settings

from common.jobs.actions import release_abandoned

log = logging.getLogger("portal.jobs")


@worker_ready.connect
def take_over(**_):
    """The supervisor runs one worker: what is marked running when it starts was left by its dead predecessor.

    With several workers nobody can know that, and the lease decides.
    """
    if settings.ONLY_WORKER and (released := release_abandoned()):
        log.warning("%s jobs of the last worker begin again", released)
