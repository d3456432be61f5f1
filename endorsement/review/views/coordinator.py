"""The coordinator's pages of the review: choosing reviewers, comparing what they signed."""

import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.fees import holding
from associations.policy.queries import policy_on
from common import clock
from common.workflow.engine import MoveGone
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.queries import handled_by, unpaid_before
from endorsement.review import actions, presenters, queries, visibility
from endorsement.review.enums import AssignmentState
from endorsement.review.forms import AssignForm, OneReviewerForm
from endorsement.review.permissions import may
from endorsement.review.seats import asked, seat_row, sent
from endorsement.review.workflow import ACTIVE_STATES, UNSIGNED_STATES


def _application(request, slug, code) -> Application:
    found = get_object_or_404(handled_by(request.person), association__slug=slug, code=code)
    require(may(request.person, "review.assign", found))
    return found


def _due_proposal(application) -> datetime.date:
    today = clock.today(application.association.time_zone)
    return today + datetime.timedelta(days=policy_on(application.association, today).review_days)


@person_required
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, slug, code):
    """Who reviews this application: chosen, asked, replaced, a third."""
    application = _application(request, slug, code)
    candidates = queries.candidates(application)
    form = None
    if application.state == ApplicationState.SUBMITTED:
        policy = queries.round_policy(application)
        form = AssignForm(
            request.POST or None,
            candidates=candidates,
            initial=_proposal(application, candidates, policy),
            in_turn=policy.in_turn and policy.reviewers_for(application.category.key) > 1,
        )
        if request.method == "POST" and form.is_valid() and _assigned(request, application, form):
            return redirect("review:assign", slug=slug, code=code)
    elif request.method == "POST":
        messages.warning(request, _("The reviewers were chosen already. Nothing was changed."))
        return redirect("review:assign", slug=slug, code=code)
    return _assign_page(request, application, candidates, form=form)


def _proposal(application, candidates, policy) -> dict:
    """As many as needed: who reviewed the earlier submission, then who has least open. Doubtful ones never."""
    wanted = policy.reviewers_for(application.category.key)
    free = [str(one.person.pk) for one in candidates if not one.conflicts]
    today = clock.today(application.association.time_zone)
    return {"reviewers": free[:wanted], "due_on": today + datetime.timedelta(days=policy.review_days)}


def _assigned(request, application, form) -> bool:
    cleaned = form.cleaned_data
    try:
        cycle = actions.assign(
            application=application,
            reviewers=cleaned["reviewers"],
            due_on=cleaned["due_on"],
            by=request.person,
            another_person=cleaned["another_person"],
        )
    except actions.Refused as refused:
        form.add_error("reviewers", str(refused))
        return False
    except MoveGone as gone:
        messages.warning(request, str(gone))
        return True
    messages.success(request, sent(list(cycle.assignments.select_related("reviewer").order_by("pk"))))
    return True


def _assign_page(request, application, candidates, *, form=None, one_form=None, replacing=None):
    cycle = queries.current_cycle(application)
    reviewing = application.state in (ApplicationState.IN_REVIEW, ApplicationState.TO_DECIDE)
    seats = queries.seats_of(cycle) if cycle and reviewing else []
    zone = application.association.time_zone
    rows = [seat_row(seat, zone) for seat in seats]
    seated = {seat.reviewer_id for seat in seats if seat.state in ACTIVE_STATES}
    free = [one for one in candidates if one.person.pk not in seated]
    if one_form is None:
        one_form = OneReviewerForm(candidates=free, initial={"due_on": _due_proposal(application)})
    if replacing is None and application.state == ApplicationState.IN_REVIEW:
        replacing = _replaceable(request, application, cycle, seats)
    invalid = any(one is not None and one.is_bound and one.errors for one in (form, one_form))
    context = {
        "application": application,
        "association": application.association,
        "form": form,
        "candidates": [one for one in candidates if not one.excluded],
        "excluded": [one for one in candidates if one.excluded],
        "chosen": set(form["reviewers"].value() or ()) if form else set(),
        "vouched": set(form["another_person"].value() or ()) if form else set(),
        "free": [one for one in free if not one.excluded],
        "unpaid": unpaid_before(application, holding.ASSIGNMENT) if form else "",
        "wanted": queries.reviewers_wanted(application, cycle.opened_at if seats else None),
        "rows": rows,
        "replacing": replacing,
        "one_form": one_form if application.state == ApplicationState.TO_DECIDE or replacing else None,
        "zone": zone,
        "may_add_third": application.state == ApplicationState.TO_DECIDE,
    }
    return render(request, "endorsement/review/assign.html", context, status=422 if invalid else 200)


