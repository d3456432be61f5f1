"""The person's own membership of WAIMH: noted by them, beside what their associations keep."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import person_required
from endorsement.portfolio import actions
from endorsement.portfolio.forms import MembershipForm
from endorsement.portfolio.memberships import rows_of
from endorsement.portfolio.models import WaimhMembership


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def memberships(request):
    """All memberships of the person, and the form of a further one of WAIMH."""
    form = MembershipForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _noted(request, form):
        return redirect(_next(request))
    context = {"form": form, "rows": rows_of(request.person), "next": request.POST.get("next", _asked_next(request))}
    return render(request, "endorsement/portfolio/memberships.html", context, status=422 if form.errors else 200)


def _asked_next(request) -> str:
    return request.GET.get("next", "")


def _next(request) -> str:
    """Back to where the person came from, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else reverse("portfolio:memberships")


def _noted(request, form, code="") -> bool:
    try:
        actions.note_membership(by=request.person, code=code, **form.cleaned_data)
    except actions.AlreadyNoted as sentence:
        form.add_error("started_on", str(sentence))
        return False
    except actions.TooMany as sentence:
        form.add_error(None, str(sentence))
        return False
    except actions.NotYours:
        raise Http404 from None
    messages.success(request, _("Your membership of WAIMH is noted."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def membership(request, code):
    """One membership of WAIMH: changed, or from here removed."""
    row = get_object_or_404(WaimhMembership, person=request.person, code=code)
    stored = {
        "started_on": row.started_on.isoformat(),
        "ended_on": row.ended_on.isoformat() if row.ended_on else "",
    }
    form = MembershipForm(request.POST) if request.method == "POST" else MembershipForm(initial=stored)
    if form.is_bound and form.is_valid() and _noted(request, form, code):
        return redirect("portfolio:memberships")
    context = {"form": form, "row": row}
    return render(request, "endorsement/portfolio/membership.html", context, status=422 if form.errors else 200)


@require_POST
@person_required
def remove_membership(request, code):
    """Takes it out of the portfolio."""
    get_object_or_404(WaimhMembership, person=request.person, code=code)
    actions.remove_membership(by=request.person, code=code)
    messages.success(request, _("The membership of WAIMH is removed."))
    return redirect("portfolio:memberships")
