"""What the portal refuses to start with."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register()
def demo_is_not_production(app_configs, **kwargs):
    """The demo signs anybody in without a password: only ever on this machine, on its own embedded data."""
    if not settings.PORTAL_DEMO:
        return []
    faults = []
    if not settings.PORTAL_EMBEDDED:
        faults.append("DATABASE_URL is set")
    if urlsplit(settings.PORTAL_URL).hostname not in LOOPBACK:
        faults.append(f"PORTAL_URL is {settings.PORTAL_URL}")
    if settings.EMAIL_URL:
        faults.append("EMAIL_URL is set")
    return (
        [
            Error(
                f"The demo does not run with production settings: {', '.join(faults)}.",
                hint="Unset PORTAL_DEMO, or unset what is named.",
                id="portal.E001",
            )
        ]
        if faults
        else []
    )
