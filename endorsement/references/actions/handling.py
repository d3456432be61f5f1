"""What coordinators and administrators do, and an applicant's request for access."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from associations.directory.models import Association
from associations.directory.permissions import Act, refusal
from associations.policy.models import Policy
from associations.policy.queries import policy_on
from common import clock
from common.audit.actions import note_access
from common.outbox.models import Message
from common.workflow.engine import lock
from endorsement.references import items, notifications
from endorsement.references.actions.asking import Refused, note_move
from endorsement.references.enums import ReferenceState
from endorsement.references.models import RatingItemSet, Reference
from endorsement.references.queries import access_requests, newest_items


@transaction.atomic
def vet(*, reference: Reference, by: Person, note: str) -> Reference:
    """The coordinator has spoken with the rater, who is familiar with the Competency Guidelines. Twice changes nothing.

    An unendorsed rater is vetted by telephone and the decision recorded (Connecticut's published practice).
    """
    locked = lock(reference)
    if locked.vetted_at is None:
        locked.vetted_at, locked.vetted_by = clock.now(), by
        locked.save(update_fields=["vetted_at", "vetted_by"])
        note_move(locked, "vet", by=by, reason=note)
    return locked


@transaction.atomic
def withdraw_vetting(*, reference: Reference, by: Person, note: str) -> Reference:
    """Takes a vetting back, because it was noted by mistake. Twice changes nothing."""
    locked = lock(reference)
    if locked.vetted_at is not None:
        locked.vetted_at = locked.vetted_by = None
        locked.save(update_fields=["vetted_at", "vetted_by"])
        note_move(locked, "withdraw_vetting", by=by, reason=note)
    return locked


@transaction.atomic
def look_at_rating(*, reference: Reference, by: Person) -> None:
    """Notes that someone read what a rater wrote in confidence."""
    note_access(by=by, action="view rating", about=notifications.about(reference), scope=reference.association.slug)


def may_request_access(reference: Reference, policy: Policy) -> bool:
    """By the association's recorded policy: whether there is anybody to ask."""
    if reference.state != ReferenceState.DONE or policy.rating_access == Policy.RatingAccess.NEVER:
        return False
    return not (policy.rating_access == Policy.RatingAccess.UNLESS_WAIVED and reference.waived_access)


@transaction.atomic
def request_access(*, reference: Reference, by: Person) -> list[Message]:
    """The applicant asks to see a rating: the coordinators are written to, once, and it is logged.

    Raises Refused where the association's policy gives no access.
    """
    locked = lock(reference)
    policy = policy_on(locked.association, clock.today(locked.association.time_zone))
    if not may_request_access(locked, policy):
        raise Refused(_("By this association's policy there is no access to this rating."))
    if access_requests([locked]):
        return []
    note_access(by=by, action="request access", about=notifications.about(locked), scope=locked.association.slug)
    note_move(locked, "request_access", by=by)
    return notifications.access_requested(locked, by=by, policy_sentence=policy.get_rating_access_display())


@transaction.atomic
def save_items(*, association: Association, text: str, by: Person) -> RatingItemSet:
    """A new version of the association's statements, in its language.

    Raises items.ItemsFault, also where no licence is in force.
    """
    if refused := refusal(Act.TEXTS, association, clock.today(association.time_zone)):
        raise items.ItemsFault(refused)
    return publish_items(association=association, language=association.language, found=items.read(text), by=by)


@transaction.atomic
def publish_items(
    *, association: Association | None, language: str, found: list[dict], by: Person | None
) -> RatingItemSet:
    """A new version of the statements of one association, or of all (None), in a language.

    Ratings begun keep theirs. The same statements again change nothing.
    """
    # The association's row orders two saves at once; what is for all is published under the Standard's own lock.
    if association:
        Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    current = newest_items(association, language)
    if current and current.items == found:
        return current
    return RatingItemSet.objects.create(
        association=association,
        language=language,
        version=current.version + 1 if current else 1,
        items=found,
        saved_at=clock.now(),
        saved_by=by,
    )
