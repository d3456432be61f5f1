"""Which edition judges: of the day, of the grace, of the submission; and the warning of the next one."""

import datetime

import pytest
from django.urls import reverse

from common import clock
from endorsement.application import actions
from endorsement.application.assessment import judge, with_signatures
from endorsement.application.coming import coming_change
from endorsement.application.models import Application, EditionChoice
from tests.competencies.editions import makings as editions
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST = clock.today() + 40 * DAY
GRACE = FIRST + 90 * DAY


def noon(day):
    return clock.at(datetime.datetime.combine(day, datetime.time(16), datetime.UTC))


MORE_TRAINING = (("FA", "training.hours", {"hours": 42}),)


def publish(staff, *, grace=None, key="next", since=FIRST, changes=MORE_TRAINING):
    draft = editions.draft(staff, key=key)
    for kind, requirement, asked in changes:
        editions.asks(draft, staff, kind=kind, key=requirement, **asked)
    return editions.published(draft, staff, since=since, grace=grace)


def fresh(application):
    return with_signatures(Application.objects.select_related("person", "association", "category")).get(
        pk=application.pk
    )


def edition_on(application, day):
    with noon(day):
        both = {judge(one).edition for one in (fresh(application), Application.objects.get(pk=application.pk))}
    assert len(both) == 1  # with and without the annotations
    return both.pop()


class TestWhich:
    def test_a_draft_floats_to_the_edition_of_the_day(self, ready, staff):
        publish(staff)
        assert [edition_on(ready, day) for day in (FIRST - DAY, FIRST)] == ["2025", "next"]

    def test_grace_keeps_what_was_begun_before(self, ready, staff, association):
        publish(staff, grace=GRACE)
        with noon(FIRST):
            late = makings.draft(makings.applicant(association, "Late Applicant"), association)
        assert [edition_on(ready, day) for day in (FIRST, GRACE, GRACE + DAY)] == ["2025", "2025", "next"]
        assert edition_on(late, FIRST) == "next"

    def test_two_graces_after_each_other(self, ready, staff):
        publish(staff, grace=GRACE)
        publish(staff, key="third", since=FIRST + 30 * DAY, grace=FIRST + 60 * DAY)
        days = (FIRST + 30 * DAY, FIRST + 60 * DAY, FIRST + 61 * DAY)
        # The grace of the third leads to the next, whose own grace still leads to the one before.
        assert [edition_on(ready, day) for day in days] == ["2025", "2025", "third"]

    def test_a_submitted_one_stays_with_its_edition(self, ready, staff, coordinator):
        actions.submit(application=ready, by=ready.person)
        publish(staff)
        assert edition_on(ready, FIRST) == "2025"
        actions.return_to_applicant(application=ready, comments={"work": "Which?"}, by=coordinator)
        assert edition_on(ready, FIRST) == "2025"
        Application.objects.filter(pk=ready.pk).update(state="deferred")
        assert edition_on(ready, FIRST) == "next"

    def test_another_day_is_judged_by_its_own_edition(self, ready, staff):
        actions.submit(application=ready, by=ready.person)
        assert judge(fresh(ready), datetime.date(2024, 6, 1)).edition == "2024"

    def test_the_gate_at_submission_is_the_same(self, ready, staff):
        publish(staff, grace=GRACE)
        with noon(FIRST):
            assert actions.submit(application=fresh(ready), by=ready.person).edition == "2025"


