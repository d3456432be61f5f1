"""Fees: asked from a day on, owed once, paid in parts or for a cohort, taken back, receipted."""

import datetime
import io
import re
from decimal import Decimal

import pikepdf
import pytest
from django.core.management import call_command
from django.urls import reverse

from associations.directory.models import Association
from associations.fees import actions, importers, money, presenters, queries
from associations.fees.models import Due, Fee, Payment
from associations.people.actions import add_membership
from common import clock
from competencies.standard.models import Category
from endorsement.application import actions as applying
from tests import factories
from tests.associations.people.test_at_once import at_once

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)


def due_of(person, association, amount=10_000, **more):
    facts = {"kind": "exam", "category": None, "currency": "USD", "note": "", "by": None, "origin": f"test:{person.pk}"}
    return actions.charge(person=person, association=association, amount=amount, **facts | more)


def pay(association, shares, by=None, **more):
    facts = {"means": "cheque", "received_on": clock.today(), "origin": "test:1"}
    return actions.record_payment(association=association, shares=shares, by=by, **facts | more)


def left(due):
    return queries.with_paid(Due.objects.filter(pk=due.pk)).get().open


def test_amounts_are_exact():
    assert [money.minor(Decimal(one)) for one in ("25", "25.5", "0.07")] == [2500, 2550, 7]
    assert (money.major(2550), money.words(123_450, "AUD")) == (Decimal("25.50"), "1,234.50 AUD")
    with pytest.raises(ValueError, match=r"0\.005"):
        money.minor(Decimal("0.005"))


def test_the_published_fees_are_loaded_once():
    call_command("load_standard", verbosity=0)
    call_command("load_associations", verbosity=0)
    place = Association.objects.get(abbreviation="CT-AIMH")
    asked = {
        key: queries.fee_on(place, "processing", Category.objects.get(key=key), DAY).amount
        for key in ("IFA", "ECFS", "IFRS", "IMHS", "ECMHM-P")
    }
    assert asked == {"IFA": 2500, "ECFS": 10_000, "IFRS": 15_000, "IMHS": 30_000, "ECMHM-P": 40_000}
    west = Association.objects.get(abbreviation="AAIMH WA")
    fee = queries.fee_on(west, "registration", Category.objects.get(key="IFS"), DAY)
    assert (fee.amount, fee.currency) == (5000, "AUD")
    assert queries.fee_on(Association.objects.get(abbreviation="AzAIMH"), "late", None, DAY).amount == 3500
    assert queries.fee_on(Association.objects.get(abbreviation="NMAIMH"), "renewal", None, DAY) is None
    known = {row["association"] for row in importers.read_fees()}
    assert known <= set(Association.objects.values_list("abbreviation", flat=True))
    Fee.objects.filter(association=place, kind="processing").update(amount=1)
    assert importers.load_fees(importers.read_fees()) == 0
    assert queries.fee_on(place, "processing", Category.objects.get(key="IFA"), DAY).amount == 1


def test_the_fee_of_the_day(standard, association, administrator):
    ifs = Category.objects.get(key="IFS")
    later = DAY + datetime.timedelta(days=30)
    setting = {"association": association, "kind": "processing", "currency": "USD", "by": administrator}
    assert actions.set_fees(**setting, amounts={None: 5000, ifs: 8000}, valid_from=DAY) == 2
    assert actions.set_fees(**setting, amounts={None: 5000, ifs: 8000}, valid_from=DAY) == 0
    assert actions.set_fees(**setting, amounts={ifs: 0}, valid_from=later) == 1
    assert actions.set_fees(**setting, amounts={ifs: 9000}, valid_from=DAY) == 1
    assert queries.fee_on(association, "processing", ifs, DAY - datetime.timedelta(days=1)) is None
    assert queries.fee_on(association, "processing", ifs, DAY).amount == 9000
    assert queries.fee_on(association, "processing", ifs, later) is None
    assert queries.fee_on(association, "processing", Category.objects.get(key="IFA"), later).amount == 5000


