"""Licences and WAIMH affiliation, for Alliance staff; the papers for the association's administrators too."""

import mimetypes

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require, staff_required
from associations.directory import actions, queries
from associations.directory.forms import AffiliationForm, LicenceForm
from associations.directory.models import Affiliation, Association, Licence
from associations.directory.tables import LicenceTable
from common import clock

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_required
def overview(request):
    """What is to be renewed, or with ``?all=1`` every licence; those that end first come first."""
    everything = "all" in request.GET
    rows = queries.licences() if everything else queries.renewals_due(clock.today())
    table = LicenceTable(rows)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    address = reverse("directory:licences")
    tabs = [
        {"label": _("Renewals due"), "url": address, "active": not everything},
        {"label": _("All licences"), "url": f"{address}?all=1", "active": everything},
    ]
    context = {"table": table, "everything": everything, "tabs": tabs}
    return render(request, "associations/directory/licences.html", context)


@get_or_post
@staff_required
def licence(request, slug, pk=None):
    association = get_object_or_404(Association, slug=slug)
    row = get_object_or_404(Licence, pk=pk, association=association) if pk else None
    fresh = Licence.objects.get(pk=row.pk) if row else Licence(association=association)
    form = LicenceForm(request.POST or None, request.FILES or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_licence(
                association=association, by=request.person, licence=row, document=form.picture(), **form.facts()
            )
        except actions.Taken as taken:
            form.add_error("valid_from", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:edit", slug)
    return _part(request, association, form, _("Licence"), paper=row if row and row.document else None)


@require_safe
@never_cache
@person_required
def document(request, slug, pk):
    """The paper of a licence, as a download."""
    association = get_object_or_404(queries.configurable_by(request.person), slug=slug)
    row = get_object_or_404(Licence, pk=pk, association=association)
    require(row.document)
    try:
        content = row.document.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = row.document.name.rpartition("/")[2]
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=mimetypes.guess_type(name)[0])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@get_or_post
@staff_required
def affiliation(request, slug, pk=None):
    association = get_object_or_404(Association, slug=slug)
    row = get_object_or_404(Affiliation, pk=pk, association=association) if pk else None
    fresh = Affiliation.objects.get(pk=row.pk) if row else Affiliation(association=association)
    form = AffiliationForm(request.POST or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_affiliation(association=association, by=request.person, affiliation=row, **form.cleaned_data)
        except actions.Taken as taken:
            form.add_error("since", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect("directory:edit", slug)
    return _part(request, association, form, _("WAIMH affiliation"))


def _part(request, association, form, title, paper=None):
    context = {"form": form, "association": association, "title": title, "back": "directory:edit", "paper": paper}
    return render(request, "associations/directory/part.html", context)
