"""The provider beside our books: every kind of difference, and mending it with one click and a reason."""

import csv
import datetime
import io

import pytest
from django.urls import reverse

from associations.fees import actions, queries, schedule
from associations.fees.models import Checkout, Difference, OnlineAccount, Payment
from associations.fees.providers import base
from associations.people.enums import Role
from common import clock
from common.audit.models import AccessLog
from common.jobs.models import Job
from tests import factories
from tests.associations.fees.makings import left, owed, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia():
    return factories.person("=Pia Payer")


@pytest.fixture
def dues(pia, association):
    return [owed(pia, association, amount) for amount in (2000, 500)]


@pytest.fixture
def begun(pia, association, dues, account, stripe):
    return actions.start_paying(person=pia, association=association, dues=[due.code for due in dues], by=pia)


def say(checkout, **facts):
    """The provider says so, now."""
    known = {"state": base.PAID, "amount": checkout.amount, "currency": "USD", "intent": "pi_1"}
    return actions.tell(checkout=checkout, said=base.Said(at=clock.now(), **known | facts))


def open_one(checkout):
    return Difference.objects.get(checkout=checkout, mending="")


def book(difference, by, reason="As the bank says"):
    return actions.book(difference=difference, reason=reason, by=by)


def sums(dues):
    return [left(due) for due in dues]


class TestFinding:
    def test_both_agree(self, begun):
        say(begun)
        assert not Difference.objects.exists()

    def test_taken_back_here_and_booked_again(self, begun, dues, administrator):
        say(begun)
        actions.take_back(payment=Payment.objects.get(), reason="A slip", by=administrator)
        found = open_one(begun)
        assert (found.kind, found.there, found.here) == ("not_here", 2500, 0)
        assert book(found, administrator) == book(found, administrator)
        found.refresh_from_db()
        assert (found.mending, found.mended_by, found.reason) == ("booked", administrator, "As the bank says")
        assert (sums(dues), Payment.objects.filter(taken_back_at=None).count()) == ([0, 0], 1)
        assert not Difference.objects.filter(mending="").exists()

    def test_given_back_in_part(self, begun, dues, administrator):
        say(begun)
        say(begun, refunded=700)
        found = open_one(begun)
        assert (found.kind, found.there, found.here) == ("refunded", 1800, 2500)
        book(found, administrator)
        assert (sums(dues), Payment.objects.get(taken_back_at=None).amount) == ([200, 500], 1800)
        say(begun, refunded=700)
        assert not Difference.objects.filter(mending="").exists()

    def test_given_back_wholly(self, begun, dues, administrator):
        say(begun)
        say(begun, refunded=2500)
        book(open_one(begun), administrator)
        assert (sums(dues), Payment.objects.filter(taken_back_at=None).count()) == ([2000, 500], 0)

    def test_a_refund_that_came_back_ends_it_by_itself(self, begun):
        say(begun)
        say(begun, refunded=700)
        found = open_one(begun)
        say(begun, refunded=900)
        assert open_one(begun).there == 1600
        say(begun, refunded=0)
        found.refresh_from_db()
        assert (found.mending, found.mended_by) == ("by_itself", None)

    @pytest.mark.parametrize(("facts", "can"), [({"amount": 1800}, True), ({"currency": "EUR"}, False)])
    def test_another_amount_or_currency(self, begun, dues, administrator, facts, can):
        say(begun, **facts)
        found = open_one(begun)
        assert (found.kind, found.here, actions.may_book(found)) == ("amount", 0, can)
        if can:
            book(found, administrator)
            assert sums(dues) == [200, 500]
        else:
            with pytest.raises(actions.Refused, match="cannot be booked here"):
                book(found, administrator)

    def test_more_than_is_owed(self, begun, administrator):
        say(begun, amount=2600)
        with pytest.raises(actions.Refused, match=r"1\.00 USD more came in"):
            book(open_one(begun), administrator)
        assert not Payment.objects.exists()

    def test_the_currency_changed_after_it_was_booked(self, begun):
        say(begun)
        say(begun, currency="EUR")
        assert open_one(begun).kind == "amount"

    def test_booked_here_and_not_paid_there(self, begun, administrator):
        say(begun)
        Checkout.objects.update(there_state=base.EXPIRED)
        begun.refresh_from_db()
        say(begun, state="")
        found = open_one(begun)
        assert (found.kind, found.there, found.here) == ("not_there", 0, 2500)
        book(found, administrator)
        assert not Payment.objects.filter(taken_back_at=None).exists()

    def test_disputed_then_lost(self, begun, dues, administrator):
        say(begun)
        say(begun, dispute="needs_response")
        found = open_one(begun)
        assert (found.kind, found.detail, actions.may_book(found)) == ("disputed", "needs_response", False)
        actions.leave(difference=found, reason="We answered", by=administrator)
        say(begun, dispute="needs_response")
        assert not Difference.objects.filter(mending="").exists()
        say(begun, dispute="lost")
        lost = open_one(begun)
        assert (lost.kind, lost.there, lost.here) == ("disputed", 0, 2500)
        book(lost, administrator)
        assert sums(dues) == [2000, 500]

    @pytest.mark.parametrize("end", ["won", "warning_closed", "prevented"])
    def test_disputed_then_won(self, begun, end):
        say(begun)
        say(begun, dispute="under_review")
        say(begun, dispute=end)
        assert Difference.objects.get().mending == "by_itself"


