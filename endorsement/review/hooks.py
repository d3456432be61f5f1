"""What the review wants to hear of upper rooms. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

# Each: ids of snapshots -> what was decided on them, in a word, of those that are decided.
outcomes: list[Callable[[list[int]], dict[int, str]]] = []
