"""The office's fees: who owes what, payments for one or for a cohort, the schedule."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from accounts.access import person_required, require
from associations.fees import actions, documents, money, presenters, queries
from associations.fees.filters import DueFilter
from associations.fees.forms import ChargeForm, PaymentForm, TakeBackForm
from associations.fees.models import Due, Payment
from associations.fees.tables import DueTable, PaymentTable
from associations.fees.views.own import pdf
from associations.people.queries import people_of
from common.ids import clean_code
from competencies.standard.models import Category

ROWS = 50
MOST_CHOSEN = 100
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _association(request, slug):
    return get_object_or_404(queries.managed_by(request.person), slug=slug)


def _codes(request, name) -> list[str]:
    return [clean_code(code) for code in request.GET.getlist(name)[:MOST_CHOSEN]]


@require_safe
@person_required
def dues(request, slug):
    association = _association(request, slug)
    rows = queries.of_office(request.person, association)
    if chosen := _codes(request, "due"):
        first, *more = chosen
        if rows.filter(code=first).exists():
            query = f"?{urlencode([('with', code) for code in more])}" if more else ""
            route = "fees:sponsoring" if "sponsor" in request.GET else "fees:record"
            return redirect(reverse(route, args=[slug, first]) + query)
    found = DueFilter(request.GET, queryset=rows)
    table = DueTable(found.qs)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    left = [money.words(total, currency) for currency, total in queries.open_amounts(found.qs).items()]
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "dues", request.person),
        "filter": found,
        "table": table,
        "left": left,
    }
    return render(request, "associations/fees/dues.html", context)


def chosen_dues(request, association, code) -> tuple[Due, list[Due]]:
    """The due of that code, and with it those that ``with`` names, the oldest first: as far as they are open."""
    rows = queries.of_office(request.person, association)
    first = get_object_or_404(rows, code=code)
    more = list(rows.filter(code__in=_codes(request, "with")).exclude(pk=first.pk))
    return first, sorted((due for due in [first, *more] if due.open > 0), key=lambda due: (due.owed_since, due.pk))


@get_or_post
@person_required
def record(request, slug, code):
    """One payment: for the due of the address, and for all that ``with`` names (a sponsor's cohort)."""
    association = _association(request, slug)
    first, chosen = chosen_dues(request, association, code)
    sponsors = {due.sponsor for due in chosen}
    form = PaymentForm(
        request.POST or None,
        dues=chosen,
        zone=association.time_zone,
        sponsor=sponsors.pop() if len(sponsors) == 1 else None,
    )
    if request.method == "POST" and "spread" in request.POST and len(chosen) > 1:
        form.spread()
    elif request.method == "POST" and form.is_valid():
        try:
            made = actions.record_payment(association=association, by=request.person, **form.facts())
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded: %(amount)s.") % {"amount": money.words(made.amount, made.currency)})
            return redirect("fees:payment", slug, made.code)
    context = {"association": association, "form": form, "chosen": chosen, "first": first}
    return render(request, "associations/fees/record.html", context)


@require_safe
@person_required
def payments(request, slug):
    association = _association(request, slug)
    table = PaymentTable(queries.payments_of(request.person, association), association=association)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "payments", request.person),
        "table": table,
    }
    return render(request, "associations/fees/payments.html", context)


def _payment(request, association, code) -> Payment:
    rows = queries.payments_of(request.person, association).select_related("association", "taken_back_by", "sponsor")
    return get_object_or_404(rows, code=code)


@get_or_post
@person_required
def payment(request, slug, code):
    """What was paid for whom; a mistake is taken back with a reason."""
    association = _association(request, slug)
    one = _payment(request, association, code)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(payment=one, by=request.person, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The payment is taken back: its fees are to be paid again."))
            return redirect("fees:payment", slug, code)
    context = {
        "association": association,
        "payment": one,
        "total": money.words(one.amount, one.currency),
        "shares": [(share, money.words(share.amount, one.currency)) for share in queries.shares_of(one)],
        "form": form,
    }
    return render(request, "associations/fees/payment.html", context)


@require_safe
@person_required
def receipt(request, slug, code):
    """The whole receipt, for the payer of a cohort too."""
    one = _payment(request, _association(request, slug), code)
    require(one.taken_back_at is None)
    return pdf(one, documents.receipt_pdf(one))


@get_or_post
@person_required
def charge(request, slug, public_id):
    """A fee added by hand: an exam, a renewal, a late fee."""
    association = _association(request, slug)
    whom = get_object_or_404(people_of(association).exclude(pk=request.person.pk), public_id=public_id)
    categories = Category.objects.filter(track__in=[*(association.tracks or ["infant"]), "both"])
    form = ChargeForm(request.POST or None, categories=categories, currency=association.currency)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        origin = f"typed:{facts.pop('once')}"
        actions.charge(
            person=whom,
            association=association,
            currency=association.currency,
            origin=origin,
            by=request.person,
            **facts,
        )
        messages.success(request, _("Added to what %(name)s owes.") % {"name": whom.name})
        return redirect("fees:dues", slug)
    return render(request, "associations/fees/charge.html", {"association": association, "whom": whom, "form": form})
