"""Reading across all associations: by heading, by area, by words; marking areas; figures as a file; the synopsis."""

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import staff_required
from associations.activity import actions, presenters, queries
from associations.activity.documents import synopsis_name
from associations.activity.forms import ReadingForm, TagForm
from associations.activity.models import ActivitySynopsis, SubmittedPassage
from associations.activity.views.finding import stored_file, year_of
from associations.activity.views.writing import FOLDER
from common.sheets import csv_text

PER_PAGE = 40
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_required
def reading(request, year):
    """What was submitted, filtered by the address."""
    found = year_of(year)
    form = ReadingForm(request.GET, associations=queries.those_who_answered(found))
    chosen = form.chosen()
    passages = Paginator(queries.passages_read(found, **chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "year": found,
        "form": form,
        "page": passages,
        "groups": presenters.groups_of(passages, chosen["words"]),
        "number": presenters.found_words(passages.paginator.count, chosen),
        "chosen": any(chosen.values()),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, f"{FOLDER}/reading.html", context)


@get_or_post
@never_cache
@staff_required
def tag(request, year, pk):
    """The areas of one passage: marked by staff, beside the association's own marks."""
    passages = queries.with_areas(SubmittedPassage.objects.select_related("submission__summary__association"))
    rows = passages.filter(submission__summary__year__year=year)
    passage = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        form = TagForm(request.POST)
        if form.is_valid():
            try:
                actions.tag(passage=passage, areas=form.cleaned_data["areas"], by=request.person)
            except actions.Refused as refused:
                messages.warning(request, str(refused))
            else:
                messages.success(request, _("The areas are marked."))
                return redirect(_back(request, year, pk))
        else:
            messages.warning(request, _("Please choose areas of the list."))
        return redirect("activity:tag", year, pk)
    context = {
        "year": passage.submission.summary.year,
        "one": presenters.read(passage),
        "choices": presenters.tag_choices(passage),
        "back": request.GET.urlencode(),
        "current": passage.submission.superseded_at is None,
    }
    return render(request, f"{FOLDER}/tag.html", context)


def _back(request, year, pk) -> str:
    """To where the passage was read, with what was filtered by there."""
    query = request.GET.urlencode()
    return reverse("activity:reading", args=[year]) + (f"?{query}" if query else "") + f"#passage-{pk}"


@require_safe
@staff_required
def figures_file(request, year):
    """The figures as they were submitted, an association a row."""
    found = year_of(year)
    table = presenters.figures_sheet(queries.submissions_of(found))
    answer = HttpResponse(csv_text(*table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{found.year}.csv"'
    return answer


@get_or_post
@never_cache
@staff_required
def synopses(request, year):
    """Asks for the synopsis; shows it being printed; keeps those printed."""
    found = year_of(year)
    if request.method == "POST":
        try:
            actions.request_synopsis(year=found, by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
        return redirect("activity:synopses", year)
    rows = presenters.synopsis_rows(queries.synopses_of(found)[:20])
    answered, asked = queries.answered(found)
    context = {
        "year": found,
        "rows": rows,
        "waiting": any(row["synopsis"].state == ActivitySynopsis.State.WAITING for row in rows),
        "answered": answered,
        "asked": asked,
        "zone": settings.TIME_ZONE,
    }
    return render(request, f"{FOLDER}/{'_synopses' if request.htmx else 'synopses'}.html", context)


@require_safe
@never_cache
@staff_required
def synopsis(request, year, code):
    """The PDF."""
    found = get_object_or_404(
        ActivitySynopsis.objects.select_related("year"),
        year__year=year,
        code=code,
        state=ActivitySynopsis.State.READY,
    )
    return stored_file(default_storage, found.file, synopsis_name(found), "application/pdf")
