"""Paying online: one payment page for a fee at a time, one payment for what the provider says, whatever its order."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from associations.fees import actions
from associations.fees.actions import checking, events, online
from associations.fees.actions.events import PAUSES
from associations.fees.enums import CheckoutState
from associations.fees.models import Checkout, CheckoutPart, Difference, OnlineAccount, Payment, ProviderEvent
from associations.fees.providers import PROVIDERS, base
from common import clock
from common.jobs.models import Job
from common.outbox.models import Message
from tests import factories
from tests.associations.fees import published
from tests.associations.fees.makings import left, owed, pay
from tests.associations.people.test_at_once import at_once

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def pia():
    return factories.person("Pia Payer")


@pytest.fixture
def due(pia, association):
    return owed(pia, association, 2500)


@pytest.fixture
def begun(pia, association, due, account, stripe):
    return start(pia, association, due)


def start(person, association, *dues):
    return actions.start_paying(person=person, association=association, dues=[due.code for due in dues], by=person)


def again(checkout):
    return Checkout.objects.get(pk=checkout.pk)


@pytest.fixture(autouse=True)
def known_there(stripe):
    """So that what an event of this file calls paid is paid there too."""
    THERE.append(stripe)
    yield
    THERE.clear()


THERE = []


def event(checkout, kind="completed", refunded=0, **more):
    """A genuine event about the checkout's session, kept; the provider says the same when it is asked."""
    facts = {"name": checkout.session, "amount": checkout.amount} | more
    if facts.get("payment_status", "paid") == "paid":
        THERE[0].pay(checkout.session, intent="pi_test_1", refunded=refunded)
    return forged(checkout, kind, **facts)


def forged(checkout, kind="completed", **facts):
    """An event signed with the secret by somebody else than the provider."""
    facts = {"name": checkout.session, "amount": checkout.amount} | facts
    return keep(
        checkout.account, published.event(f"checkout.session.{kind}", published.session(checkout.code, **facts))
    )


def keep(account, made):
    body = published.body_of(made)
    keys = actions.keys_of(account)
    found = PROVIDERS["stripe"].read(keys, body, {"Stripe-Signature": published.signed(body)})
    return actions.keep_event(account=account, event=found)


def work(*rows):
    for row in rows:
        actions.work_event(pk=row.pk)


class TestKeys:
    def test_sealed_and_read_only_by_this_portal(self, association, account):
        row = OnlineAccount.objects.get()
        assert (row.provider, row.live, row.active) == ("stripe", False, True)
        assert published.API_KEY not in row.api_key
        assert actions.keys_of(row) == base.Keys(published.API_KEY, published.SECRET)

    def test_what_are_no_keys(self, association, administrator):
        with pytest.raises(actions.Refused, match="not the keys of Stripe"):
            actions.set_keys(
                association=association, provider="stripe", api_key="pk_x", webhook_secret="whsec_1", by=administrator
            )

    def test_other_keys_wait_until_nobody_pays(self, association, administrator, begun):
        def live():
            return actions.set_keys(
                association=association,
                provider="stripe",
                api_key="sk_live_12345678",
                webhook_secret=published.SECRET,
                by=administrator,
            )

        with pytest.raises(actions.Refused, match="Somebody is paying"):
            live()
        Checkout.objects.update(expires_at=clock.now() - MINUTE)
        assert live().live

    def test_switched_off_once_and_on_again(self, association, administrator, account, pia, due):
        for _click in range(2):
            assert not actions.switch_off(association=association, by=administrator).active
        with pytest.raises(actions.Refused, match="does not take payments here"):
            start(pia, association, due)
        assert actions.switch_off(association=factories.association("elsewhere"), by=administrator) is None


