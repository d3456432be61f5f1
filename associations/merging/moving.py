"""Rows that point at a person: found from the models themselves, moved to another person, and moved back.

Nothing here decides whether two are one; ``actions`` does. A record of what was done, in JSON, is enough to undo it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.apps import apps
from django.db import models, router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from accounts.models import Person
from associations.merging import hooks

FILLED = ("printed_name", "phone", "resides_in")
"""What the person who stays takes over where they have nothing."""


class Link(NamedTuple):
    """A foreign key to a person."""

    model: type[models.Model]
    field: models.ForeignKey

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    def rows(self, person: Person) -> models.QuerySet:
        return self.model._base_manager.filter(**{self.field.name: person}).order_by("pk")


def links() -> list[Link]:
    """Every foreign key to a person in any app, the hidden ones too."""
    found = [
        Link(one.related_model, one.field)
        for one in Person._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]
    return sorted(found, key=lambda link: link.label)


def moved() -> list[Link]:
    return [link for link in links() if link.label not in hooks.stays]


def rules_of(link: Link) -> Iterator[tuple[list[str], models.Q]]:
    """The unique rules a row could break by moving: the other fields of each, and where it holds."""
    name = link.field.name
    if link.field.unique:
        yield [], models.Q()
    for fields in link.model._meta.unique_together:
        if name in fields:
            yield [one for one in fields if one != name], models.Q()
    for rule in link.model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and name in rule.fields:
            yield [one for one in rule.fields if one != name], rule.condition or models.Q()


def clashing(link: Link, kept: Person, gone: Person) -> list[models.Model]:
    """The rows of ``gone`` that cannot be beside those of ``kept``."""
    found = {}
    for fields, condition in rules_of(link):
        known = set(link.rows(kept).filter(condition).values_list(*fields or ["pk"]))
        if not known:
            continue
        for row in link.rows(gone).filter(condition):
            key = tuple(getattr(row, link.model._meta.get_field(one).attname) for one in fields)
            if not fields or (key in known and None not in key):
                found[row.pk] = row
    return list(found.values())


@dataclass
class Plan:
    """What a merge would do. ``moves``: label -> ids; ``away``: rows put away; ``changes``: label, id, field, value."""

    moves: dict[str, list[int]] = field(default_factory=dict)
    away: list[models.Model] = field(default_factory=list)
    changes: list[tuple[str, int, str, object]] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def plan(kept: Person, gone: Person) -> Plan:
    """Reads only. ``clashes`` are the labels of foreign keys whose rows cannot be beside each other."""
    made = Plan()
    for link in moved():
        ids = list(link.rows(gone).values_list("pk", flat=True))
        if not ids:
            continue
        in_the_way = clashing(link, kept, gone)
        if link.label in hooks.gives_way:
            values = hooks.gives_way[link.label].items()
            made.changes += [(link.label, row.pk, name, value) for row in in_the_way for name, value in values]
        elif link.label in hooks.doubles and not any(map(_carries, in_the_way)):
            made.away += in_the_way
            put_away = {row.pk for row in in_the_way}
            ids = [pk for pk in ids if pk not in put_away]
        elif in_the_way:
            made.clashes.append(link.label)
        made.moves[link.label] = ids
    return made


def _carries(row: models.Model) -> bool:
    """Whether something else hangs on a row."""
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return True
    more = sum(len(rows) for rows in collector.data.values()) > 1
    return more or any(rows.exists() for rows in collector.fast_deletes)


def carry_out(plan: Plan, kept: Person, gone: Person) -> dict:
    """In the caller's transaction. Returns the record."""
    record = {"moves": plan.moves, "away": [_kept(row) for row in plan.away], "changes": []}
    for row in plan.away:
        type(row)._base_manager.filter(pk=row.pk)._raw_delete(router.db_for_write(type(row)))
    for label, pk, name, value in plan.changes:
        rows = _link(label).model._base_manager.filter(pk=pk)
        record["changes"].append([label, pk, name, rows.values_list(name, flat=True).get(), value])
        rows.update(**{name: value})
    for label, ids in plan.moves.items():
        link = _link(label)
        link.model._base_manager.filter(pk__in=ids).update(**{link.field.name: kept})
    record["filled"] = _fill(kept, gone)
    return record


def _fill(kept: Person, gone: Person) -> dict[str, str]:
    filled = {name: getattr(gone, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}
    if filled:
        Person.objects.filter(pk=kept.pk).update(**filled)
    return filled


class Elsewhere(Exception):
    """A row that was moved belongs to somebody else by now."""


def carry_back(record: dict, kept: Person, gone: Person) -> None:
    """In the caller's transaction: the opposite. What was deleted since stays deleted; a newer value stays.

    Raises Elsewhere.
    """
    for label, ids in record["moves"].items():
        link = _link(label)
        rows = link.model._base_manager.filter(pk__in=ids)
        if rows.exclude(**{link.field.name: kept}).exists():
            raise Elsewhere(label)
        rows.update(**{link.field.name: gone})
    for label, pk, name, old, new in record["changes"]:
        _link(label).model._base_manager.filter(pk=pk, **{name: new}).update(**{name: old})
    for one in record["away"]:
        _restored(one)
    for name, value in record["filled"].items():
        Person.objects.filter(pk=kept.pk, **{name: value}).update(**{name: ""})


def _link(label: str) -> Link:
    model, _dot, name = label.rpartition(".")
    found = apps.get_model(model)
    return Link(found, found._meta.get_field(name))


def _kept(row: models.Model) -> dict:
    """A row as JSON, to the microsecond."""
    values = {}
    for column in row._meta.concrete_fields:
        value = column.value_from_object(row)
        values[column.attname] = None if value is None else column.value_to_string(row)
    return {"model": row._meta.label, "values": values}


def _restored(one: dict) -> None:
    model = apps.get_model(one["model"])
    columns = {column.attname: column for column in model._meta.concrete_fields}
    values = {name: None if text is None else columns[name].to_python(text) for name, text in one["values"].items()}
    model._base_manager.bulk_create([model(**values)])
