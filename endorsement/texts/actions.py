"""Loading, publishing and discarding files of the licence holder's texts."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from common.text import clean_line
from competencies.licensed.actions import publish as publish_section
from competencies.standard.models import Category
from endorsement.application.actions import load_agreement_text
from endorsement.references.actions.handling import publish_items
from endorsement.texts import queries, reading
from endorsement.texts.models import TextFile


class NotPublished(ValueError):
    """The file cannot be published as it was looked at; `str()` is the sentence that says why."""


@transaction.atomic
def load_file(*, name: str, raw: bytes, language: str, association: Association | None, by: Person | None) -> TextFile:
    """Keeps a file that has no fault, to be looked at and published; the same file still waiting is returned instead.

    Raises DocumentFault with every fault and its place; nothing is kept then.
    """
    reading.read(raw, name, language=language, known=queries.known_keys(), own_of_association=association is not None)
    _lock()
    digest = hashlib.sha256(raw).hexdigest()
    same = TextFile.objects.filter(
        sha256=digest, language=language, association=association, published_at__isnull=True
    ).first()
    return same or TextFile.objects.create(
        association=association,
        language=language,
        name=_file_name(name),
        content=raw.decode("utf-8-sig"),
        sha256=digest,
        loaded_at=clock.now(),
        loaded_by=by,
    )


@transaction.atomic
def publish(*, file: TextFile, seen: int, by: Person | None) -> TextFile:
    """Shows the file's texts from now on, each section as a new version; the sections it does not name stay.

    `seen` is `queries.last_published` as it was when the changes were looked at. Publishing twice is publishing once.
    Raises NotPublished when another file was published meanwhile or nothing would change, and DocumentFault when the
    Standard has changed since the file was checked.
    """
    _lock()
    file = TextFile.objects.get(pk=file.pk)
    if file.published_at:
        return file
    if queries.last_published(file.language) != seen:
        raise NotPublished(_("Another file was published meanwhile. Please look at the changes again."))
    texts = queries.texts_of(file)
    found = queries.changes(texts, queries.published(file.language, file.association))
    if all(one.state in (queries.SAME, queries.NOT_THERE) for rows in found.values() for one in rows):
        raise NotPublished(_("Every text of this file is published already."))
    for section, said in texts.sections.items():
        where = {"language": file.language, "by": by}
        if section in reading.KEYED:
            publish_section(section=section, texts=said, **where)
        elif section == reading.ITEMS:
            publish_items(association=file.association, found=texts.items, **where)
        else:
            load_agreement_text(kind=section, text=said[""], association=file.association, **where)
    file.published_at, file.published_by = clock.now(), by
    file.save(update_fields=["published_at", "published_by"])
    return file


@transaction.atomic
def discard(*, file: TextFile) -> bool:
    """Forgets a file that was never published; False when it was, or is gone already."""
    _lock()
    return bool(TextFile.objects.filter(pk=file.pk, published_at__isnull=True).delete()[0])


def _lock() -> None:
    """The categories' rows order everything that is done to the texts; there are a dozen, and they never go."""
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def _file_name(name: str) -> str:
    """As it is shown: without a path, no longer than a line, with its ending."""
    base = clean_line(name.replace("\\", "/").rpartition("/")[2])
    return base if len(base) <= 150 else f"{base[:140]}.{base.rpartition('.')[2][:5]}"
