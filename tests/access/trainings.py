"""One of everything of trainings, for ``world`` and ``routes``."""

import datetime

from associations.training import actions, codes
from associations.training.models import AttendanceCertificate
from common import clock
from tests.associations.training import makings

NAMES = ("training", "training_session", "training_draft", "draft_session", "training_attendee")
A_WEEK = datetime.timedelta(days=7)


def make(things, association, crew) -> None:
    """A draft, one that is announced for next week, one that runs now, one whose attendance is closed."""
    by = crew.administrator
    draft = makings.draft(association, by, title="A draft")
    things.training_draft, things.draft_session = draft.code, makings.session(draft, by=by).code
    coming, _session = makings.announced(association, by, clock.now() + A_WEEK, title="A training to come")
    things.coming_training = coming.code
    running, session = makings.announced(association, by, title="A training of today")
    things.training, things.training_session = running.code, session.code
    listed = actions.add_there(session=session, name="Wanda Walkin", email="wanda@people.example", by=by)
    things.training_attendee = listed.code
    actions.register(training=running, by=crew.applicant)
    things.check_in = codes.pass_of(session.code)
    closed, _session = makings.attended(association, by, crew.applicant)
    actions.close(training=closed, by=by)
    actions.certify(training=closed)
    paper = AttendanceCertificate.objects.get(attendee__training=closed)
    paper.state, paper.file, paper.issued_at = "issued", things.paper_file, clock.now()
    paper.save()
    things.closed_training, things.paper = closed.code, paper.code
    provider = {"name": "A provider", "website": "", "approved_from": clock.today(), "approved_until": None, "note": ""}
    things.training_provider = actions.save_provider(association=association, by=by, **provider).pk
