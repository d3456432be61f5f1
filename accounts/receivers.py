"""What the sign-in library tells us: a second factor was added, an address was chosen or taken away."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import email_changed, email_removed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver

from accounts.actions import forget_address, prefer_address


@receiver(authenticator_added)
def factor_added(request, user, authenticator, **kwargs):
    """Adding a factor proves it (its code or its signature was checked), so this session counts as opened with it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)


@receiver(email_changed)
def address_chosen(user, to_email_address, **kwargs):
    prefer_address(user=user, email=to_email_address.email)


@receiver(email_removed)
def address_removed(user, email_address, **kwargs):
    forget_address(user=user, email=email_address.email)
