"""Beginning to pay online. No request to the provider is made inside a transaction.

A due is in one running checkout at most (a constraint, too): a second click gets the same payment page, and what would
be another one first ends the page of before at the provider.
"""

import datetime
import logging

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.fees import queries
from associations.fees.actions.accounts import keys_of
from associations.fees.actions.checking import tell
from associations.fees.actions.paying import CLOSE, Refused
from associations.fees.enums import RUNNING, CheckoutState
from associations.fees.models import Checkout, CheckoutPart, Due, OnlineAccount
from associations.fees.providers import PROVIDERS
from associations.fees.providers.base import EXPIRED, Declined, NotNow, Opened, Order, Said
from common import clock
from common.jobs.actions import enqueue
from common.sealing import Unreadable

log = logging.getLogger("portal.fees")

OPEN_FOR = datetime.timedelta(hours=2)
# The provider asks for half an hour at least, and the request itself takes a while.
SHORTEST = datetime.timedelta(minutes=35)
ASK = "fees.ask_provider"
FIRST_ASK = datetime.timedelta(minutes=2)
TRIES = 3


def start_paying(*, person: Person, association: Association, dues: list[str], by: Person) -> Checkout:
    """A payment page for the dues of these codes, or the one that is open for them already.

    Raises Refused with a sentence where nothing can be paid, or where the provider does not answer: then nothing was
    charged, and another click goes on with the same payment page.
    """
    for _try in range(TRIES):
        checkout, stale = _begin(person=person, association=association, codes=dues, by=by)
        if checkout is not None:
            break
        for one in stale:
            _ended(one)
    else:
        raise Refused(_("A payment page for these fees is open already, in another window perhaps. Try again soon."))
    return checkout if checkout.state != CheckoutState.NEW else _open(checkout)


@transaction.atomic
def _begin(*, person, association, codes, by) -> tuple[Checkout | None, list[Checkout]]:
    """The checkout to go on with, or those that must end before another can begin."""
    account = OnlineAccount.objects.filter(association=association, active=True).first()
    if account is None:
        raise Refused(_("This association does not take payments here. Please ask it how to pay."))
    rows = Due.objects.filter(person=person, association=association, code__in=codes, sponsor__isnull=True)
    locked = [due.pk for due in rows.select_for_update(of=("self",)).order_by("pk")]
    dues = list(queries.with_paid(Due.objects.filter(pk__in=locked)).filter(open__gt=0).order_by("pk"))
    if not dues:
        raise Refused(_("Nothing is left to pay here."))
    if len({due.currency for due in dues}) > 1:
        raise Refused(_("These fees are in different currencies. Please pay them one after the other."))
    wanted = {due.pk: due.open for due in dues}
    running = list(Checkout.objects.filter(parts__due__in=locked, parts__running=True).distinct().order_by("pk"))
    if any(one.state == CheckoutState.PROCESSING for one in running):
        raise Refused(_("We are checking with the bank: a payment of these fees is under way."))
    if len(running) == 1 and _goes_on(running[0], wanted):
        return running[0], []
    if running:
        return None, running
    moment = clock.now()
    made = Checkout.objects.create(
        account=account,
        association=association,
        person=person,
        amount=sum(wanted.values()),
        currency=dues[0].currency,
        begun_at=moment,
        expires_at=moment + OPEN_FOR,
    )
    CheckoutPart.objects.bulk_create(CheckoutPart(checkout=made, due_id=pk, amount=part) for pk, part in wanted.items())
    return made, []


def _goes_on(checkout: Checkout, wanted: dict[int, int]) -> bool:
    """Whether it is for the same amounts and will live long enough."""
    parts = dict(CheckoutPart.objects.filter(checkout=checkout).values_list("due_id", "amount"))
    spare = SHORTEST if checkout.state == CheckoutState.NEW else datetime.timedelta(minutes=1)
    return parts == wanted and checkout.expires_at > clock.now() + spare


def _open(checkout: Checkout) -> Checkout:
    """Asks for the payment page; the same number twice is the same page."""
    back = settings.PORTAL_URL + reverse("fees:checkout", args=[checkout.code])
    titles = dict.fromkeys(part.due.get_kind_display() for part in checkout.parts.select_related("due").order_by("pk"))
    order = Order(
        reference=checkout.code,
        amount=checkout.amount,
        currency=checkout.currency,
        title=f"{checkout.association.name}: {', '.join(titles)}",
        language=get_language() or "",
        expires_at=checkout.expires_at,
        paid_url=f"{back}?back=paid",
        left_url=f"{back}?back=left",
    )
    try:
        opened = PROVIDERS[checkout.account.provider].open(keys_of(checkout.account), order)
    except (NotNow, Declined, Unreadable) as fault:
        log.warning("checkout %s was not opened: %s", checkout.pk, fault)
        raise Refused(
            _(
                "The payment service does not answer as it should. Nothing was charged. Please try again in a minute, "
                "or ask the association for another way to pay."
            )
        ) from fault
    return note_opened(checkout=checkout, opened=opened)


@transaction.atomic
def note_opened(*, checkout: Checkout, opened: Opened) -> Checkout:
    """Keeps the payment page, and has the provider asked later should it send no word. Twice is once.

    Raises Refused when the attempt was given up meanwhile; the page, which nobody was shown, is ended.
    """
    locked = Checkout.objects.select_for_update(of=("self",)).get(pk=checkout.pk)
    if locked.session:
        return locked
    locked.session, locked.url = opened.session, opened.url
    if locked.state == CheckoutState.NEW:
        locked.state = CheckoutState.OPEN
        enqueue(ASK, key=f"ask:{locked.code}:0", args={"checkout": locked.pk, "round": 0}, delay=FIRST_ASK)
    else:
        enqueue(CLOSE, key=f"close:{locked.code}:late", args={"checkout": locked.pk})
    locked.save(update_fields=["session", "url", "state"])
    return locked


def _ended(checkout: Checkout) -> None:
    """Ends a payment page that another shall replace. Raises Refused while the provider does not answer."""
    try:
        close(checkout)
    except (NotNow, Declined, Unreadable) as fault:
        raise Refused(
            _("The payment service does not answer as it should. Nothing was charged. Please try again in a minute.")
        ) from fault


def close(checkout: Checkout) -> None:
    """Ends a payment page at the provider and hears what became of it: what was paid before is booked.

    One that has ended by itself and that the provider does not know under the keys of today is ended here. Raises
    NotNow, Declined or Unreadable where the provider cannot be asked.
    """
    if give_up(checkout=checkout):
        return
    account, current = checkout.account, Checkout.objects.get(pk=checkout.pk)
    try:
        said = PROVIDERS[account.provider].close(keys_of(account), current.session)
    except Declined:
        if current.expires_at > clock.now():
            raise
        said = Said(at=clock.now(), state=EXPIRED)
    tell(checkout=checkout, said=said)


@transaction.atomic
def give_up(*, checkout: Checkout) -> bool:
    """Ends an attempt for which no payment page was noted. False where there is one. Twice is once."""
    locked = Checkout.objects.select_for_update(of=("self",)).get(pk=checkout.pk)
    if locked.session:
        return False
    if locked.state in RUNNING:
        locked.state = CheckoutState.EXPIRED
        locked.save(update_fields=["state"])
        CheckoutPart.objects.filter(checkout=locked).update(running=False)
    return True
