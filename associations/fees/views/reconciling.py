"""The provider beside our books, and the keys to it: for administrators and Alliance staff."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required
from associations.fees import actions, presenters, queries
from associations.fees.forms import KeysForm, MendForm
from associations.fees.providers import PROVIDERS
from associations.fees.tables import DifferenceTable, difference_rows
from common import clock
from common.audit.actions import note_access
from common.sheets import csv_text

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _association(request, slug):
    return get_object_or_404(queries.configurable_by(request.person), slug=slug)


@require_safe
@person_required
def differences(request, slug):
    """Where the two part: what waits first, then what was mended."""
    association = _association(request, slug)
    table = DifferenceTable(queries.differences_of(request.person, association), association=association)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "differences", request.person),
        "table": table,
        "account": queries.account_of(association),
        "waiting": queries.open_differences(request.person, association),
    }
    return render(request, "associations/fees/differences.html", context)


@require_safe
@person_required
def differences_csv(request, slug):
    """The list as a file; that it was taken out is noted, since it names people."""
    association = _association(request, slug)
    head, rows = difference_rows(queries.differences_of(request.person, association), association)
    note_access(by=request.person, action="export", about=f"association:{association.pk}", scope=association.slug)
    response = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="reconciliation-{association.slug}.csv"'
    return response


@require_POST
@person_required
def compare(request, slug):
    """Has everything compared now, by a job: once a minute."""
    association = _association(request, slug)
    account = queries.account_of(association)
    if account is None:
        messages.warning(request, _("There is nothing to compare with: nobody pays online here."))
    else:
        actions.request_comparison(account=account, key=clock.now().isoformat(timespec="minutes"))
        messages.success(request, _("The comparison is on its way. What differs appears on this page."))
    return redirect("fees:differences", slug)


@get_or_post
@person_required
def mend(request, slug, pk):
    """One difference: make our books say what the provider says, or leave it, with a reason."""
    association = _association(request, slug)
    one = get_object_or_404(queries.differences_of(request.person, association), pk=pk)
    form = MendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act = actions.leave if "leave" in request.POST else actions.book
        try:
            act(difference=one, reason=form.cleaned_data["reason"], by=request.person)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done, and noted with your reason."))
            return redirect("fees:differences", slug)
    context = {"association": association, "one": one, "shown": presenters.difference_view(one), "form": form}
    return render(request, "associations/fees/mend.html", context)


@get_or_post
@person_required
def keys(request, slug):
    """The keys at the provider: set, replaced, never shown."""
    association = _association(request, slug)
    account = queries.account_of(association)
    form = KeysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_keys(association=association, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. The keys are sealed and not shown again."))
            return redirect("fees:keys", slug)
    provider = PROVIDERS["stripe"]
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "keys", request.person),
        "account": account,
        "provider": provider,
        "webhook_url": settings.PORTAL_URL + reverse("fees:webhook", args=[provider.key, association.slug]),
        "last": queries.last_event(account) if account else None,
        "form": form,
    }
    return render(request, "associations/fees/keys.html", context)


@require_POST
@person_required
def switch_off(request, slug):
    association = _association(request, slug)
    actions.switch_off(association=association, by=request.person)
    messages.success(request, _("Nobody can begin to pay online any more. What is under way is still noted."))
    return redirect("fees:keys", slug)
