"""An association's policy: what holds, what is to come, what held; and settling one, previewed before it applies."""

import datetime
import itertools

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import person_required
from associations.directory.queries import configurable_by
from associations.policy.models import Policy
from associations.settling import actions, hooks, presenters, queries
from associations.settling.elsewhere import elsewhere
from associations.settling.forms import FORMS, initial_of
from common import clock


def _association(request, slug):
    return get_object_or_404(configurable_by(request.person), slug=slug)


@require_safe
@person_required
def overview(request, slug):
    association = _association(request, slug)
    today = clock.today(association.time_zone)
    rows = queries.history_of(association)
    past = [row for row in rows if row.valid_from <= today]
    current = past[0] if past else queries.policy_on(association, today)
    context = {
        "association": association,
        "current": current,
        "parts": presenters.parts(current),
        "groups": elsewhere(association, today),
        "coming": [
            {"policy": row, "changes": presenters.changes(before, row)}
            for row, before in zip(rows, [*rows[1:], current], strict=True)
            if row.valid_from > today
        ][::-1],
        "earlier": [
            {"policy": row, "until": later.valid_from, "changes": presenters.changes(row, later)}
            for later, row in itertools.pairwise(past)
        ],
    }
    return render(request, "associations/settling/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def change(request, slug, part):
    """The form of one part, then what it would change, then the change itself."""
    if part not in FORMS:
        raise Http404
    association = _association(request, slug)
    today = clock.today(association.time_zone)
    current = queries.policy_on(association, today)
    tomorrow = today + datetime.timedelta(days=1)
    form = FORMS[part](request.POST or None, initial=initial_of(current, part) | {"valid_from": tomorrow})
    if request.method == "POST" and form.is_valid() and "edit" not in request.POST:
        try:
            answer = (
                _apply(request, association, form)
                if "apply" in request.POST
                else _preview(request, association, part, form)
            )
        except actions.Refused as refused:
            form.add_error("valid_from", str(refused))
        else:
            if answer:
                return answer
            form.add_error(None, _("This is what holds on that day already: nothing would change."))
    context = {"association": association, "form": form, "part": presenters.PARTS[part]}
    return render(request, "associations/settling/change.html", context)


def _apply(request, association, form):
    actions.settle(
        association=association, valid_from=form.cleaned_data["valid_from"], by=request.person, **form.settings()
    )
    messages.success(request, _("The policy is settled."))
    return redirect("settling:overview", association.slug)


def _preview(request, association, part, form):
    """What would change on that day, for settings and running work; None where nothing would. Raises Refused."""
    day = form.cleaned_data["valid_from"]
    actions.require_to_come(association, day)
    before = queries.policy_on(association, day)
    if not actions.differs(before, form.settings()):
        return None
    after = Policy(association=association, valid_from=day)
    for name in actions.SETTINGS:
        setattr(after, name, form.settings().get(name, getattr(before, name)))
    context = {
        "association": association,
        "part": part,
        "day": day,
        "typed": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
        "changes": presenters.changes(before, after),
        "effects": [sentence for effect in hooks.effects for sentence in effect(association, before, after)],
        "later": [row for row in reversed(queries.history_of(association)) if row.valid_from > day],
    }
    return render(request, "associations/settling/preview.html", context)


@require_POST
@person_required
def take_back(request, slug, pk):
    association = _association(request, slug)
    policy = get_object_or_404(Policy, pk=pk, association=association)
    try:
        actions.take_back(policy=policy, by=request.person)
    except actions.Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Taken back: it will not begin."))
    return redirect("settling:overview", slug)
