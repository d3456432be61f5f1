"""Everything that changes a portfolio. Entries are saved as typed; removed ones stay and can be brought back."""

import datetime
import hashlib
import logging
from collections.abc import Collection

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from common import clock
from common.drafts.actions import StaleVersion
from common.files.sniff import sniff
from common.ids import new_token
from endorsement.portfolio.fields import tidy
from endorsement.portfolio.models import KINDS, Document, Entry, PortfolioImport, WaimhMembership
from endorsement.portfolio.transfer import BACK, CHANGED, NEW, Item, plan_of

log = logging.getLogger("portal.portfolio")

MOST_ENTRIES = 2000
MOST_DOCUMENTS = 500
MOST_MEMBERSHIPS = 100


class EntryRemoved(Exception):
    """The entry was removed meanwhile. ``current`` is the row as it is."""

    def __init__(self, current: Entry):
        self.current = current
        super().__init__(_("This entry was removed in another window."))


class Verified(ValueError):
    """An association vouches for this entry: its person takes it out or leaves it. ``str()`` is the sentence."""

    def __init__(self):
        super().__init__(_("An association verified this entry: its facts stay as they are."))


class NotYours(Exception):
    """The code belongs to an entry of somebody else: for this person it does not exist."""


class TooMany(ValueError):
    """No more fit into a portfolio; ``str()`` is the sentence."""


@transaction.atomic
def save_entry(
    *,
    by: Person,
    kind: str,
    code: str,
    values: dict,
    competencies: set[int] | None = None,
    typed: dict[str, str] | None = None,
    complete: bool = True,
    version: int = 0,
    window: str = "",
    restore: bool = False,
) -> Entry:
    """Saves an entry as it was typed; makes it when ``by`` has none with this ``code`` yet.

    ``values``: columns; ``competencies``: ids, None for kinds without; ``typed``: what no column can hold;
    ``version``: what the page began from; ``window``: the opened page, which may repeat its own last save.
    ``restore`` brings a removed entry back. Saving what is there already changes nothing and keeps the version.

    Raises StaleVersion when another page saved meanwhile, EntryRemoved, NotYours, TooMany, Verified.
    """
    entry = _locked(by, kind, code)
    if entry is not None and entry.verified:
        raise Verified
    changes = {**values, "typed": typed or {}, "complete": complete}
    if entry is None:
        entry = _new(by, kind, code)
    elif entry.removed_at and not restore:
        raise EntryRemoved(entry)
    elif not entry.removed_at and _same(entry, changes, competencies):
        return entry
    elif entry.version != version and not (window and entry.saved_in == window):
        raise StaleVersion(entry)
    for field, value in changes.items():
        setattr(entry, field, value)
    entry.removed_at = None
    entry.version += 1
    entry.saved_in = window
    entry.save()
    if competencies is not None:
        entry.competencies.set(competencies)
    return entry


def _locked(by: Person, kind: str, code: str) -> Entry | None:
    """The person's entry, locked. The person's row is locked first, so that two first saves make one entry."""
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    entry = KINDS[kind].objects.select_for_update(of=("self",)).filter(code=code).first()
    if entry is not None and entry.person_id != by.pk:
        raise NotYours(code)
    return entry


def _new(by: Person, kind: str, code: str) -> Entry:
    if KINDS[kind].objects.filter(person=by).count() >= MOST_ENTRIES:
        raise TooMany(_("A portfolio holds at most %(limit)s entries of each kind.") % {"limit": MOST_ENTRIES})
    return KINDS[kind](person=by, code=code, version=0)


def _same(entry: Entry, changes: dict, competencies: set[int] | None) -> bool:
    if any(getattr(entry, field) != value for field, value in changes.items()):
        return False
    return competencies is None or competencies == set(entry.competencies.values_list("pk", flat=True))


@transaction.atomic
def remove_entry(*, by: Person, entry: Entry) -> Entry:
    """Takes an entry out of the portfolio; it stays as a row. Removing twice is removing once."""
    locked = _locked(by, entry.KIND, entry.code)
    if locked.removed_at is None:
        locked.removed_at = clock.now()
        locked.version += 1
        locked.save(update_fields=["removed_at", "version", "updated_at"])
    return locked


@transaction.atomic
def restore_entry(*, by: Person, entry: Entry) -> Entry:
    """Brings a removed entry back as it was."""
    locked = _locked(by, entry.KIND, entry.code)
    if locked.removed_at is not None:
        locked.removed_at = None
        locked.version += 1
        locked.save(update_fields=["removed_at", "version", "updated_at"])
    return locked


def store_document(*, by: Person, kind: str, code: str, upload, document_kind: str, window: str = "") -> Document:
    """Stores one uploaded file at once, privately, for the entry ``code`` of ``kind``, which is made if need be.

    The same bytes sent twice for the same entry are one document. Raises BadFile with a sentence, EntryRemoved,
    NotYours, TooMany.
    """
    sniffed = sniff(upload)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    path = default_storage.save(f"portfolio/{new_token()}", upload)
    try:
        with transaction.atomic():
            document, made = _attach(
                by,
                kind,
                code,
                window,
                sha256=digest.hexdigest(),
                defaults={
                    "kind": document_kind,
                    "name": file_name(upload.name, sniffed.extension),
                    "file": path,
                    "mime": sniffed.mime,
                    "size": sniffed.size,
                    "uploaded_at": clock.now(),
                },
            )
    except BaseException:
        default_storage.delete(path)
        raise
    if not made:
        default_storage.delete(path)
    return document


