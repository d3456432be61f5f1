"""Stripe behind the interface: what is asked of it, what is understood of its answers, and which events are genuine."""

import datetime
import json

import jsonschema
import pytest

from associations.fees.providers import PROVIDERS, base
from common import clock
from tests.associations.fees import published

PROVIDER = PROVIDERS["stripe"]
KEYS = base.Keys(api=published.API_KEY, webhook=published.SECRET)
HOUR = datetime.timedelta(hours=1)


def order(**more):
    facts = {
        "reference": "ABCDEFGHJKMN",
        "amount": 2550,
        "currency": "USD",
        "title": "Connecticut: Registration",
        "language": "en",
        "expires_at": clock.now() + HOUR,
        "paid_url": "https://portal.example/paid",
        "left_url": "https://portal.example/left",
    }
    return base.Order(**facts | more)


def read(made, **more):
    body = published.body_of(made)
    return PROVIDER.read(KEYS, body, {"Stripe-Signature": published.signed(body, **more)})


@pytest.mark.parametrize(
    "thing",
    [
        published.session("ABCDEFGHJKMN"),
        published.session(status="expired", payment_status="unpaid"),
        published.charge(refunded=100),
        *(published.dispute(status) for status in ("needs_response", "won", "lost")),
    ],
    ids=lambda thing: thing["object"],
)
def test_events_are_written_as_published(thing):
    jsonschema.validate(thing, published.SCHEMAS[thing["object"]])
    jsonschema.validate(published.event("any", thing), published.SCHEMAS["event"])


@pytest.mark.parametrize(
    ("api", "webhook", "live"),
    [
        ("sk_test_12345678", "whsec_12345678", False),
        ("rk_live_12345678", "whsec_12345678", True),
        ("pk_live_12345678", "whsec_12345678", None),
        ("sk_live_12345678", "12345678", None),
        ("sk_live_1234 678", "whsec_12345678", None),
        ("", "", None),
    ],
)
def test_what_are_keys(api, webhook, live):
    assert PROVIDER.is_live(base.Keys(api, webhook)) is live


def test_keys_are_never_printed():
    assert published.API_KEY not in f"{KEYS!r} {KEYS}"


def test_the_same_number_is_the_same_payment_page(stripe):
    first = PROVIDER.open(KEYS, order())
    assert PROVIDER.open(KEYS, order()) == first
    assert first.url == f"https://checkout.stripe.com/c/pay/{first.session}"
    method, path, form, headers = stripe.asked[0]
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert headers["Idempotency-Key"] == "ABCDEFGHJKMN"
    assert form["mode"] == "payment"
    assert form["line_items[0][price_data][unit_amount]"] == "2550"
    assert form["line_items[0][price_data][currency]"] == "usd"
    assert form["success_url"] == "https://portal.example/paid"
    assert "customer_email" not in form


def test_asking_ending_and_listing(stripe, settings):
    opened = [PROVIDER.open(KEYS, order(reference=f"NUMBER{number}")) for number in range(3)]
    stripe.pay(opened[0].session, refunded=50)
    paid = PROVIDER.ask(KEYS, opened[0].session)
    assert (paid.state, paid.amount, paid.currency, paid.refunded) == (base.PAID, 2550, "USD", 50)
    assert (paid.reference, paid.intent) == ("NUMBER0", f"pi_{opened[0].session}")
    assert PROVIDER.ask(KEYS, opened[1].session).state == base.OPEN
    assert PROVIDER.close(KEYS, opened[1].session).state == base.EXPIRED
    assert PROVIDER.close(KEYS, opened[0].session).state == base.PAID
    states = [said.state for said in PROVIDER.since(KEYS, clock.now() - HOUR)]
    assert states == [base.PAID, base.EXPIRED, base.OPEN]
    settings.PORTAL_URL = "https://another-portal.example"
    assert [said.reference for said in PROVIDER.since(KEYS, clock.now() - HOUR)] == ["", "", ""]


@pytest.mark.parametrize(
    ("payment_status", "intent_status", "state"),
    [
        ("unpaid", "processing", base.PROCESSING),
        ("unpaid", "requires_payment_method", base.FAILED),
        ("unpaid", "canceled", base.FAILED),
        ("no_payment_required", "succeeded", base.PAID),
    ],
)
def test_a_bank_debit_on_its_way(stripe, payment_status, intent_status, state):
    opened = PROVIDER.open(KEYS, order())
    stripe.pay(opened.session, payment_status=payment_status, intent_status=intent_status)
    assert PROVIDER.ask(KEYS, opened.session).state == state


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((500, {}), base.NotNow),
        ((409, {}), base.NotNow),
        ((429, {}), base.NotNow),
        ((200, b"no json"), base.NotNow),
        ((200, []), base.NotNow),
        ((200, {"id": "cs_1"}), base.NotNow),
        ((400, {"error": {"type": "invalid_request_error", "code": "amount_too_small"}}), base.Declined),
        ((402, b"no json"), base.Declined),
        ((403, []), base.Declined),
    ],
)
def test_answers_that_are_none(stripe, answer, fault):
    stripe.fails.append(answer)
    with pytest.raises(fault) as raised:
        PROVIDER.open(KEYS, order())
    assert published.API_KEY not in str(raised.value)


