"""The policies of an association over time."""

from associations.directory.models import Association
from associations.policy.models import Policy
from associations.policy.queries import policy_on

__all__ = ["history_of", "policy_on"]


def history_of(association: Association) -> list[Policy]:
    """Every policy of the association, the latest day first, with who settled it. One query."""
    rows = Policy.objects.filter(association=association).select_related("settled_by")
    return list(rows.order_by("-valid_from"))
