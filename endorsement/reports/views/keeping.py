"""What a person keeps of reports: saved views, and workbooks written by the worker."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from endorsement.reports import actions, presenters, queries
from endorsement.reports.asking import form_for, question_for
from endorsement.reports.enums import ExportState
from endorsement.reports.forms import SaveForm
from endorsement.reports.views.reading import measure_of, opened

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@person_required
def save(request, key):
    """A name for the report of the address."""
    measure = measure_of(request, key)
    asked = form_for(request.person, measure, request.GET)
    question_for(request.person, asked)
    query = presenters.query_of(asked)
    form = SaveForm(request.POST or None, initial={"name": str(measure.title)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_view(measure=key, query=query.removeprefix("?"), by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. You find it under Reports."))
            return redirect("reports:index")
    return render(request, "endorsement/reports/save.html", {"measure": measure, "form": form, "query": query})


def _view(request, code):
    return get_object_or_404(queries.views_of(request.person), code=code)


@require_POST
@person_required
def monthly(request, code):
    """Begins or ends the monthly mail."""
    begin = request.POST.get("monthly") == "yes"
    actions.set_monthly(view=_view(request, code), monthly=begin, by=request.person)
    said = _("We mail you a link each month.") if begin else _("We no longer mail you this report.")
    messages.success(request, said)
    return redirect("reports:index")


@require_POST
@person_required
def remove(request, code):
    actions.remove_view(view=_view(request, code), by=request.person)
    messages.success(request, _("Removed."))
    return redirect("reports:index")


@require_POST
@person_required
def export(request, key):
    """Asks for the rows of the address as a workbook."""
    measure, _form, found, _at = opened(request, key)
    names = (*presenters.NAMES, "cell", "and")
    query = {name: request.GET[name][:200] for name in names if name in request.GET}
    scope = found.association.slug if found.association else ""
    try:
        actions.request_export(measure=measure.key, query=query, scope=scope, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    return redirect("reports:exports")


@require_safe
@person_required
def exports(request):
    """The person's workbooks; the page looks again by itself while one is being written."""
    require(queries.may_read(request.person))
    found = list(queries.exports_of(request.person)[:MOST])
    progress = queries.progress_of(found)
    lines = [
        {
            "export": one,
            "measure": queries.MEASURES.get(one.measure),
            "progress": progress.get(one.pk),
            "tone": TONES[one.state],
        }
        for one in found
    ]
    waiting = any(one.state == ExportState.WAITING for one in found)
    return render(request, "endorsement/reports/exports.html", {"lines": lines, "waiting": waiting})


TONES = {ExportState.WAITING: "info", ExportState.READY: "success", ExportState.FAILED: "danger"}


@require_safe
@person_required
def file(request, code):
    require(queries.may_read(request.person))
    one = get_object_or_404(queries.exports_of(request.person), code=code, state=ExportState.READY)
    require(default_storage.exists(one.file))
    name = f"{one.measure}-{one.requested_at:%Y-%m-%d}.xlsx"
    return FileResponse(default_storage.open(one.file), as_attachment=True, filename=name, content_type=XLSX)
