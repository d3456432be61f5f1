"""An import in the browser: bring, name the columns, look at the problems only, apply, undo."""

from django.contrib import messages
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.directory.models import Association
from common.workflow.engine import MoveGone
from endorsement.roster import queries
from endorsement.roster.actions import batches
from endorsement.roster.enums import COLUMNS, BatchState
from endorsement.roster.forms import BringForm, ColumnsForm, PersonForm, RowForm
from endorsement.roster.models import ImportBatch, ImportRow
from endorsement.roster.permissions import keeps_roster
from endorsement.roster.presenters import (
    BUSY,
    TONES,
    counts,
    kept_sentences,
    left_out_sentence,
    problem_row,
    steps,
    unusable_sentence,
)
from endorsement.roster.reading import open_table

ROWS = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def own_association(request, slug) -> Association:
    association = get_object_or_404(Association, slug=slug)
    require(keeps_roster(request.person, association))
    return association


def _batch(request, slug, code) -> ImportBatch:
    return get_object_or_404(queries.imports_of(own_association(request, slug)), code=code)


def _row(batch, row) -> ImportRow:
    require(row < 2**31)
    return get_object_or_404(ImportRow, batch=batch, row=row)


def _try(request, action, **given):
    """Calls the action; a refusal is said on the page it goes back to. True when it was done."""
    try:
        return action(by=request.person, **given), True
    except (batches.Refused, MoveGone) as refused:
        messages.warning(request, str(refused))
        return None, False


def _to(batch, row: int | None = None):
    address = reverse("roster:batch", args=[batch.association.slug, batch.code])
    return HttpResponseRedirect(f"{address}#row-{row}" if row else address)


@get_or_post
@person_required
def bring(request, slug):
    association = own_association(request, slug)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = batches.bring_file(association=association, upload=form.cleaned_data["file"], by=request.person)
        return redirect("roster:columns", slug, made.code)
    page = Paginator(queries.imports_of(association), ROWS).get_page(request.GET.get("page"))
    shown = [{"batch": one, "tone": TONES.get(one.state, "neutral")} for one in page]
    context = {"association": association, "form": form, "page": page, "imports": shown}
    return render(request, "endorsement/roster/bring.html", context)


@get_or_post
@person_required
def columns(request, slug, code):
    batch = _batch(request, slug, code)
    if batch.state != BatchState.UPLOADED:
        return _to(batch)
    with default_storage.open(batch.file) as source:
        table = open_table(source)
        samples = [record.cells for record, _n in zip(table.records, range(3), strict=False)]
    form = ColumnsForm(request.POST or None, heading=table.heading, mapping=batch.mapping)
    if request.method == "POST" and form.is_valid():
        given = {"mapping": form.mapping(), "encoding": form.cleaned_data["encoding"], "heading": table.heading}
        _try(request, batches.begin_reading, batch=batch, **given)
        return _to(batch)
    fields = [
        {"field": form[place], "samples": [cells[at][:60] for cells in samples if at < len(cells) and cells[at]]}
        for at, place in enumerate(form.places)
    ]
    context = {
        "association": batch.association,
        "batch": batch,
        "form": form,
        "fields": fields,
        "steps": steps(batch),
        "left_out": left_out_sentence(form.left_out),
    }
    return render(request, "endorsement/roster/columns.html", context)


@require_safe
@person_required
def batch(request, slug, code):
    """Where the import stands; while the worker has it, the page asks again by itself."""
    found = _batch(request, slug, code)
    if found.state == BatchState.UPLOADED:
        return redirect("roster:columns", slug, code)
    rows = queries.problem_rows(found) if found.state == BatchState.CHECKED else ImportRow.objects.none()
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "association": found.association,
        "batch": found,
        "steps": steps(found),
        "tone": TONES.get(found.state, "neutral"),
        "busy": found.state in BUSY,
        "progress": cache.get(batches.progress_key(found)) if found.state == BatchState.APPLYING else None,
        "read": queries.rows_read(found) if found.state == BatchState.READING else 0,
        "counts": counts(found.report),
        "nothing_left": found.report.get("rows") == found.report.get("skipped"),
        "left_out": left_out_sentence(found.report.get("left_out", [])),
        "kept": kept_sentences(found.report),
        "unusable": unusable_sentence(found.report) if found.state == BatchState.UNUSABLE else "",
        "page": page,
        "problems": [problem_row(row) for row in page],
        "may_undo": found.state == BatchState.APPLIED and queries.still_undoable(found),
    }
    template = (
        "endorsement/roster/_state.html" if request.headers.get("HX-Request") else "endorsement/roster/batch.html"
    )
    return render(request, template, context)


@require_POST
@person_required
def mend(request, slug, code, row):
    found = _batch(request, slug, code)
    _row(found, row)
    form = RowForm(request.POST, columns=[column for column in COLUMNS if column in request.POST], row=row)
    form.is_valid()
    mended, done = _try(request, batches.mend_row, batch=found, row=row, cells=form.cleaned_data)
    if mended:
        messages.success(request, _("Row %(row)s is in order.") % {"row": row})
    elif done:
        messages.warning(request, _("Row %(row)s is saved, and something still keeps it out.") % {"row": row})
    return _to(found, row)


@require_POST
@person_required
def choose(request, slug, code, row):
    found = _batch(request, slug, code)
    _row(found, row)
    form = PersonForm(request.POST)
    if form.is_valid():
        _try(request, batches.choose_person, batch=found, row=row, person_id=form.cleaned_data["person"])
    else:
        messages.warning(request, _("Please choose who row %(row)s means.") % {"row": row})
    return _to(found, row)


@require_POST
@person_required
def skip(request, slug, code, row):
    found = _batch(request, slug, code)
    _row(found, row)
    if _try(request, batches.skip_rows, batch=found, row=row)[1]:
        messages.success(request, _("Row %(row)s is left out.") % {"row": row})
    return _to(found)


@require_POST
@person_required
def skip_all(request, slug, code):
    found = _batch(request, slug, code)
    count, done = _try(request, batches.skip_rows, batch=found)
    if done:
        words = ngettext("%(count)s row is left out.", "%(count)s rows are left out.", count)
        messages.success(request, words % {"count": count})
    return _to(found)


@require_POST
@person_required
def again(request, slug, code):
    """Back to the columns, when a wrong one was chosen."""
    found = _batch(request, slug, code)
    if _try(request, batches.rename_columns, batch=found)[1]:
        return redirect("roster:columns", slug, code)
    return _to(found)


@require_POST
@person_required
def apply(request, slug, code):
    found = _batch(request, slug, code)
    _try(request, batches.begin_applying, batch=found)
    return _to(found)


@require_POST
@person_required
def undo(request, slug, code):
    found = _batch(request, slug, code)
    _try(request, batches.begin_undoing, batch=found)
    return _to(found)


@require_POST
@person_required
def discard(request, slug, code):
    found = _batch(request, slug, code)
    if _try(request, batches.discard, batch=found)[1]:
        messages.success(request, _("The import is discarded. Nothing was changed."))
        return redirect("roster:import", slug)
    return _to(found)
