"""Drafts and editions for tests, by the portal's own actions."""

import datetime

from competencies.editions import actions, queries
from competencies.standard.queries import standard

FIRST = datetime.date(2098, 1, 1)


def draft(by, key="2098", base="2025"):
    edition = standard().edition_named(base)
    return actions.copy_edition(edition=edition, key=key, in_force_from=FIRST, by=by)


def asks(draft, by, kind="FA", key="training.hours", **params):
    """The draft asks this, whatever it asked before; without parameters, it asks it no longer."""
    return _set(draft, by, kind, key, params or None)


def asks_plainly(draft, by, kind, key):
    """The draft asks what has no parameters."""
    return _set(draft, by, kind, key, {})


def _set(draft, by, kind, key, params):
    draft.refresh_from_db()
    seen = queries.mark_of(draft.requirements.get(kind, {}).get(key))
    return actions.set_requirement(draft=draft, kind=kind, key=key, params=params, seen=seen, by=by)


def asks_competencies(draft, by, kind="FA", **changes):
    """The draft has these standings for competencies (by position, such as ``c0="example"``, "" for not asked)."""
    draft.refresh_from_db()
    now = queries.standings_of(draft, kind)
    keys = list(standard().competencies)
    new = now | {keys[int(name[1:])]: standing for name, standing in changes.items()}
    standings = {key: standing for key, standing in new.items() if standing}
    return actions.set_competencies(draft=draft, kind=kind, standings=standings, seen=queries.mark_of(now), by=by)


def published(draft, by, *, since=FIRST, grace=None):
    draft.refresh_from_db()
    return actions.publish(draft=draft, in_force_from=since, grace_until=grace, version=draft.version, by=by)
