"""What the clock starts."""

from associations.people.renewing import remind_members


def run() -> int:
    """Whoever's membership ends or has ended, once per rule of their association. Returns how many mails."""
    return remind_members()
