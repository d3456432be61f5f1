"""What is asked, owed and paid, read for pages, rules and receipts."""

import datetime
from collections.abc import Iterable

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Person
from associations.directory.models import Association
from associations.directory.queries import configurable_by
from associations.fees.enums import CheckoutState
from associations.fees.models import (
    Checkout,
    CheckoutPart,
    Difference,
    Due,
    Fee,
    OnlineAccount,
    Payment,
    ProviderEvent,
    Share,
    Sponsor,
)
from associations.people.queries import managed_by
from common import clock

__all__ = ["configurable_by", "managed_by"]


def fee_on(association: Association, kind: str, category, day: datetime.date) -> Fee | None:
    """What the association asks on ``day``: the category's own fee, else the one for all. None for no fee. One query.

    The two are compared by the day they begin: a newer fee for all does not replace a category's own.
    """
    rows = Fee.objects.filter(association=association, kind=kind, valid_from__lte=day)
    rows = rows.filter(Q(category=category) | Q(category__isnull=True)).order_by(
        F("category").asc(nulls_last=True), "-valid_from"
    )
    fee = rows.first()
    return fee if fee and fee.amount else None


def fees_on(
    association: Association, kinds: Iterable[str], categories: Iterable, day: datetime.date
) -> dict[tuple[int, str], Fee]:
    """What ``fee_on`` says for each category and kind, by ``(pk of the category, kind)``; no entry for no fee. One
    query."""
    kinds, categories = list(kinds), list(categories)
    rows = Fee.objects.filter(association=association, kind__in=kinds, valid_from__lte=day).order_by("valid_from")
    latest = {(row.category_id, row.kind): row for row in rows}
    found = {
        (one.pk, kind): latest.get((one.pk, kind)) or latest.get((None, kind)) for one in categories for kind in kinds
    }
    return {key: fee for key, fee in found.items() if fee and fee.amount}


def schedule_of(association: Association) -> list[Fee]:
    """Every fee, of any day, by kind, category and day. One query."""
    rows = Fee.objects.filter(association=association).select_related("category")
    return list(rows.order_by("kind", F("category__position").asc(nulls_first=True), "valid_from"))


def with_paid(dues: QuerySet[Due]) -> QuerySet[Due]:
    """With ``paid``: what payments that stand have given to it; and ``open``: what is left."""
    shares = Share.objects.filter(due=OuterRef("pk"), payment__taken_back_at__isnull=True)
    total = shares.order_by().values("due").annotate(total=Sum("amount")).values("total")
    paid = Coalesce(Subquery(total, output_field=BigIntegerField()), 0)
    return dues.annotate(paid=paid).annotate(open=F("amount") - F("paid"))


def mine(person: Person) -> QuerySet[Due]:
    """What a person owes or owed, what is open first, the newest first."""
    return (
        with_paid(Due.objects.filter(person=person))
        .select_related("association", "category", "sponsor")
        .order_by("association__name", "-owed_since", "-pk")
    )


def of_office(person: Person, association: Association) -> QuerySet[Due]:
    """The dues of an association that this person looks after: never their own."""
    return (
        with_paid(Due.objects.filter(association=association).exclude(person=person))
        .select_related("person", "category", "association", "sponsor")
        .order_by("-owed_since", "-pk")
    )


def open_amounts(dues: QuerySet[Due]) -> dict[str, int]:
    """What is left to pay, by currency. One query."""
    rows = dues.order_by().filter(open__gt=0).values_list("currency").annotate(total=Sum("open"))
    return dict(rows.order_by("currency"))


def payments_of(person: Person, association: Association) -> QuerySet[Payment]:
    """The payments of an association, the newest first; none that paid for this person's own dues."""
    return (
        Payment.objects.filter(association=association)
        .exclude(shares__due__person=person)
        .select_related("recorded_by")
        .order_by("-received_on", "-pk")
    )


def shares_of(payment: Payment, person: Person | None = None) -> list[Share]:
    """What a payment went to; only a person's own part when one is given."""
    rows = Share.objects.filter(payment=payment).select_related("due__person", "due__category", "due__association")
    if person is not None:
        rows = rows.filter(due__person=person)
    return list(rows.order_by("due__person__name", "due__pk"))