def test_the_own_page_shows_what_is_asked_today(standard, association, administrator, client):
    ifa, ifs, imhs = (Category.objects.get(key=key) for key in ("IFA", "IFS", "IMHS"))
    setting = {"association": association, "currency": "USD", "by": administrator}
    actions.set_fees(**setting, kind="processing", amounts={None: 5000, ifa: 0, ifs: 8000, imhs: 8000}, valid_from=DAY)
    later = clock.today() + datetime.timedelta(days=9)
    actions.set_fees(**setting, kind="processing", amounts={ifs: 9900}, valid_from=later)
    actions.set_fees(**setting, kind="late", amounts={None: 2500}, valid_from=DAY)
    assert sorted(presenters.published(association, clock.today())) == [
        ("Late fee", "25.00 USD"),
        ("Processing", "50.00 USD"),
        ("Processing: IFA", "no fee"),
        ("Processing: IFS, IMHS", "80.00 USD"),
    ]
    shown = client.get(f"/a/{association.slug}/").content.decode()
    assert "Processing: IFS, IMHS" in shown
    assert "99.00 USD" not in shown


def test_starting_and_submitting_owe_what_is_asked_once(standard, association, administrator):
    setting = {"association": association, "currency": "USD", "by": administrator, "valid_from": DAY}
    for kind in ("registration", "processing", "membership"):
        actions.set_fees(**setting, kind=kind, amounts={None: 2000})
    person = factories.person()
    for _click in range(2):
        application = applying.start(association=association, category=Category.objects.get(key="IFA"), by=person)
    due = Due.objects.get(person=person)
    assert (due.kind, due.category.key, due.amount, due.origin) == (
        "registration",
        "IFA",
        2000,
        f"application:{application.pk}:registration",
    )
    actions.set_fees(**setting, kind="registration", amounts={None: 9900})
    assert Due.objects.get(person=person).amount == 2000
    past = {"valid_from": datetime.date(2018, 1, 1), "valid_until": datetime.date(2018, 12, 31)}
    add_membership(person=person, association=association, by=administrator, **past)
    for _click in range(2):
        add_membership(person=person, association=association, by=administrator, valid_from=DAY, valid_until=None)
    assert list(Due.objects.filter(person=person).order_by("pk").values_list("kind", flat=True)) == [
        "registration",
        "membership",
    ]


def test_paid_in_parts_then_taken_back(association, administrator):
    due = due_of(factories.person("Pia Payer"), association)
    first = pay(association, {due.pk: 3000}, administrator)
    assert pay(association, {due.pk: 3000}, administrator) == first
    assert left(due) == 7000
    with pytest.raises(actions.Refused, match=r"Pia Payer owes 70\.00 USD, not 70\.01 USD"):
        pay(association, {due.pk: 7001}, administrator, origin="test:2")
    pay(association, {due.pk: 7000}, administrator, origin="test:3", means="waiver", reason="Hardship")
    assert left(due) == 0
    with pytest.raises(actions.Refused, match="why the payment is taken back"):
        actions.take_back(payment=first, reason="", by=administrator)
    for _click in range(2):
        taken = actions.take_back(payment=first, reason="The cheque bounced.", by=administrator)
    assert (taken.taken_back_by, left(due)) == (administrator, 3000)


@pytest.mark.parametrize(
    ("part", "more", "sentence"),
    [
        (0, {}, "how much is paid"),
        (-1, {}, "how much is paid"),
        (100, {"means": "waiver"}, "why the fee is waived"),
    ],
)
def test_what_is_no_payment(association, administrator, part, more, sentence):
    due = due_of(factories.person(), association)
    with pytest.raises(actions.Refused, match=sentence):
        pay(association, {due.pk: part}, administrator, **more)


