"""Who may prepare and publish an edition: Alliance staff. Asked at the edge; everybody else is answered 404."""

import rules

from accounts.access import is_staff


@rules.predicate
def publishes(person, draft=None) -> bool:
    """Alliance staff, whatever the edition."""
    return is_staff(person)


TABLE = {"edition.publish": publishes}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)
