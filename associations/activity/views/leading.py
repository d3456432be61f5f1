"""The Alliance's year: prepared, opened, who answered, who is reminded, closed."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import require, staff_required
from associations.activity import actions, presenters, queries
from associations.activity.enums import SummaryState, YearState
from associations.activity.forms import AskForm, YearForm
from associations.activity.models import ActivityYear
from associations.activity.tables import SummaryTable
from associations.activity.views.finding import summary_for_staff, year_of
from associations.activity.views.writing import FOLDER
from common import clock
from common.workflow.engine import MoveGone

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = {"answered": {"submitted_at__isnull": False}, "missing": {"submitted_at__isnull": True}}
MOVES = {"open": actions.open_year, "close": actions.close_year, "reopen": actions.reopen_year}


@require_safe
@staff_required
def years(request):
    rows = [{"year": one, "tone": presenters.YEAR_TONES[one.state]} for one in queries.years()]
    return render(request, f"{FOLDER}/years.html", {"rows": rows})


@get_or_post
@staff_required
def add(request):
    """A year to prepare; the next one is proposed."""
    newest = ActivityYear.objects.first()
    proposed = newest.year + 1 if newest else clock.today().year
    days = newest.reminder_days if newest else [-28, -7, 3]
    initial = {"year": proposed, "reminder_days": ", ".join(map(str, days))}
    form = YearForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare_year(by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("year", str(refused))
        else:
            return redirect("activity:year", made.year)
    return render(request, f"{FOLDER}/year_form.html", {"form": form, "year": None})


@get_or_post
@staff_required
def change(request, year):
    found = year_of(year)
    initial = {
        "due_on": found.due_on,
        "words": found.words,
        "reminder_days": ", ".join(map(str, found.reminder_days)),
    }
    form = YearForm(request.POST or None, initial=initial, fixed_year=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_year(year=found, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Saved."))
        return redirect("activity:year", year)
    return render(request, f"{FOLDER}/year_form.html", {"form": form, "year": found})


@require_safe
@staff_required
def year(request, year):
    """Who answered, by association; and how many spoke of each area and under each heading."""
    found = year_of(year)
    rows, shown = queries.summaries_of(found), request.GET.get("show")
    if shown in SHOWN:
        rows = rows.filter(**SHOWN[shown])
    table = SummaryTable(rows, year=found, empty_text=_("Nobody.") if shown in SHOWN else None)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    answered, asked = queries.answered(found)
    across = queries.across(found)
    context = {
        "year": found,
        "table": table,
        "answered": answered,
        "asked": asked,
        "waiting": queries.waiting_for(found).count(),
        "tabs": presenters.year_tabs(shown, asked, answered),
        "areas": presenters.area_rows(across),
        "headings": presenters.heading_rows(across),
        "tone": presenters.YEAR_TONES[found.state],
        "is_open": found.state == YearState.OPEN,
        "story": presenters.year_story(found),
        "zone": settings.TIME_ZONE,
    }
    return render(request, f"{FOLDER}/year.html", context)


@require_POST
@staff_required
def move(request, year, name):
    require(name in MOVES)
    found = year_of(year)
    try:
        MOVES[name](year=found, by=request.person)
    except (actions.Refused, MoveGone) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, presenters.moved_words(name, found, queries.answered(found)[1]))
    return redirect("activity:year", year)


@require_safe
@staff_required
def one(request, year, slug):
    """One association: whose turn it is, what was submitted, whom the portal wrote to. A draft is not shown."""
    summary = summary_for_staff(year, slug)
    notices = list(summary.notices.all())
    context = {
        "summary": summary,
        "year": summary.year,
        "association": summary.association,
        "submissions": [
            {"submission": row, "words": presenters.submission_words(row)}
            for row in summary.submissions.select_related("summary__association").order_by("-number")
        ],
        "recipients": [person.name for person in queries.recipients(summary.association_id)],
        "tone": presenters.STATE_TONES[summary.state],
        "is_open": summary.year.state == YearState.OPEN,
        "may_leave_out": summary.state == SummaryState.ASKED,
        "may_reopen": summary.state == SummaryState.SUBMITTED and summary.year.state == YearState.OPEN,
        "may_remind": queries.waiting_for(summary.year).filter(pk=summary.pk).exists(),
        "story": presenters.story(summary, notices),
    }
    return render(request, f"{FOLDER}/one.html", context)


@get_or_post
@staff_required
def ask(request, year):
    """Asks an association that was not asked, such as a new member."""
    found = year_of(year)
    form = AskForm(request.POST or None, associations=queries.not_asked(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_association(year=found, association=form.cleaned_data["association"], by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("%(name)s is asked.") % {"name": made.association.name})
        return redirect("activity:year", year)
    return render(request, f"{FOLDER}/ask.html", {"form": form, "year": found})


@require_POST
@staff_required
def leave_out(request, year, slug):
    summary = summary_for_staff(year, slug)
    try:
        actions.leave_out(summary=summary, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
        return redirect("activity:one", year, slug)
    messages.success(request, _("%(name)s is asked no more.") % {"name": summary.association.name})
    return redirect("activity:year", year)


@require_POST
@staff_required
def remind(request, year):
    """Reminds everybody who is missing, each once a day at most."""
    found = year_of(year)
    done = actions.remind_now(summaries=queries.waiting_for(found), by=request.person)
    _tell(request, done)
    return redirect("activity:year", year)


@require_POST
@staff_required
def remind_one(request, year, slug):
    summary = summary_for_staff(year, slug)
    _tell(request, actions.remind_now(summaries=[summary], by=request.person))
    return redirect("activity:one", year, slug)


def _tell(request, done):
    for level, sentence in presenters.reminded_words(done):
        getattr(messages, level)(request, sentence)
