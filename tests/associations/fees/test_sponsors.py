"""Sponsors: one payment for many people, in parts that match, with one receipt; nobody waits for a sponsor."""

import re

import pytest
from django.urls import reverse

from associations.fees import actions, documents, holding, queries, schedule
from associations.fees.models import Due, Payment, Sponsor
from associations.policy.models import Policy
from common import clock
from tests import factories
from tests.associations.fees.makings import left, owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(association, administrator):
    return actions.save_sponsor(association=association, name="The fund", email="", note="", by=administrator)


@pytest.fixture
def cohort(association):
    return [owed(factories.person(name), association, 5000) for name in ("Pia Payer", "Quin Payer", "Rae Payer")]


def sponsor(fund, *dues, by):
    return actions.set_sponsor(association=fund.association, dues=[due.pk for due in dues], sponsor=fund, by=by)


def test_the_same_name_is_one_sponsor(association, administrator, fund):
    same = {"association": association, "email": "", "note": "", "by": administrator}
    assert actions.save_sponsor(name="The fund", **same) == fund
    other = actions.save_sponsor(name="Another", **same)
    with pytest.raises(actions.Refused, match="of this name"):
        actions.save_sponsor(name="The fund", sponsor=other, **same)
    changed = actions.save_sponsor(name="Another", sponsor=other, **same | {"email": "a@people.example"})
    assert (changed.pk, changed.email) == (other.pk, "a@people.example")


def test_who_pays_for_whom(association, administrator, fund, cohort):
    assert (sponsor(fund, *cohort, by=administrator), sponsor(fund, *cohort, by=administrator)) == (3, 0)
    actions.record_payment(
        association=association, shares={cohort[0].pk: 5000}, means="cheque", received_on=clock.today(),
        origin="x", by=administrator,
    )  # fmt: skip
    back = actions.set_sponsor(association=association, dues=[due.pk for due in cohort], sponsor=None, by=administrator)
    assert (back, Due.objects.get(pk=cohort[0].pk).sponsor) == (2, fund)


def test_refused(association, administrator, fund, cohort, account, stripe):
    elsewhere = factories.association("elsewhere")
    foreign = owed(factories.person(), elsewhere)
    with pytest.raises(actions.Refused, match="not your association's"):
        sponsor(fund, foreign, by=administrator)
    with pytest.raises(actions.Refused, match="not your association's"):
        actions.set_sponsor(association=elsewhere, dues=[foreign.pk], sponsor=fund, by=administrator)
    with pytest.raises(actions.Refused, match="by somebody else"):
        sponsor(fund, owed(administrator, association), by=administrator)
    paying = cohort[0]
    actions.start_paying(person=paying.person, association=association, dues=[paying.code], by=paying.person)
    with pytest.raises(actions.Refused, match="online just now"):
        sponsor(fund, *cohort, by=administrator)


def test_a_sponsored_fee_is_not_paid_online_holds_nothing_up_and_is_not_late(
    association, administrator, fund, signed_in, account, stripe
):
    Policy.objects.filter(association=association).update(fees_hold_up="both", late_fee_days=1)
    today = clock.today(association.time_zone)
    actions.set_fees(
        association=association, kind="late", amounts={None: 2500}, valid_from=today, currency="USD", by=administrator
    )
    pia = factories.person("Pia Payer")
    fee = owed(pia, association, kind="registration", origin="application:1:registration")
    renewal = owed(pia, association, kind="renewal")
    Due.objects.filter(pk=renewal.pk).update(owed_since="2020-01-01")
    assert holding.held_up(association, "application:1", holding.SUBMISSION)
    sponsor(fund, fee, renewal, by=administrator)
    assert holding.held_up(association, "application:1", holding.SUBMISSION) == ""
    assert schedule.run() == 0
    with pytest.raises(actions.Refused, match="Nothing is left"):
        actions.start_paying(person=pia, association=association, dues=[fee.code], by=pia)
    client = signed_in(pia)
    shown = client.get(reverse("fees:mine")).content.decode()
    assert "The fund pays this." in shown
    assert "Pay online" not in shown
    assert client.get(reverse("fees:pay", args=[association.slug])).status_code == 404


