"""Which function does which task. Filled by the ``@job`` decorator, read by the ledger."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class JobSpec:
    """``lease``: seconds a worker may be silent before another takes over; ``tries``: attempts before giving up."""

    name: str
    run: Callable
    lease: int
    tries: int
    gave_up: Callable | None


SPECS: dict[str, JobSpec] = {}
