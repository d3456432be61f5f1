"""Trainings, who is on their lists, and what attending earned, read for pages, letters and upper rooms."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Address, Person
from associations.directory.models import Association
from associations.directory.queries import members_of_the_alliance
from associations.people.queries import managed_by
from associations.training.enums import COUNTED, PUBLIC, Means, State
from associations.training.models import (
    AttendanceCertificate,
    Attendee,
    Presence,
    Training,
    TrainingProvider,
    TrainingSession,
)
from common.ids import clean_code
from competencies.standard.models import Competency

__all__ = ["managed_by"]

A_YEAR = datetime.timedelta(days=365)


def visible_to(person, association: Association) -> QuerySet[Training]:
    """The trainings of an association for those who look after them: drafts too, the newest first."""
    rows = Training.objects.filter(association__in=managed_by(person)) if person else Training.objects.none()
    return rows.filter(association=association).select_related("association", "provider")


def for_office(person, association: Association) -> QuerySet[Training]:
    """The same with ``listed`` (how many are on the list)."""
    here = Q(attendees__withdrawn_at__isnull=True)
    rows = visible_to(person, association).annotate(listed=Count("attendees", filter=here))
    return rows.order_by(F("first_day").desc(nulls_first=True), "-pk")


def public() -> QuerySet[Training]:
    """What everybody may read: announced by an association of the Alliance, now or once."""
    rows = Training.objects.filter(state__in=PUBLIC, association__in=members_of_the_alliance())
    return rows.select_related("association", "provider")


def coming(day: datetime.date) -> QuerySet[Training]:
    """What is announced and not over on ``day``, the next first; also what was cancelled, so that nobody comes."""
    rows = public().filter(state__in=(State.ANNOUNCED, State.CANCELLED), last_day__gte=day)
    return rows.annotate(hours=_hours()).order_by("first_day", "title", "pk")


def past(day: datetime.date) -> QuerySet[Training]:
    """What is over on ``day``, the latest first."""
    rows = public().exclude(state=State.CANCELLED).filter(last_day__lt=day)
    return rows.annotate(hours=_hours()).order_by("-first_day", "title", "pk")


def _hours():
    return Sum("sessions__hours", filter=Q(sessions__dropped_at__isnull=True))


def sessions_of(training: Training, *, dropped: bool = False) -> list[TrainingSession]:
    """Its sessions in the order of time, with their competencies; those that fell out only when asked. Two queries."""
    rows = TrainingSession.objects.filter(training=training)
    rows = rows if dropped else rows.filter(dropped_at__isnull=True)
    competencies = Competency.objects.order_by("position")
    return list(rows.prefetch_related(Prefetch("competencies", competencies)))


def providers_of(association: Association) -> QuerySet[TrainingProvider]:
    return TrainingProvider.objects.filter(association=association)


def person_of(email: str) -> Person | None:
    """Whose address this is: proved by its owner, or on a roster for somebody who does not sign in."""
    theirs = Q(verified_at__isnull=False) | Q(person__user__isnull=True)
    found = Address.objects.filter(theirs, email__iexact=email).select_related("person").first()
    return found.person if found else None


# Who is on the list


def listed(training: Training) -> QuerySet[Attendee]:
    """Who is on the list now, by name."""
    return Attendee.objects.filter(training=training, withdrawn_at__isnull=True)


def list_of(session: TrainingSession) -> QuerySet[Attendee]:
    """The list of one session, by name, with ``here``: whether they were there; ``told``: a visitor said so."""
    there = Presence.objects.filter(session=session, attendee=OuterRef("pk"))
    return listed(session.training).annotate(
        here=Exists(there.filter(means__in=COUNTED)), told=Exists(there.filter(means=Means.TOLD))
    )


def told_of(training: Training) -> int:
    """How many on the list have a check-in that nobody proved."""
    rows = Presence.objects.filter(session__training=training, session__dropped_at__isnull=True, means=Means.TOLD)
    return rows.filter(attendee__withdrawn_at__isnull=True).values("attendee").distinct().count()


def takes_registrations(training: Training, now: datetime.datetime) -> bool:
    """Whether one can still register: it is announced, and a session has not ended. At most one query."""
    running = TrainingSession.objects.filter(training=training, dropped_at__isnull=True, ends_at__gt=now)
    return training.state == State.ANNOUNCED and running.exists()


def attendee_of(person: Person | None, training: Training) -> Attendee | None:
    """The person's own place on the list."""
    if not person:
        return None
    return Attendee.objects.filter(training=training, person=person, withdrawn_at__isnull=True).first()


