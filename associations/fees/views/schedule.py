"""What the association asks: everybody of the office reads it, administrators set it."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_required
from associations.fees import actions, money, presenters, queries
from associations.fees.enums import OF_A_CATEGORY, FeeKind
from associations.fees.forms import FeesForm
from common import clock
from competencies.standard.models import Category


def _in_force(association, fees, today):
    """The fee of today and those to come, each as (category, amount, day, still to come)."""
    for _key, rows in groupby(fees, key=lambda fee: fee.category_id):
        rows = list(rows)
        past = [fee for fee in rows if fee.valid_from <= today]
        for fee in past[-1:] + [fee for fee in rows if fee.valid_from > today]:
            yield {
                "category": fee.category,
                "name": association.name_of(fee.category) if fee.category else "",
                "amount": money.words(fee.amount, fee.currency) if fee.amount else _("no fee"),
                "from": fee.valid_from if fee.valid_from > today else None,
            }


@require_safe
@person_required
def schedule(request, slug):
    association = get_object_or_404(queries.managed_by(request.person), slug=slug)
    today = clock.today(association.time_zone)
    known = {kind: list(rows) for kind, rows in groupby(queries.schedule_of(association), key=lambda fee: fee.kind)}
    kinds = [
        {
            "kind": kind,
            "several": kind in OF_A_CATEGORY,
            "fees": list(_in_force(association, known.get(kind, []), today)),
        }
        for kind in FeeKind
    ]
    may_set = queries.configurable_by(request.person).filter(pk=association.pk).exists()
    context = {
        "association": association,
        "tabs": presenters.tabs(association, "schedule", request.person),
        "kinds": kinds,
        "may_set": may_set,
    }
    return render(request, "associations/fees/schedule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def change(request, slug, kind):
    association = get_object_or_404(queries.configurable_by(request.person), slug=slug)
    if kind not in FeeKind:
        raise Http404
    categories = Category.objects.filter(track__in=[*(association.tracks or ["infant"]), "both"])
    form = FeesForm(
        request.POST or None,
        kind=kind,
        categories=categories,
        association=association,
        initial={"valid_from": clock.today(association.time_zone)},
    )
    if request.method == "POST" and form.is_valid():
        actions.set_fees(
            association=association,
            kind=kind,
            amounts=form.amounts(),
            valid_from=form.cleaned_data["valid_from"],
            currency=association.currency,
            by=request.person,
        )
        messages.success(request, _("Saved. What is owed already stays as it was."))
        return redirect("fees:schedule", slug)
    context = {"association": association, "kind": FeeKind(kind), "form": form}
    return render(request, "associations/fees/change.html", context)
