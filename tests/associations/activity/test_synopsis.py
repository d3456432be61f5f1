"""The synopsis: one PDF of all that was submitted, printed as a job, kept."""

import pytest
from django.core.files.storage import default_storage

from associations.activity import actions, hooks
from associations.activity.documents import figure_table
from associations.activity.models import ActivitySynopsis
from associations.activity.tasks import print_a_synopsis
from common.jobs.models import Job
from tests.associations.activity.conftest import submitted, write
from tests.endorsement.award import pdf

pytestmark = pytest.mark.django_db


def test_nothing_to_print(year, people):
    with pytest.raises(actions.Refused, match="nothing to print"):
        actions.request_synopsis(year=year, by=people.staff)


@pytest.fixture
def many_figures(counted, monkeypatch, association):
    """As many columns as the portal may count, beside a name of ordinary length."""
    association.name = "Association for Infant and Early Childhood Mental Health of Connecticut"
    association.save()
    (count,) = hooks.figures
    more = [hooks.Figure(f"more{number}", "Endorsements awarded", 1234, "Counted.") for number in range(7)]
    monkeypatch.setattr(hooks, "figures", [count, lambda *_about: more])


def test_printed_once_and_kept(year, summary, theirs, many_figures, people, run_jobs):
    """One rendering for all that is asked of it."""
    write(
        summary,
        people.ana,
        "Groups for parents.\n\nAnd <b>more</b>: jeux d’éveil.",
        heading="programmes",
        areas=(),
        code="P" * 12,
    )
    actions.save_remark(summary=summary, key="invented", text="One moved.", version=0, by=people.ana)
    submitted(summary, people.ana, "", "A new law & its rule.")
    first = actions.request_synopsis(year=year, by=people.staff)
    assert actions.request_synopsis(year=year, by=people.staff) == first
    assert run_jobs() >= 1
    first.refresh_from_db()
    assert (first.state, first.answered, first.asked) == ("ready", 1, 2)
    job = Job.objects.get(key=f"synopsis:{first.pk}")
    assert (job.state, job.progress, job.total) == ("done", 2, 3)
    content = default_storage.open(first.file).read()
    assert (len(content), first.pages) == (first.size, len(pdf.opened(content).pages))
    assert first.pages == 10  # the cover, who answered, the figures, seven headings
    said = pdf.text(content)
    for words in ("Synopsis of the year 2025", "1 of 2 associations has told", "<b>more</b>", "A new law & its rule."):
        assert words in said
    assert said.index("Early Childhood") < said.index("Not yet") < said.index("Association neighbour-aimh")
    assert "Invented people of CT-AIMH in 2025, counted on 2025-12-31." in said
    assert "One moved." in said
    assert pdf.faults(content) == []
    assert pdf.misplaced(content) == []
    tags = pdf.tags(content)
    assert (tags.count("H1"), tags.count("H2")) == (1, 9)
    claimed = Job.objects.get(pk=job.pk)
    print_a_synopsis(claimed)  # a second time does nothing
    assert actions.request_synopsis(year=year, by=people.staff) != first


def test_a_worker_that_gives_up_lets_staff_ask_again(year, summary, people):
    submitted(summary, people.ana)
    first = actions.request_synopsis(year=year, by=people.staff)
    actions.fail_synopsis(Job.objects.get(key=f"synopsis:{first.pk}"))
    first.refresh_from_db()
    assert (first.state, str(first)) == ("failed", f"synopsis {first.code}")
    assert actions.request_synopsis(year=year, by=people.staff).state == ActivitySynopsis.State.WAITING


def test_one_sentence_for_a_figure_however_many_days(year, summary, theirs, people):
    """The latest day's; each row has its own day. An association without figures has no row."""
    first = submitted(summary, people.ana)
    second = submitted(theirs, people.nia)
    for submission, day in ((first, "2025-11-30"), (second, "2025-12-31")):
        submission.figures[0] |= {"day": day, "sentence": f"Counted on {day}."}
    table = figure_table([first, second])
    assert table.sentences == ["Counted on 2025-12-31."]
    assert [(house.slug, day, values) for house, day, values in table.rows] == [
        ("ct-aimh", "Nov. 30, 2025", [3]),
        ("neighbour-aimh", "Dec. 31, 2025", [3]),
    ]
    second.figures = []
    assert len(figure_table([second, first]).rows) == 1
