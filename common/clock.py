"""The only place that reads the clock, so that every rule about time can be tested on any day."""

import datetime
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

_pretended: ContextVar[datetime.datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime.datetime:
    """This moment, aware, in UTC."""
    return _pretended.get() or timezone.now()


def today(zone: str = "UTC") -> datetime.date:
    """The date now in ``zone`` (an IANA name): a deadline is a date and a time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime.datetime):
    """Inside the block it is ``moment``, in this thread only: for invented histories and tests."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