class TestChoosing:
    def test_the_new_one_at_once(self, ready, staff):
        publish(staff, grace=GRACE)
        with noon(FIRST):
            for _ in range(2):
                actions.choose_edition(application=ready, edition="next", by=ready.person)
        assert EditionChoice.objects.count() == 1
        assert edition_on(ready, FIRST) == "next"

    @pytest.mark.parametrize("edition", ["2025", "2018", "nothing"])
    def test_no_other(self, ready, staff, edition):
        publish(staff, grace=GRACE)
        with noon(FIRST), pytest.raises(actions.NotSaid, match="no choice of editions"):
            actions.choose_edition(application=ready, edition=edition, by=ready.person)

    def test_not_without_a_grace_nor_once_submitted(self, ready, staff):
        with pytest.raises(actions.NotSaid):
            actions.choose_edition(application=ready, edition="2025", by=ready.person)
        publish(staff, grace=GRACE)
        actions.submit(application=ready, by=ready.person)
        with noon(FIRST), pytest.raises(actions.NotSaid):
            actions.choose_edition(application=ready, edition="next", by=ready.person)

    def test_on_the_page(self, ready, staff, signed_in):
        publish(staff, grace=GRACE)
        address = reverse("application:choose_edition", args=[ready.code])
        page = reverse("application:dashboard", args=[ready.code])
        with noon(FIRST):
            client = signed_in(ready.person)
            assert "Use edition next now" in client.get(page).content.decode()
            answer = client.post(address, {"edition": "2018"}, follow=True)
            assert "no choice of editions" in answer.content.decode()
            answer = client.post(address, {"edition": "next"}, follow=True)
            assert "judged by the new edition" in answer.content.decode()
            assert "by edition next of the Standard" in answer.content.decode()
            assert "Use edition" not in answer.content.decode()


def warned(application, day=None):
    with noon(day or clock.today()):
        found = fresh(application)
        return coming_change(found, judge(found))


class TestWarning:
    def test_by_date_and_effect(self, ready, staff, signed_in):
        publish(staff)
        found = warned(ready)
        assert (found.day, found.edition, found.loses, found.tone) == (FIRST, "next", True, "warning")
        assert found.lines == ("Training hours: 42 hours instead of 30. You would then lack 2 hours.",)
        page = signed_in(ready.person).get(reverse("application:dashboard", args=[ready.code])).content.decode()
        assert "You would then lack 2 hours." in page

    def test_what_is_there_already(self, ready, staff):
        publish(staff, changes=[("FA", "training.hours", {"hours": 31})])
        found = warned(ready)
        assert found.lines == ("Training hours: 31 hours instead of 30. You have enough.",)
        assert (found.loses, found.tone) == (False, "info")

    def test_new_and_no_longer_asked_and_asked_otherwise(self, ready, staff):
        changes = [
            ("FA", "rsc.hours", {"hours": 5}),
            ("FA", "membership", {}),
            ("FA", "references.roles", {"places": [["parent"]]}),
            ("FA", "rsc.sources", {"others": 1}),
        ]
        publish(staff, changes=changes)
        lines = "\n".join(warned(ready).lines)
        assert "Hours of RSC received: " in lines
        assert "You would then lack 5 hours." in lines
        assert "Membership: no longer asked." in lines
        assert "Who the references come from: " in lines

    def test_the_grace_moves_the_day(self, ready, staff):
        publish(staff, grace=GRACE)
        found = warned(ready)
        assert (found.day, found.begins, found.grace_until, found.may_choose) == (GRACE + DAY, FIRST, GRACE, False)
        assert warned(ready, FIRST).may_choose
        assert warned(ready, GRACE + DAY) is None

    def test_a_category_that_ends(self, ready, staff):
        draft = editions.draft(staff, key="next")
        for key in list(draft.requirements["FA"]):
            editions.asks(draft, staff, key=key)
        editions.published(draft, staff, since=FIRST)
        found = warned(ready)
        assert found.lines == ("Infant Family Associate can no longer be applied for.",)
        assert found.loses

    def test_nothing_to_say(self, ready, staff):
        assert warned(ready) is None
        publish(staff, changes=[("FS", "training.hours", {"hours": 31})])
        assert warned(ready) is None
        publish(staff, key="third", since=FIRST + DAY)
        assert warned(ready).edition == "third"  # the one that changes something
        actions.submit(application=ready, by=ready.person)
        assert warned(ready) is None
