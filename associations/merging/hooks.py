"""What every room says about its rows when two people become one. Registered in ``AppConfig.ready``.

Every foreign key to a person is found from the models and moved, also one that is added one day (``moving.links``).
A room says what is different: keyed by ``"app.Model.field"``.
"""

from collections.abc import Callable

from accounts.models import Person

# Foreign keys that stay as they are.
stays: set[str] = set()

# Where both have the same by a unique rule: the double is put away, since it says nothing new.
doubles: set[str] = set()

# Where both have the same by a unique rule: the row moves all the same, with these values instead. Field -> value.
gives_way: dict[str, dict[str, object]] = {}

# Why a clash by a unique rule stops the merge, in a sentence; without one a general sentence is said.
clashes: dict[str, str] = {}

# What the rows are called in the preview. What has no word counts among the notes of what somebody did.
things: dict[str, str] = {}

# Each says in sentences why these two cannot be one person: (kept, gone) -> sentences.
obstacles: list[Callable[[Person, Person], list[str]]] = []
