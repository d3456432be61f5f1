import datetime

import pytest

from common import clock
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from endorsement.application.models import Application
from endorsement.review import actions, queries
from endorsement.review.actions import Typed, TypedJudgement
from endorsement.review.models import Judgement
from tests import factories
from tests.endorsement.review import cases


def test_opening_makes_one_empty_judgement_for_each_competency_asked(pair):
    assert not Judgement.objects.exists()
    opened = actions.open_review(assignment=pair[0], by=pair[0].reviewer)
    rows = queries.judgements_of(cases.again(opened))
    assert [row.competency.key for row in rows] == cases.asked_keys()
    assert len(rows) == 11
    assert {row.verdict for row in rows} == {""}
    assert cases.again(opened).opened_at is not None


def test_opening_twice_changes_nothing(pair):
    first = cases.opened(pair[0])
    again = actions.open_review(assignment=pair[0], by=pair[0].reviewer)
    assert (again.state, again.opened_at) == ("open", first.opened_at)
    assert Judgement.objects.count() == 11


def test_nothing_opens_once_the_application_left_review(pair, application):
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    with pytest.raises(actions.Refused, match="is now withdrawn"):
        actions.open_review(assignment=pair[0], by=pair[0].reviewer)
    assert cases.again(pair[0]).state == "asked"


def test_opening_what_was_handed_back_finds_the_move_gone(pair):
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="x")
    with pytest.raises(MoveGone, match="handed back"):
        actions.open_review(assignment=pair[0], by=pair[0].reviewer)


def test_an_edition_with_examples_only_has_those_judged(pair, application):
    from competencies.standard.models import EditionCompetency, StandardLoad

    with factories.standard_free():
        EditionCompetency.objects.update(standing="example")
    StandardLoad.objects.create(loaded_at=clock.now(), sha256="x" * 64)
    asked = queries.asked_of(pair[0].cycle.snapshot, application.category)
    assert len(asked.to_judge) > 11
    assert asked.examples == ()


def test_an_edition_nobody_knows_asks_for_nothing(pair, application):
    snapshot = pair[0].cycle.snapshot
    snapshot.edition = "1999"
    assert queries.asked_of(snapshot, application.category) == queries.Asked((), ())


# Saving ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(pair):
    return cases.opened(pair[0])


def first_of(assignment):
    return queries.judgements_of(assignment)[0]


def save(assignment, *judgements, recommendation=None, by=None):
    return actions.save_review(
        assignment=assignment, by=by or assignment.reviewer, judgements=judgements, recommendation=recommendation
    )


def test_a_judgement_is_saved_with_its_next_version(opened):
    row = first_of(opened)
    saved = save(opened, TypedJudgement(row.pk, 1, "not_met", "Too little about pregnancy"))
    assert saved.all_saved
    row.refresh_from_db()
    assert (row.verdict, row.comment, row.version) == ("not_met", "Too little about pregnancy", 2)


def test_saving_what_is_there_keeps_the_version(opened):
    row = first_of(opened)
    save(opened, TypedJudgement(row.pk, 1, "met", ""))
    assert save(opened, TypedJudgement(row.pk, 1, "met", "")).all_saved
    row.refresh_from_db()
    assert row.version == 2


def test_a_stale_window_overwrites_nothing_and_the_rest_is_saved(opened):
    first, second = queries.judgements_of(opened)[:2]
    save(opened, TypedJudgement(first.pk, 1, "met", "from the other window"))
    saved = save(opened, TypedJudgement(first.pk, 1, "not_met", "mine"), TypedJudgement(second.pk, 1, "more", ""))
    assert (saved.stale, saved.all_saved) == ({first.pk}, False)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.comment, second.verdict) == ("from the other window", "more")
    assert saved.judgements[first.pk].comment == "from the other window"


def test_the_recommendation_has_its_own_version(opened):
    assert save(opened, recommendation=Typed(1, "defer", "Nearly")).all_saved
    assert save(opened, recommendation=Typed(1, "defer", "Nearly")).all_saved
    saved = save(opened, recommendation=Typed(1, "endorse", "mine"))
    assert (saved.recommendation_stale, saved.all_saved) == (True, False)
    current = cases.again(opened)
    assert (current.recommendation, current.comment, current.version) == ("defer", "Nearly", 2)


