"""Saving views of reports, having them mailed each month, and asking for workbooks."""

import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.audit.actions import note_access
from common.jobs.actions import enqueue, finishing
from common.jobs.models import Job
from common.reminders.actions import already, once
from endorsement.reports import notifications, queries
from endorsement.reports.enums import ExportState
from endorsement.reports.models import ReportExport, SavedView

WRITE = "endorsement.write_report"
KEPT = datetime.timedelta(days=7)
MOST_VIEWS = 50


class Refused(ValueError):
    """``str()`` is a sentence for people."""


def _lock(person: Person) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


@transaction.atomic
def save_view(*, name: str, measure: str, query: str, monthly: bool, by: Person) -> SavedView:
    """Saves a report as it was asked; the same name again is the same view, asked anew.

    Raises Refused beyond ``MOST_VIEWS``.
    """
    person = _lock(by)
    view = SavedView.objects.filter(person=person, name=name).first()
    if view is None:
        if SavedView.objects.filter(person=person).count() >= MOST_VIEWS:
            raise Refused(_("You have saved %(most)s views. Please remove one first.") % {"most": MOST_VIEWS})
        view = SavedView(person=person, name=name, saved_at=clock.now())
    view.measure, view.query, view.monthly = measure, query, monthly
    view.save()
    return view


@transaction.atomic
def set_monthly(*, view: SavedView, monthly: bool, by: Person) -> None:
    """Begins or ends the monthly mail."""
    SavedView.objects.filter(pk=view.pk).update(monthly=monthly)


@transaction.atomic
def remove_view(*, view: SavedView, by: Person) -> None:
    """Forgets a view; a second time does nothing."""
    SavedView.objects.filter(pk=view.pk).delete()


def mail_monthly() -> int:
    """Writes once a month to who asked for it and may still read reports. Returns how many mails.

    A view saved within a month is mailed from the next month on.
    """
    month = clock.today().replace(day=1)
    rule = f"month:{month:%Y-%m}"
    views = list(queries.monthly_views(month))
    told = already([_case(view) for view in views], rule)
    return sum(_mail(view, month, rule) for view in views if _case(view) not in told)


def _case(view: SavedView) -> str:
    return f"report-view:{view.pk}"


@transaction.atomic
def _mail(view: SavedView, month: datetime.date, rule: str) -> int:
    """Looks again under the lock: it may have been switched off meanwhile."""
    locked = SavedView.objects.select_for_update(of=("self",)).filter(pk=view.pk, monthly=True).first()
    if locked is None or not queries.may_read(view.person) or not view.person.email:
        return 0
    return int(once(case=_case(view), rule=rule, send=lambda: notifications.monthly(view, month)))


@transaction.atomic
def request_export(*, measure: str, query: dict, scope: str, by: Person) -> ReportExport:
    """Queues the writing of a workbook; while the same one is being written, that one is returned.

    That personal data is taken out is noted. ``scope``: the association asked about, "" for several. Raises Refused
    while other rows of this report are being written for the person.
    """
    person = _lock(by)
    waiting = ReportExport.objects.filter(person=person, measure=measure, state=ExportState.WAITING).first()
    if waiting:
        if waiting.query != query:
            raise Refused(
                _("Another workbook of this report is being written for you. Please ask again when it is ready.")
            )
        return waiting
    export = ReportExport.objects.create(person=person, measure=measure, query=query, requested_at=clock.now())
    note_access(by=by, action="export", about=f"report:{measure}", scope=scope, reason="xlsx")
    enqueue(WRITE, key=f"report:{export.pk}", args={"export": export.pk})
    return export


def store_export(*, job: Job, export: ReportExport, file: str, rows: int) -> None:
    """Records the written file in the transaction that ends the job."""
    with finishing(job):
        ReportExport.objects.filter(pk=export.pk).update(
            state=ExportState.READY, file=file, rows=rows, ready_at=clock.now()
        )


def fail_export(job: Job) -> None:
    """The worker gave up: the person may ask again."""
    waiting = ReportExport.objects.filter(pk=job.args["export"], state=ExportState.WAITING)
    waiting.update(state=ExportState.FAILED)


def forget_old_exports() -> int:
    """Deletes workbooks older than a week, file first. Returns how many."""
    old = ReportExport.objects.filter(requested_at__lt=clock.now() - KEPT).exclude(state=ExportState.WAITING)
    exports = list(old)
    for export in exports:
        if export.file:
            default_storage.delete(export.file)
        ReportExport.objects.filter(pk=export.pk).delete()
    return len(exports)
