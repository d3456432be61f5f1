"""Preparing and announcing a training."""

import datetime
from decimal import Decimal

import pytest

from associations.training import actions, queries
from associations.training.actions import Refused
from associations.training.enums import SessionTopic, State
from associations.training.models import Training, TrainingProvider, TrainingSession
from common import clock
from common.drafts.actions import StaleVersion
from common.ids import new_code
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from competencies.assessment.facts import TOPICS
from endorsement.portfolio.enums import Topic
from tests.associations.training import makings
from tests.associations.training.makings import DAY, FACTS, HOUR, fresh

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 2)


def provider(association, by=None, **changes):
    facts = {"name": "Early Days", "website": "", "approved_from": TODAY, "approved_until": None, "note": ""}
    return actions.save_provider(association=association, by=by, **facts | changes)


def test_topics_are_those_of_the_portfolio():
    assert tuple(SessionTopic.values) == TOPICS
    assert SessionTopic.choices == Topic.choices


def test_a_draft_sent_twice_is_one(association, neighbour, admin):
    code = new_code()
    made = [actions.save_training(association=association, code=code, facts=FACTS, by=admin) for _twice in range(2)]
    assert made[0] == made[1] == Training.objects.get()
    with pytest.raises(Refused, match="anew"):
        actions.save_training(association=neighbour, code=code, facts=FACTS, by=admin)


def test_two_windows(draft, admin):
    def save(title, version):
        facts = FACTS | {"title": title}
        return actions.save_training(
            association=draft.association, training=draft, code="", facts=facts, version=version, by=admin
        )

    assert save("First", 1).version == 2
    assert save("First", 1).version == 2
    with pytest.raises(StaleVersion):
        save("Second", 1)
    assert fresh(draft).title == "First"


def test_seats_are_no_fewer_than_who_is_on_the_list(running, admin, anna):
    training, _session = running
    actions.register(training=training, by=anna)
    actions.add_there(session=_session, name="B", email="b@people.example", by=admin)
    with pytest.raises(Refused, match="More people"):
        actions.save_training(
            association=training.association,
            training=training,
            code="",
            facts=FACTS | {"seats": 1},
            version=1,
            by=admin,
        )
    saved = actions.save_training(
        association=training.association, training=training, code="", facts=FACTS | {"seats": 2}, version=1, by=admin
    )
    assert saved.seats == 2


def test_what_is_announced_stays_complete(running, admin):
    training, session = running
    with pytest.raises(Refused, match="where"):
        actions.save_training(
            association=training.association,
            training=training,
            code="",
            facts=FACTS | {"place": ""},
            version=1,
            by=admin,
        )
    with pytest.raises(Refused, match="competencies"):
        makings.session(training, session.starts_at, code=session.code, competencies=(), by=admin)
    assert fresh(training).place == "A hall"
    assert fresh(session).competencies.count() == 2


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"hours": "0"}, "hours"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "1.1"}, "hours"),
        ({"hours": "1000000000"}, "hours"),
        ({"hours": "3.25"}, "hours"),
        ({"after": -HOUR}, "ends"),
        ({"after": 25 * HOUR}, "ends"),
    ],
)
def test_hours_that_cannot_be(draft, admin, more, field):
    starts_at = clock.now()
    if "after" in more:
        more = {"ends_at": starts_at + more["after"]}
    with pytest.raises(Refused) as refused:
        makings.session(draft, starts_at, by=admin, **more)
    assert refused.value.field == field
    assert not TrainingSession.objects.exists()


def test_a_session_sent_twice_is_one_and_changed(draft, admin):
    starts_at, code = clock.now(), new_code()
    for _twice in range(2):
        made = makings.session(draft, starts_at, code=code, by=admin)
    assert TrainingSession.objects.get() == made
    makings.session(draft, starts_at, code=code, hours="2", competencies=(3,), by=admin)
    row = fresh(made)
    assert (row.hours, row.competencies.get().position, row.revision) == (Decimal(2), 3, 0)


def test_days_are_those_of_the_association(association, draft, admin):
    """Half past one at night in UTC is the evening before in Connecticut."""
    makings.session(draft, datetime.datetime(2026, 3, 3, 1, 30, tzinfo=datetime.UTC), by=admin)
    late = makings.session(draft, datetime.datetime(2026, 3, 5, 15, tzinfo=datetime.UTC), by=admin)
    row = fresh(draft)
    assert (row.first_day, row.last_day) == (TODAY, datetime.date(2026, 3, 5))
    actions.drop_session(session=late, by=admin)
    assert fresh(draft).last_day == TODAY


def test_what_is_missing_is_said(association, draft, admin):
    assert queries.missing(draft, []) == ["Add at least one session with its time and hours."]
    with pytest.raises(Refused, match="session"):
        actions.announce(training=draft, by=admin)
    draft.place = ""
    draft.provider = provider(association, name="Late Days", approved_until=TODAY)
    makings.session(draft, competencies=(), by=admin)
    assert len(queries.missing(draft, queries.sessions_of(draft))) == 3