def _attach(by, kind, code, window, *, sha256, defaults) -> tuple[Document, bool]:
    entry = _locked(by, kind, code)
    if entry is None:
        entry = _new(by, kind, code)
        entry.version, entry.saved_in = 1, window
        entry.save()
    elif entry.removed_at:
        raise EntryRemoved(entry)
    kept = Document.objects.filter(person=by, removed_at=None)
    if kept.count() >= MOST_DOCUMENTS:
        raise TooMany(_("A portfolio holds at most %(limit)s files.") % {"limit": MOST_DOCUMENTS})
    return kept.get_or_create(person=by, entry_code=code, sha256=sha256, removed_at=None, defaults=defaults)


def file_name(name: str, extension: str) -> str:
    """The name a file is shown and downloaded under: no path, no control characters, the extension of its bytes."""
    base = tidy(str(name).replace("\\", "/").rsplit("/", 1)[-1])
    stem = base.rsplit(".", 1)[0].strip(" .")[:150]
    return f"{stem or _('file')}.{extension}"


@transaction.atomic
def remove_document(*, by: Person, document: Document) -> Document:
    """Takes a file out of the portfolio. It stays readable for those to whom a submission showed it."""
    changed = Document.objects.filter(pk=document.pk, person=by, removed_at=None).update(removed_at=clock.now())
    if changed:
        document.refresh_from_db()
        log.info("document %s removed", document.code)
    return document


class AlreadyNoted(ValueError):
    """Another membership of the person begins on that day; ``str()`` is the sentence."""


@transaction.atomic
def note_membership(
    *, by: Person, started_on: datetime.date, ended_on: datetime.date | None, code: str = ""
) -> WaimhMembership:
    """Notes a period in which ``by`` belongs to WAIMH, or changes the one with this ``code``. Noting twice is once.

    Raises AlreadyNoted, TooMany, and NotYours for a code that is not among theirs.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    own = WaimhMembership.objects.filter(person=by)
    begins_alike = own.filter(started_on=started_on).exclude(code=code).first()
    if begins_alike and (code or begins_alike.ended_on != ended_on):
        raise AlreadyNoted(_("You noted a membership from this day already. Change that one."))
    if begins_alike:
        return begins_alike
    row = own.filter(code=code).first() if code else WaimhMembership(person=by)
    if row is None:
        raise NotYours(code)
    if not code and own.count() >= MOST_MEMBERSHIPS:
        raise TooMany(_("A portfolio holds at most %(limit)s memberships.") % {"limit": MOST_MEMBERSHIPS})
    row.started_on, row.ended_on, row.noted_at = started_on, ended_on, clock.now()
    row.save()
    return row


@transaction.atomic
def remove_membership(*, by: Person, code: str) -> None:
    """Takes a membership of WAIMH out of the portfolio; the audit log keeps it. Twice is once."""
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    for row in WaimhMembership.objects.filter(person=by, code=code):
        row.delete()


class PlanChanged(Exception):
    """The portfolio or the document changed since the preview: look again."""


KEPT = datetime.timedelta(days=1)


@transaction.atomic
def store_import(*, by: Person, document: dict) -> PortfolioImport:
    """Keeps a readable portfolio document for the preview; it takes the place of an earlier one."""
    stored, _made = PortfolioImport.objects.update_or_create(
        person=by, defaults={"document": document, "uploaded_at": clock.now()}
    )
    return stored


@transaction.atomic
def discard_import(*, by: Person) -> None:
    """Forgets the uploaded document; nothing of it was taken over."""
    PortfolioImport.objects.filter(person=by).delete()


def forget_old_imports() -> int:
    """Deletes documents that nobody took over within a day. Returns how many."""
    return PortfolioImport.objects.filter(uploaded_at__lt=clock.now() - KEPT).delete()[0]


@transaction.atomic
def take_over(*, by: Person, digest: str, chosen: Collection[str]) -> dict[str, int] | None:
    """Adds what the uploaded document has and the portfolio has not, all of it or nothing, and forgets the document.

    ``digest`` is that of the plan the person saw; ``chosen`` the changed entries that become what the document says:
    the others stay as they are. Returns how many entries were added, brought back and changed; None when there is no
    document any more, so that a second time does nothing; memberships of WAIMH are counted among the entries. Raises
    PlanChanged, and TooMany.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    stored = PortfolioImport.objects.filter(person=by).first()
    if stored is None:
        return None
    plan = plan_of(stored.document, by)
    if plan.faults or plan.digest != digest:
        raise PlanChanged
    done = {NEW: 0, BACK: 0, CHANGED: 0}
    for item in plan.items:
        if item.what in (NEW, BACK) or (item.what == CHANGED and item.choice in chosen):
            _take(by, item)
            done[item.what] += 1
    for period in plan.memberships:
        if period.what == NEW or (period.what == CHANGED and period.choice in chosen):
            code = period.row.code if period.row else ""
            note_membership(by=by, started_on=period.started_on, ended_on=period.ended_on, code=code)
            done[period.what] += 1
    stored.delete()
    return done


def _take(by: Person, item: Item) -> None:
    """What the document cannot say (employer, school, files) stays as it is, and so does what is verified."""
    if item.entry and item.entry.verified:
        restore_entry(by=by, entry=item.entry)
        return
    save_entry(
        by=by,
        kind=item.kind,
        code=item.code,
        values=item.values,
        competencies=item.competencies,
        complete=not item.missing,
        version=item.entry.version if item.entry else 0,
        restore=True,
    )
