"""Who may read reports: Alliance staff about all, the office of an association about its own."""

from associations.people.enums import Role
from associations.people.queries import associations_where, is_alliance_staff

OFFICE = (Role.COORDINATOR, Role.ADMINISTRATOR)


def places(person) -> frozenset[int] | None:
    """Ids of the associations a person may read about; None for all. Empty: no reports at all."""
    if is_alliance_staff(person):
        return None
    return frozenset(associations_where(person, *OFFICE))


def may_read(person) -> bool:
    return places(person) != frozenset()


def own_places(person) -> frozenset[int]:
    """Ids of the associations whose office this person works in: of these they see small numbers."""
    return frozenset(associations_where(person, *OFFICE))
