"""Applicants ask, send again, correct, replace."""

import datetime

import pytest

from accounts.models import Address
from associations.people.enums import Role
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from endorsement.application.models import Application
from endorsement.references import queries
from endorsement.references.actions import asking, rating
from endorsement.references.actions.asking import Refused, TooSoon
from endorsement.references.models import Rating, Reference, ReferenceLink
from tests import factories
from tests.endorsement.references.conftest import invite, mails, open_application, tokens

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


def three():
    return [
        invite(),
        invite("Paul Provider", "paul@gmail.com", ("rsc_provider",), waived=True),
        invite("Tea Cher", "tea@school.example", ("trainer", "teacher", "nonsense")),
    ]


def test_asking_three_raters_makes_three_rows_three_mails_and_hashes_only(case):
    made = asking.ask_raters(case=case, raters=three(), by=case.person)
    assert [(r.rater_name, r.rater_email, r.roles, r.waived_access, r.state, r.position) for r in made] == [
        ("Rita Rater", "rita@gmail.com", ["current_supervisor"], False, "asked", 1),
        ("Paul Provider", "paul@gmail.com", ["rsc_provider"], True, "asked", 2),
        ("Tea Cher", "tea@school.example", ["teacher", "trainer"], False, "asked", 3),
    ]
    sent = mails(kind="reference.ask")
    assert [mail.to for mail in sent] == ["rita@gmail.com", "paul@gmail.com", "tea@school.example"]
    assert {mail.from_name for mail in sent} == {case.association.name}
    assert {mail.reply_to for mail in sent} == {case.association.contact_email}
    assert {mail.scope for mail in sent} == {case.association.slug}
    for reference in made:
        (token,) = tokens(reference)
        assert len(token) == 43
        assert token not in str(list(ReferenceLink.objects.values_list()))
        assert queries.by_token(token).reference == reference
    assert [(c.transition, c.source, c.by_name) for c in queries.story(made[0])] == [("ask", "", "Ana Ruiz")]


def test_the_link_works_as_long_as_the_policy_says(case, ask, at):
    at(START)
    assert ask().expires_at == START + 120 * DAY


def test_the_rater_is_told_the_last_day_in_the_associations_zone(case, ask, at):
    at(START.replace(hour=2))
    ask()
    (sent,) = mails(kind="reference.ask")
    assert "until June 28, 2025." in sent.text


def test_asking_twice_asks_nobody_twice(case):
    asking.ask_raters(case=case, raters=three(), by=case.person)
    again = asking.ask_raters(case=case, raters=[invite(email="RITA@gmail.com"), *three()[1:]], by=case.person)
    assert again == []
    assert (Reference.objects.count(), Message.objects.count()) == (3, 3)


def test_nobody_rates_themselves_by_any_of_their_addresses(case):
    Address.objects.create(person=case.person, email="ana@work.example")
    for own in ("ANA@people.example", "ana@WORK.example"):
        with pytest.raises(Refused) as refused:
            asking.ask_raters(case=case, raters=[invite(), invite(email=own)], by=case.person)
        assert refused.value.field == "email"
    assert Reference.objects.count() == 0


@pytest.mark.django_db
def test_own_address_of_a_person_without_a_sign_in():
    person = factories.person(login=False, email="roster@people.example")
    assert asking.refusal_of_address(person, "roster@people.example") != ""
    assert asking.refusal_of_address(person, "else@people.example") == ""


def test_at_most_six_at_a_time(case):
    asking.ask_raters(case=case, raters=[invite(email=f"r{n}@gmail.com") for n in range(6)], by=case.person)
    with pytest.raises(Refused):
        asking.ask_raters(case=case, raters=[invite(email="r7@gmail.com")], by=case.person)
    assert Reference.objects.count() == 6


def test_our_mail_carries_no_mass_mailing(case, ask):
    reference = ask()
    for n in range(19):
        reference = asking.correct_address(reference=reference, email=f"n{n}@gmail.com", by=case.person)
    with pytest.raises(Refused):
        asking.correct_address(reference=reference, email="last@gmail.com", by=case.person)
    with pytest.raises(Refused):
        ask(email="other@gmail.com")
    assert Message.objects.count() == 20


def test_a_closed_case_asks_nobody(case):
    Application.objects.update(state="withdrawn")
    with pytest.raises(Refused):
        asking.ask_raters(case=case, raters=[invite()], by=case.person)
    assert Message.objects.count() == 0


def test_a_rater_the_alliance_knows_is_recognised(case, ask):
    known = factories.person("Rita Known", email="Rita@Gmail.com")
    assert ask().rater_id == known.pk
    assert ask(email="unknown@gmail.com").rater_id is None


# Send again


def test_resend_waits_a_day_and_older_links_go_on_working(case, ask, at):
    at(START)
    reference = ask()
    with pytest.raises(TooSoon) as early:
        asking.resend(reference=reference, by=case.person)
    assert early.value.next_at == START + DAY
    at(START + DAY)
    asking.resend(reference=reference, by=case.person)
    with pytest.raises(TooSoon):
        asking.resend(reference=reference, by=case.person)
    first, second = tokens(reference)
    assert first != second
    assert queries.by_token(first).usable and queries.by_token(second).usable
    reference.refresh_from_db()
    assert (reference.state, reference.asked_at) == ("asked", START)
    assert [c.transition for c in queries.story(reference)] == ["ask", "send_again"]


def test_resend_without_any_link_on_record(case, ask):
    reference = ask()
    ReferenceLink.objects.all().delete()
    asking.resend(reference=reference, by=case.person)
    assert ReferenceLink.objects.count() == 1


