"""Making one of two records of a person, and two again. Safe twice, and twice at once."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person, User
from associations.directory.models import Association
from associations.merging import hooks, moving, notifications
from associations.merging.enums import MergeState
from associations.merging.models import Merge, TwoPeople
from associations.merging.permissions import needs_staff
from associations.merging.queries import still_undoable
from associations.merging.workflow import MACHINE
from associations.people.permissions import forget_roles
from common import clock
from common.audit.actions import note_access
from common.workflow.engine import lock, move


class Refused(Exception):
    """What was asked cannot be done; ``str()`` is the sentence for people."""


def in_the_way(plan: moving.Plan, kept: Person, gone: Person, by: Person) -> list[str]:
    """Why these two cannot be made one by ``by``, or at all: a sentence each."""
    why = [words for says in hooks.obstacles for words in says(kept, gone)]
    general = _("Both have something of which a person can have only one.")
    why += sorted({str(hooks.clashes.get(label, general)) for label in plan.clashes})
    if by.pk in (kept.pk, gone.pk):
        why.append(_("Nobody merges their own record: please ask a colleague."))
    return why


def _locked(kept: Person, gone: Person) -> tuple[Person, Person]:
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[kept.pk], found[gone.pk]


@transaction.atomic
def merge(*, kept: Person, gone: Person, association: Association | None, by: Person, reason: str = "") -> Merge:
    """Everything of ``gone`` is ``kept``'s from now on, and ``gone`` an empty shell. The same twice is one.

    The sign-in of who stays stays. Of two the other is closed, never joined: no sign-in opens more than before but
    the one that is left. Raises Refused.
    """
    kept, gone = _locked(kept, gone)
    done = Merge.objects.filter(kept=kept, gone=gone, state=MergeState.DONE).first()
    if done is not None:
        return done
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise Refused(_("One of the two was merged meanwhile. Nothing was changed."))
    plan = moving.plan(kept, gone)
    why = [*in_the_way(plan, kept, gone, by), *needs_staff(by, association, kept, gone)]
    if why:
        raise Refused(" ".join(why))
    try:
        with transaction.atomic():
            record = moving.carry_out(plan, kept, gone)
    except IntegrityError as error:
        raise Refused(_("Something changed meanwhile. Please look again.")) from error
    record["sign_in"] = _join_sign_ins(kept, gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    made = _noted(kept, gone, association, by, reason, record)
    forget_roles(kept)
    notifications.merged(made, record["sign_in"])
    return made


def _noted(kept, gone, association, by, reason, record) -> Merge:
    """The request that asked for it, granted; or a row of its own."""
    moment = clock.now()
    asked = Merge.objects.filter(kept__in=(kept, gone), gone__in=(kept, gone), state=MergeState.ASKED).first()
    if asked is None:
        asked = Merge.objects.create(
            kept=kept, gone=gone, association=association, asked_by=by, reason=reason, state_since=moment
        )
    scope = association.slug if association else ""
    note_access(by=by, action="merge people", about=f"person:{kept.pk}", scope=scope, reason=f"person:{gone.pk}")
    given = {"kept": kept, "gone": gone, "done_by": by, "done_at": moment, "record": record}
    return move(MACHINE, asked, "merge", by=by, **given)


def _join_sign_ins(kept: Person, gone: Person) -> dict:
    """What became of the sign-ins: ``moved`` or ``closed`` with the user's id, empty when there is nothing to do."""
    if gone.user_id is None:
        return {}
    if kept.user_id is None:
        user = gone.user_id
        Person.objects.filter(pk=gone.pk).update(user=None)
        Person.objects.filter(pk=kept.pk).update(user=user)
        return {"moved": user}
    open_still = User.objects.filter(pk=gone.user_id, is_active=True)
    closed = open_still.update(is_active=False, closed_for=_closed_for(gone))
    return {"closed": gone.user_id} if closed else {}


def _closed_for(gone: Person) -> str:
    return f"merged:{gone.pk}"


@transaction.atomic
def undo(*, merge: Merge, by: Person) -> Merge:
    """Two again, as they were; a sign-in that was closed for another reason meanwhile stays closed.

    Raises Refused for one of the two, after 30 days or when something stands in the way, MoveGone.
    """
    locked = lock(merge)
    if by.pk in (locked.kept_id, locked.gone_id):
        raise Refused(_("Nobody takes their own record apart: please ask a colleague."))
    if locked.state == MergeState.DONE and not still_undoable(locked):
        raise Refused(_("A merge can be taken apart for 30 days, and these are over."))
    kept, gone = _locked(locked.kept, locked.gone)
    moved = move(MACHINE, locked, "undo", by=by)
    if kept.merged_into_id:
        raise Refused(_("The one who stayed was merged again since. Take that apart first."))
    try:
        with transaction.atomic():
            moving.carry_back(locked.record, kept, gone)
    except (moving.Elsewhere, IntegrityError) as error:
        raise Refused(_("Something of what was moved has changed hands since, so this cannot be undone.")) from error
    _part_sign_ins(locked.record["sign_in"], kept, gone)
    Person.objects.filter(pk=gone.pk).update(merged_into=None)
    forget_roles(kept)
    note_access(by=by, action="undo merge", about=f"person:{kept.pk}", reason=f"person:{gone.pk}")
    return moved


def _part_sign_ins(sign_in: dict, kept: Person, gone: Person) -> None:
    if "closed" in sign_in:
        ours = User.objects.filter(pk=sign_in["closed"], closed_for=_closed_for(gone))
        ours.update(is_active=True, closed_for="")
    if "moved" in sign_in:
        if kept.user_id != sign_in["moved"]:
            raise Refused(_("The sign-in has changed hands since, so this cannot be undone."))
        Person.objects.filter(pk=kept.pk).update(user=None)
        Person.objects.filter(pk=gone.pk).update(user=sign_in["moved"])


@transaction.atomic
def ask_staff(*, kept: Person, gone: Person, association: Association, by: Person, reason: str) -> Merge:
    """An administrator asks the Alliance; the same two again is the same request. Raises Refused."""
    kept, gone = _locked(kept, gone)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise Refused(_("One of the two was merged meanwhile. Nothing was changed."))
    both = {"kept__in": (kept, gone), "gone__in": (kept, gone)}
    asked = Merge.objects.filter(state=MergeState.ASKED, **both).first()
    if asked is None:
        asked = Merge.objects.create(
            kept=kept, gone=gone, association=association, asked_by=by, reason=reason, state_since=clock.now()
        )
        notifications.asked(asked)
    return asked


@transaction.atomic
def decline(*, merge: Merge, by: Person, reason: str) -> Merge:
    """Alliance staff do not merge them. Raises MoveGone."""
    return move(MACHINE, merge, "decline", by=by, reason=reason)


@transaction.atomic
def note_two(*, one: Person, other: Person, by: Person) -> TwoPeople:
    """They are two people and are not proposed again. The same twice is one."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    given = {"noted_by": by, "noted_at": clock.now()}
    return TwoPeople.objects.get_or_create(one=first, other=second, defaults=given)[0]


def forget_old() -> int:
    """What an undo would need goes when it can no longer be undone; that there was a merge stays. Returns how many."""
    old = Merge.objects.filter(state=MergeState.DONE).exclude(record={})
    late = [one.pk for one in old if not still_undoable(one)]
    return Merge.objects.filter(pk__in=late).update(record={})
