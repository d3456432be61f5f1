"""What changes applications: once, twice, and what is left behind."""

import datetime

import pytest

from associations.fees.actions import set_fees
from associations.fees.models import Due
from associations.people.enums import Role
from associations.policy.models import Policy
from common.outbox.models import Message
from common.workflow.engine import MoveGone, move
from common.workflow.models import StatusChange
from endorsement.application import actions, hooks
from endorsement.application.agreements import words_for
from endorsement.application.enums import ApplicationState, Section
from endorsement.application.freezing import is_intact
from endorsement.application.models import Agreement, Application, Comment, Snapshot, SnapshotChanged
from endorsement.application.workflow import MACHINE
from endorsement.portfolio.models import Work
from tests import factories
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db


def mails(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("to", flat=True))


def story(application):
    changes = StatusChange.objects.filter(machine="application", object_id=application.pk).order_by("at", "pk")
    return [(change.transition, change.by_name) for change in changes]


class TestStart:
    def test_makes_a_draft_with_its_trace(self, standard, association):
        person = factories.person()
        application = makings.draft(person, association)
        assert (application.state, application.person) == (ApplicationState.DRAFT, person)
        assert story(application) == [("start", person.name)]

    def test_twice_gives_the_open_one(self, standard, association):
        person = factories.person()
        assert makings.draft(person, association) == makings.draft(person, association)
        assert Application.objects.count() == 1

    def test_again_after_the_first_was_closed(self, standard, association):
        person = factories.person()
        first = makings.draft(person, association)
        actions.withdraw(application=first, by=person)
        assert makings.draft(person, association) != first

    @pytest.mark.parametrize("key", ["IFRS", "ECFRS"])
    def test_refuses_what_is_not_offered(self, standard, association, key):
        with pytest.raises(actions.NotSaid, match="does not offer"):
            makings.draft(factories.person(), association, key)

    def test_refuses_another_track_than_the_associations(self, standard, association):
        association.tracks = ["infant"]
        association.save()
        with pytest.raises(actions.NotSaid):
            makings.draft(factories.person(), association, "ECFA")

    def test_refuses_at_a_former_member(self, standard, association):
        association.member_status = "former"
        association.save()
        with pytest.raises(actions.NotSaid):
            makings.draft(factories.person(), association)

    def test_two_at_once_where_the_policy_allows_it(self, standard, association):
        person = factories.person()
        assert makings.draft(person, association) != makings.draft(person, association, "IFS")

    def test_one_at_a_time_where_the_policy_says_so(self, standard, association):
        Policy.objects.filter(association=association).update(concurrent_applications=False)
        person = factories.person()
        first = makings.draft(person, association)
        with pytest.raises(actions.NotSaid, match="one application at a time"):
            makings.draft(person, association, "IFS")
        actions.withdraw(application=first, by=person)
        assert makings.draft(person, association, "IFS").state == ApplicationState.DRAFT


class TestSign:
    def sign(self, application, kind=Agreement.Kind.CODE_OF_ETHICS, version=None, name=" Ama Applicant "):
        words = {one.kind: one for one in words_for(application.association)}
        return actions.sign(
            application=application,
            kind=kind,
            typed_name=name,
            version=version or words[kind].version,
            by=application.person,
        )

    def test_keeps_text_name_and_version(self, standard, association):
        application = makings.draft(factories.person(), association)
        agreement = self.sign(application)
        words = words_for(association)[0]
        assert (agreement.text, agreement.text_version) == (words.text, words.version)
        assert agreement.typed_name == "Ama Applicant"

    def test_twice_keeps_the_first(self, standard, association):
        application = makings.draft(factories.person(), association)
        first = self.sign(application)
        assert self.sign(application, name="Somebody Else") == first
        assert Agreement.objects.get().typed_name == "Ama Applicant"

    def test_refuses_a_text_that_changed(self, standard, association):
        application = makings.draft(factories.person(), association)
        with pytest.raises(actions.NotSaid, match="has changed"):
            self.sign(application, version="0" * 64)

    def test_refuses_an_unknown_kind(self, standard, association):
        application = makings.draft(factories.person(), association)
        with pytest.raises(actions.NotSaid):
            self.sign(application, kind="anything", version="0" * 64)

    def test_not_while_it_is_with_others(self, submitted):
        Agreement.objects.all().delete()
        with pytest.raises(MoveGone):
            self.sign(submitted)


