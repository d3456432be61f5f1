"""What a certificate says: the wording as a template, and the facts as they are frozen when it is issued.

A wording's body is plain text with blank lines between paragraphs. The lines ``{name}`` and ``{category}`` stand alone,
in this order; what is before, between and after them is printed there. In the other paragraphs ``{association}``,
``{number}`` and ``{endorsed_on}`` are filled in.
"""

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from associations.directory.permissions import Act, may
from common import clock
from common.ids import spaced
from common.printing import typefaces
from endorsement.award import queries
from endorsement.award.models import Endorsement
from endorsement.award.rendering import CertificateFacts, Signatory, Wording

FACTS_VERSION = 1
NAME_MOST = 120
FIELDS = ("{association}", "{number}", "{endorsed_on}")
PLACES = ("{name}", "{category}")
LETTER_COUNTRIES = frozenset({"United States", "Canada"})
_FIELD = re.compile(r"\{[^{}\n]*\}")


@dataclass(frozen=True)
class WordingText:
    """A certificate's words before anything is filled in."""

    title: str
    body: str
    disclaimer: str
    version: int = 0


def default_wording() -> WordingText:
    """The portal's own words, in the language of the moment."""
    body = [
        _("This certifies that"),
        "{name}",
        _("has met the requirements for Endorsement® as"),
        "{category}",
        _(
            "Awarded on the evidence of education, training, work experience and, where the category asks for it, "
            "reflective supervision, reviewed by peers."
        ),
    ]
    return WordingText(
        title=_("Certificate of Endorsement®"),
        body="\n\n".join(body),
        disclaimer=_(
            "Endorsement® recognises knowledge and experience. It is not a licence to practise, and it does not "
            "replace a licence that the law requires."
        ),
    )


def wording_of(association) -> WordingText:
    """The words in force for an association: its own, the Alliance's, or the portal's default in its language."""
    saved = queries.saved_wording(association)
    if saved:
        return WordingText(saved.title, saved.body, saved.disclaimer, saved.version)
    with translation.override(association.language):
        return default_wording()


def split_body(body: str) -> tuple[list[str], list[str], list[str]]:
    """The paragraphs before the name, between name and category, and after the category.

    Raises ``ValidationError`` with a sentence when a place is missing or double, or a field is unknown.
    """
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if part.strip()]
    for place in PLACES:
        if paragraphs.count(place) != 1:
            raise ValidationError(_("The line %(place)s must stand alone, once.") % {"place": place})
    name, category = (paragraphs.index(place) for place in PLACES)
    if category < name:
        raise ValidationError(_("The line {name} comes before the line {category}."))
    groups = paragraphs[:name], paragraphs[name + 1 : category], paragraphs[category + 1 :]
    for paragraph in (text for group in groups for text in group):
        for field in _FIELD.findall(paragraph):
            if field not in FIELDS:
                raise ValidationError(
                    _("%(field)s is not known here. You can use %(fields)s.")
                    % {"field": field, "fields": ", ".join(FIELDS)}
                )
    return groups


def clean_name(typed: str) -> str:
    """A name as it can be printed: composed, spaces tidied. ``ValidationError`` with a sentence otherwise."""
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not any(unicodedata.category(character).startswith("L") for character in name):
        raise ValidationError(_("Give the name as it should be printed."))
    if len(name) > NAME_MOST:
        raise ValidationError(_("A name on a certificate has at most %(most)s characters.") % {"most": NAME_MOST})
    if missing := typefaces.missing_characters(name):
        shown = ", ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in missing)
        raise ValidationError(
            _("These characters cannot be printed on the certificate: %(characters)s") % {"characters": shown}
        )
    return name


def verify_url(code: str) -> str:
    """The public address that says whether a certificate is valid."""
    return settings.PORTAL_URL + reverse("award:verify_code", args=[spaced(code)])


