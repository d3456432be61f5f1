"""Files of a summary: stored privately under a name of our own."""

import hashlib

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.activity.actions.faults import Refused
from associations.activity.actions.locking import begun, to_write
from associations.activity.models import ActivityFile, ActivitySummary
from common import clock
from common.files.sniff import sniff
from common.ids import new_token
from common.text import clean_line

MOST_FILES = 30


def store_file(*, summary: ActivitySummary, upload, by: Person) -> ActivityFile:
    """Stores one uploaded file; the same bytes sent twice are one. Raises BadFile with a sentence, and Refused."""
    sniffed = sniff(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = default_storage.save(f"activity/{new_token()}", upload)
    facts = {
        "name": shown_name(upload.name, sniffed.extension),
        "file": path,
        "mime": sniffed.mime,
        "size": sniffed.size,
        "uploaded_at": clock.now(),
        "uploaded_by": by,
        "uploaded_by_name": by.name,
    }
    try:
        file, made = _attach(summary, digest.hexdigest(), facts, by)
    except BaseException:
        default_storage.delete(path)
        raise
    if not made:
        default_storage.delete(path)
    return file


@transaction.atomic
def _attach(summary: ActivitySummary, sha256: str, facts: dict, by: Person) -> tuple[ActivityFile, bool]:
    locked = to_write(summary)
    kept = ActivityFile.objects.filter(summary=locked, removed_at=None)
    if kept.count() >= MOST_FILES:
        raise Refused(_("A summary holds at most %(most)s files.") % {"most": MOST_FILES})
    begun(locked, by)
    return kept.get_or_create(summary=locked, sha256=sha256, removed_at=None, defaults=facts)


def shown_name(name: str, extension: str) -> str:
    """The name a file is shown and downloaded under: no path, no control characters, the extension of its bytes."""
    base = clean_line(str(name).replace("\\", "/").rsplit("/", 1)[-1])
    stem = base.rsplit(".", 1)[0].strip(" .")[:150]
    return f"{stem or _('file')}.{extension}"


@transaction.atomic
def remove_file(*, summary: ActivitySummary, file: ActivityFile, by: Person) -> None:
    """Takes a file away. It stays readable where a submission shows it. Twice is once. Raises Refused."""
    to_write(summary)
    for row in ActivityFile.objects.filter(pk=file.pk, removed_at=None):
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
