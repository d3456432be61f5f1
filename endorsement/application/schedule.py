"""What the clock starts, every hour."""

from endorsement.application import actions


def run() -> int:
    """Forgets archives older than a week. Returns how many."""
    return actions.forget_old_exports()
