"""Invented people. Surnames are made of two halves of plants and places, so that none is anybody's."""

import random
from pathlib import Path

from django.utils.translation import gettext_lazy as _

DOMAIN = "sample.example"
DEMO_PASSWORD = "demonstration only"  # noqa: S105 - the demo signs anybody in anyway, on this machine only

# One invented person per role, for the sign-in page and the greeting.
SIGN_INS = [
    (_("Applicant"), f"applicant@{DOMAIN}"),
    (_("Member"), f"member@{DOMAIN}"),
    (_("Reviewer"), f"reviewer@{DOMAIN}"),
    (_("Endorsement coordinator"), f"coordinator@{DOMAIN}"),
    (_("Association administrator"), f"administrator@{DOMAIN}"),
    (_("Alliance staff"), f"staff@{DOMAIN}"),
]

# One invented applicant for each later step: the plan of their story (seed.PLAN), their name, label and sentence. The
# applicant above is still preparing.
STEPS = [
    ("submitted", "Sunniva Submitted", _("Submitted"), _("Everything is handed in; the coordinator looks at it next.")),
    ("returned", "Rolf Returned", _("Returned"), _("The coordinator asks for something; the applicant answers next.")),
    ("deferred", "Dora Deferred", _("Deferred"), _("The letter says what is missing; the applicant amends next.")),
    ("held", "Hilda Held", _("On hold"), _("It cannot be decided yet, and the letter says why.")),
    ("endorsed", "Edda Endorsed", _("Endorsed"), _("Holds the Endorsement® and its certificate.")),
]

# Applicants for other categories, who prepare as the applicant above does.
OTHERS = [
    (
        "mentor",
        _("A clinical mentor"),
        _("Prepares an application with RSC given and leadership; some of it is missing."),
    ),
]


def sign_in_addresses() -> dict[str, str]:
    """Key of a button -> address of the invented person it signs in."""
    addresses = [email for _label, email in SIGN_INS] + [f"{key}@{DOMAIN}" for key, *_words in (*STEPS, *OTHERS)]
    return {email.partition("@")[0]: email for email in addresses}


_LISTS = (Path(__file__).parent / "names.txt").read_text().split("#")[1:]
GIVEN, FIRST_HALF, SECOND_HALF = (block.split("\n", 1)[1].split() for block in _LISTS)


class Names:
    """Names without repetition, the same for the same seed."""

    def __init__(self, rng: random.Random):
        self.rng, self.used = rng, set()

    def next(self) -> str:
        while True:
            name = f"{self.rng.choice(GIVEN)} {self.rng.choice(FIRST_HALF)}{self.rng.choice(SECOND_HALF)}"
            if name in self.used and len(self.used) < 200_000:
                continue
            self.used.add(name)
            return name


def address_of(name: str, number: int) -> str:
    """``ada.fernbrook.12@sample.example``: the number keeps it unique."""
    return f"{name.lower().replace(' ', '.')}.{number}@{DOMAIN}"
