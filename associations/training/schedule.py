"""What the clock starts, every hour."""

from associations.training.actions import hold_what_is_over


def run() -> int:
    """Trainings that are over and wait for their attendance; returns how many began to wait."""
    return hold_what_is_over()
