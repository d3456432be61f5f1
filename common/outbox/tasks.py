"""Handing messages to the mail server."""

import smtplib
from email.utils import formataddr

from celery import shared_task
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models.functions import Cast, Concat

from common import clock
from common.jobs import actions as ledger
from common.jobs.models import Job
from common.jobs.tasks import job
from common.masking import mask
from common.outbox import actions
from common.outbox.models import Message


def compose(message: Message) -> EmailMultiAlternatives:
    """The mail as it goes out: from the portal, in the association's name, answers to the association."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((message.from_name or "Alliance Portal", settings.MAIL_FROM_ADDRESS)),
        to=[formataddr((message.to_name, message.to)) if message.to_name else message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments:
        with default_storage.open(attachment["path"]) as stored:
            mail.attach(attachment["name"], stored.read(), attachment["type"])
    return mail


def _gave_up(done: Job) -> None:
    actions.mark_failed(message=Message.objects.get(pk=done.args["message"]), error=done.last_error or "gave up")


@job("common.send_message", lease=90, tries=8, gave_up=_gave_up)
def send_message(claimed: Job) -> None:
    """Sends one message.

    Between the server's acceptance and our commit lies a window: a worker killed there sends the mail again, with
    the same Message-ID, by which mail programs recognise the copy.
    """
    message = Message.objects.get(pk=claimed.args["message"])
    if message.state != Message.State.QUEUED:
        return
    Message.objects.filter(pk=message.pk).update(attempts=models.F("attempts") + 1)
    try:
        compose(message).send()
    except Exception as error:
        if refusal := permanent_refusal(error):
            with ledger.finishing(claimed):
                actions.mark_failed(message=message, error=refusal, bounced=True)
            return
        Message.objects.filter(pk=message.pk).update(error=mask(in_words(error))[:2000])
        raise
    with ledger.finishing(claimed):
        Message.objects.filter(pk=message.pk, state=Message.State.QUEUED).update(
            state=Message.State.SENT, sent_at=clock.now(), error=""
        )


def permanent_refusal(error: Exception) -> str:
    """Why this address or this text will never be taken, "" when another try may help.

    A refused sender or sign-in is our own configuration: trying again helps once it is mended.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _answer = next(iter(error.recipients.values()))
        return in_words(error) if code >= 500 else ""
    if isinstance(error, smtplib.SMTPDataError):
        return in_words(error) if error.smtp_code >= 500 else ""
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):  # an address that cannot be written to
        return in_words(error)
    return ""


def in_words(error: Exception) -> str:
    """The server's own answer where there is one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, answer = error.smtp_code, error.smtp_error
    else:
        return f"{type(error).__name__}: {error}"
    return f"{code} {answer.decode(errors='replace') if isinstance(answer, bytes) else answer}"


@shared_task(name="common.sweep_mail", ignore_result=True)
def sweep_mail():
    """Queued messages whose job is gone or ended get one that runs. The oldest 500; the next sweep takes the rest."""
    alive = Job.objects.filter(
        key=Concat(models.Value("mail:"), Cast(models.OuterRef("pk"), models.CharField())),
        state__in=[Job.State.QUEUED, Job.State.RUNNING],
    )
    stuck = Message.objects.filter(~models.Exists(alive), state=Message.State.QUEUED).order_by("created_at", "pk")
    for message in stuck[:500]:
        actions.wake(message)
