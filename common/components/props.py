"""Checks on what a component is given."""

from collections.abc import Mapping
from typing import Any

from common.icons import ICONS

TONES = ("neutral", "primary", "success", "warning", "danger", "info", "accent")
BUTTON_TONES = ("primary", "secondary", "quiet", "danger")
SIZES = ("sm", "md", "lg")


class PropError(ValueError):
    """A component was given something it does not understand. Raised while the page is rendered."""


def one_of(component: str, prop: str, value: str, allowed: tuple[str, ...]) -> str:
    """``value`` as it is, when ``allowed`` holds it."""
    if value not in allowed:
        raise PropError(f"{component}: {prop} is {value!r}; it may be one of {', '.join(allowed)}.")
    return value


def filled(component: str, prop: str, value: Any) -> Any:
    """``value`` as it is, unless it is nothing: a component without its words helps nobody."""
    if value is None or not str(value).strip():
        raise PropError(f"{component}: {prop} is empty.")
    return value


def icon_name(component: str, value: str) -> str:
    """``value`` as it is, when it is empty or an icon of the sprite."""
    if value and value not in ICONS:
        raise PropError(f"{component}: no icon {value!r} in common/icons.py.")
    return value


def rows(
    component: str, prop: str, items: Any, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[dict]:
    """Each item as a dict with all names, from a mapping, an object or a tuple in the order of the names.

    A missing required one raises ``PropError``; a missing optional one is ``""``. A mapping with a further key is
    refused, so that a misspelt one is seen.
    """
    if items is None or isinstance(items, str):
        raise PropError(f"{component}: {prop} must be a list.")
    return [_row(component, prop, item, required, optional) for item in items]


def _row(component, prop, item, required, optional):
    names = required + optional
    if isinstance(item, tuple):
        if not len(required) <= len(item) <= len(names):
            raise PropError(f"{component}: {prop} has a row of {len(item)} values for {', '.join(names)}.")
        given = dict(zip(names, item, strict=False))
    elif isinstance(item, Mapping):
        if unknown := sorted(set(item) - set(names)):
            raise PropError(f"{component}: {prop} has unknown {', '.join(map(repr, unknown))}.")
        given = dict(item)
    else:
        given = {name: getattr(item, name) for name in names if hasattr(item, name)}
    if missing := [name for name in required if name not in given]:
        raise PropError(f"{component}: {prop} lacks {', '.join(missing)}.")
    return dict.fromkeys(optional, "") | given
