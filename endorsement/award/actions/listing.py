"""The holder's word on being listed in an association's public registry."""

from django.db import transaction

from accounts.models import Person
from associations.directory.models import Association
from common import clock
from endorsement.award.actions.ledger import lock_person
from endorsement.award.models import Endorsement, RegistryConsent


@transaction.atomic
def give_consent(*, person: Person, association: Association, by: Person) -> RegistryConsent:
    """Records that ``person`` agrees to be listed, and lists their Endorsements. Only they themselves can say so."""
    _only_the_holder(person, by)
    lock_person(person)
    consent, _created = RegistryConsent.objects.get_or_create(
        person=person, association=association, withdrawn_at=None, defaults={"given_at": clock.now()}
    )
    _list(person, association, listed=True)
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, association: Association, by: Person) -> None:
    """Records that ``person`` no longer agrees, and takes their Endorsements off the list at once."""
    _only_the_holder(person, by)
    lock_person(person)
    open_consents = RegistryConsent.objects.filter(person=person, association=association, withdrawn_at__isnull=True)
    open_consents.update(withdrawn_at=clock.now())
    _list(person, association, listed=False)


def _list(person, association, *, listed):
    """One by one: what is updated in bulk would not be in the audit."""
    for endorsement in Endorsement.objects.filter(person=person, association=association).exclude(listed=listed):
        endorsement.listed = listed
        endorsement.save(update_fields=["listed"])


def _only_the_holder(person, by):
    if by.pk != person.pk:
        raise ValueError("Only the holder decides on being listed.")
