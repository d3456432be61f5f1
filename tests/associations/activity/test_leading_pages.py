"""The Alliance's pages: a year from preparing to closing, reading across, marking areas, figures, the synopsis."""

import re

import pytest
from django.urls import reverse

from associations.activity import actions, queries
from associations.activity.models import ActivityNotice, ActivitySummary, ActivityYear, PassageArea
from associations.activity.presenters.history import notice_words
from associations.activity.presenters.reading import marked
from common.jobs.actions import claim, report_progress
from common.jobs.models import Job
from common.text import folded, places_of
from tests import factories
from tests.associations.activity.conftest import submitted, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in, people):
    return signed_in(people.staff)


def text_of(answer):
    return answer.content.decode()


def page(client, name, *args, **query):
    return text_of(client.get(reverse(f"activity:{name}", args=args), query))


def test_from_preparing_to_closing(staff, association, neighbour, counted):
    assert "No year yet" in page(staff, "years")
    facts = {"year": 2025, "due_on": "2026-04-01", "words": "Tell us.", "reminder_days": "-28, 3 -7"}
    assert staff.post(reverse("activity:add"), facts)["Location"] == "/alliance/activity/2025/"
    year = ActivityYear.objects.get()
    assert year.reminder_days == [-28, -7, 3]
    assert 'value="2026"' in page(staff, "add")
    clash = staff.post(reverse("activity:add"), {**facts, "words": "Else."})
    assert "there already" in text_of(clash)
    assert "Open the year" in page(staff, "year", 2025)
    opened = staff.post(reverse("activity:move", args=[2025, "open"]), follow=True)
    assert "2 associations are asked" in text_of(opened)
    again = staff.post(reverse("activity:move", args=[2025, "open"]), follow=True)
    assert "no longer possible" in text_of(again)
    assert "0 of 2" in page(staff, "years")
    assert "is closed." in text_of(staff.post(reverse("activity:move", args=[2025, "close"]), follow=True))
    refused = staff.post(reverse("activity:change", args=[2025]), {"due_on": "2026-05-01"}, follow=True)
    assert "closed, so nothing" in text_of(refused)
    assert "open again" in text_of(staff.post(reverse("activity:move", args=[2025, "reopen"]), follow=True))
    staff.post(reverse("activity:change", args=[2025]), {"due_on": "2026-05-01"})
    assert str(ActivityYear.objects.get().due_on) == "2026-05-01"
    assert staff.post(reverse("activity:move", args=[2025, "begin"])).status_code == 404


@pytest.mark.parametrize("days", ["soon", "-400", "3.5", "9" * 50])
def test_days_that_are_none(staff, days):
    facts = {"year": 2025, "due_on": "2026-04-01", "words": "Kept.", "reminder_days": days}
    answer = text_of(staff.post(reverse("activity:add"), facts))
    assert ("Please write numbers" in answer) != ("within 366 days" in answer)
    assert "Kept." in answer


def test_who_answered(staff, year, summary, theirs, people):
    submitted(summary, people.ana)
    shown = page(staff, "year", 2025)
    for words in (
        "Associations that have answered",
        "<strong>1 of 2</strong>",
        "submitted",
        "March 2, 2026",
        "Ana Administrator",
        "1 of 1",
    ):
        assert words in shown
    for show, names in (("answered", ["Association ct-aimh"]), ("missing", ["Association neighbour-aimh"])):
        found = re.findall(
            r'<a href="/alliance/activity/2025/associations/[^"]*">([^<]*)</a>', page(staff, "year", 2025, show=show)
        )
        assert found == names
    reminded = staff.post(reverse("activity:remind", args=[2025]), follow=True)
    assert f"Reminded: {theirs.association.name}." in text_of(reminded)
    again = staff.post(reverse("activity:remind_one", args=[2025, theirs.association.slug]), follow=True)
    assert "Reminded today already" in text_of(again)
    assert "Reminded by the Alliance" in text_of(again)
    assert "Nia Neighbour" in text_of(again)
    people.nia.role_grants.all().delete()
    nobody = staff.post(reverse("activity:remind", args=[2025]), follow=True)
    assert "Nobody to write to" in text_of(nobody)
    none = staff.post(reverse("activity:remind_one", args=[2025, "ct-aimh"]), follow=True)
    assert "Nobody is missing" in text_of(none)