def test_another_reviewers_judgement_is_not_part_of_mine(pair, opened):
    theirs = first_of(cases.opened(pair[1]))
    with pytest.raises(actions.Refused, match="not part of this review"):
        save(opened, TypedJudgement(theirs.pk, 1, "met", ""))
    with pytest.raises(actions.Refused, match="another reviewer's"):
        save(opened, by=pair[1].reviewer)


def test_nothing_is_saved_after_signing(opened):
    done = cases.judge(opened)
    actions.sign(assignment=done, by=done.reviewer)
    row = first_of(opened)
    with pytest.raises(MoveGone, match="signed"):
        save(opened, TypedJudgement(row.pk, row.version, "not_met", "late"))


def test_saving_costs_the_same_for_one_and_for_all(opened, django_assert_num_queries):
    rows = queries.judgements_of(opened)
    everything = [TypedJudgement(row.pk, 1, "met", "x") for row in rows[1:]]
    # savepoint, assignment, judgements, one update, savepoint released
    with django_assert_num_queries(5):
        save(opened, TypedJudgement(rows[0].pk, 1, "met", "x"))
    with django_assert_num_queries(5):
        save(opened, *everything)


# Signing ---------------------------------------------------------------------------------------------------------


def test_signing_needs_every_competency_and_a_recommendation(opened):
    rows = queries.judgements_of(opened)
    save(opened, *[TypedJudgement(row.pk, 1, "met", "") for row in rows[2:]])
    with pytest.raises(actions.Incomplete, match="saved but not signed") as missing:
        actions.sign(assignment=opened, by=opened.reviewer)
    assert [one.key for one in missing.value.competencies] == cases.asked_keys()[:2]
    assert missing.value.recommendation_missing
    save(opened, *[TypedJudgement(row.pk, 1, "more", "") for row in rows[:2]])
    with pytest.raises(actions.Incomplete) as missing:
        actions.sign(assignment=opened, by=opened.reviewer)
    assert (missing.value.competencies, missing.value.recommendation_missing) == ([], True)
    assert cases.again(opened).state == "open"


def test_the_second_signature_moves_the_application_on_and_tells_the_coordinator(pair, office, application):
    coordinator, _ = office
    cases.signed(pair[0])
    application.refresh_from_db()
    assert application.state == "in_review"
    assert not Message.objects.filter(kind="review.all_signed").exists()
    cases.signed(pair[1], recommendation="defer")
    application.refresh_from_db()
    assert application.state == "to_decide"
    assert cases.again(pair[0]).cycle.closed_at is not None
    assert list(Message.objects.filter(kind="review.all_signed").values_list("to", flat=True)) == [coordinator.email]


def test_signing_twice_finds_the_move_gone(pair):
    done = cases.signed(pair[0])
    with pytest.raises(MoveGone, match="signed"):
        actions.sign(assignment=done, by=done.reviewer)


def test_signing_is_for_the_reviewer(pair):
    ready = cases.judge(cases.opened(pair[0]))
    with pytest.raises(actions.Refused, match="another reviewer's"):
        actions.sign(assignment=ready, by=pair[1].reviewer)


def test_nobody_signs_once_the_application_left_review(pair, application):
    ready = cases.judge(cases.opened(pair[0]))
    Application.objects.filter(pk=application.pk).update(state="deferred")
    with pytest.raises(actions.Refused, match="is now deferred"):
        actions.sign(assignment=ready, by=ready.reviewer)
    assert cases.again(ready).state == "open"


def test_one_signature_with_a_seat_empty_is_not_enough(pair, application):
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="I know them")
    cases.signed(pair[1])
    application.refresh_from_db()
    assert application.state == "in_review"


# Handing back ----------------------------------------------------------------------------------------------------


def test_handing_back_keeps_the_work_and_tells_the_coordinator(pair, office):
    coordinator, _ = office
    cases.judge(cases.opened(pair[0]), comment="So far")
    actions.hand_back(assignment=cases.again(pair[0]), by=pair[0].reviewer, reason="  We work together  ")
    back = cases.again(pair[0])
    assert (back.state, back.handed_back_reason) == ("handed_back", "We work together")
    assert {row.comment for row in queries.judgements_of(back)} == {"So far"}
    letter = Message.objects.get(kind="review.handed_back")
    assert letter.to == coordinator.email
    assert "We work together" in letter.text


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_handing_back_needs_a_reason(pair, reason):
    with pytest.raises(actions.Refused, match="why you hand the review back"):
        actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason=reason)


