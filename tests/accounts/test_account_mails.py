"""The mails that open a door: staff who read them in the mailbox find no key, nor does anybody in the log."""

import io
import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from associations.people.actions import invite
from associations.people.enums import Role
from common.masking import MaskLinks
from common.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "kindly-held-in-mind"
KEY = re.compile(r"https?://\S+/([^/\s]{24,})/")


def sign_up(client, _person, _staff, _signed_in):
    data = {"email": "new@people.example", "name": "Nia New", "password1": PASSWORD}
    client.post(reverse("account_signup"), data)


def forget_the_password(client, person, _staff, _signed_in):
    client.post(reverse("account_reset_password"), {"email": person.email})


def add_an_address(client, person, _staff, signed_in):
    session = signed_in(person).session
    session["account_authentication_methods"] = [{"method": "password", "at": 9e9, "reauthenticated": True}]
    session.save()
    client.post(reverse("account_email"), {"action_add": "", "email": "other@people.example"})


def be_invited(_client, _person, staff, _signed_in):
    invite(email="new@people.example", name="", role=Role.REVIEWER, association=factories.association(), by=staff)


def be_invited_to_the_staff(_client, _person, staff, _signed_in):
    invite(email="new@people.example", name="", role=Role.ALLIANCE_STAFF, association=None, by=staff)


@pytest.fixture
def log(monkeypatch):
    """What the log of this process holds, as the console would show it."""
    handlers = logging.getLogger().handlers
    (console,) = [one for one in handlers if any(isinstance(by, MaskLinks) for by in one.filters)]
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    return written


@pytest.mark.parametrize(
    ("occasion", "kind"),
    [
        (sign_up, "account.email_confirmation_signup"),
        (forget_the_password, "account.password_reset_key"),
        (add_an_address, "account.email_confirmation"),
        (be_invited, "people.invitation"),
        (be_invited_to_the_staff, "people.invitation"),
    ],
)
def test_the_key_is_in_the_mail_alone(client, signed_in, run_jobs, monkeypatch, log, occasion, kind):
    cache.clear()  # mails to one address are minutes apart
    staff, person = factories.person("Sam Staff"), factories.person("Pia Person")
    factories.role(staff, Role.ALLIANCE_STAFF)
    occasion(client, person, staff, signed_in)
    message = Message.objects.get(kind=kind)
    key = KEY.search(message.text).group(1)
    monkeypatch.setattr(mail.EmailMessage, "send", _refused)
    run_jobs()
    client.logout()
    path = re.search(r"https?://[^/]+(\S+)", message.text).group(1)
    client.get(path)
    client.get(f"/nowhere{path}")

    reader = signed_in(staff)
    for page in (reverse("mail:box"), *(reverse(f"mail:{name}", args=[message.pk]) for name in ("message", "html"))):
        shown = reader.get(page).content.decode()
        assert key not in shown
        assert ("•••" in shown) is (page != reverse("mail:box"))
    assert "OSError: refused" in log.getvalue()
    assert "/nowhere/" in log.getvalue()
    assert key not in log.getvalue()


def _refused(message, *args, **kwargs):
    """A mail server whose complaint quotes the mail."""
    raise OSError(f"refused: {message.body}")
