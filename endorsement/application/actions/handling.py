"""What those do who handle an application. Sending to review and deciding live in their own rooms."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.workflow.engine import move
from endorsement.application import notifications
from endorsement.application.actions.applying import NotSaid
from endorsement.application.models import Application, Comment
from endorsement.application.queries import newest_snapshot
from endorsement.application.workflow import MACHINE


@transaction.atomic
def return_to_applicant(*, application: Application, comments: dict[str, str], by: Person) -> list[Comment]:
    """Gives the application back with what to mend, by section; the applicant gets a mail listing it.

    Raises NotSaid when there is no comment at all, and MoveGone when it was returned or sent on already.
    """
    written = {section: text.strip() for section, text in comments.items() if text.strip()}
    if not written:
        raise NotSaid(_("Write at least one comment, so that the applicant knows what to mend."))
    move(MACHINE, application, "return", by=by)
    moment = clock.now()
    rows = [
        Comment.objects.create(
            application=application, section=section, author=by, author_name=by.name, text=text, written_at=moment
        )
        for section, text in written.items()
    ]
    notifications.returned(application, rows, newest_snapshot(application))
    return rows
