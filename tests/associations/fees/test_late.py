"""The late fee: by the rule of the day, once, told by mail."""

import datetime

import pytest

from associations.fees import actions, schedule
from associations.fees.actions import late
from associations.fees.models import Due
from associations.policy.models import Policy
from common import clock
from common.outbox.models import Message
from tests import factories
from tests.associations.fees.makings import owed, pay

pytestmark = pytest.mark.django_db


def days(count):
    return datetime.timedelta(days=count)


def rule(association, count, since=3000):
    valid_from = clock.today(association.time_zone) - days(since)
    return Policy.objects.create(association=association, valid_from=valid_from, late_fee_days=count)


def renewal(association, ago, person=None, **more):
    due = owed(person or factories.person("Rena Renewer"), association, 3000, kind="renewal", **more)
    Due.objects.filter(pk=due.pk).update(owed_since=clock.today(association.time_zone) - days(ago))
    return due


def late_ones():
    return Due.objects.filter(kind="late")


@pytest.fixture
def asked(association, administrator):
    actions.set_fees(
        association=association,
        kind="late",
        amounts={None: 2500},
        valid_from=clock.today(association.time_zone) - days(3000),
        currency="USD",
        by=administrator,
    )


def test_owed_once_from_the_day_it_is_late(association, asked):
    rule(association, 30)
    unpaid = renewal(association, 30)
    renewal(association, 29)
    for _hour in range(2):
        schedule.run()
    made = late_ones().get()
    assert (made.person, made.amount, made.currency, made.origin) == (unpaid.person, 2500, "USD", f"late:{unpaid.pk}")
    assert schedule.run() == 0
    mail = Message.objects.get(kind="fees.late")
    assert (mail.to, mail.reply_to) == (unpaid.person.email, association.contact_email)
    assert "25.00 USD" in mail.text


def test_what_is_paid_or_waived_is_never_late(association, asked, administrator):
    rule(association, 10)
    for means in ("cheque", "waiver"):
        due = renewal(association, 400)
        pay(association, {due.pk: 3000}, administrator, means=means, reason="Hardship")
    part = renewal(association, 400)
    pay(association, {part.pk: 2999}, administrator)
    assert (schedule.run(), late_ones().get().origin) == (1, f"late:{part.pk}")
    exam = owed(factories.person(), association)
    Due.objects.filter(pk=exam.pk).update(owed_since=datetime.date(2020, 1, 1))
    assert schedule.run() == 0


def test_a_rule_reaches_back_to_nobody(association, asked):
    rule(association, 10, since=5)
    renewal(association, 20)
    late_today = renewal(association, 12)
    assert (schedule.run(), late_ones().get().origin) == (1, f"late:{late_today.pk}")


def test_a_rule_that_was_given_up_holds_for_what_was_late_before(association, asked):
    rule(association, 10)
    Policy.objects.create(association=association, valid_from=clock.today(association.time_zone) - days(5))
    before = renewal(association, 20)
    renewal(association, 12)
    assert (schedule.run(), late_ones().get().origin) == (1, f"late:{before.pk}")


@pytest.mark.parametrize("with_rule", [True, False])
def test_nothing_without_a_rule_or_a_late_fee(association, administrator, request, with_rule):
    if with_rule:
        rule(association, 10)
    else:
        request.getfixturevalue("asked")
    renewal(association, 100)
    assert (schedule.run(), late_ones().count()) == (0, 0)


def test_asked_again_under_the_lock(association, asked):
    """Between the list and the writing somebody may have paid, or another run been quicker."""
    rule(association, 10)
    today = clock.today(association.time_zone)
    paid, known = renewal(association, 20), renewal(association, 20)
    pay(association, {paid.pk: 3000})
    assert late.owe_late_fee(pk=paid.pk, association=association, today=today) is None
    assert late.owe_late_fee(pk=known.pk, association=association, today=today) is not None
    assert late.owe_late_fee(pk=known.pk, association=association, today=today) is None


def test_no_late_fee_of_the_day_and_no_address(association, asked, administrator):
    rule(association, 10)
    silent = renewal(association, 20, factories.person("Nora Nowhere", login=False))
    silent.person.addresses.all().delete()
    assert schedule.run() == 1
    today = clock.today(association.time_zone)
    actions.set_fees(
        association=association, kind="late", amounts={None: 0}, valid_from=today, currency="USD", by=administrator
    )
    renewal(association, 20)
    assert schedule.run() == 0
    assert not Message.objects.filter(kind="fees.late").exists()


def test_one_that_fails_does_not_keep_the_others(association, asked, monkeypatch):
    rule(association, 10)
    first, second = renewal(association, 20), renewal(association, 20)
    real = late.owe

    def owe(*, origin, **facts):
        if origin == f"late:{first.pk}":
            raise RuntimeError
        return real(origin=origin, **facts)

    monkeypatch.setattr(late, "owe", owe)
    assert (schedule.run(), late_ones().get().origin) == (1, f"late:{second.pk}")


def test_who_got_a_sponsor_meanwhile_owes_none(association, asked, administrator):
    """The job has chosen the fee already; looked at again under the lock."""
    rule(association, 30)
    unpaid = renewal(association, 30)
    sponsor = actions.save_sponsor(association=association, name="County", email="", note="", by=administrator)
    actions.set_sponsor(association=association, dues=[unpaid.pk], sponsor=sponsor, by=administrator)
    today = clock.today(association.time_zone)
    assert late.owe_late_fee(pk=unpaid.pk, association=association, today=today) is None
    assert not late_ones().exists()
