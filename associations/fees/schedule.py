"""What the clock starts, every hour."""

from associations.fees.actions import compare_everybody, owe_late_fees


def run() -> int:
    """Late fees by the associations' rules, and once a day a comparison with the providers; returns how many late fees
    are owed anew."""
    compare_everybody()
    return owe_late_fees()
