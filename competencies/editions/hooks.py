"""What upper rooms add to a draft: parts of its page, and what stands against publishing it.

They register plain functions in ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from competencies.editions.models import EditionDraft
from competencies.standard.queries import Standard


@dataclass(frozen=True)
class Panel:
    """A part of the page of a draft: what it says, and where it leads."""

    title: str
    text: str
    label: str
    url: str


panels: list[Callable[[EditionDraft], Panel]] = []

obstacles: list[Callable[[Standard], list[str]]] = []
"""Each answers with sentences about what would no longer fit the Standard as it would be; none lets it be published."""
