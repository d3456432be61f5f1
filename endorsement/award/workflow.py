"""The standing of an Endorsement, derived from its ledger of events."""

from django.utils.translation import gettext_lazy as _

from endorsement.award.enums import EventKind as Kind
from endorsement.award.enums import Standing

# From which standings staff may make each move.
MOVES = {
    Kind.SUSPENDED: frozenset({Standing.VALID}),
    Kind.REVOKED: frozenset({Standing.VALID, Standing.SUSPENDED}),
    Kind.REINSTATED: frozenset({Standing.SUSPENDED, Standing.REVOKED}),
}
LABELS = {
    Kind.SUSPENDED: _("Suspend"),
    Kind.REVOKED: _("Revoke"),
    Kind.REINSTATED: _("Reinstate"),
}
_AFTER = {
    Kind.AWARDED: Standing.VALID,
    Kind.IMPORTED: Standing.VALID,
    Kind.SUSPENDED: Standing.SUSPENDED,
    Kind.REVOKED: Standing.REVOKED,
    Kind.REINSTATED: Standing.VALID,
}


def standing_after(kinds) -> str:
    """The standing after events of these kinds, oldest first. A renewal or a new name changes nothing."""
    standing = Standing.VALID
    for kind in kinds:
        standing = _AFTER.get(kind, standing)
    return standing


def open_moves(standing: str) -> list[tuple[str, str]]:
    """``(kind, label)`` of what staff may do now."""
    return [(kind, LABELS[kind]) for kind, sources in MOVES.items() if standing in sources]
