"""What the clock starts."""

from associations.merging.actions import forget_old


def run() -> int:
    """Forgets what an undo would have needed, 30 days after a merge. Returns how many."""
    return forget_old()
