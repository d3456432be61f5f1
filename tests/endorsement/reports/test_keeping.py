"""Saved views, their monthly mail, and workbooks written by the worker."""

import datetime
import io

import openpyxl
import pikepdf
import pytest
from django.core.files.storage import default_storage

from common import clock
from common.audit.models import AccessLog
from common.jobs.models import Job
from common.jobs.tasks import run_job
from common.outbox.models import Message
from endorsement.reports import actions
from endorsement.reports.models import ReportExport, SavedView
from endorsement.reports.schedule import run
from tests import factories
from tests.endorsement.reports.world import NOW

pytestmark = pytest.mark.django_db
JULY = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)


def saved(world, who="coordinator", **given) -> SavedView:
    facts = {"name": "Mine", "measure": "endorsed", "query": "by=track", "monthly": True} | given
    return actions.save_view(by=getattr(world, who), **facts)


def test_a_view_is_saved_as_it_was_asked(world, today):
    office = world.clients["coordinator"]
    office.post("/reports/endorsed/save/?by=track&nonsense=1", {"name": "For the board", "monthly": "on"})
    view = SavedView.objects.get(person=world.coordinator)
    assert (view.name, view.measure, view.query, view.monthly) == ("For the board", "endorsed", "by=track", True)
    assert 'href="/reports/endorsed/?by=track"' in office.get("/reports/").content.decode()
    # The same name is the same view.
    office.post("/reports/awarded/save/", {"name": "For the board"})
    view = SavedView.objects.get(person=world.coordinator)
    assert (view.measure, view.query, view.monthly) == ("awarded", "", False)
    # Nobody else's.
    assert world.clients["other"].post(f"/reports/views/{view.code}/remove/").status_code == 404
    office.post(f"/reports/views/{view.code}/monthly/", {"monthly": "yes"})
    assert SavedView.objects.get().monthly
    office.post(f"/reports/views/{view.code}/monthly/", {"monthly": "no"})
    assert not SavedView.objects.get().monthly
    office.post(f"/reports/views/{view.code}/remove/")
    assert not SavedView.objects.exists()


def test_too_many_views_are_told(world, today, monkeypatch):
    monkeypatch.setattr(actions, "MOST_VIEWS", 1)
    saved(world)
    page = world.clients["coordinator"].post("/reports/endorsed/save/", {"name": "Another"})
    assert "Please remove one first" in page.content.decode()
    assert 'value="Another"' in page.content.decode()
    saved(world, query="by=year")  # the same name needs no room
    assert SavedView.objects.get().query == "by=year"


def test_a_link_is_mailed_once_a_month_from_the_next_one_on(world, today):
    view = saved(world)
    saved(world, name="Not mailed", monthly=False)
    assert run() == 0
    with clock.at(JULY):
        assert [run(), run()] == [1, 0]
    mail = Message.objects.get(kind="report")
    assert mail.subject == "Your report for July 2026: Mine"
    assert "/reports/endorsed/?by=track" in mail.text and not mail.attachments
    assert "Stop mailing" in mail.text
    with clock.at(JULY + datetime.timedelta(days=31)):
        assert run() == 1
        actions.set_monthly(view=view, monthly=False, by=world.coordinator)
    with clock.at(JULY + datetime.timedelta(days=62)):
        assert run() == 0


def test_a_mail_switched_off_meanwhile_is_not_written(world, today, monkeypatch):
    view = saved(world)
    SavedView.objects.filter(pk=view.pk).update(monthly=False)
    monkeypatch.setattr(actions.queries, "monthly_views", lambda month: [view])
    with clock.at(JULY):
        assert run() == 0


def test_who_lost_the_role_gets_no_mail(world, today):
    person = factories.person()
    grant = factories.role(person, "coordinator", world.ct)
    actions.save_view(name="Mine", measure="endorsed", query="", monthly=True, by=person)
    grant.ended_at = NOW
    grant.save()
    with clock.at(JULY):
        assert run() == 0


def written(world, query="") -> ReportExport:
    world.clients["coordinator"].post(f"/reports/endorsed/export/{query}")
    export = ReportExport.objects.get(person=world.coordinator)
    run_job(Job.objects.get(key=f"report:{export.pk}").pk)
    export.refresh_from_db()
    return export


def test_a_workbook_is_written_kept_for_its_person_and_swept(world, today):
    office = world.clients["coordinator"]
    office.post("/reports/endorsed/export/?cell=IFA")
    office.post("/reports/endorsed/export/?cell=IFA")  # a second click asks for nothing
    export = ReportExport.objects.get()
    other = office.post("/reports/endorsed/export/?cell=IFS", follow=True)
    assert "Another workbook of this report is being written" in other.content.decode()
    assert AccessLog.objects.filter(about="report:endorsed", reason="xlsx").count() == 1
    assert "being written" in office.get("/reports/exports/").content.decode()
    assert office.get(f"/reports/exports/{export.code}/").status_code == 404
    assert run_job(Job.objects.get(key=f"report:{export.pk}").pk)
    content = b"".join(office.get(f"/reports/exports/{export.code}/").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["Number", "Name", "Category"]
    assert [row[1] for row in rows[1:]] == ["Ana", "Ben"]
    assert world.clients["other"].get(f"/reports/exports/{export.code}/").status_code == 404
    file = ReportExport.objects.get().file
    with clock.at(NOW + datetime.timedelta(days=6)):
        assert actions.forget_old_exports() == 0
    with clock.at(NOW + datetime.timedelta(days=8)):
        assert actions.forget_old_exports() == 1
    assert not default_storage.exists(file) and not ReportExport.objects.exists()


def test_a_workbook_nobody_may_read_any_more_is_not_written(world, today):
    person = factories.person()
    factories.role(person, "coordinator", world.ct)
    exports = [
        actions.request_export(measure=measure, query={}, scope="", by=person)
        for measure in ("gone", "deferrals", "endorsed")
    ]
    person.role_grants.update(ended_at=NOW)
    for export in exports:
        job = Job.objects.get(key=f"report:{export.pk}")
        assert not run_job(job.pk)
        export.refresh_from_db()
        assert export.state == "failed"
    with clock.at(NOW + datetime.timedelta(days=8)):
        assert actions.forget_old_exports() == 3


def test_the_alliance_gets_no_workbook_of_what_is_hidden(world, today):
    staff = world.clients["staff"]
    assert staff.post("/reports/deferrals/export/").status_code == 404
    assert staff.get("/reports/deferrals/rows/").status_code == 404
    assert staff.get("/reports/deferrals/rows.csv").status_code == 404
    # It could be asked for as the office and written as staff: looked at again by the worker.
    export = actions.request_export(measure="deferrals", query={}, scope="", by=world.staff)
    assert not run_job(Job.objects.get(key=f"report:{export.pk}").pk)


def test_a_board_pdf_is_tagged(world, today):
    answer = world.clients["coordinator"].get("/reports/endorsed/board.pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert "/StructTreeRoot" in pdf.Root and pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "Endorsed – On June 15, 2026"
    assert 'filename="ct-endorsed-2026-06-15.pdf"' in answer["Content-Disposition"]