def test_a_sponsor_pays_for_a_cohort_in_one_currency(association, administrator):
    dues = [due_of(factories.person(), association, amount) for amount in (1000, 2000)]
    one = pay(association, {due.pk: due.amount for due in dues}, administrator, means="agency", payer="The agency")
    assert (one.amount, one.shares.count(), [left(due) for due in dues]) == (3000, 2, [0, 0])
    euro = due_of(factories.person(), association, currency="EUR")
    dollar = due_of(factories.person(), association)
    with pytest.raises(actions.Refused, match="different currencies"):
        pay(association, {euro.pk: 1, dollar.pk: 1}, administrator, origin="test:2")
    elsewhere = due_of(factories.person(), factories.association("elsewhere"))
    with pytest.raises(actions.Refused, match="not your association's"):
        pay(association, {elsewhere.pk: 1}, administrator, origin="test:3")


def test_nobody_records_their_own(association, administrator):
    own = due_of(administrator, association)
    with pytest.raises(actions.Refused, match="by somebody else"):
        pay(association, {own.pk: 100}, administrator)
    payment = pay(association, {own.pk: 100}, factories.person())
    with pytest.raises(actions.Refused, match="by somebody else"):
        actions.take_back(payment=payment, reason="No.", by=administrator)


def test_the_office_records_shows_and_takes_back(association, administrator, signed_in):
    one, two = (due_of(factories.person(name), association) for name in ("Pia Payer", "Quin Payer"))
    client = signed_in(administrator)
    listed = reverse("fees:dues", args=[association.slug])
    shown = client.get(listed, {"state": "open", "q": "payer", "kind": "exam"}).content.decode()
    assert "200.00 USD" in shown
    chosen = client.get(listed, {"due": [one.code, two.code]})
    assert chosen.url.endswith(f"/{one.code}/pay/?with={two.code}")
    page = client.get(chosen.url).content.decode()
    once = re.search(r'name="once" value="(\w+)"', page).group(1)
    typed = {
        "means": "agency",
        "payer": "",
        "received_on": clock.today(association.time_zone).isoformat(),
        f"part_{one.code}": "100.00",
        f"part_{two.code}": "50.50",
        "total": "150.50",
        "once": once,
    }
    assert "Please name the agency" in client.post(chosen.url, typed).content.decode()
    future = typed | {"payer": "The agency", "received_on": "2999-01-01"}
    assert "still to come" in client.post(chosen.url, future).content.decode()
    unmatched = client.post(chosen.url, typed | {"payer": "The agency", "total": "150.00"}).content.decode()
    assert "The parts make 150.50 USD, and 150.00 USD came in." in unmatched
    too_much = typed | {"payer": "The agency", f"part_{one.code}": "100.01", "total": "150.51"}
    assert "owes 100.00 USD" in client.post(chosen.url, too_much).content.decode()
    no_reason = typed | {"means": "waiver"}
    assert "why the fee is waived" in client.post(chosen.url, no_reason).content.decode()
    done = client.post(chosen.url, typed | {"payer": "The agency"})
    payment = Payment.objects.get()
    assert (done.status_code, payment.amount, payment.payer) == (302, 15_050, "The agency")
    assert (
        "Nothing is left to pay here"
        in client.get(reverse("fees:record", args=[association.slug, one.code])).content.decode()
    )
    assert "partly paid" in client.get(listed, {"state": "open"}).content.decode()
    assert client.get(listed, {"state": "paid"}).content.decode().count("100.00 USD") == 1
    assert "The agency" in client.get(reverse("fees:payments", args=[association.slug])).content.decode()
    address = reverse("fees:payment", args=[association.slug, payment.code])
    client.post(address, {"reason": "Typed twice"})
    shown = client.get(address).content.decode()
    assert "Typed twice" in shown
    assert client.get(reverse("fees:office_receipt", args=[association.slug, payment.code])).status_code == 404
    assert "taken back" in client.get(reverse("fees:payments", args=[association.slug])).content.decode()


def test_what_is_mine_and_my_receipt_names_nobody_else(association, administrator, signed_in):
    pia, quin = factories.person("Pia Payer"), factories.person("Quin Payer")
    dues = [due_of(one, association, note="Spring window") for one in (pia, quin)]
    payment = pay(association, {due.pk: 4000 for due in dues}, administrator, means="agency", payer="The agency")
    client = signed_in(pia)
    shown = client.get(reverse("fees:mine")).content.decode()
    for words in ("100.00 USD", "partly paid", "Left to pay: 60.00 USD", "Spring window", payment.code):
        assert words in shown
    assert "Quin" not in shown
    answer = client.get(reverse("fees:receipt", args=[payment.code]))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    with pikepdf.open(io.BytesIO(answer.content)) as printed:
        assert printed.Root.MarkInfo.Marked
        assert str(printed.Root.Lang) == "en"
    actions.take_back(payment=payment, reason="No.", by=administrator)
    assert client.get(reverse("fees:receipt", args=[payment.code])).status_code == 404


