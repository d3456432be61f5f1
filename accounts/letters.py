"""The words of every mail the sign-in sends. One entry per mail of django-allauth that our settings let happen."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Letter:
    """``link``: label and the name of the context value that holds the address."""

    subject: str
    paragraphs: list[str]
    link: tuple[str, str] | None = None
    notes: tuple[str, ...] = ()


def _ignore() -> str:
    return _("If this was not you, ignore this mail: nothing happens.")


def _alarm() -> tuple[str, ...]:
    return (_("If this was not you, change your password at once and tell your association."),)


def _confirm(context) -> Letter:
    return Letter(
        subject=_("Please confirm your e-mail address"),
        paragraphs=[
            _("Someone, we think you, gave %(email)s as their address in the Alliance Portal.") % context,
            _("Please confirm that it is yours. The link works for three days."),
        ],
        link=(_("Confirm my address"), "activate_url"),
        notes=(_ignore(),),
    )


def _already_exists(context) -> Letter:
    return Letter(
        subject=_("You already have an account"),
        paragraphs=[
            _("Someone, we think you, tried to create an account in the Alliance Portal with %(email)s.") % context,
            _("There is one with this address already. If you forgot the password, you can choose a new one."),
        ],
        link=(_("Choose a new password"), "password_reset_url"),
        notes=(_ignore(),),
    )


def _unknown(context) -> Letter:
    return Letter(
        subject=_("There is no account with this address"),
        paragraphs=[
            _("Someone, we think you, asked for a new password for %(email)s.") % context,
            _("The Alliance Portal knows no account with this address. Perhaps you used another one."),
        ],
        link=(_("Create an account"), "signup_url"),
        notes=(_ignore(),),
    )


def _reset(context) -> Letter:
    return Letter(
        subject=_("Choose a new password"),
        paragraphs=[
            _("Someone, we think you, asked for a new password for your account in the Alliance Portal."),
            _("The link works once, and for three days."),
        ],
        link=(_("Choose a new password"), "password_reset_url"),
        notes=(_ignore(),),
    )


def _notice(subject: Callable[[], str], sentence: Callable[[], str]) -> Callable[[dict], Letter]:
    """A mail that only says what was changed."""
    return lambda context: Letter(subject=subject(), paragraphs=[sentence() % context], notes=_alarm())


LETTERS: dict[str, Callable[[dict], Letter]] = {
    "account/email/email_confirmation": _confirm,
    "account/email/email_confirmation_signup": _confirm,
    "account/email/account_already_exists": _already_exists,
    "account/email/unknown_account": _unknown,
    "account/email/password_reset_key": _reset,
    "account/email/password_changed": _notice(
        lambda: _("Your password was changed"), lambda: _("The password of your account was changed.")
    ),
    "account/email/password_reset": _notice(
        lambda: _("Your password was changed"), lambda: _("You chose a new password by the link we mailed you.")
    ),
    "account/email/password_set": _notice(
        lambda: _("Your password was set"), lambda: _("Your account now has a password.")
    ),
    "account/email/email_changed": _notice(
        lambda: _("Your e-mail address was changed"),
        lambda: _("We now write to %(to_email)s instead of %(from_email)s."),
    ),
    "account/email/email_confirm": _notice(
        lambda: _("Your e-mail address is confirmed"), lambda: _("The address %(email)s is confirmed.")
    ),
    "account/email/email_deleted": _notice(
        lambda: _("An e-mail address was removed"),
        lambda: _("The address %(deleted_email)s was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": _notice(
        lambda: _("You have new recovery codes"),
        lambda: _("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "mfa/email/totp_activated": _notice(
        lambda: _("A second step was added to your sign-in"),
        lambda: _("Your account now asks for a code of your authenticator app when you sign in."),
    ),
    "mfa/email/totp_deactivated": _notice(
        lambda: _("A second step was removed from your sign-in"),
        lambda: _("Your account no longer asks for a code of your authenticator app."),
    ),
    "mfa/email/webauthn_added": _notice(
        lambda: _("A passkey was added to your account"), lambda: _("You can now sign in with a new passkey.")
    ),
    "mfa/email/webauthn_removed": _notice(
        lambda: _("A passkey was removed from your account"), lambda: _("A passkey of your account no longer works.")
    ),
}
