"""Trainings as a calendar that other programs subscribe to: RFC 5545, moments in UTC, a session is an event.

What was cancelled stays in it as cancelled, so that it goes away there too.
"""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from associations.training.enums import State
from associations.training.models import Training, TrainingSession
from associations.training.presenters import page_of, where_words

LINE = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def text(value: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    kept = "".join(c for c in value if c in "\n\t" or c.isprintable())
    return kept.translate(_ESCAPES)


def folded(line: str) -> str:
    """At most 75 octets in a line, the next begins with a space (3.1); no character is cut."""
    parts, current, room = [], "", LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append(current)
            current, room = "", LINE - 1
        current += character
        room -= size
    return "\r\n ".join([*parts, current])


def _moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def events(trainings: Iterable[Training]) -> Iterable[list[str]]:
    host = urlsplit(settings.PORTAL_URL).hostname
    for training in trainings:
        for session in training.all_sessions:
            off = training.state == State.CANCELLED or session.dropped_at
            title = f"{training.title}: {session.title}" if session.title else training.title
            yield [
                "BEGIN:VEVENT",
                f"UID:{session.code}@{host}",
                f"DTSTAMP:{_moment(training.changed_at)}",
                f"LAST-MODIFIED:{_moment(training.changed_at)}",
                f"SEQUENCE:{session.revision + (training.state == State.CANCELLED)}",
                f"DTSTART:{_moment(session.starts_at)}",
                f"DTEND:{_moment(session.ends_at)}",
                f"SUMMARY:{text(_('Cancelled: %(title)s') % {'title': title} if off else title)}",
                f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}",
                f"LOCATION:{text(where_words(training))}",
                f"DESCRIPTION:{text(_('By %(provider)s') % {'provider': training.given_by})}",
                f"URL:{settings.PORTAL_URL}{page_of(training)}",
                "END:VEVENT",
            ]


def calendar(name: str, trainings: QuerySet[Training]) -> str:
    """The calendar as text. Two queries."""
    sessions = Prefetch("sessions", TrainingSession.objects.order_by("starts_at", "pk"), to_attr="all_sessions")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alliance Portal//Trainings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for event in events(trainings.prefetch_related(sessions)):
        lines += event
    return "\r\n".join(folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"
