"""What a person sees while they pay, and what a provider is answered."""

import datetime
import logging

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

from associations.fees import actions, queries
from associations.fees.enums import CheckoutState
from associations.fees.models import Checkout, OnlineAccount, ProviderEvent
from common import clock
from common.sealing import Unreadable, seal, unseal
from tests import factories
from tests.associations.fees import published
from tests.associations.fees.makings import left, owed, pay

pytestmark = pytest.mark.django_db
CHECKING = "We are checking with the bank."


@pytest.fixture
def pia():
    return factories.person("Pia Payer")


@pytest.fixture
def due(pia, association):
    return owed(pia, association, 2500)


@pytest.fixture
def payer(signed_in, pia):
    return signed_in(pia)


@pytest.fixture
def mine(payer):
    return lambda: payer.get(reverse("fees:mine")).content.decode()


@pytest.fixture
def begun(payer, association, due, account, stripe):
    answer = payer.post(reverse("fees:pay", args=[association.slug]), {"dues": [due.code]})
    checkout = Checkout.objects.get()
    assert answer.url == reverse("fees:checkout", args=[checkout.code])
    return checkout


@pytest.fixture
def shown(payer):
    def page(checkout, back="", **headers):
        address = reverse("fees:checkout", args=[checkout.code]) + (f"?back={back}" if back else "")
        return payer.get(address, headers=headers).content.decode()

    return page


def settle(checkout, **facts):
    Checkout.objects.filter(pk=checkout.pk).update(**facts)


def test_nothing_is_offered_without_keys(payer, association, due, mine):
    assert "Pay online" not in mine()
    assert payer.get(reverse("fees:pay", args=[association.slug])).status_code == 404


def test_offered_with_keys_until_it_is_paid_or_switched_off(payer, association, due, account, mine, administrator):
    assert "Pay online" in mine()
    pay(association, {due.pk: 2500})
    assert "Pay online" not in mine()
    owed(due.person, association)
    actions.switch_off(association=association, by=administrator)
    assert "Pay online" not in mine()
    assert payer.get(reverse("fees:pay", args=[association.slug])).status_code == 404


def test_chosen_and_begun(payer, association, due, account, stripe, shown):
    address = reverse("fees:pay", args=[association.slug])
    assert "Exam: 25.00 USD" in payer.get(address).content.decode()
    assert "choose at least one fee" in payer.post(address, {}).content.decode()
    assert "a payment of it is under way" in payer.post(address, {"dues": ["0" * 12]}).content.decode()
    stripe.fails.append((500, {}))
    assert "Nothing was charged" in payer.post(address, {"dues": [due.code]}).content.decode()
    payer.post(address, {"dues": [due.code]})
    page = shown(Checkout.objects.get())
    assert "Your payment page is ready." in page
    assert "https://checkout.stripe.com/c/pay/cs_test_1" in page


def test_after_the_return_it_is_never_failed_by_itself(begun, shown, mine, payer, association):
    for back in ("paid", "paid&state=failed"):
        page = shown(begun, back)
        assert CHECKING in page
        assert "checkout.stripe.com" not in page
    assert "Nothing is paid yet." in shown(begun, "left")
    assert "Go on with the payment you began" in mine()
    assert "See this payment" in payer.get(reverse("fees:pay", args=[association.slug])).content.decode()
    settle(begun, expires_at=clock.now() - datetime.timedelta(minutes=1))
    assert CHECKING in shown(begun)
    settle(begun, state=CheckoutState.PROCESSING)
    assert CHECKING in shown(begun, "left")
    assert CHECKING in mine()


def test_the_page_looks_again_by_itself_while_it_checks(begun, shown):
    part = shown(begun, "paid", HX_Request="true")
    assert "<html" not in part
    assert 'hx-trigger="every 4s"' in part
    settle(begun, state=CheckoutState.FAILED)
    part = shown(begun, "paid", HX_Request="true")
    assert "The bank did not accept this payment." in part
    assert "hx-trigger" not in part
    settle(begun, state=CheckoutState.EXPIRED)
    assert "This payment page has ended." in shown(begun)


def test_paid_with_its_receipt(begun, due, shown, payer, mine, run_jobs, stripe):
    stripe.pay(begun.session)
    report(payer, begun.association, paid(begun))
    assert left(due) == 2500
    run_jobs()
    begun.refresh_from_db()
    page = shown(begun, "left")
    assert "Paid. Thank you." in page
    assert reverse("fees:receipt", args=[begun.payment.code]) in page
    assert "Online" not in mine() or "paid" in mine()
    settle(begun, payment=None)
    assert "Your payment arrived." in shown(begun)
    settle(begun, refunded=2500)
    assert "This payment was given back." in shown(begun)


def test_it_is_in_everything_that_is_mine(begun, due):
    given = queries.personal_data(begun.person)["fees.json"]
    assert [(one["fee"], one["amount"], one["paid"]) for one in given["owed"]] == [("exam", 2500, 0)]
    assert [(one["number"], one["state"]) for one in given["online"]] == [(begun.code, "open")]
    assert queries.personal_data(factories.person()) == {}


