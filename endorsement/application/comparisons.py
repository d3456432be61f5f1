"""What the pages of a comparison show: counts, the list, its lines as words."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from common.jobs.models import Job
from competencies.editions.hooks import Panel
from competencies.editions.models import EditionDraft
from competencies.standard import wording
from endorsement.application.actions.comparing import key_of
from endorsement.application.comparing import OFFERED
from endorsement.application.models import ComparedApplication, EditionComparison
from endorsement.application.queries import visible_to


@dataclass(frozen=True)
class RequirementCount:
    """How many portfolios come to meet, and no longer meet, a requirement."""

    key: str
    title: str
    better: int
    worse: int


@dataclass(frozen=True)
class Part:
    """Drafts, or submissions, in numbers."""

    key: str
    title: str
    sentence: str
    compared: int
    verdicts: int
    gains: int
    loses: int
    requirements: list[RequirementCount]


def newest(draft: EditionDraft) -> EditionComparison | None:
    """The comparison asked for last."""
    return EditionComparison.objects.filter(draft=draft).order_by("-pk").first()


def progress(comparison: EditionComparison) -> Job | None:
    """The job behind it, which knows how far it is."""
    return Job.objects.filter(key=key_of(comparison)).first()


def title(requirement: str) -> str:
    """A requirement's title, or what stands for a category that only one of the editions offers."""
    return _("Can be applied for") if requirement == OFFERED else wording.title(requirement)


def parts(comparison: EditionComparison) -> list[Part]:
    """Drafts and submissions, each with its counts."""
    names = {
        "drafts": (_("Running drafts"), _("judged as they are today")),
        "submitted": (_("Submitted in the last two years"), _("judged as they were frozen, on their day")),
    }
    found = []
    for key, (name, sentence) in names.items():
        counts = dict(comparison.summary.get(key) or {})
        listed = counts.pop("requirements", {})
        rows = [RequirementCount(one, title(one), better, worse) for one, (better, worse) in listed.items()]
        found.append(Part(key, name, sentence, requirements=rows, **counts))
    return found


def lines(person, comparison: EditionComparison) -> QuerySet[ComparedApplication]:
    """The portfolios of which a finding changes and whose application the person may see; changed verdicts first."""
    rows = ComparedApplication.objects.filter(
        comparison=comparison, application__in=visible_to(person).order_by().values("pk")
    )
    return rows.select_related("application__association", "application__category").order_by("-verdict_changes", "pk")


def narrowed(rows: QuerySet[ComparedApplication], *, what: str, requirement: str, verdicts: bool):
    """Only drafts or submissions, only those of a requirement, only changed verdicts."""
    if what in ("drafts", "submitted"):
        rows = rows.filter(submitted=what == "submitted")
    if requirement:
        rows = rows.filter(requirements__contains=f"|{requirement}|")
    return rows.filter(verdict_changes=True) if verdicts else rows


def _status(status: str) -> str:
    words = {"": _("not asked"), "offered": _("yes")}
    return words[status] if status in words else wording.status_label(status)


def change_lines(row: ComparedApplication) -> list[str]:
    """Each change as words."""
    return [
        _("%(title)s: %(before)s → %(after)s")
        % {"title": title(key), "before": _status(before), "after": _status(after)}
        for key, (before, after) in row.changes.items()
    ]


def verdict(eligible: bool) -> str:
    """What the whole of it comes to."""
    return _("complete") if eligible else _("not complete")


def csv_lines(rows: QuerySet[ComparedApplication]) -> Iterator[str]:
    """The list as CSV, line by line; codes, no names."""
    head = ("application", "association", "category", "what", "judged_on", "before", "after", "changes")
    yield _csv(head)
    for row in rows.iterator(chunk_size=1000):
        yield _csv(
            (
                row.application.code,
                row.application.association.abbreviation,
                row.application.category.key,
                "submitted" if row.submitted else "draft",
                row.judged_on.isoformat(),
                "complete" if row.before else "not complete",
                "complete" if row.after else "not complete",
                "; ".join(
                    f"{key}: {old or 'not asked'} > {new or 'not asked'}" for key, (old, new) in row.changes.items()
                ),
            )
        )


def _csv(cells) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(cells)
    return stream.getvalue()


def panel(draft: EditionDraft) -> Panel:
    """What the page of a draft says about its comparison."""
    found = newest(draft)
    text = _("How many running drafts and submitted portfolios would be judged differently has not been looked at yet.")
    if found and found.state == EditionComparison.State.WAITING:
        text = _("The comparison is under way.")
    elif found and found.state == EditionComparison.State.READY:
        drafts, submitted = parts(found)
        text = _(
            "The verdict changes for %(drafts)s of %(all)s drafts and %(submitted)s of %(frozen)s submissions."
        ) % {
            "drafts": drafts.verdicts,
            "all": drafts.compared,
            "submitted": submitted.verdicts,
            "frozen": submitted.compared,
        }
        if found.draft_version != draft.version:
            text = f"{text} {_('The draft has changed since.')}"
    url = reverse("application:comparison", args=[draft.code])
    return Panel(_("On real portfolios"), text, _("Compare"), url)
