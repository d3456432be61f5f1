import datetime
import re

import pytest
from django.urls import reverse

from common import clock
from common.drafts.actions import StaleVersion
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from endorsement.application.models import Application
from endorsement.award.models import Certificate, Endorsement
from endorsement.decision import actions, queries
from endorsement.decision.actions import Typed
from endorsement.decision.models import Decision
from endorsement.decision.wording import draft
from endorsement.review.models import Assignment
from tests import factories
from tests.endorsement.review import cases


def save(application, by, version=0, **fields):
    why = fields.pop("why", {})
    return actions.save_decision(
        application=application,
        by=by,
        typed=Typed(
            version,
            fields.pop("outcome", "endorse"),
            why,
            fields.pop("reason", ""),
            fields.pop("subject", ""),
            fields.pop("letter", ""),
        ),
    )


def test_a_draft_begins_with_the_reviewers_comments_and_a_drafted_letter(reviewed, decided_by):
    application = reviewed("defer", "defer", comment="Show more", v2="not_met", v4="more")
    made = save(application, decided_by, outcome="defer")
    keys = cases.asked_keys()
    assert [reason["competency"] for reason in made.reasons] == [*keys, ""]
    written = {reason["competency"]: reason["text"] for reason in made.reasons if reason["text"]}
    assert written == {keys[2]: "Show more", keys[4]: "Show more"}
    assert made.letter.startswith("Dear Ana Applicant,")
    assert "[reasons]" in made.letter
    assert (made.version, made.state) == (1, "draft")


def test_two_reviewers_comments_on_one_competency_are_both_there(reviewed):
    application = reviewed("defer", "defer", comment="Thin", v0="more")
    reviews = queries.signed_reviews(application)
    for review in reviews:
        review.judgements.update(verdict="not_met")
    found = queries.proposed_reasons(queries.signed_reviews(application))
    assert found[0]["text"] == "Thin\nThin"


def test_an_untouched_letter_follows_the_outcome_a_touched_one_stays(reviewed, decided_by):
    application = reviewed()
    first = save(application, decided_by, outcome="endorse")
    assert "Congratulations" in first.letter
    second = save(application, decided_by, 1, outcome="hold", subject=first.letter_subject, letter=first.letter)
    assert "on hold" in second.letter_subject
    third = save(application, decided_by, 2, outcome="endorse", subject="Mine", letter="My own words")
    assert (third.letter_subject, third.letter, third.version) == ("Mine", "My own words", 3)


def test_without_an_outcome_there_is_no_letter(reviewed, decided_by):
    made = save(reviewed(), decided_by, outcome="")
    assert (made.letter_subject, made.letter) == ("", "")


def test_a_stale_window_overwrites_nothing(reviewed, decided_by):
    application = reviewed()
    saved = save(application, decided_by, outcome="hold")
    with pytest.raises(StaleVersion) as stale:
        save(application, decided_by, 0, outcome="defer")
    assert stale.value.current == saved
    same = save(application, decided_by, 0, outcome="hold", subject=saved.letter_subject, letter=saved.letter)
    assert same.version == 1
    assert Decision.objects.get().outcome == "hold"


def test_nothing_is_drafted_before_everyone_has_signed(office, association, decided_by):
    application = cases.in_review(association, decided_by, office[1])[0].cycle.application
    with pytest.raises(MoveGone):
        save(application, decided_by)
    with pytest.raises(MoveGone):
        actions.send(application=application, by=decided_by, version=1)


def test_endorsing_moves_awards_and_writes_one_letter(reviewed, decided_by, association):
    person = factories.person("Ana Applicant", email="ana@people.example")
    person.printed_name = "Dr. Ana A. Applicant"
    person.save()
    application = reviewed(person=person)
    save(application, decided_by)
    decision = actions.send(application=application, by=decided_by, version=1)
    application.refresh_from_db()
    assert application.state == "endorsed"
    endorsement = Endorsement.objects.get()
    assert decision.endorsement == endorsement
    assert (endorsement.person, endorsement.association, endorsement.category.key) == (person, association, "IFS")
    assert (endorsement.origin, endorsement.listed_name) == (f"application:{application.pk}", "Dr. Ana A. Applicant")
    assert endorsement.endorsed_on == clock.today(association.time_zone)
    assert endorsement.valid_until == queries.endorsed_until(application)
    assert Certificate.objects.count() == 1
    letter = Message.objects.get(kind="decision.endorse")
    assert (letter.to, letter.reply_to, letter.subject) == (
        "ana@people.example",
        association.contact_email,
        "You are endorsed: Infant Family Specialist",
    )
    assert (decision.state, decision.decided_by) == ("sent", decided_by)
    moves = StatusChange.objects.filter(machine="application", transition="endorse")
    assert list(moves.values_list("by_id", "reason")) == [(decided_by.pk, "")]


