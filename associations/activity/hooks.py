"""Figures that the portal already knows. Upper rooms register plain functions in ``AppConfig.ready``."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from associations.directory.models import Association


@dataclass(frozen=True)
class Figure:
    """One number about one association. ``key`` is stable over the years (at most 40 characters); ``sentence`` says in
    a whole sentence how it is counted, its day or year included."""

    key: str
    label: str
    value: int
    sentence: str


# Each: (association, the calendar year, the day of the count) -> its figures. The day is the year's last one, or today
# while the year runs; what happened after it does not count.
figures: list[Callable[[Association, int, datetime.date], list[Figure]]] = []
