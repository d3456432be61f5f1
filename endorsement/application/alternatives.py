"""What if: the same portfolio judged for another category or on another day, beside the application as it stands.

Both sides are ``judge``; nothing is stored.
"""

import datetime
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from competencies.assessment.findings import Finding
from competencies.assessment.rules import REQUIREMENT_KEYS
from competencies.standard import wording
from competencies.standard.models import Category
from competencies.standard.queries import NotOffered
from endorsement.application.assessment import Judged, judge
from endorsement.application.checklist import ICONS, TONES
from endorsement.application.models import Application
from endorsement.application.presenters import category_name
from endorsement.application.privacy import seen_by_applicant
from endorsement.application.queries import offered_by, open_application


@dataclass(frozen=True)
class Side:
    """One side: the application as thought of, what was judged, else the sentence that says why nothing was."""

    application: Application
    on: datetime.date
    judged: Judged | None
    sentence: str = ""

    @property
    def title(self) -> str:
        return category_name(self.application.category, self.application.association)


@dataclass(frozen=True)
class Cell:
    """One requirement on one side; empty where it is not asked."""

    status: str = ""
    label: str = ""
    tone: str = "neutral"
    icon: str = ""
    sentence: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """One requirement on both sides."""

    key: str
    title: str
    present: Cell
    other: Cell

    @property
    def differs(self) -> bool:
        return self.present != self.other


def side(application: Application, on: datetime.date) -> Side:
    """One side, judged as the dashboard judges; what raters answered is left out."""
    try:
        judged = judge(application, on)
    except NotOffered as sentence:
        return Side(application, on, None, sentence.for_people)
    return Side(application, on, replace(judged, assessment=seen_by_applicant(judged.assessment)))


def thought_of(application: Application, category: Category) -> Application:
    """The person's application for that category at the same association: the open one, else one that is not stored."""
    if category.pk == application.category_id:
        return application
    known = open_application(application.person, application.association, category)
    return known or Application(person=application.person, association=application.association, category=category)


def hints(present: Side, other: Side) -> list[str]:
    """What must be known to read the comparison."""
    found = []
    application = other.application
    offered = {one.pk for one in offered_by(application.association, other.on)}
    if other.judged and application.category_id not in offered:
        found.append(
            _("%(association)s does not offer %(category)s itself.")
            % {"association": application.association.name, "category": other.title}
        )
    if other.judged and application.category_id != present.application.category_id:
        found.append(
            _(
                "References are asked for and agreements are signed for each category: those of %(category)s do not "
                "count for another."
            )
            % {"category": present.title}
        )
    if other.on > present.on:
        found.append(_("Counted is what stands in your portfolio today; work and membership that still run go on."))
    return found


def pairs(present: Side, other: Side) -> list[Pair]:
    """Every requirement that either side asks, in the Standard's order."""
    sides = [
        {finding.requirement: finding for finding in one.judged.assessment.findings} if one.judged else {}
        for one in (present, other)
    ]
    return [
        Pair(key, wording.title(key), *(_cell(findings.get(key)) for findings in sides))
        for key in REQUIREMENT_KEYS
        if any(key in findings for findings in sides)
    ]


def _cell(finding: Finding | None) -> Cell:
    if finding is None:
        return Cell()
    reasons = dict.fromkeys(wording.reason_sentence(finding, reason) for reason in finding.reasons if reason.entry)
    return Cell(
        status=finding.status,
        label=wording.status_label(finding.status),
        tone=TONES[finding.status],
        icon=ICONS[finding.status],
        sentence=wording.finding_sentence(finding),
        reasons=() if finding.requirement == "competencies" else tuple(reasons),
    )