def mine(person: Person) -> QuerySet[Attendee]:
    """Where a person is on the list, the newest first, with ``papers``: their certificates in force."""
    papers = AttendanceCertificate.objects.filter(superseded_at__isnull=True, withdrawn_at__isnull=True)
    return (
        Attendee.objects.filter(person=person, withdrawn_at__isnull=True)
        .select_related("training__association", "training__provider")
        .prefetch_related(Prefetch("certificates", papers.order_by("-revision"), to_attr="papers"))
        .order_by(F("training__first_day").desc(nulls_last=True), "-pk")
    )


def attended_of(training: Training) -> QuerySet[Attendee]:
    """Everybody on the list, by name, with their presences. Two queries."""
    return listed(training).prefetch_related("presences")


def session_coded(code: str) -> TrainingSession | None:
    rows = TrainingSession.objects.filter(code=code, training__state__in=PUBLIC)
    return rows.select_related("training__association").first()


# Certificates of attendance


def certificates_for(person: Person) -> QuerySet[AttendanceCertificate]:
    """Those that were printed and count, for their owner and for the office of the association."""
    theirs = Q(attendee__person=person) | Q(attendee__training__association__in=managed_by(person))
    rows = AttendanceCertificate.objects.filter(theirs, state=AttendanceCertificate.State.ISSUED)
    return rows.filter(withdrawn_at__isnull=True).select_related("attendee__training__association")


def certificate_numbered(typed: str) -> AttendanceCertificate | None:
    """The certificate of this number, as it is printed or typed."""
    rows = AttendanceCertificate.objects.filter(code=clean_code(typed)[:12], state=AttendanceCertificate.State.ISSUED)
    return rows.first()


def papers_of(training: Training) -> int:
    """How many certificates are out and count."""
    rows = AttendanceCertificate.objects.filter(attendee__training=training, state=AttendanceCertificate.State.ISSUED)
    return rows.filter(superseded_at__isnull=True, withdrawn_at__isnull=True).count()


def stopped_of(training: Training) -> list[AttendanceCertificate]:
    """Certificates that could not be printed, the newest of each attendee."""
    later = AttendanceCertificate.objects.filter(attendee=OuterRef("attendee"), revision__gt=OuterRef("revision"))
    rows = AttendanceCertificate.objects.filter(attendee__training=training, state=AttendanceCertificate.State.STOPPED)
    return list(rows.exclude(Exists(later)).select_related("attendee").order_by("attendee__name", "pk"))


def in_feed(day: datetime.date) -> QuerySet[Training]:
    """What a subscribed calendar has: all to come, and a year back."""
    return public().filter(last_day__gte=day - A_YEAR).order_by("first_day", "pk")


# What attending earned


@dataclass(frozen=True)
class Credit:
    """What one attendee earned in one topic. ``held_on``: the last day of it, in the association's time zone."""

    attendee: Attendee
    topic: str
    hours: Decimal
    held_on: datetime.date
    competencies: frozenset[int]


def credits_of(training: Training, attendees: Collection[Attendee]) -> list[Credit]:
    """What these attendees earned, topic by topic, once attendance is closed; nothing before. Three queries."""
    if training.state != State.CLOSED:
        return []
    zone = ZoneInfo(training.association.time_zone)
    sessions = {one.pk: one for one in sessions_of(training)}
    by_pk = {one.pk: one for one in attendees}
    attended = defaultdict(list)
    there = Presence.objects.filter(
        attendee__in=by_pk, attendee__withdrawn_at__isnull=True, session__in=sessions, means__in=COUNTED
    )
    for attendee, session in there.order_by("attendee", "session__starts_at").values_list("attendee_id", "session_id"):
        attended[attendee, sessions[session].topic].append(sessions[session])
    return [
        Credit(
            attendee=by_pk[attendee],
            topic=topic,
            hours=sum((one.hours for one in taken), Decimal(0)),
            held_on=max(one.starts_at.astimezone(zone).date() for one in taken),
            competencies=frozenset(known.pk for one in taken for known in one.competencies.all()),
        )
        for (attendee, topic), taken in attended.items()
    ]


# Ready to be announced


def missing(training: Training, sessions: Collection[TrainingSession]) -> list[str]:
    """What a training lacks to be announced, in sentences."""
    sentences = []
    if not sessions:
        sentences.append(_("Add at least one session with its time and hours."))
    unmapped = [one for one in sessions if not one.competencies.all()]
    if unmapped:
        sentences.append(_("Choose the competencies of each session: they are what its hours show."))
    if not training.online and not training.place:
        sentences.append(_("Say where it is, or that it is online."))
    zone = ZoneInfo(training.association.time_zone)
    days = [one.starts_at.astimezone(zone).date() for one in sessions]
    if training.provider and not all(training.provider.approved_on(day) for day in days):
        sentences.append(_("%(name)s is not approved on all days of it.") % {"name": training.provider.name})
    return sentences
