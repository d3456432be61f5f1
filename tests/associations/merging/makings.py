"""A row of any model, filled by the kind of its fields; and the whole database as values."""

import datetime
import itertools
import uuid
from decimal import Decimal

from django.apps import apps
from django.db import models

from associations.people.enums import Role
from tests import factories

_count = itertools.count(1)
OURS = ("accounts", "associations", "common", "competencies", "endorsement")
# What a merge itself writes: that it happened, who was told, and the queue of the mails.
TRACES = {"associations.Merge", "common.AccessLog", "common.StatusChange", "common.Message", "common.Job"}


def row_of(model, depth=0, **given):
    """A row of the model with ``given``; what it needs besides is made too."""
    values = dict(given)
    if model._meta.label == "associations.RoleGrant":
        values |= {"association": factories.association(), "role": Role.REVIEWER}
    if model._meta.label == "associations.TrainingSession":
        values["ends_at"] = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    for field in model._meta.concrete_fields:
        if field.name in values or field.primary_key or field.has_default() or field.null:
            continue
        if field.blank and field.empty_strings_allowed:
            continue
        values[field.name] = _value(field, depth)
    made = model(**values)
    model._base_manager.bulk_create([made])
    return made


def _value(field, depth):
    number = next(_count)
    if isinstance(field, models.ForeignKey):
        label = field.related_model._meta.label
        if label == "accounts.Person":
            return factories.person(login=False)
        if label == "associations.Association":
            return factories.association(f"own-{number}") if field.unique else factories.association()
        return field.related_model._base_manager.first() or row_of(field.related_model, depth + 1)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2024, 5, 1, 9, 30, 15, 123456, tzinfo=datetime.UTC)
    if isinstance(field, models.DateField):
        return datetime.date(2024, 5, 1)
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.DecimalField):
        return Decimal(1)
    if isinstance(field, models.IntegerField):
        return number
    if isinstance(field, models.EmailField):
        return f"row{number}@people.example"
    # The end of it, which differs from row to row: PostgreSQL refuses what is longer than the column.
    return f"x{number}"[-field.max_length :] if field.max_length else f"x{number}"


def everything() -> dict[str, list[tuple]]:
    """Every row of every table of ours, but the traces."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for app in OURS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.label not in TRACES
    }
