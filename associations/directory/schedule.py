"""What the clock starts, every hour."""

from associations.directory.actions import remind_of_renewals


def run() -> int:
    """Reminders of licences to renew; returns how many licences were told of."""
    return remind_of_renewals()