@pytest.mark.parametrize("state", ["bounced", "expired"])
def test_resend_after_a_bounce_or_expiry_starts_anew_at_once(case, ask, at, state):
    at(START)
    reference = ask()
    Reference.objects.update(state=state, problem="550 no")
    at(START + datetime.timedelta(hours=2))
    reference.refresh_from_db()
    again = asking.resend(reference=reference, by=case.person)
    assert (again.state, again.asked_at, again.problem) == ("asked", START + datetime.timedelta(hours=2), "")
    assert len(mails(kind="reference.again")) == 1


@pytest.mark.parametrize("state", ["done", "declined", "replaced"])
def test_answered_ones_are_not_sent_again(case, ask, state):
    reference = ask()
    Reference.objects.update(state=state)
    reference.refresh_from_db()
    with pytest.raises(MoveGone):
        asking.resend(reference=reference, by=case.person)
    assert Message.objects.count() == 1


# Correct the address


def test_a_corrected_address_ends_the_old_link_and_throws_away_what_was_begun_there(case, ask, at):
    at(START)
    factories.person("New Rater", email="new@gmail.com")
    reference = ask(email="wrong@gmail.com")
    (old,) = tokens(reference)
    rating.save_draft(token=old, version=0, changes={"comment": "by someone else"})
    at(START + DAY)
    corrected = asking.correct_address(reference=reference, email="new@gmail.com", by=case.person)
    assert (corrected.state, corrected.rater_email, corrected.asked_at) == ("asked", "new@gmail.com", START + DAY)
    assert corrected.rater.name == "New Rater"
    assert Rating.objects.count() == 0
    old_again, new = tokens(reference)
    assert old_again == old
    assert (queries.by_token(old).usable, queries.by_token(new).usable) == (False, True)
    assert mails()[-1].to == "new@gmail.com"


def test_correcting_twice_or_to_the_same_sends_once(case, ask):
    reference = ask(email="wrong@gmail.com")
    for _ in range(2):
        asking.correct_address(reference=reference, email="New@gmail.com", by=case.person)
    assert len(mails(kind="reference.ask")) == 2


def test_a_vetting_belongs_to_the_rater_not_to_the_row(case, ask, coordinator):
    reference = ask()
    Reference.objects.update(vetted_at=START, vetted_by=coordinator)
    corrected = asking.correct_address(reference=reference, email="other@gmail.com", by=case.person)
    assert (corrected.vetted_at, corrected.vetted_by) == (None, None)


def test_corrections_are_refused_for_own_and_used_addresses_and_answered_references(case, ask):
    reference, other = ask(), ask(email="other@gmail.com")
    for email in ("ana@people.example", "OTHER@gmail.com"):
        with pytest.raises(Refused) as refused:
            asking.correct_address(reference=reference, email=email, by=case.person)
        assert refused.value.field == "email"
    Reference.objects.filter(pk=other.pk).update(state="done")
    with pytest.raises(MoveGone):
        asking.correct_address(reference=other, email="third@gmail.com", by=case.person)


# Replace


@pytest.mark.parametrize(
    ("state", "told"), [("asked", 1), ("opened", 1), ("bounced", 0), ("expired", 0), ("declined", 0)]
)
def test_replacing_asks_the_new_one_and_tells_the_old_one_when_they_had_it(case, ask, state, told):
    reference = ask()
    (old,) = tokens(reference)
    Reference.objects.update(state=state)
    reference.refresh_from_db()
    new = asking.replace(reference=reference, rater=invite("Nova", "nova@gmail.com", ("parent",)), by=case.person)
    reference.refresh_from_db()
    assert (reference.state, new.state, new.position) == ("replaced", "asked", reference.position)
    assert len(mails(kind="reference.released", to="rita@gmail.com")) == told
    assert queries.by_token(old).usable is False
    with pytest.raises(MoveGone):
        asking.replace(reference=reference, rater=invite("Zoe", "zoe@gmail.com"), by=case.person)
    assert Reference.objects.count() == 2


def test_an_answer_cannot_be_exchanged_and_an_address_not_used_twice(case, ask):
    reference, other = ask(), ask(email="other@gmail.com")
    with pytest.raises(Refused):
        asking.replace(reference=other, rater=invite(), by=case.person)
    Reference.objects.filter(pk=reference.pk).update(state="done")
    with pytest.raises(MoveGone):
        asking.replace(reference=reference, rater=invite(email="kind@gmail.com"), by=case.person)
    assert Reference.objects.filter(state="replaced").count() == 0


def test_replacing_by_the_same_address_is_allowed(case, ask):
    reference = ask()
    new = asking.replace(reference=reference, rater=invite("Right Name"), by=case.person)
    assert (new.rater_name, new.rater_email) == ("Right Name", "rita@gmail.com")


def test_cases_are_apart(case, ask, category, neighbour):
    ask()
    other = queries.Case(case.person, neighbour, category)
    open_application(case.person, neighbour, category)
    assert len(asking.ask_raters(case=other, raters=[invite()], by=case.person)) == 1
    assert queries.of_case(case)[0].association == case.association
    assert len(queries.of_case(other)) == 1


def test_raters_are_known_to_those_who_look_for_conflicts(case, ask, coordinator):
    known = factories.person("Known", email="known@gmail.com")
    factories.role(known, Role.REVIEWER, case.association)
    ask(), ask(email="Known@gmail.com")
    assert queries.raters_of(case.person.pk) == ({known.pk}, {"rita@gmail.com", "known@gmail.com"})