class TestSubmit:
    def test_freezes_and_hands_over(self, ready, coordinator):
        snapshot = actions.submit(application=ready, by=ready.person)
        ready.refresh_from_db()
        assert (ready.state, ready.submitted_at) == (ApplicationState.SUBMITTED, snapshot.submitted_at)
        assert (snapshot.number, snapshot.edition, snapshot.assessment["eligible"]) == (1, "2025", True)
        assert is_intact(snapshot)
        assert is_intact(Snapshot.objects.get())
        assert story(ready) == [("start", ready.person.name), ("submit", ready.person.name)]

    def test_what_is_changed_later_does_not_reach_the_snapshot(self, submitted):
        Work.objects.update(title="Something else")
        snapshot = Snapshot.objects.get()
        assert [work["title"] for work in snapshot.document["work"]] == ["Home visitor"]

    def test_writes_a_receipt_and_tells_the_coordinator(self, ready, coordinator):
        snapshot = actions.submit(application=ready, by=ready.person)
        assert mails("application.receipt") == [ready.person.email]
        assert mails("application.submitted") == [coordinator.email]
        receipt = Message.objects.get(kind="application.receipt")
        assert snapshot.sha256 in receipt.text
        assert ready.code in receipt.text
        assert "edition 2025" in receipt.text
        assert "(New York time)" in receipt.text
        assert receipt.reply_to == ready.association.contact_email

    def test_second_click_finds_the_move_gone(self, submitted):
        with pytest.raises(MoveGone, match="submitted"):
            actions.submit(application=submitted, by=submitted.person)
        assert Snapshot.objects.count() == 1
        assert len(mails("application.receipt")) == 1

    def test_the_gate_is_the_findings(self, standard, association):
        application = makings.draft(makings.applicant(association), association)
        with pytest.raises(actions.NotReady) as caught:
            actions.submit(application=application, by=application.person)
        unmet = [one.requirement for one in caught.value.judged.assessment.findings if one.status == "unmet"]
        assert unmet == [
            "references.count",
            "references.roles",
            "references.endorsed",
            "agreements.code_of_ethics",
            "agreements.endorsement_agreement",
        ]
        application.refresh_from_db()
        assert (application.state, Snapshot.objects.count()) == (ApplicationState.DRAFT, 0)

    def test_a_category_no_longer_offered_is_said(self, ready):
        factories.no_edition()
        with pytest.raises(actions.NotSaid, match="cannot be applied for"):
            actions.submit(application=ready, by=ready.person)

    def test_again_after_return_makes_a_second_snapshot_and_settles_comments(self, submitted, coordinator):
        actions.return_to_applicant(application=submitted, comments={Section.WORK: "Which?"}, by=coordinator)
        second = actions.submit(application=submitted, by=submitted.person)
        assert second.number == 2
        assert Comment.objects.filter(resolved_at__isnull=True).count() == 0
        assert len(mails("application.receipt")) == 2
        assert len(mails("application.submitted")) == 2

    def test_the_processing_fee_is_owed_once_however_often_it_is_submitted(self, ready, coordinator):
        fee = {"association": ready.association, "kind": "processing", "currency": "USD", "by": coordinator}
        set_fees(**fee, amounts={None: 10_000}, valid_from=datetime.date(2020, 1, 1))
        actions.submit(application=ready, by=ready.person)
        actions.return_to_applicant(application=ready, comments={Section.WORK: "Which?"}, by=coordinator)
        actions.submit(application=ready, by=ready.person)
        due = Due.objects.get()
        assert (due.person, due.amount, due.origin) == (ready.person, 10_000, f"application:{ready.pk}:processing")

    def test_without_a_coordinator_the_office_is_told(self, ready):
        actions.submit(application=ready, by=ready.person)
        assert mails("application.submitted") == [ready.association.contact_email]

    def test_without_anybody_nobody_is_told(self, ready):
        ready.association.contact_email = ""
        actions.submit(application=ready, by=ready.person)
        assert mails("application.submitted") == []

    def test_an_applicant_without_address_gets_no_mail(self, ready, coordinator):
        ready.person.addresses.all().delete()
        actions.submit(application=ready, by=ready.person)
        assert mails("application.receipt") == []


class TestSnapshot:
    def test_refuses_every_change(self, submitted):
        snapshot = Snapshot.objects.get()
        with pytest.raises(SnapshotChanged):
            snapshot.save()
        with pytest.raises(SnapshotChanged):
            snapshot.delete()
        with pytest.raises(SnapshotChanged):
            Snapshot.objects.update(number=2)
        with pytest.raises(SnapshotChanged):
            Snapshot.objects.all().delete()
        assert is_intact(Snapshot.objects.get())


