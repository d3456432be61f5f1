"""What upper rooms want to know about people. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from associations.people.models import Membership, RoleGrant

# Called in the transaction that ends a role, so that open work finds another hand: (grant, by).
role_ended: list[Callable] = []

# Each says in sentences what happens to the open work of a role when it ends: grant -> sentences, none without any.
open_work: list[Callable[[RoleGrant], list[str]]] = []

# Called in the transaction that notes a period of membership, not for a roster that is imported: (membership, by).
membership_added: list[Callable[[Membership, object], None]] = []

__all__ = ["RoleGrant", "membership_added", "open_work", "role_ended"]
