"""Two connections at once: one effect, and nothing lost. PostgreSQL shows the real races."""

from contextvars import copy_context
from functools import partial

import pytest

from associations.activity import actions
from associations.activity.enums import Heading
from associations.activity.models import ActivityNotice, ActivityPassage, ActivitySubmission, ActivitySynopsis
from associations.activity.models import ActivityYear as Year
from common.drafts.actions import StaleVersion
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests.associations.activity.conftest import DUE, submitted, write
from tests.associations.people.test_at_once import at_once as in_threads

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """Each in a thread of its own that keeps the pretended day."""
    return in_threads(*(partial(copy_context().run, call) for call in calls))


def test_preparing_and_opening(people, counted):
    facts = {"year": 2025, "due_on": DUE, "words": "", "reminder_days": [], "by": people.staff}
    years = at_once(*(lambda: actions.prepare_year(**facts) for _twice in range(2)))
    assert years == [Year.objects.get()] * 2
    answers = at_once(*(lambda: actions.open_year(year=years[0], by=people.staff) for _twice in range(2)))
    assert [type(one) for one in answers if isinstance(one, Exception)] == [MoveGone]
    assert ActivityNotice.objects.count() == 2


def test_two_windows_on_one_passage_and_two_on_one_heading(summary, people):
    write(summary, people.ana)
    answers = at_once(
        lambda: write(summary, people.ana, "Ana's words", version=1),
        lambda: write(summary, people.ben, "Ben's words", version=1),
    )
    assert [type(one) for one in answers if isinstance(one, Exception)] == [StaleVersion]
    at_once(
        lambda: write(summary, people.ana, "First", code="A" * 12),
        lambda: write(summary, people.ben, "Second", code="B" * 12),
    )
    assert {"First", "Second"} < set(ActivityPassage.objects.values_list("text", flat=True))


def test_submitting_and_reminding(summary, theirs, people):
    write(summary, people.ana)
    at_once(*(lambda: actions.submit(summary=summary, by=people.ana) for _twice in range(2)))
    assert ActivitySubmission.objects.count() == 1
    at_once(*(lambda: actions.remind_now(summaries=[theirs], by=people.staff) for _twice in range(2)))
    assert ActivityNotice.objects.filter(rule__startswith="now").count() == 1


def test_closing_while_somebody_writes(year, summary, people):
    """Saved before the year closed, or not at all."""
    saved, closed = at_once(lambda: write(summary, people.ana), lambda: actions.close_year(year=year, by=people.staff))
    assert closed.state == "closed"
    assert isinstance(saved, actions.Refused) != ActivityPassage.objects.exists()


def test_taking_over_and_asking_for_the_synopsis(year, summary, people):
    submitted(summary, people.ana)
    later = actions.prepare_year(year=2026, due_on=DUE, words="", reminder_days=[], by=people.staff)
    later = actions.open_year(year=later, by=people.staff)
    own = later.summaries.select_related("year", "association").get(association=summary.association)
    at_once(*(lambda: actions.take_over(summary=own, heading=Heading.POLICY, by=people.ana) for _twice in range(2)))
    assert ActivityPassage.objects.filter(summary=own).count() == 1
    at_once(*(lambda: actions.request_synopsis(year=year, by=people.staff) for _twice in range(2)))
    assert ActivitySynopsis.objects.count() == 1
    assert StatusChange.objects.filter(object_id=own.pk, machine="activity_summary").count() == 1
