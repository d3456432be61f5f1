"""Mails about the yearly summary. None holds anything of what was written."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from associations.activity.models import ActivitySummary
from common.outbox import letters
from common.outbox.models import Message


def write_to(person: Person, summary: ActivitySummary, rule: str) -> Message:
    """One mail to one person with an address, in the association's language. ``rule``: see ``actions.telling``."""
    association, year = summary.association, summary.year
    with override(association.language):
        words = {
            "year": year.year,
            "association": association.name,
            "day": formats.date_format(year.due_on),
        }
        subject, paragraphs = _letter(rule.partition(":")[0], words)
        if rule == "opened" and year.words:
            paragraphs += year.words.split("\n\n")
        return letters.write(
            key=f"activity:{summary.pk}:{rule}:{person.pk}",
            kind=f"activity.{rule.partition(':')[0]}",
            to=person.email,
            to_name=person.name,
            subject=subject,
            paragraphs=paragraphs,
            link=(_("Open the summary"), f"/a/{association.slug}/activity/{year.year}/"),
            scope=association.slug,
            about=f"activity:{summary.pk}",
        )


def _letter(occasion: str, words: dict) -> tuple[str, list[str]]:
    """Subject and paragraphs."""
    due = _("The last day is %(day)s, where you are. What you type is saved at once, and several of you may write.")
    if occasion == "opened":
        subject = _("Your year %(year)s: the Alliance asks for your summary")
        first = _(
            "The Alliance asks %(association)s to tell of its year %(year)s, under seven headings. The figures that "
            "the portal knows are filled in already, and what you wrote last year stands beside it."
        )
        second = due
    elif occasion == "reopened":
        subject = _("The summary of your year %(year)s is open again")
        first = _(
            "The summary of %(association)s for %(year)s was reopened, so that it can be changed. What was submitted "
            "before is kept as it was. The page says who reopened it, and why."
        )
        second = _("Please submit it again once it is right.")
    elif occasion == "after":
        subject = _("Still waiting for the summary of your year %(year)s")
        first = _("The last day was %(day)s, and the summary of %(association)s for %(year)s is not submitted yet.")
        second = _("It can still be submitted. A few sentences under each heading are enough.")
    else:
        subject = _("Reminder: the summary of your year %(year)s")
        first = _("The summary of %(association)s for %(year)s is not submitted yet.")
        second = due
    return subject % words, [first % words, second % words]
