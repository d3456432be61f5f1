"""Who may see and change entries and files. Everything else of a portfolio belongs to its person alone."""

import rules

from endorsement.portfolio import hooks


@rules.predicate
def owns(person, thing) -> bool:
    """The entry or file is the person's own."""
    return bool(person) and thing.person_id == person.pk


@rules.predicate
def still_there(_person, thing) -> bool:
    return thing.removed_at is None


@rules.predicate
def cited_to(person, document) -> bool:
    """An upper room vouches for this reader; never asked for visitors."""
    return bool(person) and any(may_read(person, document) for may_read in hooks.document_readers)


TABLE = {
    "portfolio.change_entry": owns,
    "portfolio.read_document": (owns & still_there) | cited_to,
    "portfolio.remove_document": owns & still_there,
}
for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, thing) -> bool:
    """``may(request.person, "portfolio.read_document", document)``. Raises KeyError for an unknown permission."""
    return TABLE[permission].test(person, thing)
