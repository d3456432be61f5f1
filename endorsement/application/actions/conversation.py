"""Questions of the applicant on a section, and the answers."""

from django.db import transaction

from accounts.models import Person
from common import clock
from common.workflow.engine import MoveGone, lock
from endorsement.application import notifications
from endorsement.application.models import Application, Comment
from endorsement.application.workflow import MACHINE, OPEN_STATES


def _say(application, section, text, by, by_applicant):
    """The comment and whether it is new. The same words, still open, are not said twice."""
    locked = lock(application)
    if locked.state not in OPEN_STATES:
        raise MoveGone(MACHINE, "withdraw", locked.state)
    same = {"application": locked, "section": section, "author": by, "by_applicant": by_applicant, "text": text.strip()}
    newest = Comment.objects.filter(application=locked, section=section).order_by("-written_at", "-pk").first()
    if newest and newest.author_id == by.pk and newest.text == same["text"] and newest.by_applicant == by_applicant:
        return newest, False
    return Comment.objects.create(**same, author_name=by.name, written_at=clock.now()), True


@transaction.atomic
def ask(*, application: Application, section: str, text: str, by: Person) -> Comment:
    """The applicant asks whoever handles the application about a section. The same question again adds nothing.

    Raises MoveGone when the application is closed.
    """
    comment, is_new = _say(application, section, text, by, True)
    if is_new:
        notifications.question(application, comment)
    return comment


@transaction.atomic
def answer(*, application: Application, section: str, text: str, by: Person) -> Comment:
    """Answers the applicant's open questions on a section, which are then settled; the applicant gets it by mail.

    Raises MoveGone when the application is closed.
    """
    comment, is_new = _say(application, section, text, by, False)
    if is_new:
        Comment.objects.filter(
            application=application, section=section, by_applicant=True, resolved_at__isnull=True
        ).update(resolved_at=comment.written_at)
        notifications.answered(application, comment)
    return comment
