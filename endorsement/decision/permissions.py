"""Who may decide, and who may read the letter. Everything refused is answered 404."""

import rules

from endorsement.application.permissions import handles, is_applicant

# Nobody decides their own application; a colleague's goes to the deputy or Alliance staff: both are in ``handles``.
TABLE = {
    "decision.decide": handles,
    "decision.read_letters": is_applicant,
}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, application) -> bool:
    """``may(request.person, "decision.decide", application)``. Raises KeyError for an unknown permission."""
    return TABLE[permission].test(person, application)
