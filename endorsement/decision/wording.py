"""The letters: drafted in plain, warm words, for the coordinator to make their own."""

import datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsement.application.models import Application
from endorsement.decision.enums import Outcome

OUTCOME_SAID = {
    Outcome.ENDORSE: gettext_lazy("endorsed"),
    Outcome.DEFER: gettext_lazy("deferred"),
    Outcome.HOLD: gettext_lazy("on hold"),
}
"""What became of an application, for those who reviewed it."""

REASONS = "[reasons]"
"""Stands in a letter on a line of its own where the reasons go; never translated, so that it is always found."""


def draft(application: Application, outcome: str, until: datetime.date) -> tuple[str, str]:
    """``(subject, letter)`` for the outcome, in the association's language; ("", "") without an outcome."""
    if outcome not in _LETTERS:
        return "", ""
    with translation.override(application.association.language):
        words = {
            "name": application.person.name,
            "association": application.association.name,
            "category": application.category_name,
            "until": formats.date_format(until, "DATE_FORMAT"),
        }
        subject, paragraphs = _LETTERS[outcome]()
        return subject % words, "\n\n".join(paragraph % words for paragraph in paragraphs)


def all_drafts(application: Application, until: datetime.date) -> set[str]:
    """Every letter nobody has touched yet: such a letter changes with the outcome."""
    return {"", *(draft(application, outcome, until)[1] for outcome in _LETTERS)}


def _endorse():
    return _("You are endorsed: %(category)s"), [
        _("Dear %(name)s,"),
        _("Congratulations! %(association)s has awarded you the Endorsement® %(category)s."),
        _(
            "Your reviewers read everything you had put together and found the competencies of the Competency "
            "Guidelines® in it. Thank you for the care you give to babies, young children and their families, and for "
            "the work this application took."
        ),
        _("Your Endorsement is valid until %(until)s. We write to you in good time before it has to be renewed."),
        _(
            "Your certificate comes with a mail of its own as soon as it is printed. You decide in the portal whether "
            "your name appears in the public registry."
        ),
        _("With warm congratulations,\n%(association)s"),
    ]


def _defer():
    return _("Your application for %(category)s: what is still needed"), [
        _("Dear %(name)s,"),
        _(
            "Thank you for your application for the Endorsement® %(category)s. Your reviewers read it with care. We "
            "cannot endorse you yet: your application is deferred, which means that it stays open and nothing is lost."
        ),
        _("This is what we ask you to add or make clearer:"),
        REASONS,
        _(
            "Change your portfolio where needed and submit it again when you are ready. Your reviewers will see what "
            "has changed, so you need not explain it twice. If anything is unclear, please ask: every page of your "
            "application has a place for questions."
        ),
        _("We look forward to hearing from you.\n%(association)s"),
    ]


def _hold():
    return _("Your application for %(category)s is on hold"), [
        _("Dear %(name)s,"),
        _("Your reviewers have finished with your application for the Endorsement® %(category)s."),
        _("Before we can decide, something has to be settled. This is why we wait:"),
        REASONS,
        _("You need not submit again. We write to you as soon as the decision is made."),
        _("With kind regards,\n%(association)s"),
    ]


_LETTERS = {Outcome.ENDORSE: _endorse, Outcome.DEFER: _defer, Outcome.HOLD: _hold}


def with_reasons(letter: str, reasons: list[dict]) -> list[str]:
    """The letter's paragraphs, ``[reasons]`` replaced by one paragraph for each reason that has a text."""
    paragraphs = []
    for paragraph in letter.split("\n\n"):
        if paragraph.strip() == REASONS:
            paragraphs += [_one(reason) for reason in reasons if reason["text"].strip()]
        elif paragraph.strip():
            paragraphs.append(paragraph.strip("\n"))
    return paragraphs


def _one(reason: dict) -> str:
    return f"{reason['title']}: {reason['text']}" if reason["competency"] else reason["text"]
