"""For administrators: people of their association who may be there twice."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require
from associations.directory.models import Association
from associations.merging import actions, moving, presenters, queries
from associations.merging.forms import WhyForm
from associations.merging.permissions import looks_for_doubles, merges, needs_staff
from associations.people.queries import people_of
from common.workflow.engine import MoveGone

ROWS = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _association(request, slug):
    association = get_object_or_404(Association, slug=slug)
    require(looks_for_doubles(request.person, association))
    return association


def _two(association, one, other):
    people = people_of(association).select_related("user")
    require(one != other)
    return [get_object_or_404(people, public_id=public_id) for public_id in (one, other)]


@require_safe
@person_required
def candidates(request, slug):
    association = _association(request, slug)
    page = Paginator(queries.pairs_of(association), ROWS).get_page(request.GET.get("page"))
    people = queries.people_by_id({pk for pair in page for pk in (pair.one, pair.other)})
    merges_here = [
        {"merge": one, "may_undo": queries.still_undoable(one)} for one in queries.merges_of(association)[:ROWS]
    ]
    context = {
        "association": association,
        "page": page,
        "pairs": [
            {"one": people[pair.one], "other": people[pair.other], "why": presenters.reasons(pair.why)} for pair in page
        ],
        "merges": merges_here,
        "steps": presenters.steps(0),
    }
    return render(request, "associations/merging/candidates.html", context)


@require_safe
@person_required
def choose(request, slug, one, other):
    association = _association(request, slug)
    first, second = _two(association, one, other)
    context = {
        "association": association,
        "cards": [
            {**presenters.card(kept), "url": reverse("merging:preview", args=[slug, kept.public_id, gone.public_id])}
            for kept, gone in ((first, second), (second, first))
        ],
        "two_url": reverse("merging:two", args=[slug, one, other]),
        "steps": presenters.steps(1),
    }
    return render(request, "associations/merging/choose.html", context)


def previewed(kept, gone, by, association) -> dict:
    """What the page before a merge says."""
    plan = moving.plan(kept, gone)
    return {
        "kept": kept,
        "gone": gone,
        "moves": presenters.moves(plan),
        "doubles": presenters.doubles(plan),
        "details": presenters.details(kept, gone),
        "obstacles": actions.in_the_way(plan, kept, gone, by),
        "needs_staff": needs_staff(by, association, kept, gone),
        "steps": presenters.steps(2),
    }


@get_or_post
@person_required
def preview(request, slug, one, other):
    """``one`` stays. Says what moves; merges on POST."""
    association = _association(request, slug)
    kept, gone = _two(association, one, other)
    if request.method == "POST":
        try:
            actions.merge(kept=kept, gone=gone, association=association, by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
            return redirect("merging:preview", slug, one, other)
        messages.success(request, _("The two are one now. You can take them apart again for 30 days."))
        return redirect("merging:candidates", slug)
    context = {
        "association": association,
        "back": reverse("merging:choose", args=[slug, one, other]),
        "ask_form": WhyForm(),
        "ask_url": reverse("merging:ask", args=[slug, one, other]),
        **previewed(kept, gone, request.person, association),
    }
    return render(request, "associations/merging/preview.html", context)


@require_POST
@person_required
def ask(request, slug, one, other):
    association = _association(request, slug)
    kept, gone = _two(association, one, other)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_staff(kept=kept, gone=gone, association=association, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("The Alliance has your question. Nothing has changed yet."))
        return redirect("merging:candidates", slug)
    context = {
        "association": association,
        "back": reverse("merging:choose", args=[slug, one, other]),
        "ask_form": form,
        "ask_url": request.path,
        **previewed(kept, gone, request.person, association),
    }
    return render(request, "associations/merging/preview.html", context)


@require_POST
@person_required
def two(request, slug, one, other):
    association = _association(request, slug)
    first, second = _two(association, one, other)
    actions.note_two(one=first, other=second, by=request.person)
    messages.success(request, _("They are two people: you will not be asked about them again."))
    return redirect("merging:candidates", slug)


@require_POST
@person_required
def undo(request, slug, code):
    association = _association(request, slug)
    found = get_object_or_404(queries.merges_of(association), code=code)
    require(merges(request.person, found))
    undone(request, found)
    return redirect("merging:candidates", slug)


def undone(request, merge):
    """Takes apart, and says what happened."""
    try:
        actions.undo(merge=merge, by=request.person)
    except (actions.Refused, MoveGone) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("They are two again, each with what was theirs."))