def test_only_approved_providers_are_announced(association, neighbour, admin):
    late = provider(association, admin, approved_from=TODAY + 4000 * DAY)
    training = makings.draft(association, admin, provider=late)
    makings.session(training, by=admin)
    with pytest.raises(Refused, match="Early Days is not approved"):
        actions.announce(training=training, by=admin)
    provider(association, admin, provider=late, approved_until=None)
    assert actions.announce(training=fresh(training), by=admin).state == State.ANNOUNCED
    with pytest.raises(Refused) as refused:
        makings.draft(association, admin, provider=provider(neighbour))
    assert refused.value.field == "provider"


def test_providers(association, admin):
    first = provider(association, admin)
    with pytest.raises(Refused, match="already"):
        provider(association, admin, name="early days")
    with pytest.raises(Refused, match="before the first"):
        provider(association, admin, approved_until=TODAY - DAY)
    changed = provider(association, admin, provider=first, approved_until=TODAY)
    assert TrainingProvider.objects.get() == changed
    assert [changed.approved_on(TODAY + number * DAY) for number in (-1, 0, 1)] == [False, True, False]


def test_announcing(draft, admin):
    makings.session(draft, by=admin)
    actions.announce(training=draft, by=admin)
    with pytest.raises(MoveGone):
        actions.announce(training=draft, by=admin)
    change = StatusChange.objects.get(machine="training")
    assert (change.target, change.by_name) == (State.ANNOUNCED, "Ada Administrator")


def test_an_announced_session_changes_and_falls_out(association, admin):
    training, first = makings.announced(association, admin, clock.now() + 3 * DAY)
    makings.session(training, first.starts_at + HOUR, code=first.code, by=admin)
    assert fresh(first).revision == 1
    with pytest.raises(Refused, match="only session"):
        actions.drop_session(session=first, by=admin)
    second = makings.session(training, clock.now() + 4 * DAY, by=admin)
    for _twice in range(2):
        actions.drop_session(session=second, by=admin)
    dropped = fresh(second)
    assert (dropped.dropped_at is None, dropped.revision) == (False, 1)
    assert [one.pk for one in queries.sessions_of(training)] == [first.pk]
    assert len(queries.sessions_of(training, dropped=True)) == 2
    with pytest.raises(Refused, match="not there any more"):
        makings.session(training, second.starts_at, code=second.code, by=admin)


def test_who_is_on_the_list_is_told_of_other_times(association, admin, anna):
    training, first = makings.announced(association, admin, clock.now() + 3 * DAY)
    second = makings.session(training, clock.now() + 4 * DAY, by=admin)
    actions.register(training=training, by=anna)
    told = Message.objects.filter(kind="training.moved", to="anna@people.example")
    makings.session(training, first.starts_at, code=first.code, hours="2", by=admin)
    assert not told.exists()
    for _twice in range(2):
        makings.session(
            training, first.starts_at + HOUR, code=first.code, hours="2", ends_at=first.ends_at + HOUR, by=admin
        )
    assert told.count() == 1
    actions.drop_session(session=second, by=admin)
    assert told.count() == 2


def test_what_was_held_is_corrected_in_silence(association, admin, anna):
    training, session = makings.attended(association, admin, anna)
    actions.close(training=training, by=admin)
    actions.reopen(training=training, by=admin, reason="It began later.")
    makings.session(training, session.starts_at + HOUR / 2, code=session.code, hours="2", by=admin)
    assert not Message.objects.filter(kind="training.moved").exists()


def test_the_session_of_another_training(association, draft, admin):
    other = makings.session(makings.draft(association, admin), by=admin)
    with pytest.raises(Refused, match="not there any more"):
        makings.session(draft, code=other.code, by=admin)


def test_where_somebody_was_nothing_is_taken_away(running, admin, anna):
    training, session = running
    makings.session(training, clock.now(), by=admin)
    actions.check_in(session=session, by=anna)
    with pytest.raises(Refused, match="was there"):
        actions.drop_session(session=session, by=admin)


def test_a_draft_is_thrown_away(draft, admin):
    for _twice in range(2):
        actions.discard(training=draft, by=admin)
    assert not Training.objects.exists()


def test_what_is_announced_is_cancelled_and_told(running, admin, anna):
    training, session = running
    actions.register(training=training, by=anna)
    with pytest.raises(Refused, match="announced already"):
        actions.discard(training=training, by=admin)
    with pytest.raises(Refused, match="say why"):
        actions.cancel(training=training, by=admin, reason=" ")
    actions.cancel(training=training, by=admin, reason="Snow.")
    with pytest.raises(MoveGone):
        actions.cancel(training=training, by=admin, reason="Snow.")
    mail = Message.objects.get(kind="training.cancelled")
    assert (mail.to, "Snow." in mail.text) == ("anna@people.example", True)
    with pytest.raises(Refused, match="over"):
        makings.session(training, session.starts_at, by=admin)


def test_nobody_cancels_what_somebody_attended(running, admin, anna):
    training, session = running
    actions.check_in(session=session, by=anna)
    with pytest.raises(Refused, match="close the attendance"):
        actions.cancel(training=training, by=admin, reason="Snow.")
