"""Years, summaries, and what was submitted, read for pages, files and figures."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import translation

from associations.activity import hooks
from associations.activity.enums import WRITING, Area, Heading, YearState
from associations.activity.hooks import Figure
from associations.activity.models import (
    ActivityFile,
    ActivityNotice,
    ActivityPassage,
    ActivityRemark,
    ActivitySubmission,
    ActivitySummary,
    ActivitySynopsis,
    ActivityYear,
    PassageArea,
    SubmittedPassage,
)
from associations.activity.permissions import WRITERS
from associations.directory.models import Association
from associations.people.enums import Role
from associations.people.queries import associations_where, holders, is_alliance_staff
from common import clock
from common.text import folded


def visible_to(person) -> models.QuerySet[ActivitySummary]:
    """The summaries a person may write, or as Alliance staff look after. What a draft says is another question."""
    summaries = ActivitySummary.objects.select_related("year", "association")
    if is_alliance_staff(person):
        return summaries
    return summaries.filter(association_id__in=associations_where(person, *WRITERS))


def of_association(association: Association) -> models.QuerySet[ActivitySummary]:
    """Every year an association was asked about, the newest first, with ``submitted_at`` of its newest submission."""
    newest = ActivitySubmission.objects.filter(summary=models.OuterRef("pk"), superseded_at=None)
    return (
        ActivitySummary.objects.filter(association=association)
        .select_related("year", "association")
        .annotate(submitted_at=models.Subquery(newest.values("submitted_at")))
        .order_by("-year__year")
    )


def recipients(association_id: int) -> list:
    """Whom the portal writes to about a summary: administrators, or where there is none coordinators; with their
    addresses. Who has no address is left out."""
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        found = [one for one in holders(association_id, role).prefetch_related("addresses") if one.email]
        if found:
            return found
    return []


# The Alliance's year.


def years() -> models.QuerySet[ActivityYear]:
    """Every year, the newest first, with ``asked`` and ``answered``: how many associations. One query."""
    answered = models.Q(summaries__submissions__superseded_at=None, summaries__submissions__isnull=False)
    return ActivityYear.objects.annotate(
        asked=models.Count("summaries", distinct=True),
        answered=models.Count("summaries", filter=answered, distinct=True),
    ).order_by("-year")


def summaries_of(year: ActivityYear) -> models.QuerySet[ActivitySummary]:
    """Who is asked, by name, with ``submitted_at`` and ``number`` of the newest submission, None where there is none.

    Two queries: the notices come along as ``told``.
    """
    newest = ActivitySubmission.objects.filter(summary=models.OuterRef("pk"), superseded_at=None)
    return (
        ActivitySummary.objects.filter(year=year)
        .select_related("association")
        .annotate(
            submitted_at=models.Subquery(newest.values("submitted_at")),
            number=models.Subquery(newest.values("number")),
        )
        .prefetch_related(models.Prefetch("notices", ActivityNotice.objects.order_by("at", "pk"), to_attr="told"))
        .order_by("association__name", "pk")
    )


def answered(year: ActivityYear) -> tuple[int, int]:
    """``(associations that submitted, associations asked)``: "25 of 31"."""
    row = years().get(pk=year.pk)
    return row.answered, row.asked


def those_who_answered(year: ActivityYear) -> models.QuerySet[Association]:
    """The associations that have submitted a summary for the year, by name."""
    submissions = ActivitySubmission.objects.filter(summary__year=year, superseded_at=None)
    return Association.objects.filter(pk__in=submissions.values("summary__association")).order_by("name")


def waiting_for(year: ActivityYear | None = None) -> models.QuerySet[ActivitySummary]:
    """The summaries that their associations have still to submit, or submit again, in open years."""
    found = ActivitySummary.objects.filter(year__state=YearState.OPEN, state__in=WRITING)
    if year is not None:
        found = found.filter(year=year)
    return found.select_related("year", "association").order_by("association__name", "pk")


def not_asked(year: ActivityYear) -> models.QuerySet[Association]:
    """Associations that are not asked for this year."""
    return Association.objects.exclude(activity_summaries__year=year).order_by("name")


# Writing.


def passages_of(summary: ActivitySummary) -> dict[str, list[ActivityPassage]]:
    """The passages being written, by heading, removed ones among them. One query."""
    found = {heading.value: [] for heading in Heading}
    for passage in ActivityPassage.objects.filter(summary=summary):
        found[passage.heading].append(passage)
    return found


def written(passages: Iterable[ActivityPassage]) -> list[ActivityPassage]:
    """Those that have text and are not removed: what is submitted."""
    return [one for one in passages if one.text and not one.removed_at]


def files_of(summary: ActivitySummary) -> models.QuerySet[ActivityFile]:
    return ActivityFile.objects.filter(summary=summary, removed_at=None)


def file_visible_to(person, file: ActivityFile) -> bool:
    """The association's writers see each file; Alliance staff those that a submission shows."""
    if file.summary.association_id in associations_where(person, *WRITERS):
        return True
    submissions = ActivitySubmission.objects.filter(summary=file.summary_id).values_list("files", flat=True)
    return is_alliance_staff(person) and any(file.code in files for files in submissions)


