"""What the clock starts, every hour."""

from associations.fees.actions import owe_late_fees


def run() -> int:
    """Late fees by the associations' rules; returns how many are owed anew."""
    return owe_late_fees()
