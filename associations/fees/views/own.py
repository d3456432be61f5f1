"""What I owe and what I have paid."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import person_required
from associations.fees import documents, holding, money, queries
from associations.fees.models import Payment
from associations.fees.tables import state_badge
from associations.fees.words import fee_words


@require_safe
@person_required
def mine(request):
    """By association: each fee with what is left, and the receipts."""
    dues = list(queries.mine(request.person))
    holds = holding.sentences({due.association for due in dues})
    payments = queries.payments_for(request.person)
    running, online = queries.running_of(request.person), queries.takes_online({due.association for due in dues})
    places = [
        {
            "association": association,
            "holds": holds[association],
            "dues": [
                {
                    "due": due,
                    "fee": fee_words(due),
                    "amount": money.words(due.amount, due.currency),
                    "left": money.words(due.open, due.currency) if due.open > 0 else "",
                    "state": state_badge(due),
                    "running": running.get(due.pk),
                }
                for due in rows
            ],
            "online": association.pk in online,
            "payments": [payment for payment in payments if payment.association_id == association.pk],
        }
        for association, rows in groupby(dues, key=lambda due: due.association)
    ]
    for place in places:
        payable = any(row["left"] and not row["running"] and not row["due"].sponsor for row in place["dues"])
        place["pay"] = place["online"] and payable
    first = next((place["association"] for place in places if place["pay"]), None)
    return render(request, "associations/fees/mine.html", {"places": places, "first": first})


@require_safe
@person_required
def receipt(request, code):
    """The receipt of a payment for one's own fees: only with one's own part."""
    rows = Payment.objects.filter(shares__due__person=request.person, taken_back_at__isnull=True).distinct()
    payment = get_object_or_404(rows.select_related("association"), code=code)
    return pdf(payment, documents.receipt_pdf(payment, request.person))


def pdf(payment, body: bytes) -> HttpResponse:
    """The receipt as a download."""
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{payment.code}.pdf"'
    return response
