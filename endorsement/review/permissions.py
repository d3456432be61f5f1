"""Who may do what in a review. Asked at the edge; everything refused is answered 404."""

import rules

from associations.people.enums import Role
from associations.people.queries import holds
from endorsement.application.permissions import handles, portal_only
from endorsement.review.workflow import ASKED_STATES, OWED_STATES


def reviews_there(person, assignment) -> bool:
    """The assignment is the person's own, and they are still a reviewer of that association."""
    if not person or assignment.reviewer_id != person.pk:
        return False
    application = assignment.cycle.application
    return application.person_id != person.pk and holds(person, application.association_id, Role.REVIEWER)


@rules.predicate
def is_reviewer(person, assignment) -> bool:
    """May look at the assignment: it is theirs, its turn has come, and it is neither handed back nor taken away."""
    return reviews_there(person, assignment) and assignment.state in ASKED_STATES


@rules.predicate
def owes_review(person, assignment) -> bool:
    """May answer about conflicts, judge, sign or hand back."""
    return reviews_there(person, assignment) and assignment.state in OWED_STATES


TABLE = {
    "review.view": is_reviewer,
    "review.judge": owes_review,
    "review.assign": handles,
    "review.compare": handles,
    "review.portal": portal_only,
}

for _name, _predicate in TABLE.items():
    rules.add_perm(_name, _predicate)


def may(person, permission: str, thing) -> bool:
    """``may(person, "review.view", assignment)``, ``may(person, "review.assign", application)``."""
    return TABLE[permission].test(person, thing)
