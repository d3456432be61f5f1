"""Sponsors: who they are, and whose fees they pay."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.fees import queries
from associations.fees.actions.paying import Refused
from associations.fees.models import CheckoutPart, Due, Sponsor


@transaction.atomic
def save_sponsor(
    *, association: Association, name: str, email: str, note: str, by: Person, sponsor: Sponsor | None = None
) -> Sponsor:
    """Notes a sponsor, or changes one; the same name twice is one sponsor.

    Raises Refused when another sponsor of the association has that name already.
    """
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    same = Sponsor.objects.filter(association=association, name=name).first()
    if sponsor is None:
        return same or Sponsor.objects.create(association=association, name=name, email=email, note=note)
    if same and same.pk != sponsor.pk:
        raise Refused(_("There is a sponsor of this name already."))
    row = Sponsor.objects.select_for_update(of=("self",)).get(pk=sponsor.pk)
    row.name, row.email, row.note = name, email, note
    row.save(update_fields=["name", "email", "note"])
    return row


@transaction.atomic
def set_sponsor(*, association: Association, dues: list[int], sponsor: Sponsor | None, by: Person) -> int:
    """Who pays these dues, by their ids, instead of the people who owe them; None: they do themselves.

    What is paid wholly stays as it is. Returns how many changed. Raises Refused for ``by``'s own dues, another
    association's, and while the person is paying one of them online.
    """
    rows = Due.objects.select_for_update(of=("self",)).filter(association=association, pk__in=dues).order_by("pk")
    locked = [row.pk for row in rows]
    if len(locked) != len(set(dues)) or (sponsor is not None and sponsor.association_id != association.pk):
        raise Refused(_("One of these fees is not your association's."))
    found = list(queries.with_paid(Due.objects.filter(pk__in=locked)).order_by("pk"))
    if any(due.person_id == by.pk for due in found):
        raise Refused(_("Your own fees are recorded by somebody else."))
    if CheckoutPart.objects.filter(due__in=locked, running=True).exists():
        raise Refused(_("Somebody is paying one of these fees online just now. Please try again in a few hours."))
    changed = 0
    for due in found:
        if due.open > 0 and due.sponsor_id != (sponsor.pk if sponsor else None):
            due.sponsor = sponsor
            due.save(update_fields=["sponsor"])
            changed += 1
    return changed
