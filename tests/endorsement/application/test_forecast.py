"""Ready by, on the dashboard: sentences beside the meters, and plainly where it cannot be told."""

import datetime

import pytest
from django.urls import reverse

from common import clock
from endorsement.application.models import Application
from endorsement.portfolio.models import Training, Work
from tests.endorsement.application import makings
from tests.endorsement.portfolio.test_providers import endorsed

DAY = datetime.timedelta(days=1)
UNTOLD = "When it fills cannot be told: nothing that counts was added for the last 12 months."


@pytest.fixture
def application(standard, association):
    """40 hours of training more than a year ago, work that runs, nothing signed, nobody asked."""
    return makings.draft(makings.applicant(association), association, "IFS")


@pytest.fixture
def rows(signed_in, application):
    def ask():
        answer = signed_in(application.person).get(reverse("application:dashboard", args=[application.code]))
        return {row.key: row.ready for row in answer.context["found"].rows}, answer

    return ask


def test_sentences_by_kind(rows, application, association):
    today = clock.today(association.time_zone)
    Work.objects.update(nature="prevention", started_on=today - 364 * DAY)
    training = Training.objects.get()
    training.hours, training.held_on = 15, today
    training.save()
    ready, answer = rows()
    assert ready["training.hours"].startswith("At the pace of the last 12 months (15 hours), this fills by ")
    assert ready["work.months"].startswith("If your work goes on as it does, this fills by itself on ")
    assert ready["rsc.hours"] == UNTOLD
    assert ready["references.count"] == "When this is there depends on your raters; no pace can tell it."
    assert ready["agreements.code_of_ethics"] == "You can do this today."
    assert ready["membership"] == ""
    page = answer.content.decode()
    assert "When all hours and months are there cannot be told yet. It depends on: Hours of RSC received." in page
    assert ready["training.hours"] in page


def test_when_everything_that_grows_has_a_day(rows, application, association):
    today = clock.today(association.time_zone)
    Work.objects.update(nature="prevention", started_on=today - 364 * DAY)
    provider = endorsed("Maria Castillo", association)
    application.person.rsc_entries.create(
        provider=provider, started_on=today, ended_on=today, hours=12, format="individual", complete=True
    )
    _ready, answer = rows()
    assert answer.context["ready"].startswith("At the pace of the last 12 months all hours and months are there by ")


def test_a_pace_too_slow(rows, application, association):
    Training.objects.update(hours=0.25, held_on=clock.today(association.time_zone))
    ready, _answer = rows()
    assert ready["training.hours"] == (
        "At the pace of the last 12 months (0.25 hours), this would take more than ten years."
    )


def test_nothing_that_grows_is_missing(signed_in, standard, association):
    application = makings.draft(makings.applicant(association), association)
    answer = signed_in(application.person).get(reverse("application:dashboard", args=[application.code]))
    assert (answer.context["ready"], "At the pace" in answer.content.decode()) == ("", False)


def test_nothing_is_foretold_once_it_is_submitted(rows, application):
    Application.objects.filter(pk=application.pk).update(state="in_review")
    ready, answer = rows()
    assert (answer.context["ready"], set(ready.values())) == ("", {""})
