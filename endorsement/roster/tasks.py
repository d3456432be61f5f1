"""What the worker runs: reading, applying and undoing an import. Each is safe twice."""

from common.jobs.models import Job
from common.jobs.tasks import job
from endorsement.roster.actions import batches


@job(batches.READ, lease=300, tries=4, gave_up=batches.gave_up)
def read_roster(claimed: Job) -> None:
    batches.read_batch(claimed)


@job(batches.APPLY, lease=900, tries=3, gave_up=batches.gave_up)
def apply_roster(claimed: Job) -> None:
    batches.apply_batch(claimed)


@job(batches.UNDO, lease=900, tries=3, gave_up=batches.gave_up)
def undo_roster(claimed: Job) -> None:
    batches.undo_batch(claimed)
