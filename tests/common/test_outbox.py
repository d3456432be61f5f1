"""Mail: a row first, handed to a real server after commit, tried again, told when it did not arrive."""

import datetime
import os
import signal
import smtplib
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, transaction

from common.jobs import actions as ledger
from common.jobs.models import Job
from common.jobs.tasks import run_job
from common.outbox import actions, hooks, letters
from common.outbox.models import Message
from common.outbox.tasks import in_words, permanent_refusal, sweep_mail
from tests.common import mail_server

ROOT = Path(__file__).resolve().parents[2]
START = datetime.datetime(2025, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def inbox(settings):
    with mail_server.running() as (inbox, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield inbox


@pytest.fixture
def failed():
    """Messages that upper rooms were told about."""
    told = []
    hooks.message_failed.append(told.append)
    yield told
    hooks.message_failed.remove(told.append)


def write(key="k", **fields) -> Message:
    given = {
        "kind": "test.letter",
        "to": "rita@people.example",
        "subject": "Hello",
        "paragraphs": ["Dear Rita,", "<b>text</b>"],
        "from_name": "Connecticut Association",
        "reply_to": "office@ct.example",
    }
    return letters.write(key=key, **(given | fields))


def run(message) -> bool:
    return run_job(Job.objects.get(key=f"mail:{message.pk}").pk)


def fresh(message) -> Message:
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_accepted(inbox, settings):
    default_storage.save("mail-test/receipt.pdf", ContentFile(b"%PDF-1.7 paper"))
    paper = {"name": "Receipt.pdf", "path": "mail-test/receipt.pdf", "type": "application/pdf"}
    message = write(to_name="Rita Räter", link=("Open", "/somewhere/"), notes=["Small print."], attachments=[paper])
    assert run(message) is True
    (mail,) = inbox.mails
    assert (mail["From"], mail["To"]) == (
        f"Connecticut Association <{settings.MAIL_FROM_ADDRESS}>",
        "Rita Räter <rita@people.example>",
    )
    assert (mail["Reply-To"], mail["Auto-Submitted"]) == ("office@ct.example", "auto-generated")
    assert mail["Message-ID"] == message.message_id
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert "Dear Rita," in text
    assert "<b>text</b>" in text
    assert f"{settings.PORTAL_URL}/somewhere/" in text
    assert "Small print." in text
    assert "&lt;b&gt;text&lt;/b&gt;" in html
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Receipt.pdf", b"%PDF-1.7 paper")
    assert (fresh(message).state, message.attempts, message.error) == ("sent", 1, "")
    assert message.sent_at is not None
    default_storage.delete("mail-test/receipt.pdf")


@pytest.mark.django_db
def test_without_names_answers_or_html(inbox, settings):
    message = actions.queue(key="bare", kind="k", to="rita@people.example", subject="S", text="only text")
    run(message)
    (mail,) = inbox.mails
    assert mail["From"] == f"Alliance Portal <{settings.MAIL_FROM_ADDRESS}>"
    assert (mail["To"], mail["Reply-To"], mail.get_content_type()) == ("rita@people.example", None, "text/plain")


@pytest.mark.django_db
def test_a_refused_recipient_is_a_bounce_at_once(inbox, failed):
    inbox.refuse["rita@people.example"] = "550 5.1.1 no such user here"
    message = write()
    assert run(message) is True
    assert (fresh(message).state, message.error) == ("bounced", "550 5.1.1 no such user here")
    assert failed == [message]
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_refused_text_is_a_bounce_too(inbox, failed):
    inbox.answer = "554 5.7.1 looks like junk"
    message = write()
    run(message)
    assert (fresh(message).state, message.error) == ("bounced", "554 5.7.1 looks like junk")
    assert failed == [message]


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["recipient", "text"])
def test_a_temporary_no_is_tried_again_with_the_same_message_id(inbox, failed, stage):
    with time_machine.travel(START, tick=False) as traveller:
        message = write()
        if stage == "recipient":
            inbox.refuse["rita@people.example"] = "451 4.7.1 greylisted, come back"
        else:
            inbox.answer = "451 4.3.0 busy"
        assert run(message) is False
        assert fresh(message).state == "queued"
        assert message.error.startswith("451 4.")
        assert run(message) is False, "not due yet"
        inbox.refuse, inbox.answer = {}, "250 taken"
        traveller.shift(datetime.timedelta(seconds=15))
        assert run(message) is True
    assert (fresh(message).state, message.attempts, message.error) == ("sent", 2, "")
    assert [mail["Message-ID"] for mail in inbox.mails] == [message.message_id]
    assert failed == []


@pytest.mark.django_db
def test_a_server_that_does_not_answer_is_tried_eight_times_then_given_up(inbox, settings, failed):
    settings.EMAIL_PORT = mail_server.free_port()
    waits = []
    with time_machine.travel(START, tick=False) as traveller:
        message = write()
        job = Job.objects.get()
        for _ in range(8):
            assert run(message) is False
            job.refresh_from_db()
            waits.append(int(job.available_at.timestamp()))
            traveller.move_to(job.available_at)
    gaps = [after - before for before, after in zip([int(START.timestamp()), *waits], waits, strict=False)]
    assert gaps[:7] == [15, 60, 240, 960, 3840, 15360, 21600]
    assert (fresh(message).state, message.attempts) == ("failed", 8)
    assert "ConnectionRefusedError" in message.error
    assert failed == [message]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["no-domain@", "spaces in@the.example", "nömail@exämple.example", "\udcff@x.example"]
)
def test_an_address_that_nobody_can_write_to_is_not_tried_for_a_day(inbox, address):
    message = Message.objects.create(
        key="odd", kind="k", to="x@people.example", subject="S", text="t", message_id="<odd@x>", created_at=START
    )
    actions.wake(message)
    if "\udcff" not in address:
        Message.objects.update(to=address)
    run(message)
    assert fresh(message).state in ("bounced", "sent")


