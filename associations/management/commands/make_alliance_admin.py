"""The first of the Alliance's staff, before anybody can invite anybody. Works without mail."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from accounts.actions import create_account
from accounts.models import User
from associations.people.actions import grant_role
from associations.people.enums import Role
from common.text import clean_line


class Command(BaseCommand):
    help = "Makes somebody Alliance staff and prints a link by which they choose their password, once."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True, help="their e-mail address")
        parser.add_argument("--name", default="", help="their name; needed for somebody new")

    def handle(self, *args, email, name, **options):
        email, name = email.strip().lower(), clean_line(name)
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        user = User.objects.filter(email__iexact=email).first()
        if user is None and not name:
            raise CommandError("Somebody new needs a name: --name 'Ana Ruiz'.")
        with transaction.atomic():
            person = user.person if user else create_account(email=email, name=name, password=None)
            grant_role(person=person, role=Role.ALLIANCE_STAFF, by=None)
        user = User.objects.get(pk=person.user_id)
        parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        path = reverse("account_reset_password_from_key", kwargs=parts)
        self.stdout.write(f"{person.name} is Alliance staff. To choose a password, once, within three days, open:")
        self.stdout.write(f"{settings.PORTAL_URL}{path}")
