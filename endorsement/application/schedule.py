"""What the clock starts, every hour."""

from endorsement.application import actions


def run() -> int:
    """Forgets archives older than a week; reminds of applications whose time runs out, and closes them. Returns how
    many."""
    return actions.forget_old_exports() + actions.lapse_due()
