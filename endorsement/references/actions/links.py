"""Links to the rating form: made, ended, found again."""

import datetime

from common import clock
from common.ids import hash_token, new_token
from endorsement.references.models import Reference, ReferenceLink


class LinkGone(Exception):
    """The link does not work (any more). ``reference`` is what it led to."""

    def __init__(self, reference: Reference):
        self.reference = reference
        super().__init__("this link no longer works")


def make_link(reference: Reference) -> tuple[ReferenceLink, str]:
    """A new link with its secret, which is known only now."""
    token = new_token()
    link = ReferenceLink.objects.create(reference=reference, token_hash=hash_token(token), sent_at=clock.now())
    return link, token


def end_links(reference: Reference) -> None:
    """Every link sent so far stops working."""
    ReferenceLink.objects.filter(reference=reference, ended_at__isnull=True).update(ended_at=clock.now())


def last_sent(reference: Reference) -> datetime.datetime | None:
    """When a mail with a link went to the rater last."""
    links = ReferenceLink.objects.filter(reference=reference).order_by("-sent_at")
    return links.values_list("sent_at", flat=True).first()
