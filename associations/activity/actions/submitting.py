"""Submitting freezes the summary; reopening keeps what was submitted."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.actions.locking import of_open_year, to_write
from associations.activity.actions.telling import tell
from associations.activity.models import ActivitySubmission, ActivitySummary, PassageArea, SubmittedPassage
from associations.activity.queries import figures_to_keep, files_of, passages_of, recipients, written
from associations.activity.workflow import SUMMARIES
from common import clock
from common.text import folded
from common.workflow import engine


@transaction.atomic
def submit(*, summary: ActivitySummary, by: Person) -> ActivitySubmission:
    """Keeps the summary as it is now: passages, figures of the day, files. An earlier submission is superseded.

    Raises Refused when nothing is written, when it is submitted already or the year is closed.
    """
    locked = to_write(summary)
    passages = [one for of_heading in passages_of(locked).values() for one in written(of_heading)]
    if not passages:
        raise Refused(_("Nothing is written yet. A few sentences under one heading are enough to begin with."))
    moment = clock.now()
    earlier = ActivitySubmission.objects.filter(summary=locked).order_by("-number").first()
    if earlier:
        earlier.superseded_at = moment
        earlier.save(update_fields=["superseded_at"])
    submission = ActivitySubmission.objects.create(
        summary=locked,
        number=earlier.number + 1 if earlier else 1,
        submitted_at=moment,
        submitted_by=by,
        submitted_by_name=by.name,
        figures=figures_to_keep(locked),
        files=list(files_of(locked).values_list("code", flat=True)),
    )
    _freeze(submission, passages, _marks_of_staff(earlier), by)
    engine.move(SUMMARIES, locked, "submit", by=by)
    return submission


def _freeze(submission: ActivitySubmission, passages: list, kept: dict, by: Person) -> None:
    """What staff marked stays on a passage whose text did not change; the association's own marks are new."""
    rows = [
        SubmittedPassage(
            submission=submission,
            code=one.code,
            heading=one.heading,
            position=position,
            text=one.text,
            folded=folded(one.text),
        )
        for position, one in enumerate(passages)
    ]
    frozen = SubmittedPassage.objects.bulk_create(rows)
    marks = []
    for row, passage in zip(frozen, passages, strict=True):
        own = {"by": by, "by_name": by.name, "at": submission.submitted_at}
        marks += [PassageArea(passage=row, area=area, **own) for area in passage.areas]
        for mark in kept[row.code, row.text]:
            if mark.area not in passage.areas:
                said = {"by": mark.by, "by_name": mark.by_name, "at": mark.at}
                marks.append(PassageArea(passage=row, area=mark.area, by_staff=True, **said))
    PassageArea.objects.bulk_create(marks)


def _marks_of_staff(submission: ActivitySubmission | None) -> dict[tuple[str, str], list[PassageArea]]:
    """By code and text of the passage."""
    found = defaultdict(list)
    marks = PassageArea.objects.filter(passage__submission=submission, passage__submission__isnull=False, by_staff=True)
    for mark in marks.select_related("passage", "by"):
        found[mark.passage.code, mark.passage.text].append(mark)
    return found


@transaction.atomic
def reopen(*, summary: ActivitySummary, reason: str, by: Person) -> ActivitySummary:
    """The association may change its summary and submit it again; the administrators are told, but who did it.

    Raises MoveGone when it is not submitted, Refused when the year is closed or no reason is given.
    """
    locked = of_open_year(summary)
    if not reason:
        raise Refused(_("Please say why: those who wrote the summary will want to know."))
    moved = engine.move(SUMMARIES, locked, "reopen", by=by, reason=reason)
    moved.year, moved.association = locked.year, locked.association
    number = ActivitySubmission.objects.filter(summary=locked).count()
    people = [person for person in recipients(locked.association_id) if person.pk != by.pk]
    tell(moved, f"reopened:{number}", by=by, people=people)
    return moved