def payments_for(person: Person) -> list[Payment]:
    """The payments that stand and gave something to a person's dues, newest first."""
    rows = Payment.objects.filter(shares__due__person=person, taken_back_at__isnull=True).distinct()
    return list(rows.select_related("association").order_by("-received_on", "-pk"))


def account_of(association: Association) -> OnlineAccount | None:
    """How the association takes money online, switched off or not."""
    return OnlineAccount.objects.filter(association=association).select_related("set_by").first()


def takes_online(associations: Iterable[Association]) -> set[int]:
    """Ids of those where one can pay online now. One query."""
    rows = OnlineAccount.objects.filter(association__in=associations, active=True)
    return set(rows.values_list("association", flat=True))


def running_of(person: Person) -> dict[int, Checkout]:
    """The person's attempts to pay online that are under way, by the id of each due. One query.

    One that was never shown to them, or whose payment page has ended, is none; one that the bank has, is.
    """
    alive = Q(checkout__state=CheckoutState.PROCESSING) | Q(
        checkout__state=CheckoutState.OPEN, checkout__expires_at__gt=clock.now()
    )
    parts = CheckoutPart.objects.filter(alive, due__person=person, running=True).select_related("checkout")
    return {part.due_id: part.checkout for part in parts}


def checkout_for(person: Person) -> QuerySet[Checkout]:
    """The person's own attempts to pay online."""
    return Checkout.objects.filter(person=person).select_related("association", "account", "payment")


def dues_in(checkout: Checkout) -> list[CheckoutPart]:
    """What it pays."""
    return list(checkout.parts.select_related("due__category", "due__association").order_by("pk"))


def differences_of(person: Person, association: Association) -> QuerySet[Difference]:
    """Where the provider and the books of an association part: to be mended first, the newest first; never the
    person's own payments."""
    return (
        Difference.objects.filter(association=association)
        .filter(Q(checkout__isnull=True) | ~Q(checkout__person=person))
        .select_related("checkout__person", "checkout__payment", "checkout__account", "mended_by", "association")
        .order_by("mended_at", "-found_at", "-pk")
    )


def open_differences(person: Person, association: Association) -> int:
    """How many wait for somebody."""
    return differences_of(person, association).filter(mending="").count()


def last_event(account: OnlineAccount) -> ProviderEvent | None:
    """The newest message of the provider."""
    return account.events.order_by("-received_at", "-pk").first()


def sponsors_of(person: Person, association: Association) -> QuerySet[Sponsor]:
    """The association's sponsors with ``people``, how many have something open that they pay; the person's own dues
    left out."""
    mine = Q(dues__person=person)
    open_ones = with_paid(Due.objects.filter(association=association)).filter(open__gt=0).values("pk")
    return Sponsor.objects.filter(association=association).annotate(
        people=Count("dues__person", filter=Q(dues__in=open_ones) & ~mine, distinct=True)
    )


def sponsored(person: Person, sponsor: Sponsor) -> QuerySet[Due]:
    """What a sponsor pays, what is open first; never the person's own dues."""
    return of_office(person, sponsor.association).filter(sponsor=sponsor).order_by("owed_since", "pk")


def spread(total: int, dues: Iterable[Due]) -> dict[int, int]:
    """``total`` over the dues in their order, each up to what is open: id of a due -> its part. The rest stays over."""
    parts = {}
    for due in dues:
        parts[due.pk] = min(total, max(due.open, 0))
        total -= parts[due.pk]
    return parts


def personal_data(person: Person) -> dict[str, object]:
    """For "everything that is mine": what somebody owed and paid, and what they paid online. Amounts in the smallest
    unit of the currency."""
    dues, attempts = list(mine(person)), list(checkout_for(person).order_by("pk"))
    if not dues and not attempts:
        return {}
    return {
        "fees.json": {
            "owed": [
                {
                    "association": due.association.abbreviation,
                    "fee": due.kind,
                    "category": due.category.key if due.category else "",
                    "amount": due.amount,
                    "currency": due.currency,
                    "since": due.owed_since,
                    "paid": due.paid,
                    "note": due.note,
                    "sponsor": due.sponsor.name if due.sponsor else "",
                }
                for due in dues
            ],
            "online": [
                {
                    "association": one.association.abbreviation,
                    "number": one.code,
                    "amount": one.amount,
                    "currency": one.currency,
                    "state": one.state,
                    "begun_at": one.begun_at,
                }
                for one in attempts
            ],
        }
    }
