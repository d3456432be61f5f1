"""What the portal asks of a service that takes money online, and what such a service says.

A provider knows no models and no names of people: it is told an amount, a title and our number.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

OPEN, PROCESSING, PAID, FAILED, EXPIRED = "open", "processing", "paid", "failed", "expired"
"""What may be said of a payment. PROCESSING: the person has done their part, the bank has not answered."""


class NotNow(Exception):
    """The service does not answer, or not sensibly: ask again later. Nothing is known to have happened."""


class Declined(Exception):
    """The service answered no: its own short code and words, never a key or a name."""


class NotGenuine(Exception):
    """An event that the service did not sign, or signed too long ago."""


@dataclass(frozen=True)
class Keys:
    """How an association is known to its provider. Never logged."""

    api: str
    webhook: str

    def __repr__(self):
        return "Keys(...)"


@dataclass(frozen=True)
class Order:
    """What is to be paid. ``reference`` is also the key under which asking twice makes one payment page."""

    reference: str
    amount: int
    currency: str
    title: str
    language: str
    expires_at: datetime.datetime
    paid_url: str
    left_url: str


@dataclass(frozen=True)
class Opened:
    """The payment page: its name at the provider and its address."""

    session: str
    url: str


@dataclass(frozen=True)
class Said:
    """What the provider says at a moment; empty or None is not said. Amounts in the currency's smallest unit.

    ``reference`` is ours, empty for what another program made. ``refunded`` is the sum of what went back; ``dispute``
    the provider's own word for where a dispute stands.
    """

    at: datetime.datetime
    session: str = ""
    intent: str = ""
    reference: str = ""
    state: str = ""
    amount: int | None = None
    currency: str = ""
    refunded: int | None = None
    dispute: str = ""


@dataclass(frozen=True)
class Event:
    """A message of the provider: its id, its kind in the provider's words, and what it says. ``said`` is None for kinds
    that the portal does not know. ``live``: real money."""

    id: str
    kind: str
    created_at: datetime.datetime
    live: bool
    said: Said | None


class Provider(Protocol):
    """Each call takes the association's keys and may raise NotNow or Declined."""

    key: str
    label: str
    kinds: tuple[str, ...]  # of events to be sent here
    closed_disputes: frozenset[str]  # the association kept its money
    lost_disputes: frozenset[str]  # the money went back

    def is_live(self, keys: Keys) -> bool | None:
        """Whether the keys move real money; None where they are no keys of this provider."""

    def open(self, keys: Keys, order: Order) -> Opened: ...

    def ask(self, keys: Keys, session: str) -> Said: ...

    def close(self, keys: Keys, session: str) -> Said:
        """Ends an open payment page; what was paid before stays paid, and is what is said."""

    def since(self, keys: Keys, moment: datetime.datetime) -> Iterator[Said]:
        """Every payment page made since, with what became of it."""

    def read(self, keys: Keys, body: bytes, headers) -> Event:
        """The event in a request. Raises NotGenuine."""
