"""What references ask upper rooms, which register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable, Iterable

# Each: cases -> those still being worked on. A case is (person id, association id, category id).
open_cases: list[Callable[[Iterable[tuple[int, int, int]]], set[tuple[int, int, int]]]] = []
