"""Rows and words for the pages about applications."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from associations.directory.models import Association
from associations.fees import money
from associations.fees.enums import FeeKind
from associations.fees.queries import fees_on
from associations.policy.presenters import STATE_TONES as STATE_TONES_OF_OVERLAYS
from associations.policy.presenters import TONES as DIRECTION_TONES
from associations.policy.presenters import days_words
from common import clock
from competencies.standard.amounts import day
from competencies.standard.directions import DIFFERS, LABELS
from competencies.standard.models import Category
from competencies.standard.overlays import OverlayRule
from competencies.standard.queries import Standard
from competencies.standard.statements import effect, title_of
from endorsement.application.actions.applying import NotSaid
from endorsement.application.actions.exceptions import direction_of
from endorsement.application.contents import FindingRow
from endorsement.application.enums import Section, Turn
from endorsement.application.models import Application, PersonalException
from endorsement.application.wording import STATE_TONES, is_applicants_turn, turn_for_applicant
from endorsement.application.workflow import TURN_OF
from endorsement.portfolio.models import KINDS

_KIND_WORDS = {
    "FA": gettext_lazy(
        "Promotion. Your everyday work helps young children and their families to thrive, for example in child care, "
        "early learning or family support. Reflective supervision/consultation is not required."
    ),
    "FS": gettext_lazy(
        "Prevention and early intervention. You work directly with families to strengthen relationships, for example "
        "in home visiting or early intervention. Asks for reflective supervision/consultation (RSC)."
    ),
    "FRS": gettext_lazy(
        "Giving reflective supervision. You work in prevention or early intervention and give reflective "
        "supervision/consultation to those who do."
    ),
    "MHS": gettext_lazy(
        "Treatment. You are a mental health professional who gives psychotherapy to parent and child together."
    ),
    "MHM-C": gettext_lazy(
        "Clinical mentor. You have given treatment, and now give reflective supervision/consultation and lead others "
        "in their practice."
    ),
    "MHM-P": gettext_lazy(
        "Policy mentor. You lead programmes, services or policy for infants, young children and their families."
    ),
    "MHM-R/F": gettext_lazy("Research and faculty mentor. You teach at a university, or do and publish research."),
    "ERS": gettext_lazy(
        "An add-on for those who hold Family Specialist or Mental Health Specialist and give reflective "
        "supervision/consultation to others."
    ),
}

_TRACK_WORDS = {
    Category.Track.INFANT: gettext_lazy("For work with children before birth to 36 months"),
    Category.Track.EARLY_CHILDHOOD: gettext_lazy("For work with children from 3 up to 6 years"),
    Category.Track.BOTH: gettext_lazy("Beside a category that you hold, for either age group"),
}


def category_choice(category: Category, association: Association, owed: str = "") -> str:
    """A category as one can choose it there: its name, plainly what it is for, and what applying for it owes."""
    return format_html(
        '<strong>{} ({})</strong><span class="form-text d-block">{}</span>{}',
        association.name_of(category),
        category.key,
        _KIND_WORDS.get(category.kind, ""),
        format_html('<span class="d-block">{}</span>', owed) if owed else "",
    )


def choice_with_fees(
    association: Association, categories: list[Category], day: datetime.date
) -> Callable[[Category, Association], str]:
    """``category_choice`` that says the fees of ``day``: what starting owes, before what submitting owes. One query."""
    fees = fees_on(association, [FeeKind.REGISTRATION, FeeKind.PROCESSING], categories, day)

    def label(category: Category, association: Association) -> str:
        start, submit = (fees.get((category.pk, kind)) for kind in (FeeKind.REGISTRATION, FeeKind.PROCESSING))
        words = {
            "start": money.words(start.amount, start.currency) if start else "",
            "submit": money.words(submit.amount, submit.currency) if submit else "",
        }
        if start and submit:
            owed = _(
                "You will owe: %(start)s for registration when you start, %(submit)s for processing when you submit."
            )
        elif start:
            owed = _("You will owe: %(start)s for registration when you start.")
        elif submit:
            owed = _("You will owe: %(submit)s for processing when you submit. Starting costs nothing.")
        else:
            owed = _("No fee is asked for this category.")
        return category_choice(category, association, owed % words)

    return label


def category_name(category: Category, association: Association) -> str:
    """A category in a short list."""
    return f"{association.name_of(category)} ({category.key})"


def category_choices(
    categories: list[Category], association: Association, label=category_choice
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories by track, in the Standard's order, as the groups of choices of a form."""
    groups = {
        str(words): [(one.slug, label(one, association)) for one in categories if one.track == track]
        for track, words in _TRACK_WORDS.items()
    }
    return [(words, choices) for words, choices in groups.items() if choices]


