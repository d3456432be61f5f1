"""Proposing a difference from the core and putting it in force."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.policy.enums import OverlayState
from associations.policy.models import Overlay
from associations.policy.permissions import may_approve
from associations.policy.queries import faults_of, overlays_of, rule_of
from associations.policy.workflow import MACHINE
from common import clock
from common.ids import new_code
from common.workflow.engine import move
from common.workflow.models import StatusChange
from competencies.assessment.reading import DocumentFault
from competencies.standard.directions import SAME, overlay_direction
from competencies.standard.overlays import OverlayRule
from competencies.standard.queries import standard


class Refused(ValueError):
    """It cannot be done; ``str()`` is the sentence that says why."""


def _lock(association: Association) -> Association:
    """The association's row orders everything about its differences."""
    return Association.objects.select_for_update(of=("self",)).get(pk=association.pk)


def _checked(rule: OverlayRule, others: list[OverlayRule]) -> str:
    """The direction of an overlay that may stand beside the others. Raises Refused."""
    if faults := faults_of(rule, others):
        raise Refused(" ".join(faults))
    try:
        found = overlay_direction(standard(), rule)
    except DocumentFault as fault:
        words = {"places": "; ".join(place for place, _sentence in fault.faults)}
        raise Refused(_("The core does not ask this in a way that could be changed so: %(places)s.") % words) from fault
    if found == SAME:
        raise Refused(_("This is what the core asks already, so there is nothing to change."))
    return found


@transaction.atomic
def propose(*, association: Association, rule: OverlayRule, reason: str, by: Person) -> Overlay:
    """Keeps a proposal; it changes nothing before it is put in force. The same proposal, still waiting, is returned.

    Raises Refused with a sentence when it begins before the first edition, is in conflict with another difference on a
    shared day, or changes nothing.
    """
    _lock(association)
    values = {
        "requirement": rule.requirement,
        "params": dict(rule.params),
        "kinds": list(rule.kinds),
        "valid_from": rule.since,
        "valid_until": rule.until,
    }
    waiting = Overlay.objects.filter(association=association, state=OverlayState.PROPOSED, proposed_by=by)
    for row in waiting:
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
    _checked(rule, overlays_of(association))
    moment = clock.now()
    made = Overlay.objects.create(
        key=new_code(),
        association=association,
        state=OverlayState.PROPOSED,
        reason=reason.strip(),
        proposed_by=by,
        proposed_name=by.name,
        proposed_at=moment,
        **values,
    )
    StatusChange.objects.create(
        machine=MACHINE.name,
        object_id=made.pk,
        transition="propose",
        source="",
        target=made.state,
        by_id=by.pk,
        by_name=by.name,
        at=moment,
        reason=made.reason,
    )
    return made


@transaction.atomic
def approve(*, overlay: Overlay, by: Person) -> Overlay:
    """Puts a proposal in force on its days. Raises MoveGone when that was done or undone before, and Refused when it is
    not this person's to approve or no longer fits beside the others."""
    association = _lock(overlay.association)
    others = [rule for rule in overlays_of(association) if rule.key != overlay.key]
    found = _checked(rule_of(overlay, association.abbreviation), others)
    if not may_approve(by, overlay, found):
        raise Refused(_("What falls below the core, or cannot be compared with it, needs the Alliance's approval."))
    today = clock.today(association.time_zone)
    return move(MACHINE, overlay, "approve", by=by, approved_by_id=by.pk, approved_name=by.name, approved_on=today)


@transaction.atomic
def refuse(*, overlay: Overlay, reason: str, by: Person) -> Overlay:
    """The Alliance does not approve. Raises MoveGone."""
    return move(MACHINE, overlay, "refuse", by=by, reason=reason.strip())


@transaction.atomic
def withdraw(*, overlay: Overlay, by: Person) -> Overlay:
    """The association takes its proposal back. Raises MoveGone."""
    return move(MACHINE, overlay, "withdraw", by=by)


@transaction.atomic
def end(*, overlay: Overlay, by: Person) -> Overlay:
    """Today is its last day; on the days before it holds as it did. Raises MoveGone, and Refused for one of the loaded
    Standard, which ends in its file."""
    association = _lock(overlay.association)
    if overlay.is_shipped:
        raise Refused(_("This is part of the loaded Standard; it is ended there."))
    today = clock.today(association.time_zone)
    last = min(overlay.valid_until or today, today)
    return move(MACHINE, overlay, "end", by=by, valid_until=last)
