"""One thing done to many people of a roster: prepared, looked at, done by the worker. Safe twice."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.people import actions as people
from associations.people.models import Membership, RoleGrant
from associations.people.notifications import membership_ends
from associations.people.permissions import grantable
from common import clock
from common.jobs.actions import enqueue, finishing, report_progress
from common.jobs.models import Job
from common.workflow.engine import lock, move
from endorsement.roster import notifications
from endorsement.roster.enums import ErrandKind, ErrandState
from endorsement.roster.judging import judge
from endorsement.roster.models import Errand, ErrandPerson
from endorsement.roster.permissions import keeps_roster
from endorsement.roster.workflow import ERRAND

TASK = "endorsement.do_errand"
AT_ONCE = 50


class Refused(Exception):
    """What was asked cannot be done; ``str()`` is the sentence for people."""


class Changed(Refused):
    """It would no longer happen to the people who were looked at."""


@transaction.atomic
def begin_errand(*, association: Association, kind: str, people: Iterable[int], by: Person) -> Errand:
    """Whom it is about is settled now; what exactly, on the next page. Raises Refused for nobody."""
    ids = sorted(set(people))
    if not ids:
        raise Refused(_("Please tick somebody first, or choose everybody the list shows."))
    moment = clock.now()
    given = {} if kind == ErrandKind.REMIND else None
    errand = Errand.objects.create(
        association=association, kind=kind, given=given, begun_by=by, begun_at=moment, state_since=moment
    )
    ErrandPerson.objects.bulk_create((ErrandPerson(errand=errand, person_id=pk) for pk in ids), batch_size=1_000)
    if given is not None:
        judge(errand)
    return errand


@transaction.atomic
def fill_errand(*, errand: Errand, given: dict, by: Person) -> Errand:
    """What its form asked; everybody is judged by it. Raises Refused once it is on its way."""
    locked = _draft(errand)
    locked.given = given
    locked.save(update_fields=["given"])
    judge(locked)
    return locked


def _draft(errand: Errand) -> Errand:
    locked = lock(errand)
    if locked.state != ErrandState.DRAFT:
        raise Refused(_("This is already on its way. Nothing was changed."))
    return locked


def _counts(errand: Errand) -> tuple[int, int]:
    return errand.people.filter(left_out="").count(), errand.people.count()


@transaction.atomic
def do_errand(*, errand: Errand, by: Person) -> Errand:
    """Hands it to the worker, as it was looked at. Raises Refused when it would no longer be that, MoveGone."""
    locked = lock(errand)
    if locked.state == ErrandState.DRAFT:
        if locked.given is None:
            raise Refused(_("Please say first what is to be done."))
        before = _happens(locked)
        judge(locked)
        if _happens(locked) != before:
            raise Changed(_("Something changed since you looked. Please look again: nothing was done."))
        if not before:
            raise Refused(_("There is nobody left to whom this would happen."))
        if not _may(locked, by):
            raise Refused(_("You do not give this role."))
    moved = move(ERRAND, locked, "begin", by=by)
    key = f"{TASK}:{moved.pk}:{moved.state_since:%Y%m%d%H%M%S%f}"
    enqueue(TASK, key=key, args={"errand": moved.pk, "by": by.pk})
    return moved


def _happens(errand: Errand) -> set[int]:
    return set(errand.people.filter(left_out="", done=False).values_list("person_id", flat=True))


def _may(errand: Errand, by: Person) -> bool:
    role = errand.given.get("role")
    return keeps_roster(by, errand.association) and (role is None or role in grantable(by, errand.association))


def run_errand(job: Job) -> None:
    """The worker's part: fifty people in a transaction, so that progress shows; who was done is not done again."""
    errand = Errand.objects.select_related("association").get(pk=job.args["errand"])
    if errand.state != ErrandState.RUNNING:
        return
    by = Person.objects.get(pk=job.args["by"])
    if not _may(errand, by):
        with finishing(job):
            move(ERRAND, errand, "stop", by=None)
        return
    waiting = errand.people.filter(left_out="", done=False).order_by("pk")
    while chunk := list(waiting[:AT_ONCE]):
        with transaction.atomic():
            _do_chunk(errand, chunk, by)
        report_progress(job, errand.people.filter(done=True).count(), _counts(errand)[0])
    with finishing(job):
        move(ERRAND, errand, "done", by=None)


def _do_chunk(errand: Errand, chunk: list[ErrandPerson], by: Person) -> None:
    known = Person.objects.prefetch_related("addresses").in_bulk([row.person_id for row in chunk])
    for row in chunk:
        person = known.get(row.person_id)
        try:
            with transaction.atomic():
                if person is None or not _DO[errand.kind](errand, person, by):
                    row.left_out = "refused"
        except people.Refused:
            row.left_out = "refused"
        row.done = True
    ErrandPerson.objects.bulk_update(chunk, ["left_out", "done"])


def _invite(errand: Errand, person: Person, by: Person) -> bool:
    given = {"email": person.email, "name": person.name, "role": errand.given["role"]}
    return bool(person.email and people.invite(association=errand.association, by=by, **given))


def _letter(errand: Errand, person: Person, by: Person) -> bool:
    return bool(person.email and notifications.letter(errand, person))


def _grant(errand: Errand, person: Person, by: Person) -> bool:
    return bool(people.grant_role(person=person, role=errand.given["role"], association=errand.association, by=by))


def _end(errand: Errand, person: Person, by: Person) -> bool:
    held = RoleGrant.objects.filter(
        person=person, association=errand.association, role=errand.given["role"], ended_at__isnull=True
    ).first()
    return held is not None and bool(people.end_role(grant=held, by=by))


def _membership(errand: Errand, person: Person, by: Person) -> bool:
    first, last = errand.given["valid_from"], errand.given["valid_until"]
    made = people.add_membership(
        person=person,
        association=errand.association,
        valid_from=datetime.date.fromisoformat(first),
        valid_until=datetime.date.fromisoformat(last) if last else None,
        by=by,
    )
    return bool(made)


def _remind(errand: Errand, person: Person, by: Person) -> bool:
    periods = Membership.objects.filter(person=person, association=errand.association, valid_until__isnull=False)
    newest = periods.select_related("person", "association").order_by("-valid_until").first()
    today = clock.today(errand.association.time_zone)
    return newest is not None and bool(membership_ends(newest, f"errand-{errand.pk}", today))


_DO = {
    ErrandKind.INVITE: _invite,
    ErrandKind.LETTER: _letter,
    ErrandKind.GRANT: _grant,
    ErrandKind.END: _end,
    ErrandKind.MEMBERSHIP: _membership,
    ErrandKind.REMIND: _remind,
}


def gave_up(job: Job) -> None:
    """The worker tried again and again: the errand goes back to whoever prepared it; who was done stays done."""
    errand = Errand.objects.get(pk=job.args["errand"])
    if errand.state == ErrandState.RUNNING:
        move(ERRAND, errand, "stop", by=None)


@transaction.atomic
def discard_errand(*, errand: Errand, by: Person) -> Errand:
    """Throws away what was not done. Raises MoveGone."""
    return move(ERRAND, errand, "discard", by=by)
