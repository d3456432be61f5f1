"""Preparing a training: its facts, its sessions, and the providers whose trainings an association approves."""

import datetime
from collections.abc import Collection
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.training import notifications, queries
from associations.training.actions.faults import Refused
from associations.training.enums import QUARTER, State
from associations.training.models import Training, TrainingProvider, TrainingSession
from common import clock
from common.drafts.actions import save_version
from common.workflow.engine import lock

EDITABLE = (State.DRAFT, State.ANNOUNCED, State.HELD)
LONGEST = datetime.timedelta(hours=24)


@transaction.atomic
def save_training(
    *, association: Association, code: str, facts: dict, by: Person, training: Training | None = None, version: int = 0
) -> Training:
    """A draft, made with this ``code`` (twice is once), or ``training`` with other facts.

    Raises StaleVersion when another window saved meanwhile, and Refused when it is over, when the provider is not this
    association's, or when the list is longer than the seats.
    """
    _check_provider(association, facts.get("provider"))
    moment = clock.now()
    if training is None:
        begun = {"association": association, "state_since": moment, "created_at": moment, "changed_at": moment}
        made, new = Training.objects.get_or_create(code=code, defaults={**facts, **begun})
        if not new and made.association_id != association.pk:
            raise Refused(_("Please open the form anew."))
        return made
    locked = _editable(training)
    seats = facts.get("seats")
    if seats is not None and seats < queries.listed(locked).count():
        raise Refused(_("More people are on the list already."), "seats")
    saved = save_version(locked, version=version, changes=facts)
    if saved.version != locked.version:
        _touched(saved)
    if saved.state != State.DRAFT:
        _still_complete(saved)
    return saved


def _check_provider(association: Association, provider: TrainingProvider | None) -> None:
    if provider is not None and provider.association_id != association.pk:
        raise Refused(_("Please choose one of the list."), "provider")


def _editable(training: Training) -> Training:
    locked = lock(training)
    if locked.state not in EDITABLE:
        raise Refused(_("This training is over: nothing about it changes any more."))
    return locked


def _touched(training: Training, **changes) -> None:
    Training.objects.filter(pk=training.pk).update(changed_at=clock.now(), **changes)


def _still_complete(training: Training) -> None:
    """What is announced stays complete."""
    if missing := queries.missing(training, queries.sessions_of(training)):
        raise Refused(missing[0])


@transaction.atomic
def save_session(
    *,
    training: Training,
    code: str,
    title: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    hours: Decimal,
    topic: str,
    competencies: Collection[int],
    by: Person,
) -> TrainingSession:
    """The session of this ``code``, made or changed; what is there already changes nothing. Of other times who is on
    the list is told.

    Raises Refused when the hours are no quarter hours or longer than the session, when the session lasts over a day,
    or when the training is over.
    """
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Refused(_("A session ends after it begins, within a day. Please check the times."), "ends")
    if hours <= 0 or hours % QUARTER:
        raise Refused(_("Please write quarter hours above 0, such as 1.5 or 2.75."), "hours")
    if datetime.timedelta(hours=float(hours)) > ends_at - starts_at:
        raise Refused(_("These are more hours than the session lasts."), "hours")
    locked, moved = _editable(training), False
    facts = {"title": title, "starts_at": starts_at, "ends_at": ends_at, "hours": hours, "topic": topic}
    session = TrainingSession.objects.filter(code=code).first()
    if session is None:
        session = TrainingSession(training=locked, code=code, **facts)
    elif session.training_id != locked.pk or session.dropped_at:
        raise Refused(_("This session is not there any more."))
    else:
        same = set(session.competencies.values_list("pk", flat=True)) == set(competencies)
        if same and all(getattr(session, name) == value for name, value in facts.items()):
            return session
        session.revision += locked.state != State.DRAFT
        moved = session.starts_at != starts_at or session.ends_at != ends_at
        for name, value in facts.items():
            setattr(session, name, value)
    session.save()
    session.competencies.set(competencies)
    _settle_days(locked)
    if locked.state != State.DRAFT:
        _still_complete(locked)
    if moved:
        _tell_who_comes(locked)
    return session


def _tell_who_comes(training: Training) -> None:
    """Who is on the list of what is still to come learns of other times."""
    moment = clock.now()
    if training.state == State.ANNOUNCED:
        for attendee in queries.listed(training).select_related("training__association"):
            notifications.moved(attendee, moment)


def _settle_days(training: Training) -> None:
    """Keeps the first and the last day of the sessions."""
    zone = ZoneInfo(training.association.time_zone)
    span = TrainingSession.objects.filter(training=training, dropped_at__isnull=True).aggregate(
        first=models.Min("starts_at"), last=models.Max("starts_at")
    )
    days = {name: moment and moment.astimezone(zone).date() for name, moment in span.items()}
    _touched(training, first_day=days["first"], last_day=days["last"])


@transaction.atomic
def drop_session(*, session: TrainingSession, by: Person) -> None:
    """Takes a session away: out of a draft for good; of what is announced it is shown as fallen out.

    Raises Refused when somebody was there, or when it is the only one of an announced training.
    """
    locked = _editable(session.training)
    row = TrainingSession.objects.filter(pk=session.pk, dropped_at__isnull=True).first()
    if row is None:
        return
    if row.presences.exists():
        raise Refused(_("Somebody was there in this session already."))
    if locked.state == State.DRAFT:
        row.delete()
    elif locked.sessions.filter(dropped_at__isnull=True).count() == 1:
        raise Refused(_("It is the only session. Cancel the training instead."))
    else:
        row.dropped_at, row.revision = clock.now(), row.revision + 1
        row.save(update_fields=["dropped_at", "revision"])
        _tell_who_comes(locked)
    _settle_days(locked)


@transaction.atomic
def discard(*, training: Training, by: Person) -> None:
    """Throws a draft away; nobody has seen it. What was announced is cancelled instead: Refused."""
    row = Training.objects.select_for_update(of=("self",)).filter(pk=training.pk).first()
    if row is None:
        return
    if row.state != State.DRAFT:
        raise Refused(_("It is announced already. Cancel it instead, so that nobody comes."))
    row.delete()


@transaction.atomic
def save_provider(
    *,
    association: Association,
    name: str,
    website: str,
    approved_from: datetime.date,
    approved_until: datetime.date | None,
    note: str,
    by: Person,
    provider: TrainingProvider | None = None,
) -> TrainingProvider:
    """Somebody whose trainings are approved, new or corrected. Raises Refused for a second one of the same name."""
    if approved_until and approved_until < approved_from:
        raise Refused(_("This day lies before the first day. Please check both."), "approved_until")
    facts = {
        "name": name,
        "website": website,
        "approved_from": approved_from,
        "approved_until": approved_until,
        "note": note,
    }
    row = provider and TrainingProvider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    row = row or TrainingProvider(association=association)
    for field, value in facts.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_("A provider of this name is there already."), "name") from None
    return row
