"""Who is written to about a summary, and the note of who got it."""

from accounts.models import Person
from associations.activity import notifications
from associations.activity.models import ActivityNotice, ActivitySummary
from associations.activity.queries import recipients
from common import clock


def tell(
    summary: ActivitySummary, rule: str, *, by: Person | None, people: list[Person] | None = None
) -> ActivityNotice:
    """In the caller's transaction: a mail to each, and the note of it; also when there is nobody to write to.

    ``rule``: the occasion, once a summary: ``opened``, ``reopened:2``, ``before:7:2027-02-01``, ``now:2027-01-12``.
    """
    people = recipients(summary.association_id) if people is None else people
    for person in people:
        notifications.write_to(person, summary, rule)
    return ActivityNotice.objects.create(
        summary=summary,
        rule=rule,
        at=clock.now(),
        by=by,
        by_name=by.name if by else "",
        told=[person.name for person in people],
    )
