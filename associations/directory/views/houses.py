"""Associations: the Alliance's list of them, and each one's settings and signatories."""

import mimetypes

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require, staff_required
from associations.directory import actions, queries
from associations.directory.filters import AssociationFilter
from associations.directory.forms import AssociationForm, DateForm, SettingsForm, SignatoryForm
from associations.directory.models import Association, CalendarDate, Signatory
from associations.directory.tables import AssociationTable
from associations.people.enums import Role
from associations.people.queries import holders, is_alliance_staff
from common import clock

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _configurable(request, slug):
    return get_object_or_404(queries.configurable_by(request.person), slug=slug)


@require_safe
@staff_required
def associations(request):
    found = AssociationFilter(request.GET, queryset=queries.for_staff(clock.today()))
    table = AssociationTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "associations/directory/list.html", {"filter": found, "table": table})


@get_or_post
@staff_required
def add(request):
    form = AssociationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_association(by=request.person, logo=form.picture(), **form.facts())
        except actions.Taken as taken:
            form.add_error("abbreviation", str(taken))
        else:
            messages.success(request, _("%(name)s is there. Now name the first coordinator.") % {"name": made.name})
            return redirect("people:invite", made.slug)
    return render(request, "associations/directory/edit.html", {"form": form, "association": None})


def _edit(request, association, form_class, back):
    """The form of the association's facts, saved by one action."""
    fresh = Association.objects.get(pk=association.pk)
    form = form_class(request.POST or None, request.FILES or None, instance=fresh)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_association(association=association, by=request.person, logo=form.picture(), **form.facts())
        except actions.Taken as taken:
            form.add_error("abbreviation", str(taken))
        else:
            messages.success(request, _("Saved."))
            return redirect(back, association.slug)
    context = {
        "form": form,
        "association": association,
        "is_staff": is_alliance_staff(request.person),
        "licences": association.licences.order_by("kind", "valid_from", "pk"),
        "affiliations": association.affiliations.all(),
        "dates": association.calendar_dates.all(),
        "signatories": association.signatories.all(),
        "coordinators": holders(association.pk, Role.COORDINATOR, Role.ADMINISTRATOR),
    }
    return render(request, "associations/directory/edit.html", context)


@get_or_post
@staff_required
def edit(request, slug):
    return _edit(request, get_object_or_404(Association, slug=slug), AssociationForm, "directory:edit")


@get_or_post
@person_required
def settings(request, slug):
    return _edit(request, _configurable(request, slug), SettingsForm, "directory:settings")


def _back(request):
    """Staff came from the Alliance's page, administrators from their association's."""
    return "directory:edit" if is_alliance_staff(request.person) else "directory:settings"


@get_or_post
@person_required
def signatory(request, slug, pk=None):
    association = _configurable(request, slug)
    row = get_object_or_404(Signatory, pk=pk, association=association) if pk else None
    fresh = Signatory.objects.get(pk=row.pk) if row else Signatory(association=association)
    form = SignatoryForm(request.POST or None, request.FILES or None, instance=fresh)
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        actions.save_signatory(
            association=association,
            by=request.person,
            signatory=row,
            signature=form.picture(),
            **form.facts(),
        )
        messages.success(request, _("Saved."))
        return redirect(back, slug)
    context = {"form": form, "association": association, "title": _("Who signs certificates"), "back": back}
    return render(request, "associations/directory/part.html", context)


@require_POST
@person_required
def remove_signatory(request, slug, pk):
    association = _configurable(request, slug)
    actions.remove_signatory(signatory=get_object_or_404(Signatory, pk=pk, association=association), by=request.person)
    messages.success(request, _("Removed."))
    return redirect(_back(request), slug)


def _image(stored):
    require(stored)
    return FileResponse(stored.open("rb"), content_type=mimetypes.guess_type(stored.name)[0])


@require_safe
@person_required
def logo(request, slug):
    return _image(_configurable(request, slug).logo)


@require_safe
@person_required
def signature(request, slug, pk):
    row = get_object_or_404(Signatory, pk=pk, association=_configurable(request, slug))
    return _image(row.signature)


@get_or_post
@person_required
def date(request, slug, pk=None):
    association = _configurable(request, slug)
    row = get_object_or_404(CalendarDate, pk=pk, association=association) if pk else None
    fresh = CalendarDate.objects.get(pk=row.pk) if row else CalendarDate(association=association)
    form = DateForm(request.POST or None, instance=fresh)
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        actions.save_date(association=association, by=request.person, date=row, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back, slug)
    context = {"form": form, "association": association, "title": _("A date on your page"), "back": back}
    return render(request, "associations/directory/part.html", context)


@require_POST
@person_required
def remove_date(request, slug, pk):
    association = _configurable(request, slug)
    actions.remove_date(date=get_object_or_404(CalendarDate, pk=pk, association=association), by=request.person)
    messages.success(request, _("Removed."))
    return redirect(_back(request), slug)
