"""The synopsis: asked for, printed by the worker, kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.models import ActivitySynopsis, ActivityYear
from associations.activity.queries import answered
from common import clock
from common.jobs.actions import enqueue, finishing
from common.jobs.models import Job
from common.workflow import engine

PRINT = "associations.print_synopsis"


@transaction.atomic
def request_synopsis(*, year: ActivityYear, by: Person) -> ActivitySynopsis:
    """Queues the printing; one that waits already is returned instead. Raises Refused where nobody has answered."""
    locked = engine.lock(year)
    waiting = ActivitySynopsis.objects.filter(year=locked, state=ActivitySynopsis.State.WAITING).first()
    if waiting:
        return waiting
    if not answered(locked)[0]:
        raise Refused(_("No association has submitted its summary yet, so there is nothing to print."))
    synopsis = ActivitySynopsis.objects.create(
        year=locked, requested_at=clock.now(), requested_by=by, requested_by_name=by.name
    )
    enqueue(PRINT, key=f"synopsis:{synopsis.pk}", args={"synopsis": synopsis.pk})
    return synopsis


def store_synopsis(*, job: Job, synopsis: ActivitySynopsis, file: str, size: int, sha256: str, **numbers: int) -> None:
    """Records the printed file in the transaction that ends the job. ``numbers``: answered, asked, pages."""
    with finishing(job):
        ActivitySynopsis.objects.filter(pk=synopsis.pk).update(
            state=ActivitySynopsis.State.READY, ready_at=clock.now(), file=file, size=size, sha256=sha256, **numbers
        )


def fail_synopsis(job: Job) -> None:
    """The worker gave up: staff may ask again."""
    waiting = ActivitySynopsis.objects.filter(pk=job.args["synopsis"], state=ActivitySynopsis.State.WAITING)
    waiting.update(state=ActivitySynopsis.State.FAILED)