def freeze(endorsement: Endorsement, *, name: str, code: str) -> dict:
    """Everything the certificate will say, as JSON. Pictures are frozen by the name of their stored file."""
    association, category = endorsement.association, endorsement.category
    today = clock.today(association.time_zone)
    words = wording_of(association)
    with translation.override(association.language):
        groups = split_body(_filled(words.body, endorsement))
        signatories = _signatories(association, today, endorsement.is_sample)
    return {
        "version": FACTS_VERSION,
        "holder_name": name,
        "category_name": endorsement.category_name,
        "category_key": category.key,
        "suffix": _with_mark(category.suffix),
        "show_mark": bool(category.suffix) and may(Act.MARK, association, today),
        "association_name": association.name,
        "number": endorsement.number,
        "endorsed_on": endorsement.endorsed_on.isoformat(),
        "valid_until": endorsement.valid_until and endorsement.valid_until.isoformat(),
        "issued_on": today.isoformat(),
        "verify_url": verify_url(code),
        "title": words.title,
        "before_name": " ".join(groups[0]),
        "after_name": " ".join(groups[1]),
        "paragraphs": groups[2],
        "disclaimer": words.disclaimer,
        "wording_version": words.version,
        "signatories": signatories,
        "logo": "" if endorsement.is_sample else association.logo.name or "",
        "accent": association.accent,
        "language": association.language,
        "paper": "letter" if association.country in LETTER_COUNTRIES else "a4",
        "sample": endorsement.is_sample,
    }


def _filled(body, endorsement):
    values = {
        "{association}": endorsement.association.name,
        "{number}": endorsement.number,
        "{endorsed_on}": formats.date_format(endorsement.endorsed_on, "DATE_FORMAT"),
    }
    return _FIELD.sub(lambda match: values.get(match[0], match[0]), body)


def _with_mark(suffix):
    return suffix if not suffix or suffix.endswith("®") else f"{suffix}®"


def _signatories(association, today, sample):
    if sample:  # an invented certificate bears no real person's name
        return [{"name": _("Sample signatory"), "office": _("President"), "file": ""}]
    return [
        {"name": person.name, "office": person.title, "file": person.signature.name or ""}
        for person in association.signatories.all()
        if person.until is None or person.until >= today
    ]


def facts_of(frozen: dict) -> CertificateFacts:
    """Frozen facts as the printer takes them; reads the pictures from the storage."""
    return CertificateFacts(
        **{key: frozen[key] for key in _AS_THEY_ARE},
        endorsed_on=datetime.date.fromisoformat(frozen["endorsed_on"]),
        valid_until=frozen["valid_until"] and datetime.date.fromisoformat(frozen["valid_until"]),
        issued_on=datetime.date.fromisoformat(frozen["issued_on"]),
        wording=Wording(
            title=frozen["title"],
            before_name=frozen["before_name"],
            after_name=frozen["after_name"],
            paragraphs=tuple(frozen["paragraphs"]),
            disclaimer=frozen["disclaimer"],
        ),
        signatories=tuple(
            Signatory(entry["name"], entry["office"], _stored(entry["file"])) for entry in frozen["signatories"]
        ),
        association_logo=_stored(frozen["logo"]),
    )


_AS_THEY_ARE = (
    "holder_name",
    "category_name",
    "category_key",
    "suffix",
    "show_mark",
    "association_name",
    "number",
    "verify_url",
    "accent",
    "language",
    "paper",
    "sample",
)


def _stored(name):
    if not name:
        return None
    with default_storage.open(name) as file:
        return file.read()


def preview_facts(association, *, words: WordingText, holder_name: str, category) -> CertificateFacts:
    """A specimen for the eyes of those who edit the wording or the name; marked as a sample, no code behind it."""
    today = clock.today(association.time_zone)
    draft = Endorsement(
        association=association,
        category=category,
        number=_("SPECIMEN"),
        endorsed_on=today,
        is_sample=settings.PORTAL_DEMO,
    )
    frozen = freeze(draft, name=holder_name, code="0" * 12)
    with translation.override(association.language):
        groups = split_body(_filled(words.body, draft))
    frozen |= {
        "title": words.title,
        "before_name": " ".join(groups[0]),
        "after_name": " ".join(groups[1]),
        "paragraphs": groups[2],
        "disclaimer": words.disclaimer,
        "sample": True,
    }
    return facts_of(frozen)


def stored_name(certificate, content: bytes) -> str:
    """Where this PDF lies in the private storage: named after its content, so that a name never means two files."""
    digest = hashlib.sha256(content).hexdigest()
    return f"certificates/{certificate.endorsement_id}/{certificate.revision}-{digest[:32]}.pdf"