class TestMending:
    def test_left_until_something_changes(self, begun, administrator):
        say(begun)
        say(begun, refunded=700)
        for _click in range(2):
            actions.leave(difference=open_one_or_last(begun), reason="They know", by=administrator)
        say(begun, refunded=700)
        assert Difference.objects.get().mending == "left"
        say(begun, refunded=800)
        assert open_one(begun).there == 1700

    def test_a_reason_and_never_ones_own(self, begun, pia, administrator):
        say(begun)
        say(begun, refunded=700)
        found = open_one(begun)
        for act in (actions.book, actions.leave):
            with pytest.raises(actions.Refused, match="say why"):
                act(difference=found, reason="", by=administrator)
            with pytest.raises(actions.Refused, match="by somebody else"):
                act(difference=found, reason="Mine", by=pia)


def open_one_or_last(checkout):
    return Difference.objects.filter(checkout=checkout).latest("pk")


class TestComparing:
    def test_finds_what_no_message_told(self, begun, dues, account, stripe, run_jobs):
        stripe.pay(begun.session)
        schedule.run()
        assert Job.objects.filter(task=actions.COMPARE).count() == 1
        schedule.run()
        assert Job.objects.filter(task=actions.COMPARE).count() == 1
        run_jobs()
        assert sums(dues) == [0, 0]
        account.refresh_from_db()
        assert account.compared_at
        stripe.pay(begun.session, refunded=500)
        assert actions.compare_all(account=account) == 1
        assert open_one(begun).kind == "refunded"

    def test_a_payment_of_ours_that_is_not_known_here(self, begun, account, stripe):
        """As after an old backup: our mark and number are there, the attempt is not here."""
        Checkout.objects.filter(pk=begun.pk).delete()
        actions.compare_all(account=account)
        assert not Difference.objects.exists()
        stripe.pay(begun.session)
        for _time in range(2):
            actions.compare_all(account=account)
        found = Difference.objects.get()
        assert (found.kind, found.there, found.detail, found.checkout) == ("unknown", 2500, begun.code, None)
        by = factories.person()
        with pytest.raises(actions.Refused, match="cannot be booked"):
            book(found, by)
        assert actions.leave(difference=found, reason="Recorded by hand", by=by).mending == "left"

    def test_what_others_sell_there_is_nothing_to_us(self, begun, account, stripe):
        stripe.pay(begun.session)
        stripe.sessions[begun.session]["metadata"] = {}
        assert actions.compare_all(account=account) == 0
        assert not Payment.objects.exists()

    def test_a_comparison_that_fails_says_so(self, account, stripe, run_jobs):
        stripe.fails.append((401, {"error": {"type": "invalid_request_error"}}))
        with pytest.raises(base.Declined):
            actions.compare_all(account=account)
        account.refresh_from_db()
        assert (account.comparing_failed, account.compared_at) == (
            "Declined: answered 401: invalid_request_error",
            None,
        )
        actions.compare_all(account=account)
        assert OnlineAccount.objects.get().comparing_failed == ""


