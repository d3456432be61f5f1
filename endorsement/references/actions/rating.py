"""What a rater does by their link: begin, save, send, decline. The link is the permission, checked under the lock."""

from dataclasses import dataclass

from django.db import transaction

from common import clock
from common.drafts.actions import save_version
from common.ids import hash_token
from common.workflow.engine import move
from endorsement.references import notifications
from endorsement.references.actions.links import LinkGone
from endorsement.references.enums import ReferenceState
from endorsement.references.models import Rating, RatingItemSet, Reference, ReferenceLink
from endorsement.references.queries import is_endorsed, people_by_address, shown_items
from endorsement.references.workflow import MACHINE, WAITING


@dataclass(frozen=True)
class _Rater:
    """Who acts: a name without an account."""

    name: str
    pk: None = None


@transaction.atomic
def save_draft(*, token: str, version: int, changes: dict, item_set_id: int | None = None) -> Rating:
    """Saves what was typed and marks the reference opened; returns the rating with its next version.

    ``version`` is 0 as long as the page knows of no saved rating. ``changes``: answers, comment, known_since,
    overall; ``item_set_id`` as for ``queries.shown_items``. Raises LinkGone, or StaleVersion when another window
    saved meanwhile.
    """
    reference = _locked_by(token)
    rating = _save(reference, version, changes, item_set_id)
    _open(reference)
    return rating


@transaction.atomic
def send_rating(*, token: str, version: int, changes: dict, item_set_id: int | None = None) -> Reference:
    """Saves and hands the rating over, once. Raises LinkGone (also when it was sent before) or StaleVersion."""
    reference = _locked_by(token)
    rating = _save(reference, version, changes, item_set_id)
    reference = _open(reference)
    rating.sent_at = clock.now()
    rating.save(update_fields=["sent_at"])
    today = clock.today(reference.association.time_zone)
    rater_id = people_by_address([reference.rater_email]).get(reference.rater_email.lower())
    reference = move(
        MACHINE,
        reference,
        "send",
        by=_Rater(reference.rater_name),
        completed_on=today,
        rater_id=rater_id,
        endorsed=is_endorsed(rater_id, today),
    )
    notifications.thanks(reference)
    notifications.tell_applicant(reference, "done")
    return reference


@transaction.atomic
def decline(*, token: str, reason: str = "") -> Reference:
    """The rater will not give a rating; the reason is for the coordinator's eyes only. Raises LinkGone."""
    reference = _locked_by(token)
    Rating.objects.filter(reference=reference).delete()
    reference = move(MACHINE, reference, "decline", by=_Rater(reference.rater_name), reason=reason)
    notifications.tell_applicant(reference, "declined")
    return reference


def _locked_by(token: str) -> Reference:
    """The reference of a working link, locked. Raises ReferenceLink.DoesNotExist or LinkGone."""
    link = ReferenceLink.objects.get(token_hash=hash_token(token))
    reference = Reference.objects.select_for_update(of=("self",)).get(pk=link.reference_id)
    link.refresh_from_db()
    if link.ended_at or reference.state not in WAITING or reference.expires_at <= clock.now():
        raise LinkGone(reference)
    return reference


def _save(reference: Reference, version: int, changes: dict, item_set_id: int | None) -> Rating:
    """Locked by its reference, so two first saves cannot both make the row."""
    rating = Rating.objects.filter(reference=reference).first()
    if rating is None:
        rating = Rating.objects.create(reference=reference, item_set=_item_set(reference, item_set_id), version=0)
        version = 0
    saved = save_version(rating, version=version, changes=changes)
    Rating.objects.filter(pk=saved.pk).update(saved_at=clock.now())
    return saved


def _item_set(reference: Reference, item_set_id: int | None) -> RatingItemSet:
    """A row: the placeholders become one when the first rater answers them."""
    shown = shown_items(reference, item_set_id)
    if shown.pk is None:
        shown, _made = RatingItemSet.objects.get_or_create(
            association=None, language="en", version=0, defaults={"items": shown.items, "saved_at": clock.now()}
        )
    return shown


def _open(reference: Reference) -> Reference:
    if reference.state == ReferenceState.OPENED:
        return reference
    return move(MACHINE, reference, "open", by=_Rater(reference.rater_name), problem="")
