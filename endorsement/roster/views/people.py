"""The roster: everybody an association has to do with, and the same as a file. Alliance staff see figures only."""

import tempfile

from django.db import transaction
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require
from associations.directory.models import Association
from associations.people.enums import Role
from common import clock
from common.audit.actions import note_access
from common.components.tables import Counted
from endorsement.roster import queries
from endorsement.roster.exporting import rows_of, streamed, write_workbook
from endorsement.roster.filters import RosterFilter
from endorsement.roster.forms import BeginErrandForm
from endorsement.roster.permissions import keeps_roster, sees_figures
from endorsement.roster.tables import RosterTable
from endorsement.roster.views.imports import own_association

ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _found(request, association):
    return RosterFilter(request.GET, queryset=queries.roster_of(association), association=association)


@require_safe
@person_required
def roster(request, slug):
    association = get_object_or_404(Association, slug=slug)
    require(sees_figures(request.person, association))
    if not keeps_roster(request.person, association):
        return _figures(request, association)
    found = _found(request, association)
    people = queries.shown_roster(association, found.qs)
    table = RosterTable(people, association=association, chosen=found.chosen)
    pages = {"per_page": ROWS}
    if not found.narrows:
        pages |= {"paginator_class": Counted, "total": queries.how_many(association)}
    RequestConfig(request, paginate=pages).configure(table)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("errand", None)
    context = {
        "association": association,
        "filter": found,
        "table": table,
        "query": query.urlencode(),
        "errand_form": BeginErrandForm(
            shown=table.page.paginator.count, initial={"kind": request.GET.get("errand", "")}
        ),
        "errand_open": "errand" in request.GET,
    }
    return render(request, "endorsement/roster/list.html", context)


def _figures(request, association):
    found = queries.figures(association)
    roles = [(Role(role).label, count) for role, count in found["roles"]]
    context = {"association": association, "figures": found, "roles": roles}
    return render(request, "endorsement/roster/figures.html", context)


@require_safe
@person_required
def export(request, slug, kind):
    """Whoever the list shows, as a file; that it was taken out is noted first."""
    association = own_association(request, slug)
    people = _found(request, association).qs
    note_access(
        by=request.person,
        action="export",
        about=f"roster:{association.pk}",
        scope=association.slug,
        reason=f"{kind}, {people.count()} people",
    )
    name = f"{association.slug}-roster-{clock.today(association.time_zone)}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(streamed(association, people), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    with transaction.atomic():
        write_workbook(rows_of(association, people), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
