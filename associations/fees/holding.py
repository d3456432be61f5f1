"""What an unpaid fee holds up, as an association has settled it; by default nothing."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from associations.directory.models import Association
from associations.fees import money
from associations.fees.enums import FeeKind
from associations.fees.models import Due
from associations.fees.queries import with_paid
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock

SUBMISSION = (FeeKind.REGISTRATION,)
ASSIGNMENT = (FeeKind.REGISTRATION, FeeKind.PROCESSING)
_HELD = {
    SUBMISSION: (Policy.FeesHoldUp.SUBMISSION, Policy.FeesHoldUp.BOTH),
    ASSIGNMENT: (Policy.FeesHoldUp.ASSIGNMENT, Policy.FeesHoldUp.BOTH),
}


def held_up(association: Association, case: str, step: tuple[str, ...]) -> str:
    """Why ``step`` of ``case`` ("application:7") is closed today, in a sentence; empty where no fee holds it up.

    ``step`` is SUBMISSION or ASSIGNMENT. One query, and one more where the association holds the step up.
    """
    if policy_on(association, clock.today(association.time_zone)).fees_hold_up not in _HELD[step]:
        return ""
    origins = [f"{case}:{kind.value}" for kind in step]
    # What a sponsor said to pay is not the person's to wait for.
    rows = Due.objects.filter(origin__in=origins, sponsor__isnull=True)
    dues = with_paid(rows).filter(open__gt=0).order_by("pk")
    parts = [
        _("%(fee)s, %(left)s") % {"fee": due.get_kind_display(), "left": money.words(due.open, due.currency)}
        for due in dues
    ]
    return _("A fee is to be paid first: %(fees)s.") % {"fees": "; ".join(parts)} if parts else ""


def sentences(associations: Iterable[Association]) -> dict[Association, str]:
    """What an unpaid fee holds up today at each, in a sentence. One query."""
    rows = Policy.objects.filter(association__in=associations).order_by("valid_from")
    settled = dict.fromkeys(associations, Policy.FeesHoldUp.NOTHING)
    today = {place.pk: clock.today(place.time_zone) for place in associations}
    by_key = {place.pk: place for place in associations}
    for row in rows:
        if row.valid_from <= today[row.association_id]:
            settled[by_key[row.association_id]] = row.fees_hold_up
    return {place: str(Policy.FeesHoldUp(what).label) for place, what in settled.items()}
