"""The library's forms, with what the portal adds to them. Settings name these in ``ACCOUNT_FORMS``."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, SignupForm
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.actions import release_unproved_address


class SignUp(SignupForm):
    """Creates the account; two sign-ups with one address at once make one, and look alike to both."""

    def clean_email(self):
        release_unproved_address(email=self.cleaned_data["email"])
        return super().clean_email()

    def try_save(self, request):
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True
        return super().try_save(request)


class AddAddress(AddEmailForm):
    """A further address. One that belongs to someone else is refused: addresses are unique over all people."""

    def clean_email(self):
        value = super().clean_email()
        if EmailAddress.objects.filter(email__iexact=value).exists():
            raise get_adapter().validation_error("email_taken")
        return value
