"""Writing a summary: saved as typed, passage by passage, never over what another window or person saved."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.actions.locking import begun, to_write
from associations.activity.enums import Area, Heading
from associations.activity.models import ActivityPassage, ActivityRemark, ActivitySummary
from associations.activity.queries import passages_by_submission, year_before
from common import clock
from common.drafts.actions import StaleVersion, save_version
from common.ids import new_code

MOST_PASSAGES = 200


def _saved(row, by: Person) -> None:
    row.saved_at, row.saved_by, row.saved_by_name = clock.now(), by, by.name
    row.save(update_fields=["saved_at", "saved_by", "saved_by_name"])


def _new_passage(summary: ActivitySummary, by: Person, **facts) -> ActivityPassage:
    """Raises Refused when the summary is full."""
    if ActivityPassage.objects.filter(summary=summary, removed_at=None).count() >= MOST_PASSAGES:
        raise Refused(_("A summary holds at most %(most)s passages.") % {"most": MOST_PASSAGES})
    moment = clock.now()
    return ActivityPassage.objects.create(
        summary=summary, begun_at=moment, saved_at=moment, saved_by=by, saved_by_name=by.name, **facts
    )


@transaction.atomic
def save_passage(
    *,
    summary: ActivitySummary,
    code: str,
    heading: Heading,
    text: str,
    areas: Collection[str],
    version: int,
    by: Person,
    restore: bool = False,
) -> ActivityPassage:
    """Saves one passage, new or changed. Nothing typed into a new one stores nothing: its version is then 0.

    ``version``: the one the window began from. ``restore``: brings a removed passage back. Raises StaleVersion when it
    was saved or removed in another window meanwhile, Refused when the summary cannot be written.
    """
    locked = to_write(summary)
    changes = {"text": text, "areas": [area.value for area in Area if area in areas]}
    passage = ActivityPassage.objects.filter(summary=locked, code=code).first()
    if passage is None:
        if not text and not changes["areas"]:
            return ActivityPassage(summary=locked, code=code, heading=heading, version=0)
        passage = _new_passage(locked, by, code=code, heading=heading, **changes)
        begun(locked, by)
        return passage
    if passage.removed_at and not restore:
        raise StaleVersion(passage)
    before = passage.version
    if passage.removed_at:
        changes["removed_at"] = None
    passage = save_version(passage, version=version, changes=changes)
    if passage.version != before:
        _saved(passage, by)
    return passage


@transaction.atomic
def remove_passage(*, summary: ActivitySummary, passage: ActivityPassage, by: Person) -> ActivityPassage:
    """Takes a passage out; it stays as a row and can be brought back. Twice is once. Raises Refused."""
    to_write(summary)
    return _removed(passage, clock.now(), by)


@transaction.atomic
def restore_passage(*, summary: ActivitySummary, passage: ActivityPassage, by: Person) -> ActivityPassage:
    """Brings a removed passage back as it was. Raises Refused."""
    to_write(summary)
    return _removed(passage, None, by)


def _removed(passage: ActivityPassage, moment, by: Person) -> ActivityPassage:
    current = ActivityPassage.objects.get(pk=passage.pk)
    if bool(current.removed_at) != bool(moment):
        current.removed_at = moment
        current.version += 1
        current.save(update_fields=["removed_at", "version"])
        _saved(current, by)
    return current


@transaction.atomic
def take_over(*, summary: ActivitySummary, heading: Heading, by: Person) -> list[ActivityPassage]:
    """Copies what was submitted under the heading for the year before, but what was copied already. Returns the copies.

    Raises Refused.
    """
    locked = to_write(summary)
    submission = year_before(locked)
    old = passages_by_submission([submission]).get(submission.pk, []) if submission else []
    here = ActivityPassage.objects.filter(summary=locked, removed_at=None)
    taken = set(here.exclude(taken_from="").values_list("taken_from", flat=True))
    made = []
    for passage in old:
        if passage.heading == heading and passage.code not in taken:
            areas = {mark.area for mark in passage.marks if not mark.by_staff}
            facts = {"text": passage.text, "areas": [area.value for area in Area if area in areas]}
            made.append(_new_passage(locked, by, code=new_code(), heading=heading, taken_from=passage.code, **facts))
    if made:
        begun(locked, by)
    return made


@transaction.atomic
def save_remark(*, summary: ActivitySummary, key: str, text: str, version: int, by: Person) -> ActivityRemark:
    """What the association says to a figure. Raises StaleVersion when another window saved meanwhile, and Refused."""
    locked = to_write(summary)
    remark = ActivityRemark.objects.filter(summary=locked, key=key).first()
    if remark is None:
        if not text:
            return ActivityRemark(summary=locked, key=key, version=0)
        remark = ActivityRemark.objects.create(
            summary=locked, key=key, text=text, saved_at=clock.now(), saved_by=by, saved_by_name=by.name
        )
        begun(locked, by)
        return remark
    before = remark.version
    remark = save_version(remark, version=version, changes={"text": text})
    if remark.version != before:
        _saved(remark, by)
    return remark
