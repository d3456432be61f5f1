"""Mail as rows: queue in the caller's transaction, send after commit, retry, re-send."""

import re
import secrets

from django.conf import settings
from django.db import transaction

from common import clock
from common.audit.actions import note_access
from common.jobs.actions import enqueue, requeue
from common.jobs.models import Job
from common.masking import mask
from common.outbox import hooks
from common.outbox.models import Message

_LINE_BREAKS = re.compile(r"[\r\n\t\x00-\x1f\x7f]+")


def one_line(text: str, length: int) -> str:
    """Header text: control characters and line breaks become spaces, so that nobody adds a header of their own."""
    return _LINE_BREAKS.sub(" ", text).strip()[:length]


@transaction.atomic
def queue(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    to_name: str = "",
    from_name: str = "",
    reply_to: str = "",
    scope: str = "",
    about: str = "",
    attachments: list[dict] | None = None,
) -> Message:
    """Writes the message and its job. ``key`` names the occasion: the second call returns the first message.

    ``attachments``: ``[{"name": file name, "path": name in the default storage, "type": MIME type}]``.
    ``scope``: whose mail it is, for lists; ``about``: ``"kind:id"`` of what it concerns.
    """
    domain = settings.MAIL_FROM_ADDRESS.rpartition("@")[2]
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": one_line(to, 320),
            "to_name": one_line(to_name, 200),
            "from_name": one_line(from_name, 200),
            "reply_to": one_line(reply_to, 320),
            "subject": one_line(subject, 300),
            "text": text.replace("\x00", ""),
            "html": html.replace("\x00", ""),
            "scope": scope,
            "about": about,
            "attachments": attachments or [],
            # Short, so that the header stays on one line: a folded Message-ID is not recognised everywhere.
            "message_id": f"<{secrets.token_hex(12)}@{domain}>",
            "created_at": clock.now(),
        },
    )
    if created:
        wake(message)
    return message


@transaction.atomic
def resend(*, message: Message) -> Message:
    """Sends the same message again, under the same Message-ID, because someone asked for it."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.state != Message.State.QUEUED:
        locked.state = Message.State.QUEUED
        locked.error = ""
        locked.save(update_fields=["state", "error"])
        wake(locked)
    return locked


def wake(message: Message) -> None:
    """A job for the queued message: the one it had, queued anew if it has ended, or one of its own."""
    job = enqueue("common.send_message", key=f"mail:{message.pk}", args={"message": message.pk})
    if job.state in (Job.State.DONE, Job.State.FAILED):
        requeue(job)


@transaction.atomic
def staff_resend(*, message: Message, by) -> Message:
    """Someone who may read the message sends it again; logged."""
    note_access(by=by, action="resend mail", about=f"message:{message.pk}", scope=message.scope)
    return resend(message=message)


@transaction.atomic
def note_bounce(*, message_id: str, reason: str) -> bool:
    """The mail provider says, perhaps hours later, that a message did not arrive. False for an unknown Message-ID."""
    message = Message.objects.filter(message_id=f"<{message_id.strip().strip('<>')}>").first()
    if message is None:
        return False
    mark_failed(message=message, error=one_line(reason, 2000), bounced=True)
    return True


@transaction.atomic
def mark_failed(*, message: Message, error: str, bounced: bool = False) -> None:
    """The message did not arrive and will not be tried again by itself; who waits for it is told.

    A mail server may quote the mail in ``error``, its link included, so the link is hidden.
    """
    locked = Message.objects.select_for_update().get(pk=message.pk)
    target = Message.State.BOUNCED if bounced else Message.State.FAILED
    if locked.state == target:
        return
    locked.state = target
    locked.error = mask(error)[:2000]
    locked.save(update_fields=["state", "error"])
    for tell in hooks.message_failed:
        tell(locked)
