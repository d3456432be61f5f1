"""Stripe Checkout, spoken to directly: four calls and one signature.

The official package would bring 31 MB for these (version 16.1). Sources: docs.stripe.com/api/checkout/sessions,
/api/idempotent_requests, /webhooks (signatures) and the published OpenAPI description.
"""

import base64
import datetime
import hashlib
import hmac
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings

from associations.fees.providers import base
from common import clock

VERSION = "2025-03-31.basil"
"""What the answers look like; events have the version of their endpoint, and the fields read here are the same."""

TOLERANCE = 300
"""Seconds by which a signature may be older or newer than now; what Stripe's own libraries allow."""

TIMEOUT = 15
PAGE = 100
MOST_PAGES = 100
LONGEST_TITLE = 250

_KEY = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9]{8,255}")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{8,255}")
_EXPAND = "payment_intent.latest_charge"
_FAILED_INTENTS = ("requires_payment_method", "canceled")


class Stripe:
    """See ``base.Provider``."""

    key = "stripe"
    label = "Stripe"
    kinds = (
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    )
    closed_disputes = frozenset({"won", "warning_closed", "prevented"})
    lost_disputes = frozenset({"lost"})

    def is_live(self, keys):
        known = _KEY.fullmatch(keys.api)
        return known[1] == "live" if known and _SECRET.fullmatch(keys.webhook) else None

    def open(self, keys, order):
        price = {
            "currency": order.currency.lower(),
            "unit_amount": order.amount,
            "product_data": {"name": order.title[:LONGEST_TITLE]},
        }
        mark = {"portal": settings.PORTAL_URL, "reference": order.reference}
        asked = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": order.reference,
            "metadata": mark,
            "payment_intent_data": {"metadata": mark},
            "success_url": order.paid_url,
            "cancel_url": order.left_url,
            "expires_at": int(order.expires_at.timestamp()),
            "locale": order.language if order.language in ("en", "es") else "auto",
        }
        made = _call(keys, "POST", "/v1/checkout/sessions", asked, idempotency_key=order.reference)
        if not made.get("id") or not made.get("url"):
            raise base.NotNow("no session in the answer")
        return base.Opened(session=made["id"], url=made["url"])

    def ask(self, keys, session):
        return _heard(_call(keys, "GET", f"/v1/checkout/sessions/{session}", {"expand": [_EXPAND]}))

    def close(self, keys, session):
        # Declined: it is no longer open, somebody was quicker. What it is now decides.
        with suppress(base.Declined):
            _call(keys, "POST", f"/v1/checkout/sessions/{session}/expire", {})
        return self.ask(keys, session)

    def since(self, keys, moment) -> Iterator[base.Said]:
        wanted = {"created": {"gte": int(moment.timestamp())}, "limit": PAGE, "expand": [f"data.{_EXPAND}"]}
        for _page in range(MOST_PAGES):
            answer = _call(keys, "GET", "/v1/checkout/sessions", wanted)
            rows = answer.get("data") or []
            yield from map(_heard, rows)
            if not answer.get("has_more") or not rows:
                return
            wanted |= {"starting_after": rows[-1]["id"]}
        raise base.NotNow("more payment pages than are read at once")

    def read(self, keys, body, headers):
        _verify(body, headers.get("Stripe-Signature", ""), keys.webhook)
        try:
            event = json.loads(body)
            created_at = _moment(event["created"])
            kind, thing = event["type"], event["data"]["object"]
            said = self._said(kind, thing, created_at) if kind in self.kinds else None
            return base.Event(
                id=str(event["id"])[:255],
                kind=str(kind)[:100],
                created_at=created_at,
                live=event["livemode"],
                said=said,
            )
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise base.NotGenuine(f"no event: {type(error).__name__}") from error

    def _said(self, kind, thing, at):
        if kind.startswith("checkout.session."):
            said = _session(thing, at)
            return base.Said(**vars(said) | {"state": base.FAILED}) if kind.endswith("payment_failed") else said
        if kind == "charge.refunded":
            return base.Said(at=at, intent=_id(thing["payment_intent"]), refunded=thing["amount_refunded"])
        return base.Said(at=at, intent=_id(thing["payment_intent"]), dispute=thing["status"])


