"""Lead time, rounds and cohorts: the closed button with its reason and the day, and the action that refuses."""

import datetime

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from associations.policy.models import Policy
from common import clock
from endorsement.application import actions
from endorsement.application.models import Application
from tests import factories
from tests.associations.people.test_at_once import at_once
from tests.endorsement.application import makings

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(association):
    return clock.today(association.time_zone)


@pytest.fixture
def settle(association):
    return lambda **settings: Policy.objects.filter(association=association).update(**settings)


def month_day(day):
    return f"{day:%m-%d}"


def words(day):
    return date_format(day, "DATE_FORMAT")


def pages(client, application):
    shown = [client.get(reverse(f"application:{name}", args=[application.code])) for name in ("submit", "dashboard")]
    return [answer.content.decode() for answer in shown]


class TestLeadTime:
    def test_the_button_is_closed_until_its_day_and_says_which(self, ready, settle, today, signed_in, association):
        settle(lead_days=28)
        client = signed_in(ready.person)
        for shown in pages(client, ready):
            assert f"{association.name} takes an application 4 weeks after it was started, at the earliest." in shown
            assert f"You can submit this one from {words(today + 28 * DAY)} on." in shown
        assert (
            'aria-describedby="not-yet"'
            in client.get(reverse("application:submit", args=[ready.code])).content.decode()
        )
        answer = client.post(reverse("application:submit", args=[ready.code]), follow=True)
        assert "4 weeks after it was started" in answer.content.decode()
        assert not ready.snapshots.exists()
        Application.objects.filter(pk=ready.pk).update(started_at=clock.now() - 29 * DAY)
        assert actions.submit(application=Application.objects.get(pk=ready.pk), by=ready.person)

    def test_it_holds_once_and_not_after_a_deferral(self, ready, settle):
        settle(lead_days=28)
        Application.objects.filter(pk=ready.pk).update(state="deferred")
        assert actions.submit(application=Application.objects.get(pk=ready.pk), by=ready.person)


class TestRounds:
    def test_between_two_rounds_it_is_closed(self, ready, settle, today, signed_in, association):
        by = today + 40 * DAY
        settle(intake="dates", intake_days=[month_day(by)], intake_window_days=10)
        for shown in pages(signed_in(ready.person), ready):
            assert f"{association.name} takes applications in the 10 days before each of its dates." in shown
            assert f"You can submit this one from {words(by - 10 * DAY)} to {words(by)}." in shown
        with pytest.raises(actions.NotSaid, match="in the 10 days before"):
            actions.submit(application=ready, by=ready.person)

    def test_who_mends_what_was_returned_is_in_the_round_it_was_submitted_for(self, ready, settle, today):
        settle(intake="dates", intake_days=[month_day(today + 40 * DAY)], intake_window_days=10)
        Application.objects.filter(pk=ready.pk).update(state="returned")
        assert actions.submit(application=Application.objects.get(pk=ready.pk), by=ready.person)

    def test_without_a_window_the_page_says_by_when(self, ready, settle, today, signed_in):
        by = today + 40 * DAY
        settle(intake="dates", intake_days=[month_day(by)])
        shown, _dashboard = pages(signed_in(ready.person), ready)
        assert f"What is submitted by {words(by)} is in the next round of review." in shown
        assert actions.submit(application=ready, by=ready.person)

    def test_other_categories_are_taken_all_year(self, ready, settle, today):
        settle(intake="dates", intake_days=[month_day(today + 40 * DAY)], intake_window_days=10, intake_kinds=["MHS"])
        assert actions.submit(application=ready, by=ready.person)

    def test_the_associations_own_page_shows_the_next_dates(self, settle, today, association, client, standard):
        by = today + 40 * DAY
        settle(intake="dates", intake_days=[month_day(by)], intake_kinds=["FA"])
        shown = client.get(reverse("directory:house", args=[association.slug])).content.decode()
        assert f"<strong>{words(by)}</strong>: Last day to submit an application for the next round of review" in shown
        assert "(Family Associate)" in shown


class TestCohort:
    @pytest.fixture
    def cohort(self, settle, today):
        def opens(first=-1, last=30, places=2, **more):
            settle(
                intake="cohort",
                cohort_from=today + first * DAY,
                cohort_until=today + last * DAY,
                cohort_places=places,
                **more,
            )

        return opens

    def begin(self, association, key="IFA", person=None):
        return actions.start(association=association, category=makings.category(key), by=person or factories.person())

    def test_before_and_after_its_days_nobody_begins(self, cohort, standard, association, today):
        cohort(first=5)
        with pytest.raises(actions.NotSaid, match="The next one begins on"):
            self.begin(association)
        cohort(first=-10, last=-1)
        with pytest.raises(actions.NotSaid, match="The next one is not announced yet"):
            self.begin(association)

    def test_when_its_places_are_taken(self, cohort, standard, association):
        cohort(intake_kinds=["FA"])
        first = self.begin(association)
        self.begin(association)
        self.begin(association, "IFS")  # the cohort is not about it
        with pytest.raises(actions.NotSaid, match=r"All 2 places of this cohort of .* are taken"):
            self.begin(association)
        assert self.begin(association, person=first.person) == first  # what is open already is found
        actions.withdraw(application=first, by=first.person)
        assert self.begin(association)

    def test_the_page_says_so_and_offers_what_can_be_begun(self, cohort, standard, association, signed_in, today):
        address = reverse("application:start") + f"?association={association.slug}"
        client = signed_in(factories.person())
        cohort(first=5)
        shown = client.get(address).content.decode()
        assert f"The next one begins on {words(today + 5 * DAY)}." in shown
        assert "Infant Family Associate" not in shown
        cohort(first=5, intake_kinds=["FA"])
        shown = client.get(address).content.decode()
        assert "The other categories can be begun today." in shown
        assert "Infant Family Associate" not in shown
        assert "Infant Family Specialist" in shown

    def test_the_associations_own_page_announces_it(self, cohort, standard, association, client, today):
        cohort(first=5, last=20)
        shown = client.get(reverse("directory:house", args=[association.slug])).content.decode()
        assert f"<strong>{words(today + 5 * DAY)}</strong>: Applications begin: 2 places" in shown
        assert f"<strong>{words(today + 20 * DAY)}</strong>: Last day to begin an application" in shown
        cohort(first=-5, last=20)
        assert (
            "Applications begin" not in client.get(reverse("directory:house", args=[association.slug])).content.decode()
        )

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_do_not_share_the_last_place(self, cohort, standard, association):
        cohort(places=1)
        people = [factories.person(), factories.person()]
        made = at_once(*[lambda who=person: self.begin(association, person=who) for person in people])
        assert Application.objects.count() == 1
        assert {type(one) for one in made} == {Application, actions.NotSaid}
