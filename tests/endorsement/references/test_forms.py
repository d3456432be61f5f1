"""The rating form itself."""

from endorsement.references.forms import RatingForm
from endorsement.references.models import RatingItemSet

ITEMS = [{"key": "a", "group": "One", "text": "First"}, {"key": "b", "group": "Two", "text": "Second"}]


def test_what_is_missing_is_told_in_the_order_of_the_page():
    form = RatingForm({}, item_set=RatingItemSet(version=1, items=ITEMS))
    choose = "Please choose one. “Not enough information” is an answer too."
    assert [(name, list(errors)) for name, errors in form.errors.items()] == [
        ("known_since", ["Please write a few words."]),
        ("item_a", [choose]),
        ("item_b", [choose]),
        ("overall", ["Please choose one."]),
    ]
