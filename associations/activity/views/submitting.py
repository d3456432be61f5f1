"""Reading a summary through, submitting it, what was submitted, opening it again; its files."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.activity import actions, presenters, queries
from associations.activity.enums import SummaryState, YearState
from associations.activity.forms import FileForm, ReasonForm
from associations.activity.models import ActivityFile, ActivitySubmission
from associations.activity.permissions import may
from associations.activity.views.finding import stored_file, summary_of
from associations.activity.views.writing import FOLDER, page, writable
from associations.people.queries import is_alliance_staff
from common.audit.actions import note_access
from common.files.sniff import BadFile
from common.workflow.engine import MoveGone

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@never_cache
@person_required
def submit(request, slug, year):
    """The summary as it will be read, and the one button that hands it in."""
    summary = summary_of(request, slug, year)
    if request.method == "POST":
        try:
            actions.submit(summary=summary, by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
            return redirect("activity:write", slug, year)
        messages.success(request, _("Submitted. Thank you! The Alliance reads it from now on."))
        return redirect("activity:write", slug, year)
    if not writable(summary):
        return redirect("activity:write", slug, year)
    passages = queries.passages_of(summary)
    sections = presenters.draft_sections(passages)
    context = {
        "summary": summary,
        "association": summary.association,
        "year": summary.year,
        "sections": sections,
        "empty": [section.label for section in sections if not section.passages],
        "unmarked": sum(not one.areas for rows in passages.values() for one in queries.written(rows)),
        "nothing": not any(section.passages for section in sections),
        "figures": presenters.figure_rows(one.as_row() for one in queries.figures_of(summary)),
        "files": queries.files_of(summary),
    }
    return render(request, f"{FOLDER}/submit.html", context)


@require_safe
@never_cache
@person_required
def submission(request, slug, year, number):
    """A submission as it was; the newest with what can be done now."""
    summary = summary_of(request, slug, year, "activity.read_submitted")
    rows = list(ActivitySubmission.objects.filter(summary=summary).select_related("summary__association"))
    found = next((one for one in rows if one.number == number), None)
    require(found)
    passages = queries.passages_by_submission([found]).get(found.pk, [])
    open_year = summary.year.state == YearState.OPEN
    context = {
        "summary": summary,
        "association": summary.association,
        "year": summary.year,
        "submission": found,
        "others": [one for one in rows if one is not found],
        "words": presenters.submission_words(found),
        "sections": presenters.read_sections(passages),
        "figures": presenters.figure_rows(found.figures),
        "files": ActivityFile.objects.filter(summary=summary, code__in=found.files),
        "story": presenters.story(summary, summary.notices.all()),
        "is_staff": is_alliance_staff(request.person),
        "may_reopen": open_year and summary.state == SummaryState.SUBMITTED and found is rows[-1],
        "may_write": writable(summary) and may(request.person, "activity.write", summary),
        "tone": presenters.STATE_TONES[summary.state],
    }
    return render(request, f"{FOLDER}/submission.html", context)


@get_or_post
@person_required
def reopen(request, slug, year):
    """Opens a submitted summary again, with a reason."""
    summary = summary_of(request, slug, year, "activity.reopen")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(summary=summary, reason=form.cleaned_data["reason"], by=request.person)
        except (actions.Refused, MoveGone) as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("The summary is open again. What was submitted is kept."))
        if is_alliance_staff(request.person):
            return redirect("activity:year", year)
        return redirect("activity:write", slug, year)
    newest = summary.submissions.order_by("-number").first()
    context = {"summary": summary, "association": summary.association, "form": form, "newest": newest}
    return render(request, f"{FOLDER}/reopen.html", context)


@require_POST
@person_required
def upload(request, slug, year):
    """Attaches one file, by htmx or by the browser's own form."""
    summary = summary_of(request, slug, year)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.store_file(summary=summary, upload=form.cleaned_data["file"], by=request.person)
        except (BadFile, actions.Refused) as problem:
            form.add_error("file", str(problem))
    return _files(request, summary, form)


@require_POST
@person_required
def remove_file(request, slug, year, code):
    summary = summary_of(request, slug, year)
    found = get_object_or_404(ActivityFile, summary=summary, code=code)
    form = FileForm()
    try:
        actions.remove_file(summary=summary, file=found, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
        return redirect("activity:write", slug, year)
    return _files(request, summary, form)


def _files(request, summary, form):
    wrong = bool(form.errors)
    if not request.htmx:
        if wrong:
            return page(request, summary, file_form=form, status=422)
        return redirect("activity:write", summary.association.slug, summary.year.year)
    context = {
        "summary": summary,
        "association": summary.association,
        "year": summary.year,
        "files": queries.files_of(summary),
        "file_form": form if wrong else FileForm(),
    }
    return render(request, f"{FOLDER}/_files.html", context, status=422 if wrong else 200)


@require_safe
@never_cache
@person_required
def file(request, slug, year, code):
    """A file, as a download. A look by the Alliance's staff is noted."""
    summary = summary_of(request, slug, year, "activity.read_submitted")
    found = get_object_or_404(ActivityFile.objects.select_related("summary"), summary=summary, code=code)
    require(queries.file_visible_to(request.person, found))
    if is_alliance_staff(request.person):
        note_access(by=request.person, action="download", about=f"activity-file:{found.code}", scope=slug)
    return stored_file(default_storage, found.file, found.name, found.mime)
