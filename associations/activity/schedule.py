"""What the clock starts, every hour."""

from associations.activity.actions import remind_by_rule


def run() -> int:
    """Reminds of missing summaries; returns how many associations were reminded."""
    return remind_by_rule()
