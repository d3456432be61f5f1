"""Who proposes a difference from the core, and who puts it in force. Everything refused is answered 404."""

import rules

from associations.people.permissions import configures, is_alliance_staff
from competencies.standard.directions import ADDS


@rules.predicate
def proposes(person, overlay) -> bool:
    """Administrators of the association, and Alliance staff."""
    return configures.test(person, overlay.association)


@rules.predicate
def refuses(person, overlay) -> bool:
    return is_alliance_staff(person)


def may_approve(person, overlay, direction: str) -> bool:
    """What only adds to the core its association may put in force; everything else needs the Alliance."""
    return is_alliance_staff(person) or (direction == ADDS and configures.test(person, overlay.association))


@rules.predicate
def approves(person, overlay) -> bool:
    """As far as it is known before the difference is compared with the core; see `may_approve`."""
    return configures.test(person, overlay.association)


TABLE = {"overlay.propose": proposes, "overlay.refuse": refuses, "overlay.approve": approves}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)
