"""What the clock starts, every hour."""

from endorsement.reports import actions


def run() -> int:
    """Mails saved views once a month and forgets workbooks older than a week. Returns how many of both."""
    return actions.mail_monthly() + actions.forget_old_exports()
