"""Alliance staff mark of which areas a submitted passage speaks, beside what its association marked."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.enums import Area
from associations.activity.models import PassageArea, SubmittedPassage
from common import clock
from common.workflow import engine


@transaction.atomic
def tag(*, passage: SubmittedPassage, areas: Collection[str], by: Person) -> list[PassageArea]:
    """The staff's marks become ``areas``; what the association marked stays. Returns all marks.

    Raises Refused when a newer submission has taken the passage's place.
    """
    submission = engine.lock(passage.submission)
    if submission.superseded_at:
        raise Refused(_("The association has submitted anew meanwhile. Please load the page again."))
    marks = {mark.area: mark for mark in PassageArea.objects.filter(passage=passage)}
    for area in Area:
        mark = marks.get(area.value)
        if area in areas and mark is None:
            said = {"by_staff": True, "by": by, "by_name": by.name, "at": clock.now()}
            marks[area.value] = PassageArea.objects.create(passage=passage, area=area, **said)
        elif area not in areas and mark and mark.by_staff:
            marks.pop(area.value).delete()
    return list(marks.values())
