"""Everything that is mine: asked for, packed by the worker, kept for a week."""

import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Person
from common import clock
from common.audit.actions import note_access
from common.jobs.actions import enqueue, finishing
from common.jobs.models import Job
from endorsement.application.models import DataExport

PACK = "endorsement.pack_my_data"
KEPT = datetime.timedelta(days=7)


@transaction.atomic
def request_export(*, by: Person) -> DataExport:
    """Queues the packing; one that is being packed already is returned instead."""
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    waiting = DataExport.objects.filter(person=by, state=DataExport.State.WAITING).first()
    if waiting:
        return waiting
    export = DataExport.objects.create(person=by, requested_at=clock.now())
    note_access(by=by, action="export", about=f"person:{by.pk}", reason="everything that is mine")
    enqueue(PACK, key=f"my-data:{export.pk}", args={"export": export.pk})
    return export


def store_export(*, job: Job, export: DataExport, file: str, size: int) -> None:
    """Records the packed file in the transaction that ends the job."""
    with finishing(job):
        DataExport.objects.filter(pk=export.pk).update(
            state=DataExport.State.READY, file=file, size=size, ready_at=clock.now()
        )


def fail_export(job: Job) -> None:
    """The worker gave up: the person may ask again."""
    DataExport.objects.filter(pk=job.args["export"], state=DataExport.State.WAITING).update(
        state=DataExport.State.FAILED
    )


def forget_old_exports() -> int:
    """Deletes archives older than a week, file first. Returns how many."""
    old = list(DataExport.objects.filter(requested_at__lt=clock.now() - KEPT).exclude(state=DataExport.State.WAITING))
    for export in old:
        if export.file:
            default_storage.delete(export.file)
        DataExport.objects.filter(pk=export.pk).delete()
    return len(old)
