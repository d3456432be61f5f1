"""A reference that cannot be used: its applicant learns that, its coordinator how many answers it was."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from endorsement.application import actions, documents
from endorsement.application.archive import pack
from endorsement.application.assessment import judge
from endorsement.application.freezing import frozen_assessment
from endorsement.application.privacy import for_applicant, seen_by_applicant
from endorsement.references.models import Rating
from tests.endorsement.application import makings

NUMBER, PLAIN = "7 times", "It cannot be used: the rater could not say enough about your work. Ask another rater"


@pytest.fixture
def application(standard, association, coordinator):
    """Submitted with four references, one of which the rater could say too little for."""
    application = makings.ready(association)
    makings.reference(application, 4, roles=("colleague",))
    Rating.objects.filter(reference__position=4).update(answers={str(number): "nei" for number in range(7)})
    actions.submit(application=application, by=application.person)
    return application


def message(assessment, code="too_little_information"):
    (found,) = {
        reason["message"]
        for finding in assessment["findings"]
        for reason in finding["reasons"]
        if reason["code"] == code
    }
    return found


def test_the_dashboard_and_what_if(signed_in, application):
    client = signed_in(application.person)
    dashboard = client.get(reverse("application:dashboard", args=[application.code])).content.decode()
    what_if = client.get(
        reverse("application:what_if", args=[application.code]), {"category": "ifa", "on": "2030-01-01"}
    ).content.decode()
    for page in (dashboard, what_if):
        assert (PLAIN in page, NUMBER in page) == (True, False)


def test_the_coordinator_sees_the_number(signed_in, application, coordinator):
    url = reverse("application:handle", args=[application.association.slug, application.code])
    assert NUMBER in signed_in(coordinator).get(url).content.decode()


def test_the_submission_as_its_applicant_may_see_it(application):
    submission = documents.submission_of(application.snapshots.get())
    assert NUMBER in message(submission.assessment)
    assert message(submission.for_applicant().assessment).startswith(PLAIN)


def test_what_they_download(application):
    target = io.BytesIO()
    pack(application.person, target)
    archive = zipfile.ZipFile(target)
    for name in archive.namelist():
        assert NUMBER not in archive.read(name).decode()
    submission = json.loads(archive.read(f"applications/{application.code}/submission-1.json"))
    assert message(submission["assessment"]).startswith(PLAIN)
    for document in (
        submission["document"],
        json.loads(archive.read(f"applications/{application.code}/portfolio.json")),
    ):
        assert all({"overall", "not_enough_information"}.isdisjoint(row) for row in document["references"])


def test_frozen_or_not_it_is_the_same(application):
    assessment = judge(application).assessment
    live, frozen = frozen_assessment(seen_by_applicant(assessment)), for_applicant(frozen_assessment(assessment))
    assert live["findings"] == frozen["findings"]
