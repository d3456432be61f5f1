"""What the clock starts, every hour."""

from endorsement.references.actions.chasing import chase_due, expire_due


def run() -> int:
    """Reminders and expiries that are due. Returns how many references were touched."""
    return expire_due() + chase_due()