def _replaceable(request, application, cycle, seats):
    """The seat named in the address, else the last one handed back: somebody else can be asked instead."""
    wanted = request.GET.get("instead_of")
    unsigned = [seat for seat in seats if seat.state in UNSIGNED_STATES]
    named = next((seat for seat in unsigned if seat.code == wanted), None)
    if named:
        return named
    back = [seat for seat in seats if seat.state == AssignmentState.HANDED_BACK]
    return back[-1] if back and queries.place_free(application, cycle, seats) else None


@person_required
@require_POST
def add_third(request, slug, code):
    """One further reviewer where the coordinator is in doubt."""
    application = _application(request, slug, code)
    return _one_more(
        request,
        application,
        lambda cleaned: actions.add_third(
            application=application,
            reviewer=cleaned["reviewer"],
            due_on=cleaned["due_on"],
            by=request.person,
            reason=cleaned["reason"],
            another_person=cleaned["another_person"],
        ),
    )


@person_required
@require_POST
def replace(request, slug, code, assignment):
    """Somebody else instead of a reviewer who stepped aside or does not answer."""
    application = _application(request, slug, code)
    cycle = queries.current_cycle(application)
    seats = queries.seats_of(cycle) if cycle else []
    seat = next((one for one in seats if one.code == assignment), None)
    require(seat)
    seat.cycle = cycle
    cycle.application = application
    return _one_more(
        request,
        application,
        lambda cleaned: actions.replace(
            assignment=seat,
            reviewer=cleaned["reviewer"],
            due_on=cleaned["due_on"],
            by=request.person,
            another_person=cleaned["another_person"],
        ),
        replacing=seat,
    )


def _one_more(request, application, act, replacing=None):
    candidates = queries.candidates(application)
    form = OneReviewerForm(request.POST, candidates=candidates)
    if form.is_valid():
        try:
            chosen = act(form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        except MoveGone as gone:
            messages.warning(request, str(gone))
            return redirect("review:assign", slug=application.association.slug, code=application.code)
        else:
            messages.success(request, asked(chosen))
            return redirect("review:assign", slug=application.association.slug, code=application.code)
    return _assign_page(request, application, candidates, one_form=form, replacing=replacing)


@person_required
@require_safe
def differences(request, slug, code):
    """What the reviewers signed, side by side: the competencies that differ first."""
    application = _application(request, slug, code)
    cycle = queries.current_cycle(application)
    require(cycle)
    seats = [seat for seat in queries.seats_of(cycle) if seat.state in ACTIVE_STATES]
    seen = visibility.seen(request.person.pk, seats, handles=True)
    signed = [seat for seat in seen if seat.state == AssignmentState.SIGNED]
    rows = presenters.comparison(signed)
    context = {
        "application": application,
        "association": application.association,
        "zone": application.association.time_zone,
        "seats": [seat_row(seat, application.association.time_zone) for seat in seats],
        "columns": [presenters.column(seat) for seat in signed],
        "differing": [row for row in rows if row.differs],
        "agreeing": [row for row in rows if not row.differs],
        "recommendations_differ": presenters.recommendations_differ(signed),
        "waiting": len(seats) - len(signed),
        "to_decide": application.state in (ApplicationState.TO_DECIDE, ApplicationState.HELD),
        "may_add_third": application.state == ApplicationState.TO_DECIDE,
    }
    return render(request, "endorsement/review/differences.html", context)
