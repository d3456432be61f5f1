"""Standing: changed with a trace and told to the holder; its end told once; each field in the audit."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from common.outbox.models import Message
from endorsement.award import actions, queries, schedule
from endorsement.award.models import AwardEvent, Endorsement

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)
REASONS = {"reason": "A complaint was upheld.", "public_reason": "Suspended after a complaint."}


class TestStanding:
    def test_suspend_reinstate_revoke(self, award, administrator):
        endorsement = award()
        for move, standing in (
            ("suspend", "suspended"),
            ("reinstate", "valid"),
            ("revoke", "revoked"),
            ("reinstate", "valid"),
        ):
            changed = getattr(actions, move)(endorsement=endorsement, by=administrator, **REASONS)
            assert changed.standing == standing
        kinds = [e.kind for e in endorsement.events.all()]
        assert kinds == ["awarded", "suspended", "reinstated", "revoked", "reinstated"]
        last = endorsement.events.last()
        assert (last.by_id, last.by_name, last.reason, last.public_reason) == (
            administrator.pk,
            "Ada Administrator",
            REASONS["reason"],
            REASONS["public_reason"],
        )

    @pytest.mark.parametrize(
        ("moves", "subject", "told"),
        [
            (["suspend"], "Your Endorsement® is suspended", "what would lift the suspension"),
            (["revoke"], "Your Endorsement® was revoked", "whether you may apply anew"),
            (["suspend", "reinstate"], "Your Endorsement® is reinstated", "You need to do nothing"),
        ],
    )
    def test_the_holder_is_told_why_and_what_they_can_do(
        self, award, administrator, holder, association, moves, subject, told, run_jobs, mailoutbox
    ):
        endorsement = award()
        for move in moves:
            getattr(actions, move)(endorsement=endorsement, by=administrator, **REASONS)
        letter = Message.objects.latest("pk")
        assert (letter.subject, letter.to, letter.reply_to) == (subject, holder.email, association.contact_email)
        assert (letter.scope, letter.about) == (association.slug, f"endorsement:{endorsement.pk}")
        for words in (told, REASONS["public_reason"], endorsement.number, "Infant Family Specialist", "An answer to"):
            assert words in letter.text
        assert REASONS["reason"] not in letter.text + letter.html
        assert mailoutbox == []
        run_jobs()
        assert [mail.subject for mail in mailoutbox].count(subject) == 1

    def test_a_change_undone_tells_nobody(self, award, administrator):
        endorsement = award()
        with pytest.raises(RuntimeError), transaction.atomic():
            actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
            raise RuntimeError
        assert Message.objects.count() == 0

    def test_reinstated_after_its_end_says_that_it_has_ended(self, award, administrator, association):
        Association.objects.update(contact_email="")
        endorsement = award(valid_until=datetime.date(2026, 3, 31))
        for move in (actions.suspend, actions.reinstate):
            move(endorsement=endorsement, by=administrator, **REASONS)
        text = Message.objects.latest("pk").text
        assert "its time ended on March 31, 2026" in text
        assert ("You need to do nothing" in text, "An answer to" in text) == (False, False)

    def test_a_holder_without_an_address_is_no_hindrance(self, award, administrator):
        endorsement = award(person=Person.objects.create(name="Nobody Known"))
        actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
        assert Message.objects.count() == 0

    def test_a_second_click_finds_the_move_gone(self, award, administrator):
        endorsement = award()
        actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
        with pytest.raises(actions.StandingGone, match="suspended by now"):
            actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
        assert AwardEvent.objects.filter(kind="suspended").count() == 1
        assert Message.objects.filter(kind="endorsement_suspended").count() == 1

    def test_nobody_on_their_own(self, award, holder):
        with pytest.raises(ValueError, match="own Endorsement"):
            actions.revoke(endorsement=award(), by=holder, **REASONS)

    @pytest.mark.parametrize("missing", ["reason", "public_reason"])
    def test_both_sentences_are_needed(self, award, administrator, missing):
        with pytest.raises(ValueError, match="needs a reason"):
            actions.suspend(endorsement=award(), by=administrator, **REASONS | {missing: "  "})

    def test_a_name_change_keeps_the_standing(self, award, administrator, holder):
        endorsement = award()
        actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
        actions.change_printed_name(person=holder, name="Other Name", by=administrator)
        actions.revoke(endorsement=endorsement, by=administrator, **REASONS)
        endorsement.refresh_from_db()
        assert endorsement.standing == "revoked"


class TestLapsing:
    LAST_DAY = datetime.date(2026, 3, 31)

    def at_noon(self, day):
        return clock.at(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))

    def test_told_once_the_day_after(self, award, holder):
        endorsement = award(valid_until=self.LAST_DAY)
        award("test:2")
        for late, told in ((0, 0), (1, 1), (1, 0), (5, 0)):
            with self.at_noon(self.LAST_DAY + late * ONE_DAY):
                assert schedule.run() == told
        letter = Message.objects.get()
        assert (letter.subject, letter.to, letter.scope) == ("Your Endorsement® has ended", holder.email, "ct-aimh")
        for words in ("March 31, 2026", endorsement.number, "To be endorsed again", "portfolio stays yours"):
            assert words in letter.text

    def test_the_day_is_the_associations(self, award):
        award(valid_until=self.LAST_DAY)
        for hour, told in ((3, 0), (5, 1)):
            with clock.at(datetime.datetime(2026, 4, 1, hour, tzinfo=datetime.UTC)):
                assert actions.tell_lapsed() == told

    def test_what_ended_long_ago_or_does_not_stand_is_not_told(self, award, administrator):
        award("test:old", valid_until=self.LAST_DAY - 40 * ONE_DAY)
        suspended = award("test:suspended", valid_until=self.LAST_DAY)
        actions.suspend(endorsement=suspended, by=administrator, **REASONS)
        with self.at_noon(self.LAST_DAY + ONE_DAY):
            assert actions.tell_lapsed() == 0
        assert Message.objects.filter(kind="endorsement_lapsed").count() == 0

    def test_renewed_meanwhile_is_not_told_and_its_next_end_is(self, award, monkeypatch):
        endorsement = award(valid_until=self.LAST_DAY)
        seen = [Endorsement.objects.get()]
        Endorsement.objects.update(valid_until=self.LAST_DAY + 365 * ONE_DAY)
        with self.at_noon(self.LAST_DAY + ONE_DAY), monkeypatch.context() as patch:
            patch.setattr(queries, "ended_between", lambda first, last: seen)
            assert actions.tell_lapsed() == 0
        with self.at_noon(self.LAST_DAY + 366 * ONE_DAY):
            assert actions.tell_lapsed() == 1
        assert Message.objects.get().about == f"endorsement:{endorsement.pk}"


def test_each_field_that_changes_is_in_the_audit(award, administrator, holder, association):
    endorsement = award()
    actions.suspend(endorsement=endorsement, by=administrator, **REASONS)
    actions.give_consent(person=holder, association=association, by=holder)
    actions.change_printed_name(person=holder, name="Josefa Ñandú", by=holder)
    actions.withdraw_consent(person=holder, association=association, by=holder)
    entries = LogEntry.objects.get_for_object(endorsement).filter(action=LogEntry.Action.UPDATE).order_by("pk")
    assert [entry.changes for entry in entries if "number" not in entry.changes] == [
        {"standing": ["valid", "suspended"]},
        {"listed": ["False", "True"]},
        {"listed_name": ["José Ñandú-Ōkubo", "Josefa Ñandú"]},
        {"listed": ["True", "False"]},
    ]
