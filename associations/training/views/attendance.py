"""Who was there: the list of a session, somebody put on it, the code on a screen, the list as a file."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from associations.training import actions, codes, presenters, queries
from associations.training.enums import ATTENDING
from associations.training.forms import NameForm, PlaceForm
from associations.training.views.office import one_of
from common import clock
from common.audit.actions import note_access
from common.sheets import csv_text

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _session(request, slug, code, session):
    association, training = one_of(request, slug, code)
    rows = queries.sessions_of(training)
    row = next((one for one in rows if one.code == session), None)
    if row is None:
        row = get_object_or_404(training.sessions.none())
    row.training = training
    return association, training, rows, row


@get_or_post
@never_cache
@person_required
def attendance(request, slug, code, session):
    """The list of one session with a box for each. A tick is saved at once; without a script, by the button."""
    association, training, rows, row = _session(request, slug, code, session)
    if request.method == "POST":
        return _mark(request, row)
    return render(request, "associations/training/attendance.html", _context(request, association, training, rows, row))


def _context(request, association, training, rows, row) -> dict:
    attendees = list(queries.list_of(row))
    return {
        "association": association,
        "training": training,
        "session": row,
        "title": row.title or training.title,
        "when": presenters.session_rows(training, [row])[0].when,
        "zone": presenters.zone_words(association),
        "tabs": [
            {
                "label": presenters.session_label(one, training, number),
                "url": reverse("training:attendance", args=[association.slug, training.code, one.code]),
                "active": one.pk == row.pk,
            }
            for number, one in enumerate(rows, start=1)
        ],
        "attendees": attendees,
        "here": sum(one.here for one in attendees),
        "own": request.person.pk,
        "open": training.state in ATTENDING and row.starts_at - actions.EARLY <= clock.now(),
        "closed": training.state not in ATTENDING,
    }


def _mark(request, row):
    """One tick by htmx, or the whole list by its button."""
    try:
        if "one" in request.POST:
            attendee = get_object_or_404(queries.listed(row.training), code=request.POST["one"])
            there = attendee.code in request.POST.getlist("here")
            actions.mark(session=row, attendee=attendee, there=there, by=request.person)
        else:
            shown, was, now = (request.POST.getlist(name) for name in ("shown", "was", "here"))
            actions.mark_list(session=row, shown=shown, was=was, now=now, by=request.person)
    except actions.Refused as refused:
        if request.htmx:
            return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refused))
    else:
        if request.htmx:
            return _counted(request, row)
        messages.success(request, _("Saved."))
    return redirect("training:attendance", row.training.association.slug, row.training.code, row.code)


def _counted(request, row):
    attendees = list(queries.list_of(row))
    context = {"here": sum(one.here for one in attendees), "attendees": attendees}
    return render(request, "associations/training/_counted.html", context)


@get_or_post
@person_required
def add(request, slug, code, session):
    """Somebody who came without having registered: onto the list, and there."""
    association, training, _rows, row = _session(request, slug, code, session)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_there(session=row, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            messages.success(request, _("%(name)s is on the list.") % {"name": made.name})
            return redirect("training:attendance", slug, code, session)
    context = {"association": association, "training": training, "session": row, "form": form}
    return render(request, "associations/training/add.html", context)


@get_or_post
@person_required
def attendee(request, slug, code, attendee):
    """A name corrected, as the certificate shows it."""
    association, training = one_of(request, slug, code)
    row = get_object_or_404(queries.listed(training).select_related("training__association"), code=attendee)
    form = NameForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(attendee=row, by=request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("training:desk", slug, code)
    context = {"association": association, "training": training, "attendee": row, "form": form}
    return render(request, "associations/training/attendee.html", context)


@require_POST
@person_required
def take_off(request, slug, code, attendee):
    """Takes somebody off the list who was in no session."""
    _association, training = one_of(request, slug, code)
    row = get_object_or_404(queries.listed(training).select_related("training__association"), code=attendee)
    try:
        actions.withdraw(attendee=row, by=request.person)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is off the list.") % {"name": row.name})
    return redirect("training:desk", slug, code)


@require_safe
@never_cache
@person_required
def screen(request, slug, code, session):
    """For a screen in the room: a code that changes, by which people check in with their telephones."""
    association, training, _rows, row = _session(request, slug, code, session)
    closed = actions.check_in_closed(training, row, clock.now())
    context = {
        "association": association,
        "training": training,
        "session": row,
        "title": row.title or training.title,
        "when": presenters.session_rows(training, [row])[0].when,
        "closed": closed,
        "seconds": codes.CHANGES,
        "qr": "" if closed else presenters.check_in_picture(codes.for_screen(row)),
        "here": queries.list_of(row).filter(Q(here=True) | Q(told=True)).count(),
    }
    part = request.htmx and "part" in request.GET
    return render(request, f"associations/training/{'_screen' if part else 'screen'}.html", context)


@require_safe
@never_cache
@person_required
def attendees_file(request, slug, code):
    """The list as a CSV file: who, and in which sessions. Noted, since it takes personal data out."""
    association, training = one_of(request, slug, code)
    sessions = queries.sessions_of(training)
    rows = list(queries.attended_of(training))
    note_access(
        by=request.person, action="export", about=f"training:{training.pk}", scope=association.slug,
        reason=f"{len(rows)} attendees",
    )  # fmt: skip
    text = csv_text(presenters.file_head(training, sessions), presenters.file_rows(rows, sessions))
    headers = {"Content-Disposition": f'attachment; filename="attendees-{training.code}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