def test_a_draft_is_not_shown_to_staff(staff, summary, people):
    write(summary, people.ana, "Half a sentence")
    for name in ("one", "year", "reading"):
        args = [2025, "ct-aimh"] if name == "one" else [2025]
        assert "Half a sentence" not in page(staff, name, *args)


def test_asking_one_more_and_one_less(staff, year, theirs, people):
    late = factories.association("late-aimh", region="Late")
    address = reverse("activity:ask", args=[2025])
    assert late.name in page(staff, "ask", 2025)
    assert theirs.association.name not in page(staff, "ask", 2025)
    assert "is asked." in text_of(staff.post(address, {"association": "late-aimh"}, follow=True))
    assert staff.post(address, {"association": "late-aimh"}).status_code == 200
    out = reverse("activity:leave_out", args=[2025, "late-aimh"])
    assert "asked no more" in text_of(staff.post(out, follow=True))
    write(theirs, people.nia)
    stays = staff.post(reverse("activity:leave_out", args=[2025, theirs.association.slug]), follow=True)
    assert "has begun" in text_of(stays)
    actions.close_year(year=year, by=people.staff)
    closed = staff.post(address, {"association": "late-aimh"}, follow=True)
    assert "while the year is open" in text_of(closed)
    assert ActivitySummary.objects.count() == 2


@pytest.fixture
def told(year, summary, theirs, people):
    write(summary, people.ana, "Groups for parents.", heading="programmes", areas=("identity",), code="A" * 12)
    submitted(summary, people.ana, "Ein Gesetz über Löhne.")
    submitted(theirs, people.nia, "A <b>law</b> on wages, a law on leave.")
    return year


GROUPS, GESETZ, LAW = (
    "Groups for parents.",
    "Ein Gesetz über Löhne.",
    "A &lt;b&gt;law&lt;/b&gt; on wages, a law on leave.",
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [GROUPS, GESETZ, LAW]),
        ({"heading": "policy"}, [GESETZ, LAW]),
        ({"area": "identity"}, [GROUPS]),
        ({"area": "policy", "association": "neighbour-aimh"}, [LAW]),
        ({"q": "LOHNE gesetz"}, [GESETZ]),
        ({"q": "löhne parents"}, []),
        ({"q": "100%_law"}, []),
        ({"heading": "nonsense", "area": "nonsense"}, [GROUPS, GESETZ, LAW]),
    ],
)
def test_reading_across(staff, told, asked, found):
    """Heading by heading, there by the associations' names; the same on both databases."""
    shown = page(staff, "reading", 2025, **asked)
    passages = re.findall(r'class="read-text" dir="auto">(.*?)</p>', shown)
    assert [re.sub("</?mark>", "", text) for text in passages] == found
    assert ("No passage found" in shown) == (not found)


def test_words_found_are_marked_and_nothing_else(staff, told):
    assert "Ein <mark>Gesetz</mark> über <mark>Löhne</mark>." in page(staff, "reading", 2025, q="lohne gesetz")
    assert "A &lt;b&gt;<mark>law</mark>&lt;/b&gt; on wages, a <mark>law</mark>" in page(staff, "reading", 2025, q="law")


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("<b>", "b", "&lt;<mark>b</mark>&gt;"),
        ("Straße", "strasse", "<mark>Straße</mark>"),
        ("ſtraße", "S", "<mark>ſ</mark>tra<mark>ß</mark>e"),
        ("aaa", "aa a", "<mark>aaa</mark>"),
        ("Nun\u0303ez", "nunez", "<mark>Nun\u0303ez</mark>"),
        ("none", "", "none"),
    ],
)
def test_marking(text, words, shown):
    assert marked(text, words) == shown