def test_what_is_permanent_and_what_is_not():
    refused = smtplib.SMTPRecipientsRefused
    assert permanent_refusal(refused({"a@x": (550, b"no")})) == "550 no"
    assert permanent_refusal(refused({"a@x": (450, b"later")})) == ""
    assert permanent_refusal(smtplib.SMTPDataError(552, "too large")) == "552 too large"
    assert permanent_refusal(smtplib.SMTPDataError(451, b"later")) == ""
    assert permanent_refusal(smtplib.SMTPAuthenticationError(535, b"who?")) == ""
    assert permanent_refusal(smtplib.SMTPSenderRefused(550, b"not you", "portal@x")) == ""
    assert permanent_refusal(smtplib.SMTPNotSupportedError("SMTPUTF8")) == "SMTPNotSupportedError: SMTPUTF8"
    assert permanent_refusal(OSError("gone")) == ""
    assert in_words(refused({"a@x": (450, b"\xff")})) == "450 �"


@pytest.mark.django_db
def test_one_occasion_one_mail_and_hostile_words_stay_in_their_place(inbox):
    first = write(
        subject="Hello\r\nBcc: everyone@people.example", to_name="Rita\nX-Evil: 1", paragraphs=["nul\x00 \u202e🙂"]
    )
    assert write(subject="another") == first
    assert first.subject == "Hello Bcc: everyone@people.example"
    run(first)
    (mail,) = inbox.mails
    assert (mail["Bcc"], mail["X-Evil"]) == (None, None)
    assert "nul \u202e🙂" in mail.get_body(("plain",)).get_content()
    long = write("long", subject="x" * 10_000, to_name="y" * 10_000)
    assert (len(long.subject), len(long.to_name)) == (300, 200)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_mail_was_never_written(inbox, run_jobs):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
        raise IntegrityError("the caller failed afterwards")
    assert (Message.objects.count(), Job.objects.count(), run_jobs(), inbox.mails) == (0, 0, 0, [])


@pytest.mark.django_db
def test_sent_again_on_request_keeps_its_message_id(inbox):
    message = write()
    run(message)
    for _ in range(2):
        actions.resend(message=message)
    assert fresh(message).state == "queued"
    assert run(message) is True
    assert run(message) is False
    assert [mail["Message-ID"] for mail in inbox.mails] == [message.message_id] * 2
    Job.objects.all().delete()
    actions.resend(message=message)
    assert run(message) is True


