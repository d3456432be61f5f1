"""Interest from new states and countries: the public form, and what Alliance staff make of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import require, staff_required
from associations.interest import actions, presenters, queries
from associations.interest.filters import InterestFilter
from associations.interest.forms import AskForm, AssistanceForm, MoveForm, NoteForm, PlanForm
from associations.interest.models import Assistance
from associations.interest.tables import AssistanceTable, InterestTable
from associations.interest.workflow import MACHINE
from common import clock, throttle
from common.sheets import csv_text
from common.workflow.engine import MoveGone

ROWS = 50
ASKED, ASKED_SECONDS = 5, 3600
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def ask(request):
    """The public form. What was typed stays when somebody sends too much in too short a time."""
    form = AskForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if throttle.too_often(request, "interest", limit=ASKED, seconds=ASKED_SECONDS):
            form.add_error(None, _("This came too often from your network. Please send it again in an hour."))
            status = 429
        else:
            actions.ask(**form.cleaned_data)
            return redirect("interest:thanks")
    return render(request, "associations/interest/ask.html", {"form": form}, status=status)


@require_safe
def thanks(request):
    return render(request, "associations/interest/thanks.html")


@require_safe
@staff_required
def everything(request):
    found = InterestFilter(request.GET, queryset=queries.visible_to(request.person))
    table = InterestTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "associations/interest/list.html", {"filter": found, "table": table})


def _posted(request):
    """Also when nothing was filled in: every field of these forms may stay empty."""
    return request.POST if request.method == "POST" else None


def _one(request, code):
    return get_object_or_404(queries.visible_to(request.person).select_related("association"), code=code)


@get_or_post
@staff_required
def open_one(request, code):
    """One interest with its story; what is posted is a note."""
    interest = _one(request, code)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.note(interest=interest, text=form.cleaned_data["text"], by=request.person)
        return redirect("interest:open", code)
    context = {
        "interest": interest,
        "form": form,
        "story": presenters.story(interest),
        "moves": MACHINE.open(interest.state),
        "tone": presenters.TONES[interest.state],
    }
    return render(request, "associations/interest/open.html", context)


@get_or_post
@staff_required
def plan(request, code):
    interest = _one(request, code)
    form = PlanForm(_posted(request), initial={"owner": interest.owner_id, "next_on": interest.next_on})
    if request.method == "POST" and form.is_valid():
        actions.plan(interest=interest, by=request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("interest:open", code)
    context = {"interest": interest, "form": form, "title": _("Owner and next date"), "submit": _("Save")}
    return render(request, "associations/interest/part.html", context)


@get_or_post
@staff_required
def move(request, code, name):
    interest = _one(request, code)
    require(name in MACHINE.transitions)
    label = MACHINE.transitions[name].label
    form = MoveForm(_posted(request), move=name, associations=queries.licensed_on(clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(interest=interest, name=name, by=request.person, **form.cleaned_data)
        except actions.NotSaid as missing:
            form.add_error(missing.field, str(missing))
        except MoveGone as gone:
            messages.warning(request, str(gone))
            return redirect("interest:open", code)
        else:
            messages.success(request, _("Saved."))
            return redirect("interest:open", code)
    context = {"interest": interest, "form": form, "title": label, "submit": label}
    return render(request, "associations/interest/part.html", context)


@require_safe
@staff_required
def assistance(request):
    table = AssistanceTable(queries.assistance())
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "associations/interest/assistance.html", {"table": table})


@get_or_post
@staff_required
def note_assistance(request, pk=None):
    row = get_object_or_404(queries.assistance(), pk=pk) if pk else None
    initial = {"given_on": clock.today()}
    if row:
        initial = {name: getattr(row, name) for name in ("given_on", "hours", "topic", "note")}
        initial["association"] = row.association.slug
    form = AssistanceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_assistance(assistance=row, by=request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("interest:assistance")
    return render(request, "associations/interest/assistance_form.html", {"form": form, "row": row})


@require_POST
@staff_required
def remove_assistance(request, pk):
    actions.remove_assistance(assistance=get_object_or_404(Assistance, pk=pk), by=request.person)
    messages.success(request, _("Removed."))
    return redirect("interest:assistance")


@require_safe
@staff_required
def report(request):
    return render(request, "associations/interest/report.html", {"report": queries.report()})


@require_safe
@never_cache
@staff_required
def report_file(request):
    """The same numbers as a CSV file that a spreadsheet may open."""
    text = csv_text(presenters.REPORT_HEAD, presenters.report_rows(queries.report()))
    name = f"interest-and-assistance-{clock.today().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)
