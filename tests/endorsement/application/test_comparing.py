"""Two editions compared on real portfolios: what is counted, listed, exported; constant queries; once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance_portal.demo.bulk import copy_batch
from common import clock
from common.jobs.models import Job
from common.jobs.tasks import run_job
from competencies.editions import actions as editing
from competencies.editions.models import EditionDraft
from competencies.standard.queries import standard
from endorsement.application import actions, comparisons
from endorsement.application.actions.comparing import _summary
from endorsement.application.assessment import gather_all, judge, with_signatures
from endorsement.application.comparing import Comparing, Line, compare
from endorsement.application.models import Application, ComparedApplication, EditionComparison, Snapshot
from tests import factories
from tests.competencies.editions import makings as editions
from tests.endorsement.application import makings

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def draft(standard, staff):
    """Two hours of training more than the makings have, and two less in another category."""
    made = editions.draft(staff, key="next")
    editions.asks(made, staff, hours=42)
    made.refresh_from_db()
    return made


def outcome(draft):
    draft.refresh_from_db()
    return compare(standard().edition_named("2025"), draft)


def copies(application, count):
    copy_batch([application] * count, [factories.person(login=False) for _ in range(count)])


class TestCounting:
    def test_a_draft_that_would_no_longer_be_complete(self, ready, draft):
        found = outcome(draft)
        assert (found.drafts, found.submitted, found.unreadable) == (1, 0, 0)
        (line,) = found.lines
        assert (line.application, line.submitted, line.before, line.after) == (ready.pk, False, True, False)
        assert line.changes == {"training.hours": ("met", "unmet")}

    def test_a_submission_is_judged_as_it_was_frozen_on_its_day(self, ready, draft):
        actions.submit(application=ready, by=ready.person)
        makings.training(ready.person, hours=50, competencies=makings.asked("IFA"))
        found = outcome(draft)
        (line,) = found.lines
        assert (line.submitted, line.judged_on, line.changes) == (
            True,
            clock.today(ready.association.time_zone),
            {"training.hours": ("met", "unmet")},
        )

    def test_only_the_newest_of_the_last_two_years(self, submitted, draft, coordinator):
        actions.return_to_applicant(application=submitted, comments={"work": "Which?"}, by=coordinator)
        actions.submit(application=submitted, by=submitted.person)
        assert Snapshot.objects.count() == 2
        assert outcome(draft).submitted == 1
        with clock.at(clock.now() + 3 * 366 * DAY):
            assert outcome(draft).submitted == 0

    def test_a_competency_more(self, ready, staff, standard):
        draft = editions.asks_competencies(editions.draft(staff), staff, kind="FA", c40="asked")
        found = outcome(draft)
        assert [line.changes for line in found.lines] == [{"competencies": ("met", "unmet")}]

    def test_nothing_that_changes_nothing(self, ready, staff, standard):
        same = editions.draft(staff, key="same")
        assert outcome(same).lines == []
        editions.asks(same, staff, hours=31)
        assert outcome(same).lines == []

    def test_a_category_that_ends_and_one_that_comes(self, ready, draft, staff):
        for key in list(draft.requirements["FA"]):
            editions.asks(draft, staff, key=key)
        Application.objects.filter(pk=ready.pk).update(category=makings.category("IFRS"))
        editions.asks(draft, staff, kind="FRS", key="training.hours", hours=1)
        (line,) = outcome(draft).lines
        assert (line.before, line.after, line.changes) == (False, True, {"offered": ("", "offered")})
        Application.objects.filter(pk=ready.pk).update(category=makings.category("IFA"))
        (line,) = outcome(draft).lines
        assert (line.before, line.after, line.changes) == (True, False, {"offered": ("offered", "")})

    def test_what_cannot_be_read_is_counted(self, submitted, draft):
        row = Snapshot.objects.get()
        Application.objects.filter(pk=submitted.pk).update(state="withdrawn")
        broken = Snapshot(
            application=submitted,
            number=2,
            edition=row.edition,
            judged_on=row.judged_on,
            document={**row.document, "version": 9},
            assessment=row.assessment,
            sha256="",
            submitted_at=row.submitted_at,
        )
        broken.save()
        assert (outcome(draft).unreadable, outcome(draft).lines) == (1, [])

    def test_it_judges_as_the_dashboard_judges(self, ready, draft, association):
        """One by one and all at once: the same document, so the same findings."""
        copies(ready, 3)
        makings.draft(makings.applicant(association, "Bea Beginner"), association)
        applications = list(
            with_signatures(Application.objects.select_related("person", "association", "category").order_by("pk"))
        )
        comparing = Comparing(standard().edition_named("2025"), draft)
        for application, gathered in zip(applications, gather_all(applications), strict=True):
            judged = judge(application)
            assert comparing.rules(application, judged.on, frozenset(gathered.members))[0] == judged.rules
        assert len(applications) == 5

    def test_queries_do_not_grow(self, ready, draft):
        counts = []
        for more in (1, 9, 30):
            copies(ready, more)
            standard()
            with CaptureQueriesContext(connection) as captured:
                outcome(draft)
            counts.append(len(captured))
        assert counts == [counts[0]] * 3
        assert counts[0] <= 20


class TestAsJob:
    def test_asked_for_run_and_kept(self, ready, draft, staff):
        comparison = actions.request_comparison(draft=draft, by=staff)
        assert actions.request_comparison(draft=draft, by=staff) == comparison
        job = Job.objects.get(task="endorsement.compare_editions")
        assert run_job(job.pk)
        comparison.refresh_from_db()
        job.refresh_from_db()
        assert (comparison.state, job.progress, job.total) == ("ready", 1, 1)
        assert comparison.summary["drafts"] == {
            "compared": 1,
            "verdicts": 1,
            "gains": 0,
            "loses": 1,
            "requirements": {"training.hours": [0, 1]},
        }
        assert ComparedApplication.objects.get().requirements == "|training.hours|"
        # Delivered again: nothing happens.
        Job.objects.filter(pk=job.pk).update(state="queued")
        run_job(job.pk)
        assert ComparedApplication.objects.count() == 1
        assert actions.request_comparison(draft=draft, by=staff) != comparison

    def test_what_is_met_instead(self, ready, draft, staff):
        editions.asks(draft, staff, hours=30)
        editions.asks(draft, staff, key="references.count", count=4)
        Application.objects.filter(pk=ready.pk).update(state="draft")
        first = outcome(draft)
        assert [line.changes for line in first.lines] == [{"references.count": ("met", "unmet")}]
        editions.asks(draft, staff, kind="FA", key="references.count")
        assert outcome(draft).lines[0].changes == {"references.count": ("met", "")}

    def test_a_base_that_was_taken_back(self, ready, draft, staff):
        comparison = actions.request_comparison(draft=draft, by=staff)
        EditionComparison.objects.update(base_key="gone")
        assert not run_job(Job.objects.get(task="endorsement.compare_editions").pk)
        comparison.refresh_from_db()
        assert comparison.state == "failed"
        actions.fail_comparison(Job.objects.get(task="endorsement.compare_editions"))

    def test_a_comparison_that_is_gone(self, draft, staff):
        actions.request_comparison(draft=draft, by=staff)
        EditionComparison.objects.all().delete()
        assert run_job(Job.objects.get(task="endorsement.compare_editions").pk)


@pytest.fixture
def client(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def address(draft):
    return reverse("application:comparison", args=[draft.code])


class TestPages:
    def test_from_asking_to_the_list(self, client, address, ready, draft, run_jobs):
        assert "not been looked at yet" in client.get(reverse("editions:draft", args=[draft.code])).content.decode()
        assert "Compare" in client.get(address).content.decode()
        assert client.post(address)["Location"] == address
        page = client.get(address).content.decode()
        assert "Waiting for its turn" in page and 'hx-trigger="every 2s"' in page
        assert "is under way" in client.get(reverse("editions:draft", args=[draft.code])).content.decode()
        Job.objects.filter(task="endorsement.compare_editions").update(progress=3, total=9)
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part and "Portfolios" in part
        run_jobs()
        part = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part and "every 2s" not in part
        page = client.get(address).content.decode()
        assert "1 of 1 would change their verdict" in page
        assert "Training hours: Met → Not met yet" in page
        assert ready.code in page
        assert "changes for 1 of 1 drafts" in client.get(reverse("editions:draft", args=[draft.code])).content.decode()

    def test_it_says_when_the_draft_changed_since(self, client, address, ready, draft, staff, run_jobs):
        client.post(address)
        run_jobs()
        editions.asks(draft, staff, hours=43)
        assert "The draft has changed since." in client.get(address).content.decode()
        assert "changed since" in client.get(reverse("editions:draft", args=[draft.code])).content.decode()

    def test_narrowed_and_exported(self, client, address, ready, draft, run_jobs):
        client.post(address)
        run_jobs()
        export = reverse("application:comparison_csv", args=[draft.code])
        for query, shown in {
            "what=drafts": True,
            "what=submitted": False,
            "requirement=training.hours": True,
            "requirement=rsc.hours": True,  # nothing was judged differently by it, so it is no choice
            "verdicts=on": True,
            "what=drafts&requirement=training.hours&verdicts=on": True,
        }.items():
            assert (ready.code in client.get(f"{address}?{query}").content.decode()) is shown, query
            text = b"".join(client.get(f"{export}?{query}").streaming_content).decode()
            assert (ready.code in text) is shown, query
        text = b"".join(client.get(export).streaming_content).decode()
        today = clock.today(ready.association.time_zone)
        line = f"{ready.code},CT-AIMH,IFA,draft,{today},complete,not complete,training.hours: met > unmet"
        assert text.splitlines()[1] == line
        assert ready.person.name not in text

    def test_failed(self, client, address, draft, staff):
        actions.request_comparison(draft=draft, by=staff)
        EditionComparison.objects.update(state="failed")
        assert "could not be finished" in client.get(address).content.decode()
        assert client.get(reverse("application:comparison_csv", args=[draft.code])).status_code == 404

    @pytest.mark.parametrize("rows", [1, 10, 200])
    def test_the_list_costs_the_same_however_long(self, client, address, ready, draft, staff, run_jobs, rows):
        if rows > 1:
            copies(ready, rows - 1)
        actions.request_comparison(draft=draft, by=staff)
        run_jobs()
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address)
        assert len(page.context["rows"]) == min(rows, 50)
        assert len(captured) == 7, [one["sql"][:150] for one in captured]

    def test_one_sees_what_one_may_see(self, ready, draft, staff, run_jobs):
        comparison = actions.request_comparison(draft=draft, by=staff)
        run_jobs()
        assert comparisons.lines(staff, comparison).count() == 1
        assert comparisons.lines(factories.person(), comparison).count() == 0

    def test_a_discarded_draft_may_still_be_looked_at(self, client, address, draft, staff):
        editing.discard(draft=draft, by=staff)
        assert EditionDraft.objects.get().state == "discarded"
        assert client.get(address).status_code == 200


def test_what_gets_better_and_what_worse_is_counted_apart():
    changes = {"better": ("unmet", "met"), "worse": ("met", "unmet"), "neither": ("met", "review")}
    line = Line(1, False, datetime.date(2026, 1, 1), before=True, after=False, changes=changes)
    assert _summary([line], 3) == {
        "compared": 3, "verdicts": 1, "gains": 0, "loses": 1, "requirements": {"better": [1, 0], "worse": [0, 1]},
    }  # fmt: skip
