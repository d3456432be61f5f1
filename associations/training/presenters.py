"""How trainings look."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from associations.directory.models import Association
from associations.training import queries
from associations.training.enums import COUNTED, State
from associations.training.models import AttendanceCertificate, Attendee, Training, TrainingSession
from common import clock
from common.components.dates import day_words
from common.workflow.models import StatusChange
from competencies.standard.amounts import number
from competencies.standard.models import Competency

TONES = {
    State.DRAFT: "warning",
    State.ANNOUNCED: "primary",
    State.HELD: "accent",
    State.CLOSED: "success",
    State.CANCELLED: "danger",
}
MOST_DATES = 8


def coming_dates(association: Association, day: datetime.date) -> list[tuple[datetime.date, str, str]]:
    """For ``directory.hooks.dates``: what an association announced, for its own page. One query."""
    rows = queries.coming(day).filter(association=association, state=State.ANNOUNCED)[:MOST_DATES]
    return [(one.first_day, one.title, page_of(one)) for one in rows]


def page_of(training: Training) -> str:
    """The address of a training's public page."""
    return reverse("training:page", args=[training.association.slug, training.code])


def tabs(association: Association, here: str) -> list[dict]:
    """``here``: the name of the page's address."""
    pages = (("office", _("Trainings")), ("providers", _("Approved providers")), ("coverage", _("What is taught")))
    return [
        {"label": label, "url": reverse(f"training:{name}", args=[association.slug]), "active": name == here}
        for name, label in pages
    ]


def hours_words(hours) -> str:
    """ "6.5 hours"; nothing for none."""
    if not hours:
        return ""
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": number(hours)}


def days_words(training: Training) -> str:
    """ "March 14, 2026" or "March 14, 2026 to March 16, 2026"; nothing while no session is planned."""
    if training.first_day is None:
        return ""
    first, last = (formats.date_format(day, "DATE_FORMAT") for day in (training.first_day, training.last_day))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def where_words(training: Training) -> str:
    """The place, "online", or both."""
    if training.online:
        return _("%(place)s, or online") % {"place": training.place} if training.place else _("online")
    return training.place


@dataclass(frozen=True)
class SessionRow:
    """A session as its page shows it."""

    session: TrainingSession
    title: str
    when: str
    hours: str
    topic: str
    competencies: tuple[str, ...]


def session_rows(training: Training, sessions: list[TrainingSession]) -> list[SessionRow]:
    """``sessions``: with their competencies."""
    zone = ZoneInfo(training.association.time_zone)
    return [
        SessionRow(
            session=one,
            title=one.title or training.title,
            when=time_words(one, zone),
            hours=hours_words(one.hours),
            topic=one.get_topic_display(),
            competencies=tuple(known.title[:1].upper() + known.title[1:] for known in one.competencies.all()),
        )
        for one in sessions
    ]


def time_words(session: TrainingSession, zone: ZoneInfo) -> str:
    """ "March 14, 2026, 9 a.m. to noon"."""
    begins, ends = (moment.astimezone(zone) for moment in (session.starts_at, session.ends_at))
    return _("%(day)s, %(begins)s to %(ends)s") % {
        "day": formats.date_format(begins, "DATE_FORMAT"),
        "begins": formats.time_format(begins, "TIME_FORMAT"),
        "ends": formats.time_format(ends, "TIME_FORMAT"),
    }


def zone_words(association: Association) -> str:
    return _("%(city)s time") % {"city": association.time_zone.rsplit("/", 1)[-1].replace("_", " ")}


def competency_areas() -> list[tuple[str, list[Competency]]]:
    """All competencies by area, in the Standard's order. One query."""
    rows = Competency.objects.order_by("position")
    return [(area, list(group)) for area, group in groupby(rows, key=lambda one: one.area)]


def card(training: Training) -> dict:
    """A training of ``queries.coming`` or ``past`` in a list."""
    return {
        "training": training,
        "url": page_of(training),
        "days": days_words(training),
        "where": where_words(training),
        "hours": hours_words(training.hours),
        "cancelled": training.state == State.CANCELLED,
    }


def turn(training: Training, begun: bool) -> tuple[str, bool]:
    """What is to be done or waited for, "" for nothing, and whether the office does it. ``begun``: its last session has
    begun."""
    if training.state == State.DRAFT:
        return _("Finish and announce it"), True
    if training.state == State.HELD or (training.state == State.ANNOUNCED and begun):
        return _("Look through the list and close the attendance"), True
    if training.state == State.ANNOUNCED:
        return _("the day"), False
    return "", False


