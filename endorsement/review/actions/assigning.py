"""Asking reviewers: the first ones, a third, another instead of one who stepped aside."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from associations.fees import holding
from common import clock
from common.workflow.engine import MoveGone, move
from endorsement.application.enums import ApplicationState
from endorsement.application.models import Application
from endorsement.application.queries import newest_snapshot, unpaid_before
from endorsement.application.workflow import MACHINE as APPLICATIONS
from endorsement.review import notifications, queries
from endorsement.review.actions.faults import Refused
from endorsement.review.actions.locking import lock_application, lock_assignment
from endorsement.review.actions.turns import somebody_owes
from endorsement.review.enums import AssignmentState
from endorsement.review.models import Assignment, Cycle
from endorsement.review.workflow import ACTIVE_STATES, MACHINE, OWED_STATES, UNSIGNED_STATES


@transaction.atomic
def assign(
    *,
    application: Application,
    reviewers: Sequence[Person],
    due_on: datetime.date,
    by: Person,
    another_person: Collection[int] = (),
) -> Cycle:
    """Opens the round of review of the newest snapshot and asks ``reviewers``, as many as the policy says: at once, or
    in the order given, each as many days for it as the first.

    ``another_person``: ids of reviewers of whom ``by`` says that only their name is that of someone close to the
    applicant. Raises MoveGone when the application is not waiting for it, Refused with the reason otherwise.
    """
    locked = lock_application(application)
    _still(locked, "send_to_review")
    wanted = queries.reviewers_wanted(locked)
    if len({person.pk for person in reviewers}) != wanted or len(reviewers) != wanted:
        raise Refused(
            ngettext("Please choose exactly %(count)d reviewer.", "Please choose exactly %(count)d reviewers.", wanted)
            % {"count": wanted}
        )
    _check(locked, reviewers, due_on, another_person)
    if closed := unpaid_before(locked, holding.ASSIGNMENT):
        raise Refused(closed)
    moved = move(APPLICATIONS, locked, "send_to_review", by=by)
    locked.state_since = moved.state_since
    cycle = Cycle.objects.create(application=locked, snapshot=newest_snapshot(locked), opened_at=clock.now())
    in_turn = queries.in_turn(locked)
    time = due_on - clock.today(locked.association.time_zone)
    for place, person in enumerate(reviewers):
        if in_turn and place:
            _ask(locked, cycle, person, due_on + place * time, wait_days=time.days)
        else:
            _ask(locked, cycle, person, due_on)
    notifications.sent_to_review(locked, len(reviewers), in_turn)
    application.state = locked.state
    return cycle


@transaction.atomic
def add_third(
    *,
    application: Application,
    reviewer: Person,
    due_on: datetime.date,
    by: Person,
    reason: str = "",
    another_person: Collection[int] = (),
) -> Assignment:
    """Asks one further reviewer where the signed reviews leave the coordinator in doubt."""
    locked = lock_application(application)
    _still(locked, "more_review")
    _check(locked, [reviewer], due_on, another_person)
    cycle = queries.current_cycle(locked)
    _refuse_seated(cycle, reviewer)
    move(APPLICATIONS, locked, "more_review", by=by, reason=reason)
    cycle.closed_at = None
    cycle.save(update_fields=["closed_at"])
    application.state = locked.state
    return _ask(locked, cycle, reviewer, due_on, is_third=True)


@transaction.atomic
def replace(
    *,
    assignment: Assignment,
    reviewer: Person,
    due_on: datetime.date,
    by: Person,
    another_person: Collection[int] = (),
) -> Assignment:
    """Asks ``reviewer`` instead of one who handed back or does not answer; what the first one wrote is kept.

    Raises Refused when somebody was asked instead already, MoveGone when the review was signed meanwhile.
    """
    locked = lock_application(assignment.cycle.application)
    if locked.state != ApplicationState.IN_REVIEW:
        raise Refused(_("This application is no longer in review, so nobody needs to be asked. Nothing was changed."))
    leaving = lock_assignment(assignment, locked)
    if leaving.state == AssignmentState.SIGNED:
        raise MoveGone(MACHINE, "cancel", leaving.state)
    cycle = leaving.cycle
    if leaving.state not in UNSIGNED_STATES and not queries.place_free(locked, cycle, cycle.assignments.all()):
        raise Refused(_("Somebody else was already asked instead. Nothing was changed."))
    _check(locked, [reviewer], due_on, another_person)
    _refuse_seated(cycle, reviewer)
    if leaving.state in UNSIGNED_STATES:
        told = leaving.state in OWED_STATES
        moved = move(MACHINE, leaving, "cancel", by=by)
        leaving.state_since = moved.state_since
        if told:
            notifications.taken_away(leaving, locked)
    wait_days = None
    if queries.in_turn(locked, cycle.opened_at) and somebody_owes(cycle):
        wait_days = (due_on - clock.today(locked.association.time_zone)).days
    return _ask(locked, cycle, reviewer, due_on, is_third=leaving.is_third, wait_days=wait_days)


def _still(application: Application, name: str) -> None:
    """Raises MoveGone before anything else is looked at, so that a second click hears what happened."""
    if application.state not in APPLICATIONS.transitions[name].sources:
        raise MoveGone(APPLICATIONS, name, application.state)


def _check(application, reviewers, due_on, another_person) -> None:
    """Raises Refused unless each reviewer may be asked and the day is still to come."""
    if due_on < clock.today(application.association.time_zone):
        raise Refused(_("The due date lies in the past. Please choose a later day."))
    known = {candidate.person.pk: candidate for candidate in queries.candidates(application)}
    for person in reviewers:
        candidate = known.get(person.pk)
        if candidate is None:
            raise Refused(_("%(name)s is not a reviewer of this association.") % {"name": person.name})
        if candidate.excluded or (candidate.doubtful and person.pk not in another_person):
            raise Refused(
                _("%(name)s cannot be chosen. %(reason)s")
                % {"name": person.name, "reason": candidate.conflicts[0].sentence}
            )


def _refuse_seated(cycle: Cycle, person: Person) -> None:
    if Assignment.objects.filter(cycle=cycle, reviewer=person, state__in=ACTIVE_STATES).exists():
        raise Refused(_("%(name)s already reviews this application.") % {"name": person.name})


def _ask(application, cycle, person, due_on, *, is_third=False, wait_days=None) -> Assignment:
    """A new assignment, or the old one of this round asked again with its judgements kept; and the letter.

    ``wait_days``: it is somebody else's turn, and so many days are this one's when it has come; then the letter goes.
    """
    moment, wait = clock.now(), wait_days is not None
    asked = {"assigned_at": moment, "due_on": due_on, "days": wait_days, "is_third": is_third}
    state = AssignmentState.WAITING if wait else AssignmentState.ASKED
    assignment, created = Assignment.objects.get_or_create(
        cycle=cycle, reviewer=person, defaults={"state": state, "state_since": moment, **asked}
    )
    if not created:
        name = "ask_later" if wait else "ask_again"
        assignment = move(MACHINE, assignment, name, by=None, handed_back_reason="", **asked)
    assignment.reviewer = person
    if not wait:
        notifications.asked(assignment, application)
    return assignment
