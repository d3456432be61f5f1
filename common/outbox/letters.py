"""One way to write a mail: paragraphs and at most one link, rendered to text and HTML alike."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from common.outbox import actions
from common.outbox.models import Message


def write(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    paragraphs: list[str],
    link: tuple[str, str] | None = None,
    to_name: str = "",
    from_name: str = "",
    reply_to: str = "",
    scope: str = "",
    about: str = "",
    attachments: list[dict] | None = None,
    notes: list[str] | None = None,
) -> Message:
    """Queues a mail of plain ``paragraphs`` (escaped in the HTML) with one ``link`` (label, path or address).

    ``notes`` are small print at the end. ``key`` names the occasion: the same key never makes a second mail.
    """
    label, address = link or ("", "")
    if address.startswith("/"):
        address = settings.PORTAL_URL + address
    context = {
        "subject": subject,
        "paragraphs": [str(paragraph) for paragraph in paragraphs],
        "link_label": label,
        "link_url": address,
        "notes": notes or [],
        "from_name": from_name,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "demo_mode": settings.PORTAL_DEMO,
    }
    return actions.queue(
        key=key,
        kind=kind,
        to=to,
        to_name=to_name,
        from_name=from_name,
        reply_to=reply_to,
        subject=str(subject),
        text=render_to_string("emails/letter.txt", context),
        html=render_to_string("emails/letter.html", context),
        scope=scope,
        about=about,
        attachments=attachments,
    )
