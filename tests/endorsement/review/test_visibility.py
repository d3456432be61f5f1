"""Blindness, as a table."""

import pytest

from endorsement.review.visibility import Seat, may_see, seat_of, seen

ONE, TWO, THIRD, COORDINATOR, APPLICANT = 1, 2, 3, 8, 9


def seats(one, two=None, third=None):
    found = [Seat(ONE, one)]
    if two:
        found.append(Seat(TWO, two))
    if third:
        found.append(Seat(THIRD, third, is_third=True))
    return found


# (seats, viewer, handles) -> ids of the reviewers whose judgements are seen
TABLE = [
    # before anybody signs, everyone sees their own only
    (("asked", "asked"), ONE, False, {ONE}),
    (("open", "open"), ONE, False, {ONE}),
    (("open", "open"), COORDINATOR, True, set()),
    (("open", "open"), APPLICANT, False, set()),
    # one has signed: the other must not see it, neither may the one who signed see the other's draft
    (("signed", "open"), ONE, False, {ONE}),
    (("signed", "open"), TWO, False, {TWO}),
    (("signed", "asked"), TWO, False, {TWO}),
    (("signed", "open"), COORDINATOR, True, {ONE}),
    (("signed", "open"), APPLICANT, False, set()),
    # one after the other: who waits sees nothing, and who has signed sees nobody before the last has
    (("asked", "waiting"), TWO, False, set()),
    (("signed", "waiting"), ONE, False, {ONE}),
    (("signed", "waiting"), TWO, True, set()),
    (("signed", "waiting"), COORDINATOR, True, {ONE}),
    # both have signed
    (("signed", "signed"), ONE, False, {ONE, TWO}),
    (("signed", "signed"), TWO, False, {ONE, TWO}),
    (("signed", "signed"), COORDINATOR, True, {ONE, TWO}),
    (("signed", "signed"), APPLICANT, False, set()),
    # a third reviewer stays blind until signing; the first two see each other
    (("signed", "signed", "open"), THIRD, False, {THIRD}),
    (("signed", "signed", "asked"), THIRD, False, {THIRD}),
    (("signed", "signed", "open"), ONE, False, {ONE, TWO}),
    (("signed", "signed", "open"), COORDINATOR, True, {ONE, TWO}),
    (("signed", "signed", "signed"), THIRD, False, {ONE, TWO, THIRD}),
    (("signed", "signed", "signed"), ONE, False, {ONE, TWO, THIRD}),
    # who handed back or was replaced sees nothing, not even their own; nobody sees theirs
    (("handed_back", "signed"), ONE, False, set()),
    (("cancelled", "signed"), ONE, False, set()),
    (("handed_back", "signed"), TWO, False, {TWO}),
    (("handed_back", "signed"), COORDINATOR, True, {TWO}),
    (("signed", "handed_back"), ONE, False, {ONE}),
    # a coordinator who reviews is a reviewer first
    (("open", "signed"), ONE, True, {ONE}),
    (("asked", "signed"), ONE, True, {ONE}),
    (("signed", "open"), ONE, True, {ONE}),
    (("signed", "signed"), ONE, True, {ONE, TWO}),
    (("handed_back", "signed"), ONE, True, {TWO}),
]


@pytest.mark.parametrize(("states", "viewer", "handles", "expected"), TABLE)
def test_who_sees_whose_judgements(states, viewer, handles, expected):
    everyone = seats(*states)
    found = {seat.reviewer_id for seat in everyone if may_see(viewer, seat, everyone, handles=handles)}
    assert found == expected


class _Assignment:
    def __init__(self, reviewer_id, state, is_third=False):
        self.reviewer_id, self.state, self.is_third = reviewer_id, state, is_third


def test_lists_obey_the_same_rule_and_keep_their_order():
    first, second = _Assignment(TWO, "signed"), _Assignment(ONE, "signed")
    assert seat_of(first) == Seat(TWO, "signed", False)
    assert seen(ONE, [first, second], handles=False) == [first, second]
    second.state = "open"
    assert seen(ONE, [first, second], handles=False) == [second]
