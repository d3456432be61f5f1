"""Sponsors: who pays for others, for whom, and what is left of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_tables2 import RequestConfig

from accounts.access import person_required
from associations.fees import actions, money, presenters, queries
from associations.fees.forms import SponsorForm, SponsoringForm
from associations.fees.tables import DueTable, SponsorTable
from associations.fees.views.office import MOST_CHOSEN, ROWS, chosen_dues

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _association(request, slug):
    return get_object_or_404(queries.managed_by(request.person), slug=slug)


@get_or_post
@person_required
def sponsors(request, slug):
    """Every sponsor; a new one is noted here."""
    association = _association(request, slug)
    form = SponsorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.save_sponsor(association=association, by=request.person, **form.cleaned_data)
        messages.success(request, _("Noted. Now choose under Who owes what whose fees they pay."))
        return redirect("fees:sponsor", slug, made.code)
    table = SponsorTable(queries.sponsors_of(request.person, association), association=association)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "sponsors", request.person),
        "table": table,
        "form": form,
    }
    return render(request, "associations/fees/sponsors.html", context)


@get_or_post
@person_required
def sponsor(request, slug, code):
    """Whose fees a sponsor pays, what is left, and what they have paid."""
    association = _association(request, slug)
    one = get_object_or_404(queries.sponsors_of(request.person, association), code=code)
    known = {"name": one.name, "email": one.email, "note": one.note}
    form = SponsorForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_sponsor(association=association, by=request.person, sponsor=one, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("fees:sponsor", slug, code)
    dues = queries.sponsored(request.person, one)
    table = DueTable(dues, choosing=False)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    open_codes = list(dues.filter(open__gt=0).values_list("code", flat=True)[:MOST_CHOSEN])
    pay_url = ""
    if open_codes:
        first, *more = open_codes
        query = f"?{urlencode([('with', other) for other in more])}" if more else ""
        pay_url = reverse("fees:record", args=[slug, first]) + query
    context = {
        "association": association,
        "sponsor": one,
        "table": table,
        "left": [money.words(total, currency) for currency, total in queries.open_amounts(dues).items()],
        "pay_url": pay_url,
        "payments": queries.payments_of(request.person, association).filter(sponsor=one),
        "form": form,
    }
    return render(request, "associations/fees/sponsor.html", context)


@get_or_post
@person_required
def sponsoring(request, slug, code):
    """Which sponsor pays the chosen fees."""
    association = _association(request, slug)
    first, chosen = chosen_dues(request, association, code)
    known = queries.sponsors_of(request.person, association)
    form = SponsoringForm(
        request.POST if request.method == "POST" else None, sponsors=known, initial={"sponsor": first.sponsor}
    )
    if request.method == "POST" and form.is_valid():
        one = form.cleaned_data["sponsor"]
        try:
            count = actions.set_sponsor(
                association=association, dues=[due.pk for due in chosen], sponsor=one, by=request.person
            )
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext("Noted for %(count)d fee.", "Noted for %(count)d fees.", count)
            messages.success(request, words % {"count": count})
            return redirect("fees:sponsor", slug, one.code) if one else redirect("fees:dues", slug)
    context = {
        "association": association,
        "form": form,
        "chosen": [presenters.due_line(due) for due in chosen],
        "known": known,
    }
    return render(request, "associations/fees/sponsoring.html", context)
