"""Settling a policy from a day on, and taking back one that has not begun. The field history keeps who changed what."""

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock

PARTS = {
    "review": ("reviewers", "one_reviewer_kinds", "review_order", "reviewer_standing", "review_days"),
    "decision": ("consensus", "may_hold"),
    "intake": (
        "intake",
        "intake_kinds",
        "intake_days",
        "intake_nth",
        "intake_weekday",
        "intake_months",
        "intake_window_days",
        "cohort_from",
        "cohort_until",
        "cohort_places",
        "lead_days",
    ),
    "applications": ("concurrent_applications", "draft_days", "answer_days"),
    "references": ("reference_link_days", "chaser_days", "rating_access"),
    "renewal": ("cycle_years", "cycle_ends"),
    "fees": ("fees_hold_up", "late_fee_days"),
}
"""What an association may settle, by the part that is changed together: fields of Policy."""

SETTINGS = tuple(name for names in PARTS.values() for name in names)


class Refused(Exception):
    """The policy cannot be settled or taken back; ``str()`` is the sentence that says why."""


def require_to_come(association: Association, day: datetime.date) -> None:
    """Raises Refused unless ``day`` lies after today by the association's calendar."""
    if day <= clock.today(association.time_zone):
        raise Refused(_("A policy begins tomorrow at the earliest. Please choose a later day."))


@transaction.atomic
def settle(*, association: Association, valid_from: datetime.date, by: Person, **settings) -> Policy:
    """The association's policy from ``valid_from`` on: these of ``SETTINGS``, the others as they hold on that day.

    Nothing is written where they hold already. A policy settled for that day takes them in. Raises Refused unless the
    day is still to come: what began today under the policy of today, such as a round of review, keeps it.
    """
    locked = Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    require_to_come(locked, valid_from)
    held = policy_on(locked, valid_from)
    if held.pk and not differs(held, settings):
        return held
    others = {name: getattr(held, name) for name in SETTINGS}
    row = held if held.pk and held.valid_from == valid_from else Policy(association=locked, valid_from=valid_from)
    for name, value in (others | settings).items():
        setattr(row, name, value)
    row.settled_by, row.settled_at = by, clock.now()
    row.save()
    return row


def differs(policy: Policy, settings: dict) -> bool:
    """Whether ``settings`` say anything else than the policy. Raises ValueError for one that nobody may settle."""
    if unknown := settings.keys() - set(SETTINGS):
        raise ValueError(f"Not to be settled: {', '.join(sorted(unknown))}")
    return any(getattr(policy, name) != value for name, value in settings.items())


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