class TestPages:
    @pytest.fixture
    def found(self, begun):
        say(begun)
        say(begun, refunded=700)
        return open_one(begun)

    def test_listed_mended_and_taken_out(self, found, association, administrator, signed_in):
        client, address = signed_in(administrator), reverse("fees:differences", args=[association.slug])
        shown = client.get(address).content.decode()
        for words in ("Given back there", "18.00 USD", "25.00 USD", "=Pia Payer", "1 to mend"):
            assert words in shown
        page = reverse("fees:mend", args=[association.slug, found.pk])
        assert "Take back 25.00 USD and book 18.00 USD" in client.get(page).content.decode()
        assert "This field is required" in client.post(page, {"reason": ""}).content.decode()
        assert client.post(page, {"reason": "As agreed"}).status_code == 302
        assert "As agreed" in client.get(page).content.decode()
        answer = client.get(reverse("fees:differences_csv", args=[association.slug]))
        head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert dict(zip(head, row, strict=True))["Name"] == "'=Pia Payer"
        assert AccessLog.objects.get().action == "export"

    def test_left_with_a_reason(self, found, association, administrator, signed_in):
        page = reverse("fees:mend", args=[association.slug, found.pk])
        signed_in(administrator).post(page, {"reason": "They know", "leave": "1"})
        found.refresh_from_db()
        assert found.mending == "left"

    def test_refused_says_why_and_keeps_what_was_typed(self, begun, association, administrator, signed_in):
        say(begun, amount=2600)
        page = reverse("fees:mend", args=[association.slug, open_one(begun).pk])
        shown = signed_in(administrator).post(page, {"reason": "Too much"}).content.decode()
        assert "1.00 USD more came in" in shown
        assert 'value="Too much"' in shown

    @pytest.mark.parametrize(
        ("there", "here", "words"), [(2500, 0, "Book 25.00 USD"), (0, 2500, "Take the payment back"), (1, 1, "Leave")]
    )
    def test_the_button_says_what_it_does(self, found, association, administrator, signed_in, there, here, words):
        Difference.objects.update(there=there, here=here)
        page = reverse("fees:mend", args=[association.slug, found.pk])
        assert words in signed_in(administrator).get(page).content.decode()

    def test_nobody_sees_their_own(self, found, pia, association, administrator, signed_in):
        factories.role(pia, Role.ADMINISTRATOR, association)
        client = signed_in(pia)
        assert client.get(reverse("fees:mend", args=[association.slug, found.pk])).status_code == 404
        assert "Given back" not in client.get(reverse("fees:differences", args=[association.slug])).content.decode()

    def test_compared_now_once_a_minute(self, account, association, administrator, signed_in, time_machine):
        client, address = signed_in(administrator), reverse("fees:compare", args=[association.slug])
        time_machine.move_to(datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC), tick=False)
        for _click in range(2):
            client.post(address)
        assert Job.objects.filter(task=actions.COMPARE).count() == 1

    def test_without_keys_there_is_nothing_to_compare(self, association, administrator, signed_in):
        client = signed_in(administrator)
        client.post(reverse("fees:compare", args=[association.slug]))
        shown = client.get(reverse("fees:differences", args=[association.slug])).content.decode()
        assert "Nobody pays online here yet" in shown
        assert "nothing to compare with" in shown
        assert not Job.objects.exists()

    def test_an_unknown_payment_on_the_page(self, account, association, administrator, signed_in):
        made = Difference.objects.create(
            association=association, checkout=None, session="cs_old", kind="unknown", found_at=clock.now(),
            there=2500, here=0, currency="USD",
        )  # fmt: skip
        client = signed_in(administrator)
        assert "cs_old" in client.get(reverse("fees:mend", args=[association.slug, made.pk])).content.decode()
        assert "—" in client.get(reverse("fees:differences", args=[association.slug])).content.decode()
        assert b"cs_old" in client.get(reverse("fees:differences_csv", args=[association.slug])).content
        assert queries.open_differences(administrator, association) == 1


def test_a_cheque_and_the_card_at_once_is_a_difference(begun, dues, association, administrator):
    pay(association, {dues[0].pk: 2000}, administrator)
    say(begun)
    found = open_one(begun)
    assert (found.kind, found.there, found.here) == ("not_here", 2500, 0)
    with pytest.raises(actions.Refused, match=r"20\.00 USD more came in"):
        book(found, administrator)
