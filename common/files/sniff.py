"""What an uploaded file really is, by its bytes, never by its name."""

from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

ACCEPTED = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class BadFile(ValueError):
    """The file cannot be taken; ``str()`` is the sentence for the person."""


@dataclass(frozen=True)
class Sniffed:
    """``mime`` and ``extension`` as found in the bytes; ``size`` in bytes."""

    mime: str
    extension: str
    size: int


def sniff(upload: UploadedFile) -> Sniffed:
    """Checks size and kind; raises BadFile with a sentence that says what is accepted."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise BadFile(
            _("This file is %(size)s. The most we can take is %(limit)s: try a scan in lower resolution.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    upload.seek(0)
    head = upload.read(64 * 1024)
    upload.seek(0)
    if not head:
        raise BadFile(_("This file is empty. Please choose it again."))
    try:
        mime = puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        mime = ""
    if mime not in ACCEPTED:
        raise BadFile(_("This is not a PDF, PNG or JPEG file. Please save it as one of these and choose it again."))
    return Sniffed(mime, ACCEPTED[mime], upload.size)