def test_what_is_asked_about_may_be_answered_badly(stripe):
    stripe.fails.append((200, {"id": "cs_1"}))
    with pytest.raises(base.NotNow):
        PROVIDER.ask(KEYS, "cs_1")
    with pytest.raises(base.Declined, match="resource_missing"):
        PROVIDER.ask(KEYS, "cs_unknown")


def test_nobody_answers(settings):
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    with pytest.raises(base.NotNow):
        PROVIDER.ask(KEYS, "cs_1")


def test_a_list_without_end_is_given_up(stripe, monkeypatch):
    monkeypatch.setattr("associations.fees.providers.stripe.MOST_PAGES", 1)
    for number in range(3):
        PROVIDER.open(KEYS, order(reference=f"NUMBER{number}"))
    with pytest.raises(base.NotNow, match="more payment pages"):
        list(PROVIDER.since(KEYS, clock.now() - HOUR))


def test_the_signature_is_stripes_own(time_machine):
    """Signed by the official package (stripe 16.1) for this body, secret and second."""
    time_machine.move_to(datetime.datetime.fromtimestamp(1_700_000_000, datetime.UTC))
    header = "t=1700000000,v1=6b14bbffeac4178ea42fe7d9d36757679ca27b7b5913bfd715d3168f4c938bdc"
    assert published.signed(b'{"id": "evt_1"}') == header
    with pytest.raises(base.NotGenuine, match="no event"):
        PROVIDER.read(KEYS, b'{"id": "evt_1"}', {"Stripe-Signature": header})


@pytest.mark.parametrize(
    "header",
    ["", "t=1", "v1=abc", "t=x,v1=abc", "t=1,t=2,v1=abc", "t=²,v1=abc", "nonsense", "t=1700000000,v0=abc", ",,,==="],
)
def test_headers_that_are_no_signature(header):
    with pytest.raises(base.NotGenuine):
        PROVIDER.read(KEYS, b"{}", {"Stripe-Signature": header})


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_was_signed_long_ago_or_later_is_refused(seconds):
    with pytest.raises(base.NotGenuine, match="too long ago"):
        read(published.event("any", {}), at=published.now() + seconds)


def test_another_secret_and_a_changed_body_are_refused():
    body = published.body_of(published.event("any", {}))
    for given, secret in ((body, "whsec_another"), (body + b" ", published.SECRET)):
        header = published.signed(body, secret=secret)
        with pytest.raises(base.NotGenuine, match="another signature"):
            PROVIDER.read(KEYS, given, {"Stripe-Signature": header})


def test_two_signatures_while_a_secret_is_replaced():
    body = published.body_of(published.event("any", {}))
    header = published.signed(body) + ",v1=" + "0" * 64
    assert PROVIDER.read(KEYS, body, {"Stripe-Signature": header}).kind == "any"


@pytest.mark.parametrize("thing", [None, [], "cs_1", {"id": "cs_1", "metadata": "x"}])
def test_an_event_about_no_session_is_refused_like_a_forged_one(thing):
    with pytest.raises(base.NotGenuine, match="no event"):
        read(published.event("checkout.session.completed", thing))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b'{"id": 1}', b'{"id":"e","created":1e400,"type":"t","data":{"object":{}}}', b"\xff"]
)
def test_bodies_that_are_no_event(body):
    with pytest.raises(base.NotGenuine, match="no event"):
        PROVIDER.read(KEYS, body, {"Stripe-Signature": published.signed(body)})


def test_what_events_say():
    paid = published.session("ABCDEFGHJKMN")
    waits = published.session("ABCDEFGHJKMN", payment_status="unpaid")
    ended = published.session("ABCDEFGHJKMN", status="expired", payment_status="unpaid")
    told = [
        read(published.event(f"checkout.session.{kind}", thing)).said
        for kind, thing in (
            ("completed", paid),
            ("completed", waits),
            ("async_payment_succeeded", paid),
            ("async_payment_failed", waits),
            ("expired", ended),
        )
    ]
    assert [said.state for said in told] == [base.PAID, base.PROCESSING, base.PAID, base.FAILED, base.EXPIRED]
    assert (told[0].session, told[0].reference, told[0].amount) == ("cs_test_1", "ABCDEFGHJKMN", 2500)
    back = read(published.event("charge.refunded", published.charge(refunded=700))).said
    assert (back.intent, back.refunded, back.state) == ("pi_test_1", 700, "")
    disputed = read(published.event("charge.dispute.closed", published.dispute("lost"))).said
    assert (disputed.intent, disputed.dispute) == ("pi_test_1", "lost")
    unknown = read(published.event("customer.created", {"object": "customer"}, live=True))
    assert (unknown.said, unknown.live, unknown.kind) == (None, True, "customer.created")
    assert "Pia" not in json.dumps(vars(told[0]), default=str)
    assert read(published.event("checkout.session.completed", published.session())).said.reference == ""
