"""Who writes a summary, who leads the year, who reads what was submitted."""

import rules

from associations.activity.models import ActivitySummary
from associations.people.enums import Role
from associations.people.queries import holds, is_alliance_staff

WRITERS = (Role.COORDINATOR, Role.ADMINISTRATOR)


@rules.predicate
def leads(person, _thing=None) -> bool:
    """Alliance staff."""
    return is_alliance_staff(person)


@rules.predicate
def writes(person, summary: ActivitySummary) -> bool:
    """Coordinators and administrators of the association. Not Alliance staff: a draft is the association's own."""
    return holds(person, summary.association_id, *WRITERS)


TABLE = {
    "activity.lead": leads,
    "activity.write": writes,
    "activity.reopen": writes | leads,
    "activity.read_submitted": writes | leads,
}
for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, thing=None) -> bool:
    """``may(request.person, "activity.write", summary)``. Raises KeyError for an unknown permission."""
    return TABLE[permission].test(person, thing)
