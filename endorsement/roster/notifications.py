"""The mail an office writes to people of its roster."""

import re

from django.utils.translation import gettext as _

from accounts.models import Person
from common.outbox import letters
from common.outbox.models import Message
from endorsement.roster.models import Errand

NAME = "{name}"
"""Stands in the text for the name of whoever gets it."""

_BRACED = re.compile(r"\{[^{}]*\}")


def places(text: str) -> list[str]:
    """What stands in braces, each once, in the order of the text: whoever writes it expects it to be replaced."""
    return list(dict.fromkeys(_BRACED.findall(text)))


def paragraphs(text: str, name: str) -> list[str]:
    """The text in paragraphs, with the name in its places."""
    return [part.strip() for part in text.replace(NAME, name).split("\n\n") if part.strip()]


def letter(errand: Errand, person: Person) -> Message:
    """One mail in the association's name; answers go to the association. The same errand never writes twice."""
    place = errand.association
    return letters.write(
        key=f"errand:{errand.pk}:{person.pk}",
        kind="roster.letter",
        to=person.email,
        to_name=person.name,
        from_name=place.name,
        reply_to=place.contact_email,
        scope=place.slug,
        subject=errand.given["subject"],
        paragraphs=paragraphs(errand.given["text"], person.name),
        about=f"person:{person.pk}",
        notes=[_("You get this mail because you are on the roster of %(place)s.") % {"place": place.name}],
    )