def test_somebody_elses_attempt_is_not_there(begun, signed_in, administrator):
    assert signed_in(administrator).get(reverse("fees:checkout", args=[begun.code])).status_code == 404


# The webhook -----------------------------------------------------------------------------------------------------


def paid(checkout):
    return published.event("checkout.session.completed", published.session(checkout.code, name=checkout.session))


def report(client, association, made, *, body=None, provider="stripe", **signing):
    body = published.body_of(made) if body is None else body
    return client.post(
        f"/payments/{provider}/{association.slug}/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": published.signed(body, **signing)},
    )


def test_kept_once_and_answered_each_time(begun, association, provider_client):
    made = paid(begun)
    assert [report(provider_client, association, made).status_code for _time in range(3)] == [200] * 3
    assert ProviderEvent.objects.count() == 1
    unknown = published.event("invoice.paid", {"object": "invoice"})
    assert report(provider_client, association, unknown).status_code == 200
    assert set(ProviderEvent.objects.values_list("kind", "state")) == {
        ("checkout.session.completed", "waiting"),
        ("invoice.paid", "ignored"),
    }


def test_what_is_not_genuine_is_refused_and_not_kept(begun, association, provider_client, caplog):
    made = paid(begun)
    with caplog.at_level(logging.WARNING):
        assert report(provider_client, association, made, secret="whsec_guessed").status_code == 400
        assert report(provider_client, association, made, at=published.now() - 400).status_code == 400
        assert report(provider_client, association, None, body=b"no json").status_code == 400
        assert report(provider_client, association, None, body=b" " * 600_000).status_code == 400
    assert not ProviderEvent.objects.exists()
    assert published.SECRET not in caplog.text


def test_an_address_of_nobody(begun, association, provider_client):
    made, other = paid(begun), factories.association("elsewhere")
    assert report(provider_client, other, made).status_code == 404
    assert report(provider_client, association, made, provider="paypal").status_code == 404
    assert provider_client.get(f"/payments/stripe/{association.slug}/").status_code == 405


def test_heard_of_also_after_it_was_switched_off(
    begun, due, association, administrator, provider_client, run_jobs, stripe
):
    stripe.pay(begun.session)
    actions.switch_off(association=association, by=administrator)
    assert report(provider_client, association, paid(begun)).status_code == 200
    run_jobs()
    assert left(due) == 0


def test_keys_sealed_with_another_secret_refuse_events(begun, association, provider_client, settings):
    settings.SECRET_KEY = "another key that is long enough for the portal to begin with"
    assert report(provider_client, association, paid(begun)).status_code == 400


@pytest.fixture
def provider_client():
    """As a provider comes: no session, and the token of forms is asked for where it is not excused."""
    from django.test import Client

    return Client(enforce_csrf_checks=True)


# The keys --------------------------------------------------------------------------------------------------------


def test_keys_are_set_and_never_shown(association, administrator, signed_in):
    client, address = signed_in(administrator), reverse("fees:keys", args=[association.slug])
    typed = {"provider": "stripe", "api_key": "sk_test_wrong", "webhook_secret": "nothing"}
    page = client.post(address, typed).content.decode()
    assert "These are not the keys of Stripe" in page
    assert "sk_test_wrong" not in page
    typed = {"provider": "stripe", "api_key": f" {published.API_KEY} ", "webhook_secret": published.SECRET}
    assert client.post(address, typed).status_code == 302
    page = client.get(address).content.decode()
    assert published.API_KEY not in page
    assert published.SECRET not in page
    for words in ("test keys", f"/payments/stripe/{association.slug}/", "charge.refunded", "Ada Administrator"):
        assert words in page
    account = OnlineAccount.objects.get()
    logged = str([entry.changes for entry in LogEntry.objects.get_for_object(account)])
    assert "set_at" in logged
    assert "api_key" not in logged
    assert "webhook_secret" not in logged
    client.post(reverse("fees:switch_off", args=[association.slug]))
    assert not OnlineAccount.objects.get().active


def test_only_administrators_see_what_concerns_the_provider(association, administrator, signed_in):
    coordinator = factories.person()
    factories.role(coordinator, "coordinator", association)
    for name in ("keys", "differences", "differences_csv"):
        address = reverse(f"fees:{name}", args=[association.slug])
        assert signed_in(coordinator).get(address).status_code == 404
    listed = reverse("fees:dues", args=[association.slug])
    assert "Reconciliation" not in signed_in(coordinator).get(listed).content.decode()
    assert "Reconciliation" in signed_in(administrator).get(listed).content.decode()


def test_what_is_sealed_opens_only_with_its_key_and_purpose(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "one" * 20, []
    sealed = seal("whsec_1", "online-account")
    assert "whsec_1" not in sealed
    assert unseal(sealed, "online-account") == "whsec_1"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "two" * 20, ["one" * 20]
    assert unseal(sealed, "online-account") == "whsec_1"
    settings.SECRET_KEY_FALLBACKS = []
    for purpose in ("online-account", "another"):
        with pytest.raises(Unreadable):
            unseal(sealed, purpose)
