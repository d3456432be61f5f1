"""Services that take money online, each behind the same small interface (``base.Provider``)."""

from associations.fees.providers.base import Provider
from associations.fees.providers.stripe import Stripe

PROVIDERS: dict[str, Provider] = {one.key: one for one in (Stripe(),)}

__all__ = ["PROVIDERS", "Provider"]
