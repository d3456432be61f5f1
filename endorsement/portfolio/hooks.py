"""What upper rooms add to the portfolio: plain functions in lists, registered in ``EndorsementConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Summary:
    """How far one application is: ``met`` of ``total`` requirements, ``note`` in words; ``url`` leads to the rest."""

    title: str
    url: str
    met: int
    total: int
    note: str = ""


document_readers: list[Callable] = []
"""``(person, document) -> bool``: whether someone other than the owner may read the file, e.g. a reviewer of an
application whose snapshot cites it. Asked for removed files too: what was submitted stays readable."""

asked_parts: list[Callable] = []
"""``(person) -> set[str]``: which of the seldom asked parts (``licences``, ``rsc_given``, ``leadership``,
``internship``) an application of the person asks for today."""

summaries: list[Callable] = []
"""``(person) -> list[Summary]``: how far the person's applications are, shown above the list of entries."""


def asked_of(person) -> set[str]:
    """What all of ``asked_parts`` say together."""
    return {part for about in asked_parts for part in about(person)}
