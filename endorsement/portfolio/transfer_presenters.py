"""The preview of an uploaded document as rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from competencies.standard.amounts import amount, number
from competencies.standard.queries import standard
from endorsement.portfolio.enums import AgeBand
from endorsement.portfolio.models import KINDS
from endorsement.portfolio.presenters import WORDS, Difference, title_of
from endorsement.portfolio.reading import NAMED_IN
from endorsement.portfolio.transfer import CHANGED, Item, Period

MOST_SHOWN = 200


@dataclass(frozen=True)
class ItemRow:
    """One entry of the document. ``missing``: what is still needed here before it can count."""

    title: str
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    choice: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class ItemSection:
    """The entries of one kind; ``more``: how many are not listed."""

    title: str
    rows: tuple[ItemRow, ...]
    more: int


def sections_of(items: list[Item]) -> list[ItemSection]:
    """By kind, in the document's order."""
    return [_section(kind, list(group)) for kind, group in groupby(items, key=lambda item: item.kind)]


def membership_section(periods: list[Period]) -> list[ItemSection]:
    """The memberships of WAIMH as a section of their own; none without any."""
    if not periods:
        return []
    rows = tuple(_membership_row(period) for period in periods[:MOST_SHOWN])
    return [ItemSection(_("Membership of WAIMH"), rows, len(periods) - len(rows))]


def _membership_row(period: Period) -> ItemRow:
    ends = date_format(period.ended_on, "DATE_FORMAT") if period.ended_on else _("no last day")
    differences = ()
    if period.what == CHANGED:
        ours = period.row.ended_on
        held = date_format(ours, "DATE_FORMAT") if ours else _("no last day")
        differences = (Difference(_("Until"), held, ends),)
    return ItemRow(
        _("Membership of WAIMH"), (date_format(period.started_on, "DATE_FORMAT"), ends), (), period.choice, differences
    )


def _section(kind: str, items: list[Item]) -> ItemSection:
    rows = tuple(_row(item) for item in items[:MOST_SHOWN])
    return ItemSection(str(WORDS[kind].title), rows, len(items) - len(rows))


def _row(item: Item) -> ItemRow:
    model = KINDS[item.kind]
    days = [item.values.get(name) for name in ("started_on", "ended_on", "held_on", "awarded_on", "issued_on")]
    hours = item.values.get("hours")
    return ItemRow(
        title=title_of(model(**item.values)),
        facts=(*(_shown(model, "", day) for day in days if day), *([amount(hours, "hours")] if hours else [])),
        missing=tuple(_label(model, name) for name in item.missing),
        choice=item.choice,
        differences=_differences(item) if item.what == CHANGED else (),
    )


def _differences(item: Item) -> tuple[Difference, ...]:
    """Field by field, what the portfolio holds and what the document says."""
    entry, model = item.entry, KINDS[item.kind]
    pairs = [
        (_label(model, name), _shown(model, name, getattr(entry, name)), _shown(model, name, value))
        for name, value in item.values.items()
        if name != NAMED_IN.get(item.kind)
    ]
    if item.competencies is not None:
        mine = {one.pk for one in entry.competencies.all()}
        pairs.append((_label(model, "competencies"), _titles(mine), _titles(item.competencies)))
    found = [Difference(label, ours or "–", theirs or "–") for label, ours, theirs in pairs if ours != theirs]
    if not entry.complete:
        found.append(Difference(_("State"), _("draft"), _("draft") if item.missing else _("finished")))
    return tuple(found)


def _label(model, name: str) -> str:
    return capfirst(model._meta.get_field(name).verbose_name)


def _titles(ids: set[int]) -> str:
    return ", ".join(row.title for row in standard().competencies.values() if row.pk in ids)


def _shown(model, name: str, value) -> str:
    """A column's value in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, list):
        return ", ".join(str(AgeBand(one).label) for one in value)
    choices = dict(model._meta.get_field(name).choices or ())
    return str(choices.get(value, "" if value is None else value))
