"""Differences of associations from the core: who sees them all, who proposes one, who puts it in force."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required, require, staff_required
from associations.directory.queries import configurable_by
from associations.people.queries import is_alliance_staff
from associations.policy import actions, presenters, queries
from associations.policy.enums import OverlayState
from associations.policy.forms import OF_OVERLAYS, OverlayForm, RefuseForm, RequirementForm
from associations.policy.permissions import may_approve
from associations.policy.workflow import MACHINE
from common import clock
from common.workflow.engine import MoveGone
from competencies.standard.overlays import OverlayRule
from competencies.standard.queries import standard
from competencies.standard.statements import title_of

PER_PAGE = 50


@require_safe
@staff_required
def all_overlays(request):
    """Of every association, those that wait for the Alliance first."""
    return _list(request, None)


@require_safe
@person_required
def overlays(request, slug):
    """Of one association."""
    return _list(request, get_object_or_404(configurable_by(request.person), slug=slug))


def _list(request, association):
    rows = queries.overlays_shown_to(request.person)
    if association:
        rows = rows.filter(association=association)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    known = standard()
    context = {
        "association": association,
        "page": page,
        "rows": [presenters.overlay_row(known, overlay) for overlay in page],
        "form": RequirementForm(keys=OF_OVERLAYS),
    }
    return render(request, "associations/policy/overlays.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def propose(request, slug):
    """The form that fits the requirement named in the address."""
    association = get_object_or_404(configurable_by(request.person), slug=slug)
    requirement = request.GET.get("requirement", OF_OVERLAYS[0])
    if requirement not in OF_OVERLAYS:
        raise Http404
    today = clock.today(association.time_zone)
    form = OverlayForm(request.POST or None, requirement=requirement, initial={"since": today})
    if request.method == "POST" and form.is_valid():
        rule = OverlayRule(
            association=association.abbreviation,
            requirement=requirement,
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            kinds=tuple(form.cleaned_data["kinds"]),
            params=form.params(),
        )
        try:
            made = actions.propose(
                association=association, rule=rule, reason=form.cleaned_data["reason"], by=request.person
            )
        except actions.Refused as sentence:
            form.add_error(None, str(sentence))
        else:
            return redirect("policy:overlay", slug, made.key)
    listing = (_("Differences"), reverse("policy:overlays", args=[slug]))
    context = {"association": association, "form": form, "title": title_of(requirement)}
    context["crumbs"] = [listing, (context["title"],)]
    return render(request, "associations/policy/propose.html", context)


def _overlay(request, slug, key):
    return get_object_or_404(queries.overlays_shown_to(request.person), association__slug=slug, key=key)


@require_safe
@person_required
def overlay(request, slug, key):
    return _page(request, _overlay(request, slug, key), RefuseForm())


def _page(request, found, refuse_form):
    row = presenters.overlay_row(standard(), found)
    waits = found.state == OverlayState.PROPOSED
    context = {
        "association": found.association,
        "row": row,
        "overlay": found,
        "waits": waits,
        "may_end": found.state == OverlayState.IN_FORCE and not found.is_shipped,
        "may_approve": waits and may_approve(request.person, found, row.direction),
        "may_refuse": waits and is_alliance_staff(request.person),
        "refuse_form": refuse_form,
        "story": presenters.story_rows(MACHINE, found, found.association.time_zone),
        "crumbs": [(_("Differences"), reverse("policy:overlays", args=[found.association.slug])), (row.effect,)],
    }
    return render(request, "associations/policy/overlay.html", context)


@require_POST
@person_required
def approve(request, slug, key):
    return _done(request, _overlay(request, slug, key), actions.approve, _("In force on its days from now on."))


@require_POST
@person_required
def end(request, slug, key):
    return _done(request, _overlay(request, slug, key), actions.end, _("Ended: today is its last day."))


@require_POST
@person_required
def withdraw(request, slug, key):
    return _done(request, _overlay(request, slug, key), actions.withdraw, _("Withdrawn."))


@require_POST
@person_required
def refuse(request, slug, key):
    found = _overlay(request, slug, key)
    require(is_alliance_staff(request.person))
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    return _done(request, found, actions.refuse, _("Refused."), reason=form.cleaned_data["reason"])


def _done(request, found, action, words, **more):
    try:
        action(overlay=found, by=request.person, **more)
    except (actions.Refused, MoveGone) as sentence:
        messages.warning(request, str(sentence))
    else:
        messages.success(request, words)
    return redirect("policy:overlay", found.association.slug, found.key)
