"""What the clock starts, every hour."""

from endorsement.portfolio import actions


def run() -> int:
    """Forgets uploaded documents that nobody took over. Returns how many."""
    return actions.forget_old_imports()
