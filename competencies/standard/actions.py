"""What changes a published edition: deliberately, with a trace."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from common import clock
from competencies.standard.models import Amendment, Edition


def lock_editions() -> None:
    """Whoever loads, publishes or takes back an edition waits here for whoever does so already."""
    Edition.objects.select_for_update().order_by("pk").first()


@contextmanager
def amending(changes: dict[str, Iterable[str]], *, reason: str, by=None) -> Iterator[list[Amendment]]:
    """Inside the block, and its transaction, the published editions named may change; afterwards the trace stays.

    ``changes``: an edition's key -> what changes, as sentences. ``by``: who amends, None for the command.
    """
    moment = clock.now()
    with transaction.atomic():
        opened = Amendment.objects.bulk_create(
            Amendment(
                edition_key=key,
                reason=reason,
                changes=list(sentences),
                by_id=by.pk if by else None,
                by_name=by.name if by else "",
                opened_at=moment,
            )
            for key, sentences in sorted(changes.items())
        )
        yield opened
        Amendment.objects.filter(pk__in=[one.pk for one in opened]).update(closed_at=moment)
