"""Telling holders that the time of their Endorsement ran out. It ends by its date alone: no row changes."""

import datetime

from django.db import transaction

from common import clock
from common.reminders.actions import already, once
from endorsement.award import notifications, queries
from endorsement.award.actions.ledger import lock
from endorsement.award.models import Endorsement

RULE = "award:lapsed"
LOOK_BACK = datetime.timedelta(days=30)
"""What ended longer ago is told to nobody: an import brings Endorsements that ended years before."""

FARTHEST_ZONE = datetime.timedelta(days=1)


def tell_lapsed() -> int:
    """Writes to each holder whose Endorsement has ended by now, once for each end; returns how many mails."""
    today = clock.today()
    ended = queries.ended_between(today - LOOK_BACK, today + FARTHEST_ZONE)
    told = already([_case(endorsement) for endorsement in ended], RULE)
    return sum(_tell(endorsement) for endorsement in ended if _case(endorsement) not in told)


def _case(endorsement: Endorsement) -> str:
    return f"endorsement:{endorsement.pk}:{endorsement.valid_until.isoformat()}"


@transaction.atomic
def _tell(endorsement: Endorsement) -> int:
    """Locks and looks again: it may have been renewed, suspended or revoked meanwhile."""
    locked = lock(endorsement)
    if locked.valid_until != endorsement.valid_until or not queries.has_ended(locked):
        return 0
    return int(once(case=_case(locked), rule=RULE, send=lambda: notifications.lapsed(locked)))
