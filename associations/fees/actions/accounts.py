"""An association's keys at its provider: set, replaced, switched off."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.fees.actions.paying import Refused
from associations.fees.enums import RUNNING, CheckoutState
from associations.fees.models import Checkout, OnlineAccount
from associations.fees.providers import PROVIDERS
from associations.fees.providers.base import Keys
from common import clock
from common.sealing import seal, unseal

PURPOSE = "online-account"


def keys_of(account: OnlineAccount) -> Keys:
    """The keys, for a call to the provider. Raises ``common.sealing.Unreadable``."""
    return Keys(api=unseal(account.api_key, PURPOSE), webhook=unseal(account.webhook_secret, PURPOSE))


def _lock(association: Association) -> OnlineAccount | None:
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    return OnlineAccount.objects.select_for_update(of=("self",)).filter(association=association).first()


def _somebody_pays(account: OnlineAccount) -> bool:
    under_way = Q(state=CheckoutState.PROCESSING) | Q(state__in=RUNNING, expires_at__gt=clock.now())
    return Checkout.objects.filter(under_way, account=account).exists()


@transaction.atomic
def set_keys(
    *, association: Association, provider: str, api_key: str, webhook_secret: str, by: Person
) -> OnlineAccount:
    """Takes money online with these keys from now on. The same twice seals them anew and changes nothing else.

    Raises Refused for what are no keys of the provider, and while somebody is paying with the keys of before.
    """
    keys = Keys(api=api_key.strip(), webhook=webhook_secret.strip())
    live = PROVIDERS[provider].is_live(keys)
    if live is None:
        raise Refused(
            _("These are not the keys of %(provider)s: one begins with sk_ or rk_, the other with whsec_.")
            % {"provider": PROVIDERS[provider].label}
        )
    row = _lock(association) or OnlineAccount(association=association)
    if row.pk and (row.provider, row.live) != (provider, live) and _somebody_pays(row):
        raise Refused(_("Somebody is paying with the keys of before. Please try again in a few hours."))
    row.provider, row.live, row.active = provider, live, True
    row.api_key, row.webhook_secret = seal(keys.api, PURPOSE), seal(keys.webhook, PURPOSE)
    row.set_by, row.set_at = by, clock.now()
    row.save()
    return row


@transaction.atomic
def switch_off(*, association: Association, by: Person) -> OnlineAccount | None:
    """Nobody begins to pay online from now on; what is under way is still heard of. Twice is once."""
    row = _lock(association)
    if row is None or not row.active:
        return row
    row.active, row.set_by, row.set_at = False, by, clock.now()
    row.save(update_fields=["active", "set_by", "set_at"])
    return row