def year_before(summary: ActivitySummary) -> ActivitySubmission | None:
    """What the association submitted for the latest year before."""
    earlier = ActivitySubmission.objects.filter(
        summary__association=summary.association_id, summary__year__year__lt=summary.year.year, superseded_at=None
    )
    return earlier.select_related("summary__year").order_by("-summary__year__year").first()


# Figures.


@dataclass(frozen=True)
class Counted:
    """A figure of an association on a day, with what the association says to it."""

    figure: Figure
    day: datetime.date
    remark: ActivityRemark | None = None

    def as_row(self) -> dict:
        """As a submission keeps it: JSON primitives."""
        return {
            "key": self.figure.key,
            "label": str(self.figure.label),
            "value": self.figure.value,
            "sentence": str(self.figure.sentence),
            "day": self.day.isoformat(),
            "remark": self.remark.text if self.remark else "",
        }


def day_of_count(year: int, association: Association) -> datetime.date:
    """The last day of the year, or today while it runs, where the association is."""
    return min(datetime.date(year, 12, 31), clock.today(association.time_zone))


def figures_of(summary: ActivitySummary) -> list[Counted]:
    """What the portal knows of the association and the year, counted now."""
    day = day_of_count(summary.year.year, summary.association)
    found = [one for count in hooks.figures for one in count(summary.association, summary.year.year, day)]
    remarks = {remark.key: remark for remark in ActivityRemark.objects.filter(summary=summary)}
    return [Counted(one, day, remarks.get(one.key)) for one in found]


def figures_to_keep(summary: ActivitySummary) -> list[dict]:
    """The same as rows of a submission, in the language in which the Alliance reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return [one.as_row() for one in figures_of(summary)]


# What was submitted.


def submissions_of(year: ActivityYear) -> models.QuerySet[ActivitySubmission]:
    """The newest submission of each association, by its name."""
    return (
        ActivitySubmission.objects.filter(summary__year=year, superseded_at=None)
        .select_related("summary__association", "summary__year")
        .order_by("summary__association__name", "summary_id")
    )


def _in_order():
    """The place of a heading among the headings."""
    places = [models.When(heading=heading, then=place) for place, heading in enumerate(Heading)]
    return models.Case(*places, output_field=models.IntegerField())


def with_areas(passages: models.QuerySet[SubmittedPassage]) -> models.QuerySet[SubmittedPassage]:
    """With their areas as ``marks``, for one query more."""
    return passages.prefetch_related(models.Prefetch("areas", PassageArea.objects.order_by("pk"), to_attr="marks"))


def passages_read(
    year: ActivityYear, *, heading: str = "", area: str = "", association: Association | None = None, words: str = ""
) -> models.QuerySet[SubmittedPassage]:
    """What was submitted for a year, heading by heading and there association by association.

    ``words``: every one of them occurs in the passage, in any case and with or without accents.
    """
    found = SubmittedPassage.objects.filter(submission__summary__year=year, submission__superseded_at=None)
    if heading:
        found = found.filter(heading=heading)
    if area:
        found = found.filter(models.Exists(PassageArea.objects.filter(passage=models.OuterRef("pk"), area=area)))
    if association is not None:
        found = found.filter(submission__summary__association=association)
    for word in folded(words).split():
        found = found.filter(folded__contains=word)
    return with_areas(
        found.select_related("submission__summary__association").order_by(
            _in_order(), "submission__summary__association__name", "submission_id", "position"
        )
    )


@dataclass(frozen=True)
class Across:
    """How many associations wrote under each heading, and have a passage that speaks of each area."""

    headings: dict[str, int]
    areas: dict[str, int]


def across(year: ActivityYear) -> Across:
    """Counted over the newest submission of each association. Two queries."""
    passages = SubmittedPassage.objects.filter(submission__summary__year=year, submission__superseded_at=None)
    by_heading = dict(passages.values_list("heading").annotate(models.Count("submission", distinct=True)).order_by())
    areas = PassageArea.objects.filter(passage__in=passages.values("pk"))
    by_area = dict(areas.values_list("area").annotate(models.Count("passage__submission", distinct=True)).order_by())
    return Across(
        {heading.value: by_heading.get(heading, 0) for heading in Heading},
        {area.value: by_area.get(area, 0) for area in Area},
    )


def passages_by_submission(submissions: Iterable[ActivitySubmission]) -> dict[int, list[SubmittedPassage]]:
    """The passages of each, in the order of the headings, with ``marks``. Two queries."""
    rows = SubmittedPassage.objects.filter(submission__in=[one.pk for one in submissions])
    found = defaultdict(list)
    for passage in with_areas(rows).order_by("submission_id", _in_order(), "position"):
        found[passage.submission_id].append(passage)
    return dict(found)


def synopses_of(year: ActivityYear) -> models.QuerySet[ActivitySynopsis]:
    """The newest first."""
    return ActivitySynopsis.objects.filter(year=year).order_by("-requested_at", "-pk")