def story(training: Training) -> list[dict]:
    """Its moves, the newest first. One query."""
    zone = training.association.time_zone
    labels = dict(State.choices)
    rows = StatusChange.objects.filter(machine="training", object_id=training.pk).order_by("-at", "-pk")
    return [
        {
            "when": day_words(row.at, zone),
            "title": labels[row.target],
            "text": row.reason,
            "actor": row.by_name,
            "tone": TONES[row.target],
        }
        for row in rows
    ]


def has_begun(sessions: list[TrainingSession]) -> bool:
    """Whether the last of these sessions has begun."""
    return bool(sessions) and max(one.starts_at for one in sessions) <= clock.now()


# For the office


def desk_rows(training: Training, sessions: list[TrainingSession]) -> list[dict]:
    """The sessions with what is done about each."""
    return [
        {
            "row": row,
            "dropped": row.session.dropped_at is not None,
            "edit": _session_page("session", training, row.session),
            "drop": _session_page("drop", training, row.session),
            "attendance": _session_page("attendance", training, row.session),
            "screen": _session_page("screen", training, row.session),
        }
        for row in session_rows(training, sessions)
    ]


def _session_page(name: str, training: Training, session: TrainingSession) -> str:
    return reverse(f"training:{name}", args=[training.association.slug, training.code, session.code])


def session_label(session: TrainingSession, training: Training, number: int) -> str:
    """What a session is called among the others of its training."""
    return session.title or _("Session %(number)s") % {"number": number}


def check_in_picture(token: str) -> SafeString:
    """The code as a picture in the page: no file that somebody could keep."""
    address = settings.PORTAL_URL + reverse("training:check_in", args=[token])
    made = segno.make(address, error="l", micro=False)
    return mark_safe(made.svg_inline(border=3, scale=8, omitsize=True, svgclass="qr-code", lineclass=None))


def file_head(training: Training, sessions: list[TrainingSession]) -> list[str]:
    labels = [session_label(one, training, number) for number, one in enumerate(sessions, start=1)]
    return ["name", "email", "on_the_list_by", *labels, "hours"]


def file_rows(attendees: Iterable[Attendee], sessions: list[TrainingSession]) -> Iterable[list]:
    """``attendees`` with their presences: 1 there, ? a check-in that nobody proved."""
    for one in attendees:
        means = {presence.session_id: presence.means for presence in one.presences.all()}
        there = {pk for pk, known in means.items() if known in COUNTED}
        hours = sum((session.hours for session in sessions if session.pk in there), Decimal(0))
        marks = ["1" if session.pk in there else "?" if session.pk in means else "" for session in sessions]
        yield [one.name, one.email, one.get_origin_display(), *marks, format(hours.normalize(), "f")]


# One's own, and whoever verifies


def place(attendee: Attendee) -> dict:
    """A row of "my trainings"."""
    training = attendee.training
    paper = next(iter(attendee.papers), None)
    return {
        "training": training,
        "url": page_of(training),
        "days": days_words(training),
        "where": where_words(training),
        "state": training.get_state_display(),
        "tone": TONES[training.state],
        "paper": paper if paper and paper.state == AttendanceCertificate.State.ISSUED else None,
        "printing": paper is not None and paper.state == AttendanceCertificate.State.WAITING,
        "hours": hours_words(Decimal(paper.facts["hours"])) if paper else "",
    }


def certificate_state(certificate: AttendanceCertificate) -> dict:
    """What verification says: a sentence with its tone, and the facts as rows."""
    facts = certificate.facts
    if certificate.withdrawn_at:
        tone, sentence = "danger", _("This certificate no longer counts: the list was corrected.")
    elif certificate.superseded_at:
        tone, sentence = "warning", _("This certificate was corrected: a newer one takes its place.")
    else:
        tone, sentence = "success", _("This certificate of attendance is genuine.")
    days = [datetime.date.fromisoformat(day) for day, _title, _hours in facts["sessions"]]
    span = list(dict.fromkeys(formats.date_format(day, "DATE_FORMAT") for day in (days[0], days[-1])))
    rows = [
        (_("Name"), facts["name"]),
        (_("Training"), facts["title"]),
        (_("Given by"), facts["given_by"]),
        (_("Association"), facts["association"]),
        (_("Days"), _(" to ").join(span)),
        (_("Hours"), number(Decimal(facts["hours"]))),
    ]
    return {"tone": tone, "sentence": sentence, "rows": [] if certificate.withdrawn_at else rows}
