"""What the worker runs: printing the synopsis of a year."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from associations.activity import actions
from associations.activity.actions.synopsis import PRINT
from associations.activity.documents import print_synopsis
from associations.activity.models import ActivitySynopsis
from common.jobs.actions import report_progress
from common.jobs.models import Job
from common.jobs.tasks import job


@job(PRINT, lease=600, tries=3, gave_up=actions.fail_synopsis)
def print_a_synopsis(claimed: Job) -> None:
    """Reads and prints outside any transaction, stores the file, then records it. Safe twice: the name stays."""
    synopsis = ActivitySynopsis.objects.select_related("year").filter(pk=claimed.args["synopsis"]).first()
    if synopsis is None or synopsis.state != ActivitySynopsis.State.WAITING:
        return
    printed = print_synopsis(synopsis.year, progress=lambda done, total: report_progress(claimed, done, total))
    name = f"activity/synopsis-{synopsis.code}.pdf"
    default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(printed.content))
    actions.store_synopsis(
        job=claimed,
        synopsis=synopsis,
        file=saved,
        size=len(printed.content),
        sha256=hashlib.sha256(printed.content).hexdigest(),
        answered=printed.answered,
        asked=printed.asked,
        pages=printed.pages,
    )
