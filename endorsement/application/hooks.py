"""What upper rooms want to know about applications. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from endorsement.application.models import Application

# Called in the transaction that withdraws an application, so that open reviews end: (application, by).
withdrawn: list[Callable[[Application, object], None]] = []

# Each gives further parts of "everything that is mine": person -> {file name in the archive: JSON-ready value}.
personal_data: list[Callable[[object], dict[str, object]]] = []