def test_folding_is_the_same_for_what_looks_the_same():
    assert folded("NÚÑEZ") == folded("nu\u0301n\u0303ez") == "nunez"
    assert places_of([""], "x") == []


def test_counting_across(told):
    across = queries.across(told)
    assert (across.headings["policy"], across.headings["programmes"], across.headings["rsc"]) == (2, 1, 0)
    assert (across.areas["policy"], across.areas["identity"], across.areas["structure"]) == (2, 1, 0)


def test_marking_areas(staff, told):
    passage = queries.passages_read(told, heading="programmes").get()
    address = reverse("activity:tag", args=[2025, passage.pk])
    assert "marked by the association" in text_of(staff.get(address))
    done = staff.post(f"{address}?q=parents", {"areas": ["rsc"]})
    assert done["Location"] == f"/alliance/activity/2025/reading/?q=parents#passage-{passage.pk}"
    assert set(PassageArea.objects.filter(passage=passage).values_list("area", "by_staff")) == {
        ("identity", False), ("rsc", True),
    }  # fmt: skip
    assert "marked by the Alliance" in page(staff, "reading", 2025, area="rsc")
    assert staff.post(address, {"areas": ["nonsense"]})["Location"] == address
    assert staff.get(reverse("activity:tag", args=[2024, passage.pk])).status_code == 404


def test_marking_what_was_superseded(staff, told, summary, people):
    passage = queries.passages_read(told, heading="programmes").get()
    actions.reopen(summary=summary, reason="More.", by=people.staff)
    actions.submit(summary=summary, by=people.ana)
    address = reverse("activity:tag", args=[2025, passage.pk])
    assert "marked no more" in text_of(staff.get(address))
    assert "submitted anew" in text_of(staff.post(address, {"areas": ["rsc"]}, follow=True))


def test_the_figures_as_a_file(staff, told, summary, people):
    actions.reopen(summary=summary, reason="More.", by=people.staff)
    actions.save_remark(summary=summary, key="invented", text="=SUM(A1)", version=0, by=people.ana)
    actions.submit(summary=summary, by=people.ana)
    lines = page(staff, "figures_file", 2025).removeprefix("\ufeff").splitlines()
    assert lines == [
        "association,submitted,Invented people,Invented people: remark",
        "Association ct-aimh,2026-03-02,3,'=SUM(A1)",
        "Association neighbour-aimh,2026-03-02,3,",
    ]


def test_the_synopsis_page(staff, year, summary, people):
    address = reverse("activity:synopses", args=[2025])
    assert "Nothing to print yet" in text_of(staff.get(address))
    assert "nothing to print" in text_of(staff.post(address, follow=True))
    submitted(summary, people.ana)
    assert "1 of 2 associations" in text_of(staff.get(address))
    waiting = text_of(staff.post(address, follow=True))
    assert "being printed" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    job = claim(Job.objects.get(task="associations.print_synopsis").pk)
    report_progress(job, 1, 3)
    part = text_of(staff.get(address, headers={"HX-Request": "true"}))
    assert ("<html" in part, "1 of 3" in part) == (False, True)
    actions.fail_synopsis(job)
    assert "could not be printed" in text_of(staff.get(address))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("opened", "Told that the year is open"),
        ("reopened:1", "Told that the summary is open again"),
        ("now:2026-03-02", "Reminded by the Alliance's staff"),
        ("before:1:2026-04-01", "Reminded 1 day before the last day"),
        ("after:3:2026-04-01", "Reminded 3 days after the last day"),
    ],
)
def test_why_somebody_was_written_to(rule, words):
    assert notice_words(ActivityNotice(rule=rule)) == words