@dataclass(frozen=True)
class MineRow:
    """One of the person's applications, with the link that goes on with it."""

    application: Application
    turn: str
    whose: str
    is_mine: bool
    tone: str
    url: str
    button: str
    button_tone: str


def mine_rows(applications: Iterable[Application]) -> list[MineRow]:
    """A row for each. The first in which it is the applicant's turn has the page's primary button."""
    rows, primary = [], "primary"
    for application in applications:
        turn_is_mine = is_applicants_turn(application)
        words = _("Go on with %(key)s") if turn_is_mine else _("See %(key)s")
        rows.append(
            MineRow(
                application=application,
                turn=turn_for_applicant(application),
                whose=whose_turn(application) if TURN_OF[application.state] else "",
                is_mine=turn_is_mine,
                tone=STATE_TONES[application.state],
                url=reverse("application:dashboard", args=[application.code]),
                button=words % {"key": application.category.key},
                button_tone=primary if turn_is_mine else "secondary",
            )
        )
        primary = "secondary" if turn_is_mine else primary
    return rows


def whose_turn(application: Application) -> str:
    """ "the coordinator", "the reviewers", ... as the queue says it."""
    return str(Turn(TURN_OF[application.state]).label)


def question_tabs(application: Application, comments: dict, chosen: str) -> list[dict]:
    """A tab for each section, with how much was said on it."""
    return [
        {
            "label": section.label,
            "url": reverse("application:question", args=[application.code, section]),
            "active": section == chosen,
            "count": len(comments[section]) if section in comments else "",
        }
        for section in reversed(Section)
    ]


def days_waiting(application: Application) -> int:
    """Whole days since the last move."""
    return max((clock.now() - application.state_since).days, 0)


@dataclass(frozen=True)
class Step:
    """A button on the page of whoever handles the application: where it leads; the first one is the primary."""

    label: str
    url: str
    icon: str = ""


def handling_steps(application: Application, *, has_cycle: bool) -> list[Step]:
    """What can be done now by whoever handles the application. Review and decision live in their own rooms."""
    place = [application.association.slug, application.code]
    steps = []
    if application.state == "submitted":
        steps = [
            ("review:assign", _("Choose reviewers"), "people"),
            ("application:return", _("Return with comments"), "arrow-left"),
        ]
    elif application.state == "in_review":
        steps = [("review:assign", _("See the reviewers"), "people")]
    elif application.state in ("to_decide", "held"):
        steps = [("decision:edit", _("Decide"), "check-circle")]
        if has_cycle:
            steps.append(("review:differences", _("Compare the reviews"), "list-check"))
    return [Step(label, reverse(name, args=place), icon) for name, label, icon in steps]


@dataclass(frozen=True)
class ExceptionRow:
    """A personal exception in words: what is asked instead, when, how it compares with the core, and who signed."""

    exception: PersonalException
    title: str
    asked: str
    days: str
    direction: str
    direction_label: str
    tone: str
    state_tone: str
    signed: str
    approved: str


def exception_row(known: Standard, row: PersonalException) -> ExceptionRow:
    application = row.application
    rule = OverlayRule(
        association=application.association.abbreviation,
        requirement=row.requirement,
        kinds=(application.category.kind,),
        params=row.params,
    )
    try:
        direction = direction_of(row, known)
    except NotSaid:
        direction = DIFFERS
    when = day(row.signed_at.astimezone(ZoneInfo(application.association.time_zone)).date())
    approved = {"name": row.approved_name, "day": row.approved_on and day(row.approved_on)}
    return ExceptionRow(
        exception=row,
        title=title_of(row.requirement),
        asked=effect(known, rule),
        days=days_words(row.valid_from, row.valid_until),
        direction=direction,
        direction_label=str(LABELS[direction]),
        tone=DIRECTION_TONES[direction],
        state_tone=STATE_TONES_OF_OVERLAYS[row.state],
        signed=_("Proposed and signed by %(name)s on %(day)s.") % {"name": row.signed_name, "day": when},
        approved=_("Approved by %(name)s on %(day)s.") % approved if row.approved_on else "",
    )


def mend_url(application: Application, row: FindingRow) -> str:
    """Where the applicant can mend what a finding says."""
    if row.section == Section.REFERENCES:
        return reverse("references:ask", args=[application.association.slug, application.category.slug])
    if row.section == Section.AGREEMENTS:
        return reverse("application:agreements", args=[application.code])
    if row.section == Section.GENERAL:
        return reverse("application:question", args=[application.code, Section.GENERAL])
    part = row.key.partition(".")[0]
    return reverse("portfolio:add", args=[part if part in KINDS else "training"])
