"""Attendance of a training turned into entries of portfolios, mapped and verified."""

from django.db import transaction

from associations.training.models import Attendee
from associations.training.models import Training as Held
from associations.training.queries import Credit, credits_of
from endorsement.portfolio.models import Training


@transaction.atomic
def land(training: Held, attendees: list[Attendee], by) -> None:
    """For ``associations.training.hooks.settled``: the portfolios of these attendees say what they attended.

    One entry for each topic. Twice is once; corrected attendance corrects the entry, and takes it away when nothing is
    left of it. What the person took out stays out. Submitted snapshots are never touched. Five queries, and three more
    for each entry that changes.
    """
    earned = {(one.attendee.pk, one.topic): one for one in credits_of(training, attendees) if one.attendee.person_id}
    rows = Training.objects.select_for_update(of=("self",)).filter(attended__in=attendees).order_by("pk")
    for entry in rows.prefetch_related("competencies"):
        credit = earned.pop((entry.attended_id, entry.topic), None)
        if credit is None:
            entry.delete()
        else:
            _correct(entry, training, credit)
    made = Training.objects.bulk_create(
        Training(
            person_id=credit.attendee.person_id,
            attended=credit.attendee,
            topic=topic,
            complete=True,
            **_facts(training, credit),
        )
        for (_attendee, topic), credit in earned.items()
    )
    _map({entry.pk: credit.competencies for entry, credit in zip(made, earned.values(), strict=True)})


def _facts(training: Held, credit: Credit) -> dict:
    return {
        "title": training.title,
        "provider": training.given_by,
        "held_on": credit.held_on,
        "hours": credit.hours,
    }


def _correct(entry: Training, training: Held, credit: Credit) -> None:
    facts = _facts(training, credit)
    mapped = {one.pk for one in entry.competencies.all()}
    if mapped == credit.competencies and all(getattr(entry, name) == value for name, value in facts.items()):
        return
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.version += 1
    entry.save()
    entry.competencies.set(credit.competencies)


def _map(competencies: dict[int, frozenset[int]]) -> None:
    through = Training.competencies.through
    through.objects.bulk_create(
        through(training_id=entry, competency_id=competency)
        for entry, known in competencies.items()
        for competency in sorted(known)
    )