@pytest.mark.django_db
def test_a_mail_no_longer_wanted_is_not_sent(inbox):
    message = write()
    Message.objects.update(state="cancelled")
    assert run(message) is True
    assert (inbox.mails, fresh(message).attempts) == ([], 0)


@pytest.mark.django_db
def test_the_sweeper_finds_stuck_mail(inbox, run_jobs, django_assert_num_queries):
    lost, ended, given_up, waiting, sent = (write(key) for key in "abcde")
    Job.objects.filter(key=f"mail:{lost.pk}").delete()
    Job.objects.filter(key=f"mail:{ended.pk}").update(state="done")
    Job.objects.filter(key=f"mail:{given_up.pk}").update(state="failed", tries=8)
    before = Job.objects.get(key=f"mail:{waiting.pk}").available_at
    Message.objects.filter(pk=sent.pk).update(state="sent")
    Job.objects.filter(key=f"mail:{sent.pk}").update(state="done")
    sweep_mail()
    assert Job.objects.get(key=f"mail:{waiting.pk}").available_at == before
    with django_assert_num_queries(1):
        sweep_mail()
    assert run_jobs() == 4
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert len(inbox.mails) == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once(inbox):
    message = write()
    job = Job.objects.get()
    start = threading.Barrier(2)

    def worker():
        start.wait()
        try:
            run_job(job.pk)
        except OperationalError:  # the database was busy: that worker has nothing
            return
        finally:
            connection.close()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(inbox.mails) == 1
    assert fresh(message).state == "sent"


WORKER = """
import django
django.setup()
from common import tasks
from common.jobs.tasks import run_job
run_job({job})
"""


def _worker_environment(settings):
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{name}"))
    kept = {k: v for k, v in os.environ.items() if k not in ("TEST_DATABASE_URL", "TEST_BROKER_URL")}
    mail = {"DATABASE_URL": url, "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    return kept | mail | {"DJANGO_SETTINGS_MODULE": "alliance_portal.settings"}


@pytest.mark.django_db(transaction=True)
def test_killed_between_hand_over_and_commit_it_goes_twice_with_one_message_id(inbox, settings):
    """The window that no mail system can close, as documented: the copy is recognised by its Message-ID."""
    message = write()
    job = Job.objects.get()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER.format(job=job.pk)], cwd=ROOT, env=_worker_environment(settings)
    )
    inbox.when_stored = lambda: (os.kill(worker.pid, signal.SIGKILL), worker.wait())
    worker.wait(60)
    assert worker.returncode == -signal.SIGKILL
    assert (fresh(message).state, len(inbox.mails)) == ("queued", 1)
    job.refresh_from_db()
    assert job.state == "running"
    inbox.when_stored = lambda: None
    assert run_job(job.pk) is False, "its lease has not ended"
    with time_machine.travel(job.lease_until + datetime.timedelta(seconds=1), tick=False):
        assert ledger.sweep() == 1
        assert run_job(job.pk) is True
    assert [mail["Message-ID"] for mail in inbox.mails] == [message.message_id] * 2
    assert fresh(message).state == "sent"


# Bounces that are heard of later


@pytest.mark.django_db
def test_a_late_bounce(failed):
    message = write()
    Message.objects.update(state="sent")
    assert actions.note_bounce(message_id=message.message_id.strip("<>"), reason="mailbox\nfull\x00") is True
    assert actions.note_bounce(message_id=message.message_id, reason="again") is True
    assert actions.note_bounce(message_id="nobody@knows", reason="x") is False
    assert (fresh(message).state, message.error) == ("bounced", "mailbox full")
    assert failed == [message]


@pytest.mark.django_db
def test_a_bounce_heard_while_it_is_sent_again_stays(inbox, failed):
    message = write()
    inbox.when_stored = lambda: None
    run(message)
    actions.resend(message=message)
    actions.note_bounce(message_id=message.message_id, reason="gone")
    assert run(message) is True
    assert (fresh(message).state, len(inbox.mails)) == ("bounced", 1)


def test_how_rows_name_themselves():
    assert str(Message(key="k")) == "k"
