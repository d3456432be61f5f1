"""Who looks after the trainings of an association: its coordinators and administrators, and Alliance staff."""

import rules

from associations.people.permissions import looks_after_people

rules.add_perm("training.manage", looks_after_people)
