"""Paying online: choosing what, going to the provider, and what is known afterwards."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import person_required
from associations.directory.models import Association
from associations.fees import actions, money, presenters, queries
from associations.fees.forms import PayOnlineForm


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def pay(request, slug):
    """Which of one's fees at this association to pay now; then the page of the attempt."""
    association = get_object_or_404(Association, slug=slug)
    open_dues = list(queries.mine(request.person).filter(association=association, sponsor__isnull=True, open__gt=0))
    if not open_dues or not queries.takes_online([association]):
        raise Http404
    running = queries.running_of(request.person)
    form = PayOnlineForm(
        request.POST if request.method == "POST" else None, dues=[due for due in open_dues if due.pk not in running]
    )
    if request.method == "POST" and form.is_valid():
        try:
            checkout = actions.start_paying(
                person=request.person, association=association, dues=form.cleaned_data["dues"], by=request.person
            )
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("fees:checkout", checkout.code)
    context = {
        "association": association,
        "form": form,
        "running": [
            presenters.checkout_view(one) for one in {running[due.pk] for due in open_dues if due.pk in running}
        ],
    }
    return render(request, "associations/fees/pay.html", context)


@require_safe
@person_required
def checkout(request, code):
    """What is known of an attempt to pay: nobody is told that it failed unless the provider said so."""
    one = get_object_or_404(queries.checkout_for(request.person), code=code)
    context = {
        "checkout": one,
        "association": one.association,
        "amount": money.words(one.amount, one.currency),
        "shown": presenters.checkout_view(one, back=request.GET.get("back", "")),
        "parts": [(part.due, money.words(part.amount, one.currency)) for part in queries.dues_in(one)],
        "zone": one.association.time_zone,
    }
    template = "associations/fees/_checkout.html" if request.htmx else "associations/fees/checkout.html"
    return render(request, template, context)
