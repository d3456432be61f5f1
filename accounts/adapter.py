"""How django-allauth meets the portal: its mails are rows of the outbox, a confirmed address claims its person."""

import uuid
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import confirm_address
from accounts.letters import LETTERS
from accounts.second_factor import must_have
from common import clock
from common.outbox import letters


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many attempts to sign in. Please wait five minutes and try again."),
        "email_password_mismatch": _("This address and password do not belong together. Please check both."),
    }

    def send_mail(self, template_prefix, email, context):
        """Queues the mail with our words; links lead to the portal's own address, whatever the request said it was."""
        letter = LETTERS[template_prefix]({"email": email, **context})
        kind = template_prefix.rpartition("/")[2]
        link = None
        if letter.link:
            link = (letter.link[0], urlsplit(context[letter.link[1]]).path)
        letters.write(
            key=f"{kind}:{uuid.uuid4().hex}",
            kind=f"account.{kind}",
            to=email,
            subject=letter.subject,
            paragraphs=letter.paragraphs,
            link=link,
            notes=list(letter.notes),
        )

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who signed in within the last minutes is not asked for the password again."""
        records = get_authentication_records(self.request, self.request.user)
        age = clock.now().timestamp() - records[-1].get("at", 0) if records else REAUTHENTICATION_TIMEOUT
        return age >= REAUTHENTICATION_TIMEOUT and super().is_reauthentication_required(app=app, **kwargs)

    @transaction.atomic
    def confirm_email(self, request, email_address):
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            confirm_address(user=email_address.user, email=email_address.email)
        return confirmed


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role asks for a second step at sign-in. Add another one first."),
        "incorrect_code": _("This code is not right. Codes change every half minute: please type the newest."),
    }

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Alliance Portal"}

    def can_delete_authenticator(self, authenticator):
        """The last second factor of someone who must have one stays."""
        others = (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return not must_have(authenticator.user) or others.exists()
