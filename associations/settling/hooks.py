"""What upper rooms say about a policy before it applies. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from associations.directory.models import Association
from associations.policy.models import Policy

# Each: (association, policy in force before, policy to come) -> sentences about running work that the change touches.
effects: list[Callable[[Association, Policy, Policy], list[str]]] = []
