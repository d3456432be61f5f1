"""What the clock starts."""

from endorsement.award.actions import tell_lapsed


def run() -> int:
    """Mails to holders whose Endorsement has ended; returns how many were written."""
    return tell_lapsed()