class TestReturn:
    def test_with_a_comment_per_section(self, submitted, coordinator):
        rows = actions.return_to_applicant(
            application=submitted,
            comments={Section.WORK: "Which months?", Section.TRAINING: "  ", Section.GENERAL: "Thank you"},
            by=coordinator,
        )
        submitted.refresh_from_db()
        assert submitted.state == ApplicationState.RETURNED
        assert [(row.section, row.text, row.by_applicant) for row in rows] == [
            ("work", "Which months?", False),
            ("general", "Thank you", False),
        ]
        letter = Message.objects.get(kind="application.returned")
        assert "Work: Which months?" in letter.text
        assert letter.to == submitted.person.email

    def test_needs_a_comment(self, submitted, coordinator):
        with pytest.raises(actions.NotSaid):
            actions.return_to_applicant(application=submitted, comments={Section.WORK: " "}, by=coordinator)

    def test_twice_finds_the_move_gone(self, submitted, coordinator):
        actions.return_to_applicant(application=submitted, comments={Section.WORK: "Which?"}, by=coordinator)
        with pytest.raises(MoveGone):
            actions.return_to_applicant(application=submitted, comments={Section.WORK: "Which?"}, by=coordinator)
        assert Comment.objects.count() == 1


class TestWithdraw:
    def test_closes_and_tells(self, submitted, coordinator, monkeypatch):
        told = []
        monkeypatch.setattr(hooks, "withdrawn", [lambda application, by: told.append((application, by))])
        closed = actions.withdraw(application=submitted, by=submitted.person, reason=" moving away ")
        assert (closed.state, closed.closed_at is not None) == (ApplicationState.WITHDRAWN, True)
        assert told == [(submitted, submitted.person)]
        assert len(mails("application.withdrawn")) == 2
        assert StatusChange.objects.get(transition="withdraw").reason == "moving away"

    def test_a_draft_concerns_nobody_else(self, ready, coordinator):
        actions.withdraw(application=ready, by=ready.person)
        assert mails("application.withdrawn") == [ready.person.email]

    def test_twice_finds_the_move_gone(self, ready):
        actions.withdraw(application=ready, by=ready.person)
        with pytest.raises(MoveGone, match="withdrawn"):
            actions.withdraw(application=ready, by=ready.person)


class TestConversation:
    def test_question_and_answer(self, submitted, coordinator):
        question = actions.ask(application=submitted, section="work", text=" Does this count? ", by=submitted.person)
        assert (question.text, question.by_applicant) == ("Does this count?", True)
        assert mails("application.question") == [coordinator.email]
        answer = actions.answer(application=submitted, section="work", text="Yes.", by=coordinator)
        question.refresh_from_db()
        assert question.resolved_at == answer.written_at
        assert mails("application.answer") == [submitted.person.email]

    def test_the_same_words_twice_are_said_once(self, submitted, coordinator):
        for _ in range(2):
            actions.ask(application=submitted, section="work", text="Why?", by=submitted.person)
        for _ in range(2):
            actions.answer(application=submitted, section="work", text="So.", by=coordinator)
        assert Comment.objects.count() == 2
        assert Message.objects.filter(kind__in=["application.question", "application.answer"]).count() == 2

    def test_the_same_question_after_an_answer_is_a_new_one(self, submitted, coordinator):
        actions.ask(application=submitted, section="work", text="Why?", by=submitted.person)
        actions.answer(application=submitted, section="work", text="So.", by=coordinator)
        actions.ask(application=submitted, section="work", text="Why?", by=submitted.person)
        assert Comment.objects.filter(by_applicant=True).count() == 2

    def test_not_when_closed(self, ready, coordinator):
        actions.withdraw(application=ready, by=ready.person)
        with pytest.raises(MoveGone):
            actions.ask(application=ready, section="work", text="Why?", by=ready.person)

    def test_goes_to_the_deputy_when_the_applicant_is_a_coordinator(self, ready, coordinator, staff):
        factories.role(ready.person, Role.COORDINATOR, ready.association)
        actions.ask(application=ready, section="work", text="Why?", by=ready.person)
        assert mails("application.question") == [staff.email]
        ready.association.deputy = factories.person("Della Deputy")
        ready.association.save()
        actions.ask(application=ready, section="work", text="And why?", by=ready.person)
        assert mails("application.question") == sorted([staff.email, ready.association.deputy.email])


def test_closed_at_is_set_by_any_closing_move(submitted):
    move(MACHINE, submitted, "send_to_review", by=None)
    move(MACHINE, submitted, "all_signed", by=None)
    closed = move(MACHINE, submitted, "endorse", by=None)
    assert closed.closed_at == closed.state_since
