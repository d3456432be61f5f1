"""What upper rooms tell the sign-in. They register plain functions in ``AppConfig.ready``."""

from collections.abc import Callable

from accounts.models import Person

# Each says whether this person must sign in with a second factor.
second_factor_required: list[Callable[[Person], bool]] = []

# Called in the same transaction when a person has confirmed an address: (person, email).
address_confirmed: list[Callable[[Person, str], None]] = []

# Each says whether this person is Alliance staff.
alliance_staff: list[Callable[[Person], bool]] = []
