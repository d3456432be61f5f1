"""The rating form, opened by a link and without an account.

GET never changes anything: mail scanners open links before people do. The secret in the address is the permission and
no cookie is, so forged requests from other sites have nothing to ride on: these views need no CSRF token, and the form
goes on working where cookies are refused and with the referrer switched off.
"""

from functools import wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from associations.policy.queries import policy_on
from common import clock
from common.drafts.actions import StaleVersion
from endorsement.references import presenters, queries
from endorsement.references.actions import rating as actions
from endorsement.references.actions.links import LinkGone
from endorsement.references.enums import ReferenceState
from endorsement.references.forms import DeclineForm, RatingForm, initial_of
from endorsement.references.workflow import WAITING


def _by_link(view):
    """Finds the reference of the link, or says in words why it does not work: 404 unknown, 410 no longer."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def opened(request, token):
        found = queries.by_token(token)
        if found is None:
            response = render(request, "endorsement/references/link_unknown.html", status=404)
        elif not found.usable:
            response = _gone(request, found.reference)
        else:
            try:
                response = view(request, token, found.reference)
            except LinkGone as gone:
                response = _gone(request, gone.reference)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


def _gone(request, reference):
    """Who comes too late learns what became of it. An ended link says nothing about the reference itself."""
    state = reference.state
    if state in WAITING and reference.expires_at > clock.now():
        state = "ended"
    elif state in WAITING:
        state = ReferenceState.EXPIRED
    return render(
        request, "endorsement/references/link_gone.html", {"reference": reference, "state": state}, status=410
    )


def _number(request, name) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _context(reference, form, *, version, stale=False, decline_form=None):
    policy = policy_on(reference.association, clock.today(reference.association.time_zone))
    chosen = [form[name].value() for name in form.fields if name.startswith("item_")]
    tone, hint = presenters.not_enough_hint(sum(1 for value in chosen if value == "nei"))
    return {
        "reference": reference,
        "form": form,
        "version": version,
        "item_set_id": form.item_set.pk or 0,
        "placeholders": form.item_set.is_placeholder,
        "confidentiality": presenters.confidentiality(reference, policy),
        "roles": presenters.role_words(reference),
        "hint_tone": tone,
        "hint": hint,
        "stale": stale,
        "decline_form": decline_form or DeclineForm(),
        "tz": reference.association.time_zone,
    }


def _posted(request, reference, *, draft):
    """``(form, version, item set id)`` of what was posted. ``keep`` is the version the rater chose to write over."""
    rating = queries.rating_of(reference)
    item_set_id = _number(request, "items")
    item_set = rating.item_set if rating else queries.shown_items(reference, item_set_id)
    version = _number(request, "keep")
    if version is None:
        version = _number(request, "version") or 0
    return RatingForm(request.POST, item_set=item_set, draft=draft), version, item_set_id


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def rate(request, token, reference):
    if request.method == "POST":
        return _send(request, token, reference)
    rating = queries.rating_of(reference)
    if rating:
        form = RatingForm(initial=initial_of(rating), item_set=rating.item_set)
    else:
        form = RatingForm(item_set=queries.items_for(reference.association))
    context = _context(reference, form, version=rating.version if rating else 0) | {"token": token, "rating": rating}
    return render(request, "endorsement/references/rate.html", context)


def _send(request, token, reference):
    form, version, item_set_id = _posted(request, reference, draft=False)
    stale = False
    if form.is_valid():
        try:
            actions.send_rating(token=token, version=version, changes=form.changes, item_set_id=item_set_id)
            return redirect("references:thanks", token=token)
        except StaleVersion as conflict:
            stale, version = True, conflict.current.version
    context = _context(reference, form, version=version, stale=stale) | {"token": token}
    return render(request, "endorsement/references/rate.html", context, status=409 if stale else 200)


@require_POST
@_by_link
def save(request, token, reference):
    """As it is typed. Answers with the next version and the hint about "not enough information"."""
    form, version, item_set_id = _posted(request, reference, draft=True)
    if not form.is_valid():
        return render(request, "endorsement/references/not_saved.html", {"form": form}, status=422)
    try:
        rating = actions.save_draft(token=token, version=version, changes=form.changes, item_set_id=item_set_id)
    except StaleVersion as conflict:
        context = {"token": token, "version": conflict.current.version}
        response = render(request, "endorsement/references/conflict.html", context, status=409)
        response["HX-Retarget"] = "#rating-conflict"
        response["HX-Reswap"] = "innerHTML"
        return response
    tone, hint = presenters.not_enough_hint(queries.not_enough_information(rating.answers))
    context = {"rating": rating, "hint_tone": tone, "hint": hint}
    return render(request, "endorsement/references/saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_by_link
def decline(request, token, reference):
    """Ends the link. Who opens the address without posting finds the form for it on the rating's page."""
    if request.method != "POST":
        return redirect(f"{reverse('references:rate', args=[token])}#decline")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        item_set = queries.items_for(reference.association)
        context = _context(reference, RatingForm(item_set=item_set), version=0, decline_form=form) | {"token": token}
        return render(request, "endorsement/references/rate.html", context)
    actions.decline(token=token, reason=form.cleaned_data["reason"])
    return redirect("references:thanks", token=token)


@require_safe
@never_cache
def thanks(request, token):
    """After sending or declining. Shows nothing of the rating."""
    found = queries.by_token(token)
    if found is None or found.reference.state not in (ReferenceState.DONE, ReferenceState.DECLINED):
        raise Http404
    response = render(request, "endorsement/references/thanks.html", {"reference": found.reference})
    response["Referrer-Policy"] = "no-referrer"
    return response