def test_spread_the_oldest_first():
    dues = [Due(pk=number, amount=amount) for number, amount in enumerate((500, 300, 400))]
    for due in dues:
        due.open = due.amount
    assert queries.spread(700, dues) == {0: 500, 1: 200, 2: 0}
    assert queries.spread(5000, dues) == {0: 500, 1: 300, 2: 400}


def test_the_office_notes_assigns_and_records(association, administrator, cohort, signed_in):
    client, slug = signed_in(administrator), association.slug
    listed = reverse("fees:dues", args=[slug])
    chosen = client.get(listed, {"due": [due.code for due in cohort], "sponsor": "1"}).url
    assert "No sponsor is noted yet" in client.get(chosen).content.decode()
    made = client.post(reverse("fees:sponsors", args=[slug]), {"name": "The fund", "note": "Grant 7"})
    fund = Sponsor.objects.get()
    assert made.url == reverse("fees:sponsor", args=[slug, fund.code])
    assert "Pia Payer, Exam: 50.00 USD" in client.get(chosen).content.decode()
    assert "valid choice" in client.post(chosen, {"sponsor": "0" * 12}).content.decode()
    assert client.post(chosen, {"sponsor": fund.code}).url == made.url
    page = client.get(made.url).content.decode()
    for words in ("150.00 USD", "Grant 7", "Quin Payer"):
        assert words in page
    assert 'name="due"' not in page
    assert "The fund pays it" in client.get(listed).content.decode()
    record = re.search(r'href="([^"]+/pay/\?with=[^"]+)"', page).group(1).replace("&amp;", "&")
    form = client.get(record).content.decode()
    assert 'value="The fund"' in form
    typed = {
        "means": "agency",
        "payer": "The fund",
        "received_on": clock.today(association.time_zone).isoformat(),
        "once": "0" * 12,
        "total": "120.00",
        **{f"part_{due.code}": "50.00" for due in cohort},
    }
    assert "The parts make 150.00 USD, and 120.00 USD came in." in client.post(record, typed).content.decode()
    spread = client.post(record, typed | {"spread": "1"}).content.decode()
    assert 'value="20.00"' in spread
    assert "The parts make" not in spread
    assert "Enter a number" in client.post(record, typed | {"spread": "1", "total": "x"}).content.decode()
    last = max(cohort, key=lambda due: due.pk)
    client.post(record, typed | {f"part_{last.code}": "20.00"})
    payment = Payment.objects.get()
    assert (payment.sponsor, payment.amount, [left(due) for due in cohort]) == (fund, 12_000, [0, 0, 3000])
    assert payment.code in client.get(made.url).content.decode()
    assert "The fund" in client.get(reverse("fees:payment", args=[slug, payment.code])).content.decode()
    client.post(made.url, {"name": "The new fund"})
    assert Sponsor.objects.get().name == "The new fund"
    actions.save_sponsor(association=association, name="Another", email="", note="", by=administrator)
    assert "of this name already" in client.post(made.url, {"name": "Another"}).content.decode()
    assert client.post(chosen, {"sponsor": ""}).url == listed


def test_refused_on_the_page_says_why(association, administrator, fund, cohort, signed_in, account, stripe):
    one = cohort[0]
    actions.start_paying(person=one.person, association=association, dues=[one.code], by=one.person)
    address = reverse("fees:sponsoring", args=[association.slug, one.code])
    assert "online just now" in signed_in(administrator).post(address, {"sponsor": fund.code}).content.decode()


def test_one_receipt_lists_everybody(association, administrator, fund, cohort, monkeypatch):
    sponsor(fund, *cohort, by=administrator)
    payment = actions.record_payment(
        association=association, shares={due.pk: 5000 for due in cohort}, means="agency", payer=fund.name,
        sponsor=fund, received_on=clock.today(), origin="x", by=administrator,
    )  # fmt: skip
    drawn = []
    monkeypatch.setattr(documents, "render_to_string", lambda name, context: drawn.append(context) or "<p>Words</p>")
    documents.receipt_pdf(payment)
    assert [share.due.person.name for share, _fee, _amount in drawn[-1]["shares"]] == [
        "Pia Payer",
        "Quin Payer",
        "Rae Payer",
    ]
