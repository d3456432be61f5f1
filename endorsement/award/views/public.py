"""The registry and the verification of certificates: for everybody, without signing in."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from associations.directory.permissions import Act, refusal
from common import clock, throttle
from common.ids import clean_code, spaced
from endorsement.award import queries
from endorsement.award.forms import CodeForm, RegistryForm

PER_PAGE = 50
LOOKUPS, LOOKUP_SECONDS = 30, 60


@require_safe
def registry(request):
    """Who agreed to be listed and is validly endorsed today: name, category and association only."""
    form = RegistryForm(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    listed = queries.registry(
        association=wanted.get("association"),
        category=wanted.get("category"),
        search=wanted.get("q", ""),
        on=clock.today(),
    )
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    place = wanted.get("association")
    refused = refusal(Act.LIST, place, clock.today(place.time_zone)) if place and not page.object_list else ""
    context = {"form": form, "page": page, "refused": refused}
    return _public(render(request, "endorsement/award/registry.html", context))


@require_safe
def verify(request):
    """Where a code is typed in."""
    form = CodeForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("award:verify_code", code=spaced(form.cleaned_data["code"]))
    return _private(render(request, "endorsement/award/verify.html", {"form": form}))


@require_safe
def verify_code(request, code):
    """Whether the certificate with this code is valid."""
    if throttle.too_often(request, "verify", limit=LOOKUPS, seconds=LOOKUP_SECONDS):
        answer = render(request, "endorsement/award/verify_wait.html", status=429)
        answer["Retry-After"] = str(LOOKUP_SECONDS)
        return _private(answer)
    found = queries.verification(code)
    if found is None:
        context = {"form": CodeForm(), "code": code[:60]}
        return _private(render(request, "endorsement/award/verify_unknown.html", context, status=404))
    context = {"found": found, "code": spaced(clean_code(code))}
    return _private(render(request, "endorsement/award/verify_code.html", context))


def _public(response):
    if settings.PORTAL_DEMO:
        response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _private(response):
    """Verification is for whoever holds the paper, not for search engines and caches."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
