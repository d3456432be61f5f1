"""Who keeps an association's roster: its coordinators and administrators. Alliance staff see figures, not people."""

import rules

from associations.people.permissions import OFFICE
from associations.people.queries import holds, is_alliance_staff


@rules.predicate
def keeps_roster(person, association) -> bool:
    """Coordinators and administrators of the association itself."""
    return holds(person, association.pk, *OFFICE)


@rules.predicate
def sees_figures(person, association) -> bool:
    """Who keeps the roster, and Alliance staff, who see no names."""
    return is_alliance_staff(person) or holds(person, association.pk, *OFFICE)


for _name, _predicate in {
    "roster.import": keeps_roster,
    "roster.errand": keeps_roster,
    "roster.see": keeps_roster,
    "roster.figures": sees_figures,
    "roster.portal": rules.always_false,
}.items():
    rules.add_perm(_name, _predicate)
