"""What the worker runs: writing the rows of a report as a workbook."""

import tempfile

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from common.jobs.actions import report_progress
from common.jobs.models import Job
from common.jobs.tasks import GiveUp, job
from endorsement.reports import actions, exporting, queries
from endorsement.reports.asking import cell_of, form_for, question_for
from endorsement.reports.enums import ExportState
from endorsement.reports.models import ReportExport


@job(actions.WRITE, lease=300, tries=4, gave_up=actions.fail_export)
def write_report(claimed: Job) -> None:
    """Writes as the person may see it now, stores the file, then records it. Safe twice: the file keeps its name."""
    export = ReportExport.objects.select_related("person").filter(pk=claimed.args["export"]).first()
    if export is None or export.state != ExportState.WAITING:
        return
    person, measure = export.person, queries.MEASURES.get(export.measure)
    if measure is None or not queries.may_read(person):
        raise GiveUp("They may not read this report any more.")
    form = form_for(person, measure, export.query)
    found = question_for(person, form)
    if not queries.may_open(measure, found.question):
        raise GiveUp("They may not open these rows any more.")
    at = cell_of(export.query, found)
    with tempfile.TemporaryFile() as target:
        with transaction.atomic():
            rows = queries.rows(measure, found.question, at, person, form.known)
            total = len(rows) if isinstance(rows, list) else rows.count()
            written = exporting.write_workbook(
                measure, rows, target, progress=lambda done: report_progress(claimed, done, total)
            )
        target.seek(0)
        name = f"reports/{export.code}.xlsx"
        default_storage.delete(name)
        saved = default_storage.save(name, File(target))
    actions.store_export(job=claimed, export=export, file=saved, rows=written)
