"""Settling a policy from a day on, and taking back one that has not begun. The field history keeps who changed what."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.policy.models import Policy
from common import clock

SETTINGS = (
    "reviewers",
    "reviewer_standing",
    "review_days",
    "reference_link_days",
    "chaser_days",
    "rating_access",
    "concurrent_applications",
    "cycle_years",
    "cycle_ends",
    "fees_hold_up",
    "late_fee_days",
)
"""What an association may settle: fields of Policy."""


class Refused(Exception):
    """The policy cannot be settled or taken back; ``str()`` is the sentence that says why."""


def require_to_come(association: Association, day: datetime.date) -> None:
    """Raises Refused unless ``day`` lies after today by the association's calendar."""
    if day <= clock.today(association.time_zone):
        raise Refused(_("A policy begins tomorrow at the earliest. Please choose a later day."))


@transaction.atomic
def settle(*, association: Association, valid_from: datetime.date, by: Person, **settings) -> Policy:
    """The association's policy from ``valid_from`` on, by ``SETTINGS``; twice the same changes nothing.

    A policy already settled for that day is replaced. Raises Refused unless the day is still to come: what began today
    under the policy of today, such as a round of review, keeps it.
    """
    locked = Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    require_to_come(locked, valid_from)
    row = Policy.objects.filter(association=locked, valid_from=valid_from).first()
    if row and all(getattr(row, name) == settings[name] for name in SETTINGS):
        return row
    row = row or Policy(association=locked, valid_from=valid_from)
    for name in SETTINGS:
        setattr(row, name, settings[name])
    row.settled_by, row.settled_at = by, clock.now()
    row.save()
    return row


@transaction.atomic
def take_back(*, policy: Policy, by: Person) -> None:
    """Removes a policy that has not begun; the second click changes nothing. Raises Refused once it is in force."""
    association = Association.objects.select_for_update(of=("self",)).get(pk=policy.association_id)
    row = Policy.objects.filter(pk=policy.pk).first()
    if row is None:
        return
    if row.valid_from <= clock.today(association.time_zone):
        raise Refused(_("This policy is in force already. Settle another one instead."))
    row.delete()