def _verify(body: bytes, header: str, secret: str) -> None:
    """The header is ``t=<seconds>,v1=<hex>``, with several ``v1`` while a secret is being replaced."""
    parts = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _sign, value in parts if name == "t" and value.isascii() and value.isdigit()]
    given = [value for name, _sign, value in parts if name == "v1"]
    if len(stamps) != 1 or not given:
        raise base.NotGenuine("no signature")
    expected = hmac.new(secret.encode(), f"{stamps[0]}.".encode() + body, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in given):
        raise base.NotGenuine("another signature")
    if abs(clock.now().timestamp() - int(stamps[0])) > TOLERANCE:
        raise base.NotGenuine("signed too long ago")


def _heard(thing: dict) -> base.Said:
    """A session as it is now. Raises NotNow where the answer is none."""
    try:
        return _session(thing, clock.now())
    except (KeyError, TypeError, AttributeError) as error:
        raise base.NotNow("no session in the answer") from error


def _session(thing: dict, at: datetime.datetime) -> base.Said:
    intent = thing.get("payment_intent")
    charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    ours = (thing.get("metadata") or {}).get("portal") == settings.PORTAL_URL
    return base.Said(
        at=at,
        session=thing["id"],
        intent=_id(intent),
        reference=(thing.get("client_reference_id") or "") if ours else "",
        state=_state(thing, intent),
        amount=thing.get("amount_total"),
        currency=(thing.get("currency") or "").upper(),
        refunded=charge.get("amount_refunded") if isinstance(charge, dict) else None,
    )


def _state(thing: dict, intent) -> str:
    if thing["payment_status"] in ("paid", "no_payment_required"):
        return base.PAID
    if thing["status"] == "expired":
        return base.EXPIRED
    if thing["status"] == "open":
        return base.OPEN
    # Complete and not paid: a bank debit under way, or one that the bank refused.
    refused = isinstance(intent, dict) and intent.get("status") in _FAILED_INTENTS
    return base.FAILED if refused else base.PROCESSING


def _id(thing) -> str:
    """An id, whether the thing was expanded or not."""
    return (thing.get("id") if isinstance(thing, dict) else thing) or ""


def _moment(seconds) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _pairs(value, name="") -> list[tuple[str, str]]:
    """Nested values as Stripe reads forms: ``a[b]``, ``a[0][b]``."""
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in _pairs(one, f"{name}[{key}]" if name else key)]
    if isinstance(value, list):
        return [pair for place, one in enumerate(value) for pair in _pairs(one, f"{name}[{place}]")]
    return [(name, str(value))]


def _call(keys, method: str, path: str, asked: dict, idempotency_key: str = "") -> dict:
    """One request. Raises NotNow where another try may help, Declined where it cannot."""
    form = urlencode(_pairs(asked))
    address = settings.STRIPE_API_URL + path
    if method == "GET":
        address, body = f"{address}?{form}", None
    else:
        body = form.encode()
    request = urllib.request.Request(address, data=body, method=method)  # noqa: S310 - the address is a setting
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{keys.api}:".encode()).decode())
    request.add_header("Stripe-Version", VERSION)
    if idempotency_key:
        request.add_header("Idempotency-Key", idempotency_key)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        raise _fault(error) from None
    except (OSError, ValueError) as error:
        # Without its cause: what a library quotes of a request may hold the key.
        raise base.NotNow(type(error).__name__) from None
    if not isinstance(found, dict):
        raise base.NotNow("no object in the answer")
    return found


def _fault(error: urllib.error.HTTPError) -> Exception:
    """409: another request with the same key is under way; 429: too many. Both pass."""
    if error.code in (409, 429) or error.code >= 500:
        return base.NotNow(f"answered {error.code}")
    try:
        said = json.load(error).get("error", {})
        words = ", ".join(str(said[name]) for name in ("type", "code", "param") if said.get(name))
    except (OSError, ValueError, AttributeError, TypeError):
        words = ""
    return base.Declined(f"answered {error.code}: {words}"[:300])
