"""What other features add to an association's own page. They register plain functions in ``AppConfig.ready``."""

import datetime
from collections.abc import Callable

from associations.directory.models import Association

# Each: (association, day) -> rows ``(what for, how much)`` in words, as charged on that day.
fees: list[Callable[[Association, datetime.date], list[tuple[str, str]]]] = []
# Each: (association, day) -> rows ``(day, words, address)`` that lie on that day or after it.
dates: list[Callable[[Association, datetime.date], list[tuple[datetime.date, str, str]]]] = []
