"""Reminders: due by now and not yet sent, re-checked by the caller, once per case and rule."""

from django.db import transaction

from common import clock
from common.reminders.models import Reminder


@transaction.atomic
def once(*, case: str, rule: str, send) -> bool:
    """Calls ``send()`` unless this rule was already applied to this case. Both in one transaction. True when sent."""
    _, first = Reminder.objects.get_or_create(case=case, rule=rule, defaults={"sent_at": clock.now()})
    if first:
        send()
    return first


def already(cases, rule: str) -> set[str]:
    """Of ``cases``, those the rule was applied to."""
    return set(Reminder.objects.filter(case__in=cases, rule=rule).values_list("case", flat=True))
