"""Who must sign in with a second factor, and whether this session was."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from accounts import hooks
from accounts.models import User


def must_have(user: User) -> bool:
    """Whether a room asks a second factor of this user's person. The demo asks none."""
    if settings.PORTAL_DEMO:
        return False
    person = getattr(user, "person", None)
    asked = person is not None and any(asks(person) for asks in hooks.second_factor_required)
    return asked or user.is_staff or user.is_superuser


def proved(request) -> bool:
    """Whether this session was opened, or since confirmed, with a second factor or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def next_step(user: User) -> str:
    """Where someone who must and has not goes: to prove the factor they have, or to set one up."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}:
        return reverse("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in kinds:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("mfa_index") + "?required=1"