class TestStart:
    def test_a_second_click_is_the_same_page(self, begun, pia, association, due, stripe):
        assert (begun.state, begun.amount, begun.currency) == (CheckoutState.OPEN, 2500, "USD")
        assert begun.url.startswith("https://checkout.stripe.com/")
        assert start(pia, association, due) == begun
        assert stripe.count("POST") == 1

    def test_more_fees_end_the_page_of_before(self, begun, pia, association, due, stripe):
        more = owed(pia, association, 500)
        second = start(pia, association, due, more)
        assert (second.amount, again(begun).state) == (3000, CheckoutState.EXPIRED)
        assert stripe.sessions[begun.session]["status"] == "expired"
        assert CheckoutPart.objects.filter(due=due, running=True).get().checkout == second

    def test_what_was_paid_at_the_last_moment_is_not_asked_again(self, begun, pia, association, due, stripe):
        stripe.pay(begun.session)
        more = owed(pia, association, 500)
        second = start(pia, association, due, more)
        assert (left(due), second.amount) == (0, 500)

    def test_only_a_part_is_still_owed(self, begun, pia, association, due):
        pay(association, {due.pk: 1000})
        assert start(pia, association, due).amount == 1500

    def test_nothing_left_nothing_foreign_one_currency(self, pia, association, due, account, stripe):
        other = owed(factories.person(), association)
        with pytest.raises(actions.Refused, match="Nothing is left"):
            start(pia, association, other)
        euro = owed(pia, association, currency="EUR")
        with pytest.raises(actions.Refused, match="different currencies"):
            start(pia, association, due, euro)
        pay(association, {due.pk: 2500})
        with pytest.raises(actions.Refused, match="Nothing is left"):
            start(pia, association, due)
        assert stripe.asked == []

    def test_not_while_the_bank_has_it(self, begun, pia, association, due):
        work(event(begun, payment_status="unpaid"))
        with pytest.raises(actions.Refused, match="We are checking with the bank"):
            start(pia, association, due)

    @pytest.mark.parametrize("answer", [(500, {}), (400, {"error": {"type": "invalid_request_error"}})])
    def test_no_answer_charges_nothing_and_goes_on_with_the_same_number(
        self, pia, association, due, account, stripe, answer
    ):
        stripe.fails.append(answer)
        with pytest.raises(actions.Refused, match="Nothing was charged"):
            start(pia, association, due)
        made = start(pia, association, due)
        keys = [headers["Idempotency-Key"] for _method, _path, _form, headers in stripe.asked]
        assert (keys, Checkout.objects.count()) == ([made.code] * 2, 1)

    def test_one_that_never_had_a_page_and_is_too_old_is_given_up(self, pia, association, due, account, stripe):
        stripe.fails.append((500, {}))
        with pytest.raises(actions.Refused):
            start(pia, association, due)
        old = Checkout.objects.get()
        Checkout.objects.update(expires_at=clock.now() + MINUTE)
        assert start(pia, association, due) != old
        assert again(old).state == CheckoutState.EXPIRED
        assert online.give_up(checkout=old)

    def test_the_page_of_before_cannot_be_ended_now(self, begun, pia, association, due, stripe):
        more = owed(pia, association, 500)
        stripe.fails.append((500, {}))
        with pytest.raises(actions.Refused, match="try again in a minute"):
            start(pia, association, due, more)
        assert again(begun).state == CheckoutState.OPEN

    def test_a_page_of_keys_that_were_replaced_stands_in_nobodys_way(self, begun, pia, association, due, stripe):
        """The provider knows it no longer: while it could still be paid that stops us, afterwards it does not."""
        stripe.sessions.clear()
        more = owed(pia, association, 500)
        with pytest.raises(actions.Refused, match="try again in a minute"):
            start(pia, association, due, more)
        Checkout.objects.update(expires_at=clock.now() - MINUTE)
        assert start(pia, association, due, more).amount == 3000
        assert again(begun).state == CheckoutState.EXPIRED

    def test_a_page_that_stays_open_there_is_not_doubled(self, begun, pia, association, due, stripe, monkeypatch):
        """As long as the provider calls the page open, no second one is made."""
        monkeypatch.setattr(online, "_ended", lambda checkout: None)
        with pytest.raises(actions.Refused, match="open already"):
            start(pia, association, due, owed(pia, association, 500))
        assert Checkout.objects.count() == 1

    def test_a_page_that_comes_after_it_was_given_up_is_ended(self, begun, stripe, run_jobs):
        Checkout.objects.filter(pk=begun.pk).update(session="", url="", state=CheckoutState.NEW)
        assert online.give_up(checkout=begun)
        late = online.note_opened(checkout=begun, opened=base.Opened(begun.session, begun.url))
        assert late.state == CheckoutState.EXPIRED
        assert online.note_opened(checkout=begun, opened=base.Opened("cs_other", "x")).session == begun.session
        run_jobs()
        assert stripe.sessions[begun.session]["status"] == "expired"

    def test_the_database_holds_a_fee_in_one_running_checkout(self, begun, due):
        other = Checkout.objects.create(
            account=begun.account,
            association=begun.association,
            person=begun.person,
            amount=1,
            currency="USD",
            begun_at=clock.now(),
            expires_at=clock.now(),
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckoutPart.objects.create(checkout=other, due=due, amount=1)

    def test_keys_that_cannot_be_read_any_more(self, pia, association, due, account, stripe, settings):
        settings.SECRET_KEY = "another key that is long enough for the portal to begin with"
        with pytest.raises(actions.Refused, match="Nothing was charged"):
            start(pia, association, due)
        assert stripe.asked == []


class TestEvents:
    def test_paid_is_booked_once_however_often_it_is_said(self, begun, due, association):
        rows = [event(begun), event(begun), event(begun, "async_payment_succeeded")]
        work(*rows, *rows)
        payment = Payment.objects.get()
        assert (payment.means, payment.amount, payment.reference) == ("online", 2500, "pi_test_1")
        assert (left(due), again(begun).payment, again(begun).state) == (0, payment, CheckoutState.PAID)
        assert not Difference.objects.exists()

    def test_the_same_event_is_kept_once_and_worked_by_a_job(self, begun, due, run_jobs, stripe):
        stripe.pay(begun.session)
        made = published.event("checkout.session.completed", published.session(begun.code, name=begun.session))
        first = keep(begun.account, made)
        assert keep(begun.account, made) == first
        assert Job.objects.filter(task=actions.WORK).count() == 1
        assert left(due) == 2500
        run_jobs()
        assert (left(due), ProviderEvent.objects.get().state) == (0, "done")

    def test_nothing_of_the_payer_is_kept(self, begun):
        row = event(begun)
        assert "people.example" not in str(row.said)
        assert "Pia" not in str(row.said)

    @pytest.mark.parametrize("order", [("waits", "paid"), ("paid", "waits")])
    def test_a_bank_debit_in_either_order(self, begun, due, order):
        rows = {
            "waits": event(begun, payment_status="unpaid"),
            "paid": event(begun, "async_payment_succeeded"),
        }
        work(rows[order[0]])
        assert again(begun).state == (CheckoutState.PROCESSING if order[0] == "waits" else CheckoutState.PAID)
        work(rows[order[1]])
        assert (again(begun).state, left(due), Payment.objects.count()) == (CheckoutState.PAID, 0, 1)

    @pytest.mark.parametrize(
        ("kind", "status", "state"),
        [("async_payment_failed", "complete", "failed"), ("expired", "expired", "expired")],
    )
    def test_what_failed_or_ended_frees_the_fee(self, begun, pia, association, due, kind, status, state):
        work(event(begun, kind, status=status, payment_status="unpaid"))
        assert (again(begun).state, left(due)) == (state, 2500)
        second = start(pia, association, due)
        assert second != begun
        work(event(begun, payment_status="unpaid"))
        assert again(begun).state == state

    def test_who_closed_the_window_hears_of_it_by_mail(self, begun):
        work(event(begun, payment_status="unpaid"))
        assert not Message.objects.exists()
        work(event(begun, "async_payment_failed", payment_status="unpaid"))
        told = Message.objects.get()
        assert (told.kind, told.to) == ("fees.not_paid_online", begun.person.email)
        assert "Nothing was charged" in told.text
        work(event(begun), event(begun, "async_payment_succeeded"))
        assert Message.objects.filter(kind="fees.paid_online").count() == 1
        assert "25.00 USD" in Message.objects.get(kind="fees.paid_online").text

    def test_a_declined_card_and_an_ended_page_are_no_mail(self, begun):
        work(event(begun, "async_payment_failed", payment_status="unpaid"))
        assert not Message.objects.exists()

    def test_nobody_is_written_to_without_an_address(self, begun):
        begun.person.addresses.all().delete()
        work(event(begun))
        assert (again(begun).state, Message.objects.count()) == (CheckoutState.PAID, 0)

    def test_money_that_came_after_all_is_never_lost(self, begun, due):
        work(event(begun, "expired", status="expired", payment_status="unpaid"), event(begun))
        assert (again(begun).state, left(due)) == (CheckoutState.PAID, 0)
        work(event(begun, "expired", status="expired", payment_status="unpaid"))
        assert again(begun).state == CheckoutState.PAID

    def test_a_refund_that_overtakes_its_payment(self, begun, due):
        early = keep(begun.account, published.event("charge.refunded", published.charge(refunded=2500)))
        work(early)
        assert ProviderEvent.objects.get().state == "unmatched"
        work(event(begun, refunded=2500))
        found = Difference.objects.get(mending="")
        assert (found.kind, found.there, found.here) == ("refunded", 0, 2500)
        early.refresh_from_db()
        assert early.state == "done"

    def test_the_latest_word_about_refunds_and_disputes_counts(self, begun):
        now = published.now()
        work(event(begun))

        def tell(kind, thing, created):
            work(keep(begun.account, published.event(kind, thing, created=created)))
            return again(begun)

        assert tell("charge.refunded", published.charge(refunded=500), now + 5).refunded == 500
        assert tell("charge.refunded", published.charge(refunded=200), now + 4).refunded == 500
        assert tell("charge.refunded", published.charge(refunded=400), now + 5).refunded == 500
        assert tell("charge.refunded", published.charge(refunded=900), now + 6).refunded == 900
        assert tell("charge.dispute.closed", published.dispute("won"), now + 9).dispute == "won"
        assert tell("charge.dispute.created", published.dispute("needs_response"), now + 8).dispute == "won"

    def test_unknown_kinds_and_test_events_of_live_accounts_are_kept_and_ignored(self, begun, due):
        unknown = keep(begun.account, published.event("customer.created", {"object": "customer"}))
        live = keep(begun.account, published.event(
            "checkout.session.completed", published.session(begun.code, name=begun.session), live=True
        ))  # fmt: skip
        assert [row.state for row in (unknown, live)] == ["ignored", "ignored"]
        assert not Job.objects.filter(task=actions.WORK).exists()
        work(unknown, live)
        assert left(due) == 2500

    def test_it_may_come_before_we_know_the_page(self, begun, due):
        Checkout.objects.filter(pk=begun.pk).update(session="", url="", state=CheckoutState.NEW)
        work(event(begun))
        assert (left(due), again(begun).session) == (0, begun.session)

    def test_foreign_payments_are_nothing_to_us(self, account):
        row = keep(account, published.event("checkout.session.completed", published.session(name="cs_shop")))
        charge = keep(account, published.event("charge.refunded", published.charge(None, refunded=1)))
        work(row, charge)
        assert (Payment.objects.count(), Difference.objects.count()) == (0, 0)

    def test_another_associations_event_moves_nothing(self, begun, due, administrator):
        elsewhere = actions.set_keys(
            association=factories.association("elsewhere"),
            provider="stripe",
            api_key="sk_test_elsewhere",
            webhook_secret=published.SECRET,
            by=administrator,
        )
        row = event(begun)
        ProviderEvent.objects.update(account=elsewhere)
        work(row)
        assert (left(due), again(begun).state) == (2500, CheckoutState.OPEN)


class TestForged:
    """The administrator who typed the secret of the events signs one for a fee of their own."""

    def test_paid_is_what_the_provider_says_when_it_is_asked(self, begun, due, stripe, run_jobs):
        row = forged(begun)
        run_jobs()
        row.refresh_from_db()
        assert (row.state, left(due), again(begun).state) == ("done", 2500, CheckoutState.OPEN)
        assert not Payment.objects.exists()
        assert stripe.count("GET") == 1
        stripe.pay(begun.session)
        work(forged(begun))
        assert (left(due), Payment.objects.count()) == (0, 1)

    def test_without_an_answer_it_is_checked_until_there_is_one(self, begun, due, stripe, run_jobs, time_machine):
        stripe.fails.append((503, {}))
        work(forged(begun))
        assert (again(begun).state, left(due), Difference.objects.count()) == (CheckoutState.PROCESSING, 2500, 0)
        stripe.pay(begun.session)
        time_machine.move_to(clock.now() + 3 * MINUTE, tick=False)
        run_jobs()
        assert (again(begun).state, left(due)) == (CheckoutState.PAID, 0)

    def test_another_payment_page_of_the_account_pays_for_nothing(self, begun, due, pia, association, stripe):
        """Before the page is noted here the event names it: what is paid there must bear our number."""
        Checkout.objects.filter(pk=begun.pk).update(session="", url="", state=CheckoutState.NEW)
        stripe.sessions["cs_shop"] = published.session(name="cs_shop")
        work(forged(begun, name="cs_shop"))
        assert (left(due), again(begun).state) == (2500, CheckoutState.PROCESSING)

    def test_nothing_comes_in_by_the_name_of_a_payment(self, begun, due, stripe):
        """Kept for later under the payment's name, it is no more than a word when the payment is known."""
        row = keep(begun.account, published.event("checkout.session.completed", published.session(name="cs_none")))
        work(row)
        stripe.pay(begun.session, payment_status="unpaid", intent="pi_test_1")
        actions.ask(pk=begun.pk, turn=0)
        row.refresh_from_db()
        assert (row.state, left(due), again(begun).state) == ("done", 2500, CheckoutState.PROCESSING)

    def test_two_workers_of_one_event(self, begun, due, stripe, monkeypatch):
        stripe.pay(begun.session)
        row, real = forged(begun), events._asked_about

        def meanwhile(event):
            monkeypatch.setattr(events, "_asked_about", real)
            work(row)
            return real(event)

        monkeypatch.setattr(events, "_asked_about", meanwhile)
        work(row)
        assert (left(due), Payment.objects.count()) == (0, 1)

    def test_what_was_booked_and_is_not_paid_there_is_found_and_mended(
        self, begun, due, account, stripe, administrator
    ):
        actions.tell(checkout=begun, said=base.Said(at=clock.now(), state=base.PAID, amount=2500, currency="USD"))
        assert left(due) == 0
        actions.compare_all(account=account)
        found = Difference.objects.get()
        assert (found.kind, found.there, found.here, left(due)) == ("not_there", 0, 2500, 0)
        actions.book(difference=found, reason="Nothing came", by=administrator)
        actions.compare_all(account=account)
        assert (left(due), again(begun).payment) == (2500, None)
        stripe.pay(begun.session)
        actions.compare_all(account=account)
        found = Difference.objects.get(mending="")
        assert (found.kind, found.there, found.here) == ("not_here", 2500, 0)

    def test_who_pays_while_the_list_is_read_is_no_difference(self, begun, due, account, stripe, monkeypatch):
        stale = PROVIDERS["stripe"].ask(actions.keys_of(account), begun.session)
        work(event(begun))
        monkeypatch.setattr(PROVIDERS["stripe"], "since", lambda keys, moment: iter([stale]))
        actions.compare_all(account=account)
        assert (again(begun).there_state, Difference.objects.count(), left(due)) == (base.PAID, 0, 0)


class TestElsewhere:
    def test_a_cheque_meanwhile_ends_the_page(self, begun, due, association, stripe, run_jobs):
        pay(association, {due.pk: 2500})
        run_jobs()
        assert stripe.sessions[begun.session]["status"] == "expired"
        assert again(begun).state == CheckoutState.EXPIRED

    def test_paid_twice_is_shown_not_lost(self, begun, due, association, stripe, run_jobs):
        stripe.pay(begun.session)
        pay(association, {due.pk: 2500})
        run_jobs()
        found = Difference.objects.get()
        assert (found.kind, found.there, found.here) == ("not_here", 2500, 0)
        assert (again(begun).state, Payment.objects.count()) == (CheckoutState.PAID, 1)


class TestAsking:
    def test_asked_after_a_while_and_again_until_it_is_settled(self, begun, due, stripe, run_jobs, time_machine):
        time_machine.move_to(clock.now() + 3 * MINUTE, tick=False)
        run_jobs()
        assert (stripe.count("GET"), again(begun).state) == (1, CheckoutState.OPEN)
        stripe.pay(begun.session)
        time_machine.move_to(clock.now() + PAUSES[0] + MINUTE, tick=False)
        run_jobs()
        assert (left(due), again(begun).state) == (0, CheckoutState.PAID)
        time_machine.move_to(clock.now() + datetime.timedelta(days=60), tick=False)
        run_jobs()
        assert stripe.count("GET") == 2

    def test_no_answer_is_no_failure_and_asked_again(self, begun, stripe, run_jobs, time_machine):
        stripe.fails.append((503, {}))
        time_machine.move_to(clock.now() + 3 * MINUTE, tick=False)
        run_jobs()
        assert again(begun).state == CheckoutState.OPEN
        assert Job.objects.filter(task=actions.ASK, state="queued").count() == 1

    def test_bounded(self, begun, stripe):
        actions.ask(pk=begun.pk, turn=len(PAUSES))
        assert Job.objects.filter(task=actions.ASK).count() == 1

    def test_nothing_is_asked_about_what_has_no_page(self, begun, stripe):
        Checkout.objects.update(session="")
        actions.ask(pk=begun.pk, turn=0)
        assert stripe.count("GET") == 0


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_page(association, administrator, stripe, settings):
    person = factories.person()
    fee = owed(person, association, 2500)
    actions.set_keys(
        association=association,
        provider="stripe",
        api_key=published.API_KEY,
        webhook_secret=published.SECRET,
        by=administrator,
    )
    first, second = at_once(*[lambda: start(person, association, fee)] * 2)
    assert (first, first.session, len(stripe.sessions)) == (second, second.session, 1)
    rows = [event(first), event(first, "async_payment_succeeded")]
    results = at_once(*[lambda row=row: actions.work_event(pk=row.pk) for row in rows])
    assert [type(one).__name__ for one in results] == ["ProviderEvent"] * 2
    assert (left(fee), Payment.objects.count()) == (0, 1)


def test_what_does_not_fit_is_not_booked(begun, due):
    checking.tell(checkout=begun, said=base.Said(at=clock.now(), state=base.PAID, amount=2600, currency="USD"))
    found = Difference.objects.get()
    assert (found.kind, found.there, found.here, left(due)) == ("amount", 2600, 0, 2500)
