"""Submitting freezes; reopening keeps what was submitted; staff mark areas beside the association's own."""

import pytest
from django.db import IntegrityError, models, transaction

from associations.activity import actions
from associations.activity.models import ActivitySubmission, PassageArea, SubmittedPassage
from associations.activity.queries import answered
from common.outbox.models import Message
from common.workflow.engine import MoveGone
from common.workflow.models import StatusChange
from tests.associations.activity.conftest import submitted, write
from tests.associations.activity.test_writing import pdf

pytestmark = pytest.mark.django_db


def test_nothing_written_is_not_submitted(summary, people):
    write(summary, people.ana, "")
    with pytest.raises(actions.Refused, match="Nothing is written"):
        actions.submit(summary=summary, by=people.ana)


def test_submitting_keeps_words_figures_and_files(summary, people, counted, year):
    file = actions.store_file(summary=summary, upload=pdf(), by=people.ana)
    actions.save_remark(summary=summary, key="invented", text="One moved.", version=0, by=people.ana)
    gone = write(summary, people.ana, "Taken out", code="Z" * 12)
    actions.remove_passage(summary=summary, passage=gone, by=people.ana)
    submission = submitted(summary, people.ben, "Über einen Entwurf.")
    assert submission.figures == [
        {
            "key": "invented",
            "label": "Invented people",
            "value": 3,
            "sentence": "Invented people of CT-AIMH in 2025, counted on 2025-12-31.",
            "day": "2025-12-31",
            "remark": "One moved.",
        }
    ]
    assert (submission.number, submission.submitted_by_name, submission.files) == (1, "Ben Coordinator", [file.code])
    passage = submission.passages.get()
    assert (passage.text, passage.folded) == ("Über einen Entwurf.", "uber einen entwurf.")
    assert list(passage.areas.values_list("area", "by_staff")) == [("policy", False)]
    counted[0] = 99
    submission.refresh_from_db()
    assert submission.figures[0]["value"] == 3
    assert answered(year) == (1, 2)
    with pytest.raises(actions.Refused, match="is submitted"):
        actions.submit(summary=summary, by=people.ana)


def test_reopening_keeps_what_was_submitted(summary, people, year):
    first = submitted(summary, people.ana)
    with pytest.raises(actions.Refused, match="say why"):
        actions.reopen(summary=summary, reason="", by=people.staff)
    actions.reopen(summary=summary, reason="A number is wrong.", by=people.staff)
    change = StatusChange.objects.get(machine="activity_summary", transition="reopen")
    assert (change.reason, change.by_name) == ("A number is wrong.", "Sam Staff")
    assert Message.objects.get(kind="activity.reopened").to == people.ana.email
    assert answered(year) == (1, 2)
    with pytest.raises(MoveGone):
        actions.reopen(summary=summary, reason="Again.", by=people.staff)
    write(summary, people.ana, "A better law.", code="0" * 12, version=1)
    second = actions.submit(summary=summary, by=people.ana)
    first.refresh_from_db()
    assert (first.superseded_at is not None, second.superseded_at, second.number) == (True, None, 2)
    assert [one.passages.get().text for one in (first, second)] == ["A new law.", "A better law."]
    assert answered(year) == (1, 2)


def test_who_reopens_their_own_gets_no_mail(summary, people):
    submitted(summary, people.ana)
    actions.reopen(summary=summary, reason="A number is wrong.", by=people.ana)
    assert not Message.objects.filter(kind="activity.reopened").exists()
    assert summary.notices.last().told == []


def test_nothing_is_reopened_in_a_closed_year(summary, people, year):
    submitted(summary, people.ana)
    actions.close_year(year=year, by=people.staff)
    with pytest.raises(actions.Refused, match="closed"):
        actions.reopen(summary=summary, reason="A number is wrong.", by=people.staff)


def areas(passage):
    return dict(PassageArea.objects.filter(passage=passage).values_list("area", "by_staff"))


def test_staff_mark_beside_the_association(summary, people):
    passage = submitted(summary, people.ana).passages.get()
    for _twice in range(2):
        actions.tag(passage=passage, areas=["identity", "rsc"], by=people.staff)
    assert areas(passage) == {"policy": False, "identity": True, "rsc": True}
    marks = actions.tag(passage=passage, areas=["identity"], by=people.staff)
    assert areas(passage) == {one.area: one.by_staff for one in marks} == {"policy": False, "identity": True}


def test_what_staff_marked_stays_on_words_that_stay(summary, people):
    first = submitted(summary, people.ana, "One law.", "Two laws.")
    for passage in first.passages.all():
        actions.tag(passage=passage, areas=["identity"], by=people.staff)
    actions.reopen(summary=summary, reason="More.", by=people.ana)
    write(summary, people.ana, "Three laws.", code=f"{1:012}", version=1)
    second = actions.submit(summary=summary, by=people.ana)
    one, three = second.passages.all()
    assert (areas(one), areas(three)) == ({"policy": False, "identity": True}, {"policy": False})
    with pytest.raises(actions.Refused, match="submitted anew"):
        actions.tag(passage=first.passages.first(), areas=[], by=people.staff)


def test_the_associations_own_mark_takes_the_place_of_the_staffs(summary, people):
    first = submitted(summary, people.ana, "One law.")
    actions.tag(passage=first.passages.get(), areas=["identity"], by=people.staff)
    actions.reopen(summary=summary, reason="More.", by=people.ana)
    write(summary, people.ana, "One law.", areas=("policy", "identity"), code="0" * 12, version=1)
    second = actions.submit(summary=summary, by=people.ana)
    assert areas(second.passages.get()) == {"policy": False, "identity": False}


@pytest.mark.parametrize(
    ("model", "does"),
    [
        (SubmittedPassage, lambda rows: rows.update(text="Else")),
        (SubmittedPassage, lambda rows: rows._raw_delete("default")),
        (ActivitySubmission, lambda rows: rows.update(figures=[])),
        (ActivitySubmission, lambda rows: rows.update(files=["x"])),
        (ActivitySubmission, lambda rows: rows._raw_delete("default")),
    ],
)
def test_the_database_refuses_to_change_what_was_submitted(summary, people, model, does):
    submitted(summary, people.ana)
    PassageArea.objects.all().delete()
    before = list(models.QuerySet(model).values())
    with pytest.raises(IntegrityError, match=r"never (changed|deleted)"), transaction.atomic():
        does(models.QuerySet(model).all())
    assert list(models.QuerySet(model).values()) == before
