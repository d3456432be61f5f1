"""What the clock starts."""

from endorsement.review.actions import remind


def run() -> int:
    """Reminders of reviews due soon and late; returns how many were written."""
    return remind()
