"""Saving as typed, without ever overwriting what another window saved."""

from django.db import models, transaction


class StaleVersion(Exception):
    """Someone saved this row meanwhile. ``current`` is the row as it is now."""

    def __init__(self, current):
        self.current = current
        super().__init__("stale version")


@transaction.atomic
def save_version(thing: models.Model, *, version: int, changes: dict) -> models.Model:
    """Saves ``changes`` onto the locked row if it still has ``version``; returns it with the next version.

    Raises StaleVersion otherwise. Saving what is there already changes nothing and keeps the version.
    """
    current = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    if all(getattr(current, field) == value for field, value in changes.items()):
        return current
    if current.version != version:
        raise StaleVersion(current)
    for field, value in changes.items():
        setattr(current, field, value)
    current.version = version + 1
    current.save(update_fields=[*changes, "version"])
    return current