@pytest.mark.parametrize(("outcome", "said"), [("endorse", "endorsed"), ("defer", "deferred")])
def test_each_reviewer_is_told_the_outcome_and_nothing_about_the_applicant(
    reviewed, decided_by, office, association, outcome, said
):
    application = reviewed(person=factories.person("Ana Applicant", email="ana@people.example"))
    reason = "Ana needs forty hours more."
    save(application, decided_by, outcome=outcome, why={"": reason}, reason="They agree that it is not enough.")
    actions.send(application=application, by=decided_by, version=1)
    sent = Message.objects.filter(kind="decision.outcome").order_by("pk")
    assert [mail.to for mail in sent] == [reviewer.email for reviewer in office[1]]
    codes = Assignment.objects.order_by("pk").values_list("code", flat=True)
    for mail, code in zip(sent, codes, strict=True):
        assert (mail.subject, mail.scope) == (f"Decided: Infant Family Specialist, {said}", association.slug)
        assert f"(review {code})" in mail.text
        for private in ("Ana", "ana@", application.code, reason, "not enough"):
            assert private not in mail.subject + mail.text + mail.html


def test_a_hold_tells_no_reviewer_and_one_without_an_address_is_no_hindrance(reviewed, decided_by, office):
    office[1][0].addresses.all().delete()
    application = reviewed()
    save(application, decided_by, outcome="hold", why={"": "We wait for the transcript."})
    actions.send(application=application, by=decided_by, version=1)
    assert Message.objects.filter(kind="decision.outcome").count() == 0
    save(application, decided_by)
    actions.send(application=application, by=decided_by, version=1)
    assert [mail.to for mail in Message.objects.filter(kind="decision.outcome")] == [office[1][1].email]


def test_what_a_reviewer_signed_is_listed_with_what_was_decided_on_it(reviewed, decided_by, office, signed_in):
    application = reviewed()

    def listed():
        text = signed_in(office[1][0]).get(reverse("review:queue")).content.decode()
        return re.findall(r"</time> · ([^<]+)</span>", text)

    assert listed() == ["reviewed, to be decided"]
    for outcome, said in (("hold", "on hold"), ("defer", "deferred")):
        save(application, decided_by, outcome=outcome, why={"": "More is needed."}, reason="As both say.")
        actions.send(application=application, by=decided_by, version=1)
        assert listed() == [said]
    Application.objects.filter(pk=application.pk).update(state="submitted")
    assert listed() == ["deferred"]


def test_sending_twice_finds_the_move_gone(reviewed, decided_by):
    application = reviewed()
    save(application, decided_by)
    actions.send(application=application, by=decided_by, version=1)
    with pytest.raises(MoveGone, match="endorsed"):
        actions.send(application=application, by=decided_by, version=1)
    assert (Endorsement.objects.count(), Message.objects.filter(kind="decision.endorse").count()) == (1, 1)
    assert Message.objects.filter(kind="decision.outcome").count() == 2


def test_what_changed_after_the_preview_is_not_sent(reviewed, decided_by):
    application = reviewed()
    made = save(application, decided_by)
    save(application, decided_by, 1, outcome="hold", subject=made.letter_subject, letter=made.letter)
    with pytest.raises(StaleVersion):
        actions.send(application=application, by=decided_by, version=1)
    application.refresh_from_db()
    assert application.state == "to_decide"


def test_nothing_is_sent_without_a_draft(reviewed, decided_by):
    with pytest.raises(actions.NotYet, match="Choose the outcome first"):
        actions.send(application=reviewed(), by=decided_by, version=0)


NO_REASON = "The reviewers differ, or this is not what they recommend: please say for the record why."


@pytest.mark.parametrize(
    ("recommended", "fields", "problems"),
    [
        (("endorse", "endorse"), {"outcome": ""}, ["Choose the outcome first."]),
        (("endorse", "defer"), {"outcome": "endorse"}, [NO_REASON]),
        (("endorse", "defer"), {"outcome": "endorse", "reason": "Seen it"}, []),
        (("endorse", "endorse"), {"outcome": "endorse", "subject": "", "letter": " x "}, ["The letter is empty."]),
        (("defer", "defer"), {"outcome": "defer"}, ["Tell the applicant why: write at least one reason."]),
        (
            ("defer", "defer"),
            {"outcome": "defer", "why": {"": "Add"}, "subject": "S", "letter": "No place"},
            ["The letter has lost the line [reasons], where the reasons go."],
        ),
        (("defer", "defer"), {"outcome": "defer", "why": {"": "Add more"}}, []),
        (("endorse", "defer"), {"outcome": "hold"}, ["Tell the applicant why: write at least one reason."]),
        (("endorse", "defer"), {"outcome": "hold", "why": {"": "A licence is checked"}}, []),
    ],
)
def test_what_stops_a_decision(reviewed, decided_by, recommended, fields, problems):
    application = reviewed(*recommended)
    made = save(application, decided_by, **fields)
    opinion = queries.opinion_of(queries.signed_reviews(application))
    assert queries.problems(made, opinion, application) == problems


