"""What the worker runs: packing everything that is one person's, comparing editions on every portfolio."""

import tempfile

from django.core.files import File
from django.core.files.storage import default_storage

from common.jobs.actions import report_progress
from common.jobs.models import Job
from common.jobs.tasks import GiveUp, job
from competencies.standard.queries import standard
from endorsement.application import actions
from endorsement.application.actions.comparing import COMPARE
from endorsement.application.actions.my_data import PACK
from endorsement.application.archive import pack
from endorsement.application.comparing import compare
from endorsement.application.models import DataExport, EditionComparison


@job(PACK, lease=300, tries=4, gave_up=actions.fail_export)
def pack_my_data(claimed: Job) -> None:
    """Packs outside any transaction, stores the file, then records it. Safe twice: the file's name stays the same."""
    export = DataExport.objects.select_related("person").filter(pk=claimed.args["export"]).first()
    if export is None or export.state == DataExport.State.READY:
        return
    name = f"exports/{export.code}.zip"
    with tempfile.TemporaryFile() as packed:
        pack(export.person, packed, progress=lambda done, total: report_progress(claimed, done, total))
        size = packed.tell()
        packed.seek(0)
        default_storage.delete(name)
        saved = default_storage.save(name, File(packed))
    actions.store_export(job=claimed, export=export, file=saved, size=size)


@job(COMPARE, lease=300, tries=4, gave_up=actions.fail_comparison)
def compare_editions(claimed: Job) -> None:
    """Reads and judges outside any transaction, then keeps what was found. Safe twice: only the end is stored."""
    comparison = EditionComparison.objects.select_related("draft").filter(pk=claimed.args["comparison"]).first()
    if comparison is None or comparison.state != EditionComparison.State.WAITING:
        return
    base = standard().edition_named(comparison.base_key)
    if base is None:
        raise GiveUp(f"The edition {comparison.base_key} was taken back.")
    outcome = compare(base, comparison.draft, progress=lambda done, total: report_progress(claimed, done, total))
    version = comparison.draft.version
    actions.store_comparison(job=claimed, comparison=comparison, version=version, outcome=outcome)
