"""Making and changing associations, their licences and signatories. The field history keeps who changed what."""

import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory import notifications
from associations.directory.models import Affiliation, Association, CalendarDate, Licence, Signatory
from associations.directory.queries import renewals_due
from associations.people.enums import Role
from associations.people.queries import holders
from common import clock
from common.ids import new_code
from common.reminders.actions import once


class Taken(Exception):
    """Another association has this abbreviation, or another licence these dates; ``str()`` is the sentence."""


def _picture(owner: str, upload):
    """An uploaded image under a name of our own; what the file was called is nobody's business."""
    upload.seek(0)
    extension = "png" if upload.image_format == "PNG" else "jpg"
    return ContentFile(upload.read(), name=f"{owner}-{new_code()}.{extension}")


def _paper(owner: str, upload):
    """An uploaded paper under a name of our own."""
    upload.seek(0)
    return ContentFile(upload.read(), name=f"{owner}-{new_code()}.{upload.extension}")


def _apply(row, changes: dict) -> list[str]:
    different = [field for field, value in changes.items() if getattr(row, field) != value]
    for field in different:
        setattr(row, field, changes[field])
    return different


def _free_slug(abbreviation: str) -> str:
    wanted = slugify(abbreviation.replace("/", "-"))[:30] or "association"
    taken = set(Association.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug = f"{wanted}-{number}"
        number += 1
    return slug


def create_association(*, by: Person, logo=None, **facts) -> Association:
    """A new association; its slug comes of the abbreviation and never changes. Raises Taken."""
    association = Association(slug=_free_slug(facts["abbreviation"]), **facts)
    if logo:
        association.logo = _picture(association.slug, logo)
    try:
        with transaction.atomic():
            association.save()
    except IntegrityError as error:
        raise Taken(_("There is an association with this abbreviation already.")) from error
    return association


def change_association(*, association: Association, by: Person, logo=None, **facts) -> Association:
    """Saves what differs onto the locked row. Raises Taken.

    ``logo``: an upload whose ``image_format`` is known, False to take it away, None to leave it.
    """
    try:
        with transaction.atomic():
            locked = Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
            different = _apply(locked, facts)
            if logo is not None:
                locked.logo = _picture(locked.slug, logo) if logo else ""
                different.append("logo")
            if different:
                locked.save(update_fields=different)
    except IntegrityError as error:
        raise Taken(_("There is an association with this abbreviation already.")) from error
    return locked


def save_licence(
    *,
    association: Association,
    by: Person,
    kind: str,
    valid_from: datetime.date | None,
    valid_until: datetime.date | None,
    note: str,
    licence: Licence | None = None,
    document=None,
) -> Licence:
    """A licence, new or changed; the same kind and first day twice is one. Raises Taken when another has them.

    ``document``: an upload whose ``extension`` is known by its bytes, False to take it away, None to leave it.
    """
    with transaction.atomic():
        Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
        others = Licence.objects.filter(association=association, kind=kind, valid_from=valid_from)
        if licence is not None and others.exclude(pk=licence.pk).exists():
            raise Taken(_("There is a licence of this kind from this day already."))
        row = licence or others.first() or Licence(association=association)
        row.kind, row.valid_from, row.valid_until, row.note = kind, valid_from, valid_until, note
        if document is not None:
            row.document = _paper(association.slug, document) if document else ""
        row.save()
    return row


@transaction.atomic
def save_affiliation(
    *,
    association: Association,
    by: Person,
    status: str,
    since: datetime.date | None,
    note: str,
    affiliation: Affiliation | None = None,
) -> Affiliation:
    """How the association stands to WAIMH from a day on, new or corrected. Raises Taken: that day has one already."""
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    others = Affiliation.objects.filter(association=association, since=since)
    same = others.first()
    if affiliation is None and same and (same.status, same.note) == (status, note):
        return same
    if others.exclude(pk=affiliation.pk if affiliation else None).exists():
        raise Taken(_("Something is entered from this day on already: change that."))
    row = affiliation or Affiliation(association=association)
    row.status, row.since, row.note = status, since, note
    row.save()
    return row


@transaction.atomic
def save_signatory(
    *, association: Association, by: Person, signature=None, signatory: Signatory | None = None, **facts
) -> Signatory:
    """Who signs certificates, new or changed; the same name and title twice is one. ``signature`` as for a logo."""
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    if signatory is None:
        same = {"name": facts["name"], "title": facts["title"]}
        signatory = Signatory.objects.filter(association=association, **same).first()
    row = signatory or Signatory(association=association)
    _apply(row, facts)
    if signature is not None:
        row.signature = _picture(association.slug, signature) if signature else ""
    row.save()
    return row


@transaction.atomic
def remove_signatory(*, signatory: Signatory, by: Person) -> None:
    """Certificates already printed keep their signature; the next are without."""
    Signatory.objects.filter(pk=signatory.pk).delete()


@transaction.atomic
def save_date(
    *,
    association: Association,
    by: Person,
    on: datetime.date,
    title: str,
    link: str,
    date: CalendarDate | None = None,
) -> CalendarDate:
    """A day told to the public, new or changed; the same day, words and link twice is one."""
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    if date is None:
        return CalendarDate.objects.get_or_create(association=association, on=on, title=title, link=link)[0]
    _apply(date, {"on": on, "title": title, "link": link})
    date.save()
    return date


@transaction.atomic
def remove_date(*, date: CalendarDate, by: Person) -> None:
    """The day leaves the page; the field history keeps it."""
    for row in CalendarDate.objects.filter(pk=date.pk):
        row.delete()


REMINDERS = (("licence:ended", 0), ("licence:30", 31), ("licence:90", 91))
"""Rule and the number of days left below which it applies, the most pressing first."""
LONGEST_AGO = -30
"""What ended longer ago is told to nobody: staff may enter the licences of years past."""


def _rule(licence: Licence, today: datetime.date) -> str:
    left = (licence.valid_until - today).days
    return next((rule for rule, below in REMINDERS if LONGEST_AGO <= left < below), "")


def remind_of_renewals() -> int:
    """Tells Alliance staff and the associations' administrators of licences to renew, once per licence, last day and
    rule. Where several rules apply, only the most pressing is used. Returns how many licences were told of."""
    due = renewals_due(clock.today() + datetime.timedelta(days=1))
    return sum(_remind(licence) for licence in due)


@transaction.atomic
def _remind(licence: Licence) -> bool:
    """Locks and looks again: it may have been renewed meanwhile."""
    association = Association.objects.select_for_update(of=("self",)).get(pk=licence.association_id)
    today = clock.today(association.time_zone)
    licence = renewals_due(today).filter(pk=licence.pk).first()
    rule = _rule(licence, today) if licence else ""
    if not rule:
        return False

    def send():
        staff = list(holders(None, Role.ALLIANCE_STAFF))
        for person in staff:
            notifications.renewal_due(licence, person, rule, ended=licence.valid_until < today, for_staff=True)
        for person in holders(association.pk, Role.ADMINISTRATOR).exclude(pk__in=[one.pk for one in staff]):
            notifications.renewal_due(licence, person, rule, ended=licence.valid_until < today, for_staff=False)

    return once(case=f"licence:{licence.pk}:{licence.valid_until.isoformat()}", rule=rule, send=send)