def test_a_receipt_says_who_paid_what(association, administrator, monkeypatch):
    from associations.fees import documents

    pia, quin = factories.person("Pia Payer"), factories.person("Quin Payer")
    dues = [due_of(one, association) for one in (pia, quin)]
    payment = pay(association, {due.pk: 4000 for due in dues}, administrator, means="transfer", reference="T-1")
    drawn = []
    monkeypatch.setattr(
        documents, "render_to_string", lambda name, context: drawn.append((name, context)) or "<p>Words</p>"
    )
    documents.receipt_pdf(payment, pia)
    documents.receipt_pdf(payment)
    totals = [(context["total"], len(context["shares"])) for name, context in drawn if name.endswith(".html")]
    assert totals == [("40.00 USD", 1), ("80.00 USD", 2)]


def test_the_schedule_is_set_by_administrators(standard, association, administrator, signed_in):
    client = signed_in(administrator)
    address = reverse("fees:change", args=[association.slug, "processing"])
    category = Category.objects.get(key="IFS")
    today = clock.today(association.time_zone)
    assert "at least one amount" in client.post(address, {"valid_from": today.isoformat()}).content.decode()
    wrong = {"valid_from": today.isoformat(), "for_all": "12.345"}
    assert "no more than 2 decimal places" in client.post(address, wrong).content.decode()
    client.post(address, {"valid_from": today.isoformat(), "for_all": "50", f"category_{category.pk}": "80.50"})
    later = today + datetime.timedelta(days=9)
    client.post(address, {"valid_from": later.isoformat(), "for_all": "0"})
    shown = client.get(reverse("fees:schedule", args=[association.slug])).content.decode()
    for words in ("50.00 USD", "80.50 USD", "no fee", "Infant Family Specialist"):
        assert words in shown
    assert client.get(reverse("fees:change", args=[association.slug, "membership"])).status_code == 200
    assert client.get(reverse("fees:change", args=[association.slug, "nothing"])).status_code == 404


def test_a_fee_added_by_hand_once(standard, association, administrator, signed_in):
    whom = factories.person("Pia Payer")
    factories.member(whom, association)
    client, address = signed_in(administrator), reverse("fees:charge", args=[association.slug, whom.public_id])
    typed = {"kind": "exam", "amount": "25", "note": "March", "once": "0" * 12}
    assert "Please write an amount" in client.post(address, typed | {"amount": "0"}).content.decode()
    for _click in range(2):
        assert client.post(address, typed).status_code == 302
    due = Due.objects.get()
    assert (due.person, due.amount, due.note, due.currency) == (whom, 2500, "March", "USD")


def test_nobody_is_led_to_charge_themselves(standard, association, administrator, signed_in):
    client, charge = signed_in(administrator), "Add a fee"
    other = factories.person("Pia Payer")
    factories.member(other, association)
    seen = {
        person: charge
        in client.get(reverse("people:person", args=[association.slug, person.public_id])).content.decode()
        for person in (administrator, other)
    }
    assert seen == {administrator: False, other: True}


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_at_once_no_more_is_paid_than_is_owed(association, administrator):
    due = due_of(factories.person(), association)
    results = at_once(
        *[lambda origin=origin: pay(association, {due.pk: 6000}, administrator, origin=origin) for origin in ("a", "b")]
    )
    assert sorted(type(one).__name__ for one in results) == ["Payment", "Refused"]
    assert left(due) == 4000
    same = at_once(*[lambda: pay(association, {due.pk: 1000}, administrator, origin="c")] * 2)
    assert same[0] == same[1]
    assert left(due) == 3000
