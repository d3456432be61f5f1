"""What the worker runs: reading, applying and undoing an import, and errands. Each is safe twice."""

from common.jobs.models import Job
from common.jobs.tasks import job
from endorsement.roster.actions import batches, errands


@job(batches.READ, lease=300, tries=4, gave_up=batches.gave_up)
def read_roster(claimed: Job) -> None:
    batches.read_batch(claimed)


@job(batches.APPLY, lease=900, tries=3, gave_up=batches.gave_up)
def apply_roster(claimed: Job) -> None:
    batches.apply_batch(claimed)


@job(batches.UNDO, lease=900, tries=3, gave_up=batches.gave_up)
def undo_roster(claimed: Job) -> None:
    batches.undo_batch(claimed)


@job(errands.TASK, lease=300, tries=3, gave_up=errands.gave_up)
def do_errand(claimed: Job) -> None:
    errands.run_errand(claimed)
