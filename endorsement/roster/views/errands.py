"""One thing done to many people of a roster: chosen in the list, said what, looked at, done by the worker."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_required
from associations.people.permissions import grantable
from associations.people.queries import period_bought_on
from common import clock
from common.workflow.engine import MoveGone
from endorsement.roster import queries
from endorsement.roster.actions import errands as actions
from endorsement.roster.enums import ErrandKind, ErrandState
from endorsement.roster.filters import RosterFilter
from endorsement.roster.forms import ERRAND_FORMS, BeginErrandForm
from endorsement.roster.presenters import errand_rows, errand_steps, errand_words
from endorsement.roster.views.imports import get_or_post, own_association

ROWS = 50


def _errand(request, slug, code):
    return get_object_or_404(queries.errands_of(own_association(request, slug)), code=code)


@require_safe
@person_required
def errands(request, slug):
    association = own_association(request, slug)
    page = Paginator(queries.errands_of(association), ROWS).get_page(request.GET.get("page"))
    return render(request, "endorsement/roster/errands.html", {"association": association, "page": page})


def _back_to_the_list(slug, filtered, kind):
    """The list as it was looked at: a wider one would be offered as "all people the list shows"."""
    query = filtered.copy()
    query["errand"] = kind if kind in ErrandKind.values else ""
    return redirect(f"{reverse('roster:list', args=[slug])}?{query.urlencode()}")


@require_POST
@person_required
def begin(request, slug):
    """``query``: the filter of the list that was looked at."""
    association = own_association(request, slug)
    filtered = QueryDict(request.POST.get("query", "")[:2000])
    roster = queries.roster_of(association)
    shown = RosterFilter(filtered, queryset=roster, association=association).qs
    form = BeginErrandForm(request.POST, shown=0)
    if not form.is_valid():
        messages.warning(request, _("Please say what to do, and with whom."))
        return _back_to_the_list(slug, filtered, request.POST.get("kind"))
    ticked = [int(value) for value in request.POST.getlist("person")[:ROWS] if value.isdecimal() and len(value) < 19]
    people = shown if form.cleaned_data["whom"] == "shown" else roster.filter(pk__in=ticked)
    try:
        made = actions.begin_errand(
            association=association,
            kind=form.cleaned_data["kind"],
            people=people.order_by().values_list("pk", flat=True),
            by=request.person,
        )
    except actions.Refused as refused:
        messages.warning(request, str(refused))
        return _back_to_the_list(slug, filtered, form.cleaned_data["kind"])
    return redirect("roster:errand", slug, made.code)


def _form(request, found):
    """What an errand of this kind asks, with what was said so far."""
    kind, given = found.kind, found.given or {}
    extra = {}
    if kind in (ErrandKind.INVITE, ErrandKind.GRANT, ErrandKind.END):
        extra["roles"] = grantable(request.person, found.association)
    if kind == ErrandKind.MEMBERSHIP and not given:
        bought = period_bought_on(found.association, clock.today(found.association.time_zone))
        given = {"valid_from": bought.first, "valid_until": bought.last} if bought else {}
    return ERRAND_FORMS[kind](request.POST or None, initial=given, **extra)


def _stored(cleaned: dict) -> dict:
    """As JSON: days in ISO."""
    return {name: value.isoformat() if isinstance(value, datetime.date) else value for name, value in cleaned.items()}


@get_or_post
@person_required
def errand(request, slug, code):
    """Its form first, or again with ``?change=1``; then whom it happens to and whom not; then how far it is."""
    found = _errand(request, slug, code)
    asked = found.kind != ErrandKind.REMIND
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_errand(errand=found, given=_stored(form.cleaned_data), by=request.person)
        except actions.Refused as refused:
            messages.warning(request, str(refused))
        return redirect("roster:errand", slug, code)
    filling = found.state == ErrandState.DRAFT and asked
    if filling and (found.given is None or request.method == "POST" or "change" in request.GET):
        context = {"association": found.association, "errand": found, "form": form, "steps": errand_steps(found, 1)}
        return render(request, "endorsement/roster/errand_form.html", context)
    out = request.GET.get("show") == "out"
    page = Paginator(queries.errand_people(found, left_out=out), ROWS).get_page(request.GET.get("page"))
    context = {
        "association": found.association,
        "errand": found,
        "asked": asked,
        "steps": errand_steps(found, 2),
        "words": errand_words(found),
        "out": out,
        "tabs": [
            {"label": _("It happens to"), "url": request.path, "active": not out, "count": found.happens},
            {"label": _("Left out"), "url": f"{request.path}?show=out", "active": out, "count": found.left_out},
        ],
        "page": page,
        "rows": errand_rows(found, page),
        "busy": found.state == ErrandState.RUNNING,
        "finished": found.people.filter(done=True).count() if found.state == ErrandState.RUNNING else 0,
    }
    part = "_errand.html" if request.headers.get("HX-Request") else "errand.html"
    return render(request, f"endorsement/roster/{part}", context)


@require_POST
@person_required
def do(request, slug, code):
    found = _errand(request, slug, code)
    try:
        actions.do_errand(errand=found, by=request.person)
    except actions.Changed as changed:
        actions.fill_errand(errand=found, given=found.given, by=request.person)
        messages.warning(request, str(changed))
    except (actions.Refused, MoveGone) as refused:
        messages.warning(request, str(refused))
    return redirect("roster:errand", slug, code)


@require_POST
@person_required
def discard(request, slug, code):
    found = _errand(request, slug, code)
    try:
        actions.discard_errand(errand=found, by=request.person)
    except MoveGone as gone:
        messages.warning(request, str(gone))
        return redirect("roster:errand", slug, code)
    messages.success(request, _("Discarded. Nothing was done."))
    return redirect("roster:list", slug)
