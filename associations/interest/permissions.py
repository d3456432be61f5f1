"""Only Alliance staff follow up interest and note assistance; asking is for everybody."""

import rules

from associations.people.permissions import is_staff

rules.add_perm("interest.follow", is_staff)
