"""The sign-in page's buttons."""

from django.conf import settings

from alliance_portal.demo.people import OTHERS, SIGN_INS, STEPS
from associations.people.enums import Role


def roles(request):
    """One button per role and per later step of an application, in the demonstration only."""
    if not settings.PORTAL_DEMO or not request.path.startswith("/accounts/login"):
        return {}
    sentences = {role.label: role.sentence for role in Role}
    return {
        "demo_roles": [
            {"key": email.partition("@")[0], "label": label, "description": sentences[label]}
            for label, email in SIGN_INS
        ],
        "demo_steps": [
            {"key": key, "label": label, "description": sentence}
            for key, label, sentence in (*((key, *words) for key, _name, *words in STEPS), *OTHERS)
        ],
    }
