"""Pages of those who handle applications: the queue, one application, return, answer."""

from django.contrib import messages
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require
from common.audit.actions import note_access
from common.components.tables import Counted
from common.workflow.engine import MoveGone
from competencies.standard.queries import standard
from endorsement.application import actions, documents, queries
from endorsement.application.contents import findings_of, sections_of, tally
from endorsement.application.diff import snapshot_diff
from endorsement.application.enums import ApplicationState, Section, Turn
from endorsement.application.filters import QueueFilter
from endorsement.application.forms import AnswerForm, ReturnForm
from endorsement.application.permissions import may
from endorsement.application.presenters import handling_steps, whose_turn
from endorsement.application.tables import PER_PAGE, QueueTable
from endorsement.application.wording import (
    STATE_TONES,
    is_handlers_turn,
    moment_words,
    story_lines,
    turn_for_handler,
)
from endorsement.application.workflow import OPEN_STATES, TURN_OF, states_of_turn
from endorsement.references.queries import Case, of_case

TABS = (Turn.COORDINATOR, Turn.APPLICANT, Turn.REVIEWERS)
ALL = "all"
CLOSED = "closed"


def handled(request, slug, code):
    """The application, if this person handles it; 404 otherwise, for its own applicant too."""
    application = get_object_or_404(queries.handled_by(request.person), association__slug=slug, code=code)
    require(may(request.person, "application.handle", application))
    return application


@require_safe
@person_required
def queue(request, slug):
    """Applications to one association: whose turn, how long."""
    places = queries.places_of(request.person)
    association = next((place for place in places if place.slug == slug), None)
    require(association)
    return _queue(request, queries.handled_by(request.person).filter(association=association), association, places)


@require_safe
@person_required
def queue_all(request):
    """The same over all associations in which this person handles applications."""
    require(queries.places_of(request.person))
    return _queue(request, queries.handled_by(request.person), None, [])


def _queue(request, applications, association, places):
    turn = request.GET.get("turn", Turn.COORDINATOR)
    if turn in TABS:
        shown = applications.filter(state__in=states_of_turn(turn))
    elif turn == CLOSED:
        shown = applications.exclude(state__in=OPEN_STATES)
    else:
        turn, shown = ALL, applications
    narrowed = QueueFilter(request.GET, queryset=shown.order_by("state_since", "pk"))
    table = QueueTable(narrowed.qs, exclude=("association",) if association else ())
    counts = queries.turn_counts(applications)
    pages = {"per_page": PER_PAGE, "silent": True}
    if narrowed.form.is_valid() and not any(narrowed.form.cleaned_data.values()):
        pages |= {"paginator_class": Counted, "total": counts.of(turn)}
    try:
        RequestConfig(request, paginate=pages).configure(table)
    except (PageNotAnInteger, EmptyPage) as wrong:
        raise Http404 from wrong
    return render(
        request,
        "endorsement/application/queue.html",
        {
            "association": association,
            "filter": narrowed,
            "table": table,
            "turn": turn,
            "tabs": _tabs(turn, counts),
            "in_several": len(places) > 1,
        },
    )


def _tabs(turn, counts):
    found = [
        (_("Waiting for you"), Turn.COORDINATOR, counts.coordinator),
        (_("With applicants"), Turn.APPLICANT, counts.applicant),
        (_("With reviewers"), Turn.REVIEWERS, counts.reviewers),
        (_("Closed"), CLOSED, counts.closed),
        (_("All"), ALL, ""),
    ]
    return [
        {"label": label, "url": f"?turn={key}", "active": key == turn, "count": count} for label, key, count in found
    ]


@require_safe
@person_required
def handle(request, slug, code):
    """One application on one page: state, turn, story, the findings the applicant saw, entries, comments."""
    application = handled(request, slug, code)
    snapshots = list(application.snapshots.order_by("-number")[:2])
    snapshot = snapshots[0] if snapshots else None
    comments = queries.comments_by_section(application)
    zone = application.association.time_zone
    note_access(by=request.person, action="view", about=f"application:{application.pk}", scope=slug)
    steps = handling_steps(application, has_cycle=True)
    context = {
        "application": application,
        "tone": STATE_TONES[application.state],
        "turn": turn_for_handler(application),
        "whose": whose_turn(application) if TURN_OF[application.state] else "",
        "is_mine": is_handlers_turn(application),
        "steps": steps,
        "snapshot": snapshot,
        "references": of_case(Case(application.person, application.association, application.category)),
        "story": story_lines(queries.story(application), zone),
        "comments": comments,
        "can_answer": application.state in OPEN_STATES,
        "answer_form": AnswerForm(initial={"section": _section_asked(comments)}),
        "crumbs": [
            (_("Applications"), reverse("application:queue", args=[slug])),
            (application.person.name,),
        ],
    }
    if snapshot:
        known = standard()
        findings = findings_of(snapshot.document, snapshot.extras, snapshot.assessment, known=known)
        context |= {
            "findings": findings,
            "tally": tally(findings),
            "sections": sections_of(snapshot.document, snapshot.extras, snapshot.assessment, comments, known=known),
            "submitted": moment_words(snapshot.submitted_at, zone),
            "diff": snapshot_diff(snapshots[1], snapshot) if len(snapshots) > 1 else None,
        }
    return render(request, "endorsement/application/handle.html", context)


def _section_asked(comments):
    """The section of the oldest open question, where the answer most likely belongs."""
    open_ones = [
        comment for rows in comments.values() for comment in rows if comment.by_applicant and not comment.resolved_at
    ]
    return min(open_ones, key=lambda one: one.written_at).section if open_ones else Section.GENERAL


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def return_(request, slug, code):
    """Back to the applicant with a comment per section."""
    application = handled(request, slug, code)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_to_applicant(application=application, comments=form.cleaned_data, by=request.person)
        except MoveGone as gone:
            messages.warning(request, str(gone))
        else:
            messages.success(request, _("Returned. The applicant gets your comments by mail."))
        return redirect("application:handle", slug=slug, code=code)
    if application.state != ApplicationState.SUBMITTED:
        messages.info(request, _("This application is not waiting for screening."))
        return redirect("application:handle", slug=slug, code=code)
    return render(
        request,
        "endorsement/application/return.html",
        {
            "application": application,
            "form": form,
            "crumbs": [
                (_("Applications"), reverse("application:queue", args=[slug])),
                (application.person.name, reverse("application:handle", args=[slug, code])),
                (_("Return"),),
            ],
        },
    )


@require_POST
@person_required
def answer(request, slug, code):
    """A message to the applicant on a section."""
    application = handled(request, slug, code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "endorsement/application/answer.html",
            {"application": application, "form": form},
            status=422,
        )
    try:
        actions.answer(
            application=application,
            section=form.cleaned_data["section"],
            text=form.cleaned_data["text"],
            by=request.person,
        )
    except MoveGone as gone:
        messages.warning(request, str(gone))
    else:
        messages.success(request, _("Sent to the applicant."))
    return redirect("application:handle", slug=slug, code=code)


@require_safe
@person_required
def print_handled(request, slug, code):
    """The newest submission as PDF; noted as an export of personal data."""
    application = handled(request, slug, code)
    snapshot = queries.newest_snapshot(application)
    require(snapshot)
    submission = documents.submission_of(snapshot)
    note_access(by=request.person, action="export", about=f"application:{application.pk}", scope=slug)
    return HttpResponse(
        documents.print_pdf(application, submission),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{documents.print_name(application, submission)}"'},
    )
