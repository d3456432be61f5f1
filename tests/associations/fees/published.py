"""What Stripe publishes of its events, as far as the portal reads them, and events written to it.

The names, types and required fields are those of the published OpenAPI description (api version 2026-10-28.endive):
``event``, ``checkout.session``, ``charge`` and ``dispute``. Values are invented.
"""

import hashlib
import hmac
import itertools
import json

from django.conf import settings

from common import clock

SECRET = "whsec_testtesttesttest"
API_KEY = "sk_test_testtesttesttest"
_count = itertools.count(1)

_TEXT, _WHOLE, _YES, _LIST, _OBJECT = ({"type": one} for one in ("string", "integer", "boolean", "array", "object"))
_MAYBE_TEXT, _MAYBE_WHOLE, _MAYBE_OBJECT = ({"type": [one, "null"]} for one in ("string", "integer", "object"))
_EXPANDABLE = {"type": ["string", "object", "null"]}


def _schema(name, required, optional):
    fields = required | optional | {"object": {"const": name}}
    return {"type": "object", "required": [*required, "object"], "properties": fields}


SCHEMAS = {
    "event": _schema(
        "event",
        {"id": _TEXT, "created": _WHOLE, "data": _OBJECT, "livemode": _YES, "pending_webhooks": _WHOLE, "type": _TEXT},
        {"api_version": _MAYBE_TEXT, "request": _MAYBE_OBJECT},
    ),
    "checkout.session": _schema(
        "checkout.session",
        {
            "id": _TEXT,
            "created": _WHOLE,
            "expires_at": _WHOLE,
            "livemode": _YES,
            "mode": {"enum": ["payment", "setup", "subscription"]},
            "payment_status": {"enum": ["no_payment_required", "paid", "unpaid"]},
            "payment_method_types": _LIST,
            "automatic_tax": _OBJECT,
            "custom_fields": _LIST,
            "custom_text": _OBJECT,
            "shipping_options": _LIST,
        },
        {
            "amount_total": _MAYBE_WHOLE,
            "currency": _MAYBE_TEXT,
            "client_reference_id": _MAYBE_TEXT,
            "metadata": _MAYBE_OBJECT,
            "payment_intent": _EXPANDABLE,
            "status": {"enum": ["complete", "expired", "open", None]},
            "url": _MAYBE_TEXT,
            "customer_details": _MAYBE_OBJECT,
        },
    ),
    "charge": _schema(
        "charge",
        {
            "id": _TEXT,
            "amount": _WHOLE,
            "amount_captured": _WHOLE,
            "amount_refunded": _WHOLE,
            "billing_details": _OBJECT,
            "captured": _YES,
            "created": _WHOLE,
            "currency": _TEXT,
            "disputed": _YES,
            "livemode": _YES,
            "metadata": _OBJECT,
            "paid": _YES,
            "refunded": _YES,
            "status": {"enum": ["failed", "pending", "succeeded"]},
        },
        {"payment_intent": _EXPANDABLE},
    ),
    "dispute": _schema(
        "dispute",
        {
            "id": _TEXT,
            "amount": _WHOLE,
            "balance_transactions": _LIST,
            "charge": {"type": ["string", "object"]},
            "created": _WHOLE,
            "currency": _TEXT,
            "enhanced_eligibility_types": _LIST,
            "evidence": _OBJECT,
            "evidence_details": _OBJECT,
            "is_charge_refundable": _YES,
            "livemode": _YES,
            "metadata": _OBJECT,
            "reason": _TEXT,
            "status": {
                "enum": [
                    "appeal_needs_response",
                    "appeal_under_review",
                    "lost",
                    "needs_response",
                    "prevented",
                    "under_review",
                    "warning_closed",
                    "warning_needs_response",
                    "warning_under_review",
                    "won",
                ]
            },
        },
        {"payment_intent": _EXPANDABLE},
    ),
}


def now() -> int:
    return int(clock.now().timestamp())


def session(code="", *, name="cs_test_1", status="complete", payment_status="paid", amount=2500, **more) -> dict:
    """A Checkout Session of ours; ``code`` is the number of the checkout."""
    mark = {"portal": settings.PORTAL_URL, "reference": code} if code else {}
    return {
        "id": name,
        "object": "checkout.session",
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "status": None},
        "client_reference_id": code or None,
        "created": now(),
        "currency": "usd",
        "custom_fields": [],
        "custom_text": {},
        "customer_details": {"email": "payer@people.example", "name": "Pia Payer"},
        "expires_at": now() + 7200,
        "livemode": False,
        "metadata": mark,
        "mode": "payment",
        "payment_intent": "pi_test_1" if status == "complete" else None,
        "payment_method_types": ["card"],
        "payment_status": payment_status,
        "shipping_options": [],
        "status": status,
        "url": None,
    } | more


def charge(intent="pi_test_1", *, refunded=0, amount=2500, **more) -> dict:
    return {
        "id": "ch_test_1",
        "object": "charge",
        "amount": amount,
        "amount_captured": amount,
        "amount_refunded": refunded,
        "billing_details": {"name": "Pia Payer"},
        "captured": True,
        "created": now(),
        "currency": "usd",
        "disputed": False,
        "livemode": False,
        "metadata": {},
        "paid": True,
        "payment_intent": intent,
        "refunded": refunded == amount,
        "status": "succeeded",
    } | more


def dispute(status, intent="pi_test_1", *, amount=2500) -> dict:
    return {
        "id": "dp_test_1",
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": "ch_test_1",
        "created": now(),
        "currency": "usd",
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {"due_by": None, "has_evidence": False, "past_due": False, "submission_count": 0},
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": intent,
        "reason": "fraudulent",
        "status": status,
    }


def event(kind, thing, *, name="", live=False, created=None) -> dict:
    return {
        "id": name or f"evt_test_{next(_count)}",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": created or now(),
        "data": {"object": thing},
        "livemode": live,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def signed(body: bytes, *, secret=SECRET, at=None) -> str:
    """The header Stripe-Signature of a body."""
    stamp = now() if at is None else at
    mark = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mark}"


def body_of(made: dict) -> bytes:
    return json.dumps(made).encode()