def test_a_signed_review_cannot_be_handed_back(pair):
    done = cases.signed(pair[0])
    with pytest.raises(MoveGone):
        actions.hand_back(assignment=done, by=done.reviewer, reason="x")


def test_handing_back_after_the_application_left_review_tells_nobody(pair, application):
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="x")
    assert not Message.objects.filter(kind="review.handed_back").exists()


def test_an_ended_role_hands_back_what_is_open(pair, office, association):
    from associations.people.models import RoleGrant

    coordinator, reviewers = office
    cases.signed(pair[1])
    grants = {grant.person_id: grant for grant in RoleGrant.objects.filter(role="reviewer")}
    for person in reviewers:
        actions.reviewer_ended(grants[person.pk], coordinator)
    assert [cases.again(one).state for one in pair] == ["handed_back", "signed"]
    assert Message.objects.filter(kind="review.handed_back").count() == 1


def test_another_ended_role_changes_nothing(pair, association):
    grant = factories.role(pair[0].reviewer, "member", association)
    actions.reviewer_ended(grant, None)
    assert cases.again(pair[0]).state == "asked"


def test_the_hook_is_registered():
    from associations.people import hooks as people
    from endorsement.application import hooks as application

    assert actions.reviewer_ended in people.role_ended
    assert actions.application_withdrawn in application.withdrawn


# Reminders -------------------------------------------------------------------------------------------------------


def on_day(monkeypatch, day):
    moment = datetime.datetime.combine(day, datetime.time(15), datetime.UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("days", "rule"),
    [
        (-4, None),
        (-3, "review:-3"),
        (0, "review:-3"),
        (1, "review:+1"),
        (6, "review:+1"),
        (7, "review:+7"),
        (90, "review:+7"),
    ],
)
def test_which_rule_fits_a_day(days, rule):
    from endorsement.review.actions.reminding import rule_on

    due = datetime.date(2026, 3, 14)
    assert rule_on(due, due + datetime.timedelta(days=days)) == rule


def reminders():
    return list(Message.objects.filter(kind="review.reminder").order_by("pk").values_list("to", "subject"))


def test_each_reminder_once_and_only_to_who_still_owes(pair, office, monkeypatch):
    from endorsement.review.schedule import run

    coordinator, _ = office
    cases.signed(pair[1])
    due = pair[0].due_on
    sent = []
    for days in (-4, -3, -2, 0, 1, 2, 7, 8, 30):
        on_day(monkeypatch, due + datetime.timedelta(days=days))
        sent.append(run())
    assert sent == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    assert [to for to, _ in reminders()] == [pair[0].reviewer.email] * 3
    assert [subject.split(" on ")[0] for _, subject in reminders()] == [
        "Your review is due",
        "Your review was due",
        "Your review was due",
    ]
    late = Message.objects.get(kind="review.late")
    assert late.to == coordinator.email


def test_after_an_outage_only_the_reminder_that_fits_is_sent(pair, monkeypatch):
    from endorsement.review.schedule import run

    on_day(monkeypatch, pair[0].due_on + datetime.timedelta(days=9))
    assert (run(), run()) == (2, 0)


def test_a_reminder_is_checked_again_before_it_is_sent(pair, monkeypatch):
    from endorsement.review.actions import reminding

    on_day(monkeypatch, pair[0].due_on + datetime.timedelta(days=1))
    listed = list(queries.owed_by(pair[0].due_on))
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="x")
    assert [reminding._remind_one(one) for one in listed if one.pk == pair[0].pk] == [0]


def test_a_new_due_date_is_reminded_of_anew(pair, office, monkeypatch):
    from endorsement.review.schedule import run

    coordinator, _ = office
    due = pair[0].due_on
    on_day(monkeypatch, due - datetime.timedelta(days=1))
    assert run() == 2
    actions.hand_back(assignment=pair[0], by=pair[0].reviewer, reason="x")
    later = due + datetime.timedelta(days=20)
    actions.replace(assignment=pair[0], reviewer=pair[0].reviewer, due_on=later, by=coordinator)
    assert run() == 0
    on_day(monkeypatch, later - datetime.timedelta(days=3))
    assert run() == 2


def test_people_without_an_address_get_no_mail(office, association):
    coordinator, reviewers = office
    reviewers[0].addresses.all().delete()
    application = cases.submitted(association)
    actions.assign(application=application, reviewers=reviewers, due_on=cases.due(), by=coordinator)
    assert list(Message.objects.filter(kind="review.asked").values_list("to", flat=True)) == [reviewers[1].email]