def test_without_a_licence_nobody_is_endorsed_but_a_deferral_is_possible(reviewed, decided_by, association):
    application = reviewed()
    made = save(application, decided_by)
    association.licences.all().delete()
    why = f"{association.name} has no licence for Endorsement®."
    sentence = f"{why} It cannot award Endorsement® while none is in force."
    with pytest.raises(actions.NotYet) as refused:
        actions.send(application=application, by=decided_by, version=made.version)
    assert refused.value.problems == [sentence]
    made.outcome = "hold"
    opinion = queries.opinion_of(queries.signed_reviews(application))
    assert sentence not in queries.problems(made, opinion, application)


def test_deferring_tells_the_reasons_and_a_resubmission_is_reviewed_again(reviewed, decided_by, office):
    application = reviewed("defer", "defer", comment="Where was this learned?", v1="not_met")
    save(application, decided_by, outcome="defer", reason="One of two saw a gap")
    actions.send(application=application, by=decided_by, version=1)
    application.refresh_from_db()
    assert application.state == "deferred"
    letter = Message.objects.get(kind="decision.defer")
    assert "infant/young child development & behavior: Where was this learned?" in letter.text
    assert "Reviewer" not in letter.text
    assert not Endorsement.objects.exists()
    # the applicant amends and submits again; the round begins anew with the newest submission
    Application.objects.filter(pk=application.pk).update(state="submitted")
    cases.snapshot(application, hours=40)
    for one in cases.asked(application, decided_by, office[1]):
        cases.signed(one)
    application.refresh_from_db()
    fresh = save(application, decided_by)
    assert fresh.snapshot.number == 2
    actions.send(application=application, by=decided_by, version=1)
    assert [one.outcome for one in queries.sent_to(application)] == ["endorse", "defer"]


def test_holding_keeps_the_turn_and_leads_to_a_decision(reviewed, decided_by):
    application = reviewed()
    save(application, decided_by, outcome="hold", why={"": "We check your membership"})
    actions.send(application=application, by=decided_by, version=1)
    application.refresh_from_db()
    assert application.state == "held"
    assert "We check your membership" in Message.objects.get(kind="decision.hold").text
    again = save(application, decided_by, outcome="hold", why={"": "Still"})
    with pytest.raises(actions.NotYet, match="on hold already"):
        actions.send(application=application, by=decided_by, version=again.version)
    save(application, decided_by, 1, outcome="endorse", subject=again.letter_subject, letter=again.letter)
    actions.send(application=application, by=decided_by, version=2)
    application.refresh_from_db()
    assert (application.state, Endorsement.objects.count()) == ("endorsed", 1)


def test_without_an_address_the_decision_stands_and_no_letter_goes(reviewed, decided_by):
    application = reviewed()
    application.person.addresses.all().delete()
    save(application, decided_by)
    actions.send(application=application, by=decided_by, version=1)
    assert not Message.objects.filter(kind="decision.endorse").exists()
    assert queries.sent_to(application).count() == 1


def test_the_letter_is_in_the_associations_language(reviewed, decided_by, association):
    association.language = "es"
    association.save()
    application = reviewed()
    application.association.refresh_from_db()
    subject, letter = draft(application, "endorse", datetime.date(2027, 12, 31))
    assert "2027" in letter
    assert subject


def test_the_person_gets_their_letters(reviewed, decided_by):
    application = reviewed()
    assert queries.personal_data(application.person) == {}
    save(application, decided_by)
    assert queries.personal_data(application.person) == {}
    actions.send(application=application, by=decided_by, version=1)
    found = queries.personal_data(application.person)["decisions.json"]
    assert [(row["outcome"], row["submission"]) for row in found] == [("endorse", 1)]


def test_an_application_without_reviews_has_no_opinion(standard, association):
    application = cases.submitted(association)
    assert queries.signed_reviews(application) == []
    assert queries.opinion_of([]).proposal == ""
