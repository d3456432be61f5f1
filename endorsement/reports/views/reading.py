"""Reports to read: the list, one with its chart and table, the rows behind a number, and the same as files."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import person_required, require
from common.audit.actions import note_access
from endorsement.reports import exporting, notifications, presenters, printing, queries
from endorsement.reports.asking import Asked, ReportForm, cell_of, form_for, question_for, together_words
from endorsement.reports.measures import GROUPS
from endorsement.reports.measures.base import Measure

ROWS = 50
CSV = "text/csv; charset=utf-8"


def measure_of(request, key: str) -> Measure:
    """The measure of the address, for somebody who may read reports."""
    require(queries.may_read(request.person))
    require(key in queries.MEASURES)
    return queries.MEASURES[key]


@require_safe
@person_required
def index(request):
    require(queries.may_read(request.person))
    views = queries.views_of(request.person)
    context = {
        "groups": GROUPS,
        "alliance": queries.places(request.person) is None,
        "views": [(view, notifications.address(view), queries.MEASURES.get(view.measure)) for view in views],
    }
    return render(request, "endorsement/reports/index.html", context)


@require_safe
@person_required
def report(request, key):
    measure = measure_of(request, key)
    form = form_for(request.person, measure, request.GET)
    found = question_for(request.person, form)
    answer = queries.answer(measure, found.question, form.known)
    context = {
        "measure": measure,
        "filter": {"form": form},
        "answer": answer,
        "period": presenters.period_words(answer),
        "narrowed": presenters.narrowed_words(found, form),
        "together": together_words() if form.masked else "",
        "heads": presenters.heads(answer),
        "lines": presenters.lines(answer, form),
        "chart": presenters.chart(answer),
        "query": presenters.query_of(form),
    }
    return render(request, "endorsement/reports/report.html", context)


@require_safe
@person_required
def data(request, key):
    """The same table for programs: JSON."""
    measure = measure_of(request, key)
    form = form_for(request.person, measure, request.GET)
    answer = queries.answer(measure, question_for(request.person, form).question, form.known)
    if not form.is_valid():
        return JsonResponse({"problems": form.errors}, status=422)
    return JsonResponse(exporting.as_json(answer))


@require_safe
@person_required
def table_csv(request, key):
    """The same table as CSV."""
    measure = measure_of(request, key)
    form = form_for(request.person, measure, request.GET)
    found = question_for(request.person, form)
    if form.errors:
        return _told(request, measure)
    answer = queries.answer(measure, found.question, form.known)
    return attached(HttpResponse(exporting.csv_table(answer), content_type=CSV), file_name(measure, found, "csv"))


@require_safe
@person_required
def board(request, key):
    """The report for the board, as a PDF."""
    measure = measure_of(request, key)
    form = form_for(request.person, measure, request.GET)
    found = question_for(request.person, form)
    if form.errors:
        return _told(request, measure)
    answer = queries.answer(measure, found.question, form.known)
    content = printing.board_pdf(answer, found, form)
    return attached(HttpResponse(content, content_type="application/pdf"), file_name(measure, found, "pdf"))


def _told(request, measure: Measure):
    """A file has no room to say what is wrong with the question: the page has."""
    return redirect(f"{reverse('reports:report', args=[measure.key])}?{request.GET.urlencode()}")


def file_name(measure: Measure, found: Asked, kind: str) -> str:
    house = f"{found.association.slug}-" if found.association else ""
    return f"{house}{measure.key}-{found.question.period.until}.{kind}"


def attached(response, name: str):
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def opened(request, key):
    """``(measure, form, what was asked, the number opened)``; 404 for who may not open its rows."""
    measure = measure_of(request, key)
    form = form_for(request.person, measure, request.GET)
    found = question_for(request.person, form)
    require(queries.may_open(measure, found.question))
    return measure, form, found, cell_of(request.GET, found)


@require_safe
@person_required
def rows(request, key):
    """The rows behind one number: those this person may open."""
    measure, form, found, at = opened(request, key)
    page = Paginator(queries.rows(measure, found.question, at, request.person, form.known), ROWS).get_page(
        request.GET.get("page")
    )
    columns = exporting.row_columns(measure)
    context = {
        "measure": measure,
        "page": page,
        "at": [_part(measure, form, name, cell) for name, cell in at.items()],
        "narrowed": presenters.narrowed_words(found, form),
        "columns": columns,
        "lines": [presenters.row_cells(measure, columns, row) for row in page],
        "query": presenters.query_of(form),
        "rows_query": presenters.query_of(
            form, **{name: request.GET[name] for name in ("cell", "and") if name in request.GET}
        ),
    }
    return render(request, "endorsement/reports/rows.html", context)


def _part(measure: Measure, form: ReportForm, name: str, cell: str) -> tuple[str, str]:
    dimension = measure.dimension(name)
    return dimension.label, dimension.words(form.known, {cell}).get(cell, cell)


@require_safe
@person_required
def rows_csv(request, key):
    """The rows behind one number as CSV, as they come; that they were taken out is noted first."""
    measure, form, found, at = opened(request, key)
    taken = queries.rows(measure, found.question, at, request.person, form.known)
    note_access(
        by=request.person,
        action="export",
        about=f"report:{measure.key}",
        scope=found.association.slug if found.association else "",
        reason=_("rows as CSV"),
    )
    return attached(
        StreamingHttpResponse(_streamed(measure, taken), content_type=CSV), file_name(measure, found, "csv")
    )


def _streamed(measure: Measure, taken):
    """In one transaction: one moment's truth."""
    with transaction.atomic():
        yield from exporting.csv_rows(measure, taken)
