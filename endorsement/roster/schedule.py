"""What the clock starts, every hour."""

from endorsement.roster.actions.batches import forget_old


def run() -> int:
    """Forgets the rows of imports older than thirty days. Returns how many batches."""
    return forget_old()
