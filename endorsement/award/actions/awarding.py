"""Awarding one Endorsement, and taking over many that were awarded elsewhere."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from associations.directory.permissions import Act, refusal
from competencies.standard.models import Category
from endorsement.award.actions.certificates import issue_certificate
from endorsement.award.actions.ledger import lock_person, new_event
from endorsement.award.models import AwardEvent, Endorsement, RegistryConsent


class NotLicensed(ValueError):
    """The association may not award on that day; ``str()`` is the sentence that says why."""


@transaction.atomic
def award_endorsement(
    *,
    origin: str,
    person: Person,
    association: Association,
    category: Category,
    endorsed_on: datetime.date,
    valid_until: datetime.date | None,
    by: Person | None,
    printed_name: str = "",
) -> Endorsement:
    """Awards, writes the ledger and has the certificate printed and mailed.

    ``origin`` names the occasion (``"application:12"``): a second call with it returns the first Endorsement and
    changes nothing, also when both run at once. ``printed_name`` defaults to the name the person chose for print.
    Raises NotLicensed when the association's licence is not in force on ``endorsed_on``.
    """
    person = lock_person(person)
    name = " ".join((printed_name or person.printed_name or person.name).split())
    endorsement, created = Endorsement.objects.get_or_create(
        origin=origin,
        defaults={
            "person": person,
            "association": association,
            "category": category,
            "number": _unnumbered(),
            "endorsed_on": endorsed_on,
            "valid_until": valid_until,
            "is_sample": person.is_sample or settings.PORTAL_DEMO,
            "listed_name": name,
            "listed": _consents(person, association),
        },
    )
    if created:
        if refused := refusal(Act.AWARD, association, endorsed_on):
            raise NotLicensed(refused)
        endorsement.number = number_of(endorsement)
        endorsement.save(update_fields=["number"])
        new_event(endorsement, AwardEvent.Kind.AWARDED, by=by, on=endorsed_on).save()
        issue_certificate(endorsement=endorsement, by=by)
    return endorsement


def number_of(endorsement: Endorsement) -> str:
    """``CT-AIMH-2026-00042``: place, year and the row's own number, which no other can have."""
    return f"{endorsement.association.slug.upper()[:20]}-{endorsement.endorsed_on.year}-{endorsement.pk:05d}"


def _unnumbered():
    return f"new-{uuid.uuid4().hex}"


def _consents(person, association):
    open_consents = RegistryConsent.objects.filter(person=person, association=association, withdrawn_at__isnull=True)
    return open_consents.exists()


@dataclass(frozen=True)
class ImportRow:
    """One Endorsement awarded elsewhere. ``listed_since``: when the holder agreed to be listed, if they did."""

    origin: str
    person: Person
    association: Association
    category: Category
    endorsed_on: datetime.date
    valid_until: datetime.date | None = None
    listed_since: datetime.datetime | None = None


@transaction.atomic
def import_endorsements(*, rows: Iterable[ImportRow], by: Person | None) -> list[Endorsement]:
    """Takes over Endorsements in bulk and returns the new ones; an origin already known is passed over.

    No certificate is printed: each is rendered when its holder first asks for it.
    """
    rows = list({row.origin: row for row in rows}.values())
    known = set(Endorsement.objects.filter(origin__in=[row.origin for row in rows]).values_list("origin", flat=True))
    new = [row for row in rows if row.origin not in known]
    made = Endorsement.objects.bulk_create([_imported(row) for row in new], batch_size=500)
    for endorsement in made:
        endorsement.number = number_of(endorsement)
    Endorsement.objects.bulk_update(made, ["number"], batch_size=500)
    events = [new_event(one, AwardEvent.Kind.IMPORTED, by=by, on=one.endorsed_on) for one in made]
    AwardEvent.objects.bulk_create(events, batch_size=500)
    consents = {
        (row.person.pk, row.association.pk): RegistryConsent(
            person=row.person, association=row.association, given_at=row.listed_since
        )
        for row in new
        if row.listed_since
    }
    RegistryConsent.objects.bulk_create(consents.values(), batch_size=500, ignore_conflicts=True)
    return made


def _imported(row):
    return Endorsement(
        origin=row.origin,
        person=row.person,
        association=row.association,
        category=row.category,
        number=_unnumbered(),
        endorsed_on=row.endorsed_on,
        valid_until=row.valid_until,
        is_sample=row.person.is_sample or settings.PORTAL_DEMO,
        listed_name=row.person.printed_name or row.person.name,
        listed=row.listed_since is not None,
    )
