"""Applicant, coordinator and reviewer see the same findings; those of a snapshot are read, never counted again."""

import pytest
from django.urls import reverse

from endorsement.application import actions, documents
from endorsement.application import assessment as judging
from endorsement.application.freezing import frozen_assessment
from endorsement.application.models import Snapshot
from tests.endorsement.application import makings
from tests.endorsement.review import cases

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode().partition("<main")[2]


def row_of(rows, key):
    return next((row.status, row.sentence) for row in rows if row.key == key)


def test_the_same_sentence_on_every_page(signed_in, standard, association):
    coordinator, reviewers = cases.office(association)
    application = makings.ready(association)
    client = signed_in(application.person)
    dashboard = client.get(reverse("application:dashboard", args=[application.code])).context["found"].rows
    frozen = frozen_assessment(judging.judge(application).assessment)["findings"]
    actions.submit(application=application, by=application.person)
    handled = signed_in(coordinator).get(reverse("application:handle", args=[association.slug, application.code]))
    assignment = cases.opened(cases.asked(application, coordinator, reviewers)[0])
    review = signed_in(assignment.reviewer).get(reverse("review:open", args=[assignment.code])).context["checked"]
    for finding in frozen:
        key, said = finding["requirement"], (finding["status"], finding["sentence"])
        assert row_of(dashboard, key) == said
        assert row_of(handled.context["findings"], key) == said
        assert row_of([*review.to_look_at, *review.met], key) == said


def test_pages_on_a_snapshot_count_nothing(signed_in, standard, association, monkeypatch):
    """A snapshot whose frozen sentence could come from no count is shown as it is, with the engine switched off."""
    coordinator, reviewers = cases.office(association)
    application = makings.submitted(association)
    snapshot = application.snapshots.get()
    changed = snapshot.assessment
    for finding in changed["findings"]:
        finding["sentence"] = f"Frozen: {finding['requirement']} 777."
    Snapshot.objects.create(
        application=application,
        number=2,
        edition=snapshot.edition,
        judged_on=snapshot.judged_on,
        document=snapshot.document,
        extras=snapshot.extras,
        assessment=changed,
        sha256=snapshot.sha256,
        submitted_at=snapshot.submitted_at,
    )
    assignment = cases.opened(cases.asked(application, coordinator, reviewers)[0])

    def refuse(*_args):
        raise AssertionError("counted again")

    monkeypatch.setattr(judging, "assess", refuse)
    handled = text(signed_in(coordinator).get(reverse("application:handle", args=[association.slug, application.code])))
    reviewed = text(signed_in(assignment.reviewer).get(reverse("review:open", args=[assignment.code])))
    printed = documents.sections_of(snapshot.document, snapshot.extras, changed)
    sentences = {row.sentence for section in printed for row in section.findings}
    for finding in changed["findings"]:
        assert finding["sentence"] in handled
        assert finding["sentence"] in reviewed
        assert finding["sentence"] in sentences
