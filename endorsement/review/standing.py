"""Who may review by what they hold themselves. Pure: keys of categories go in, yes or no comes out."""

from collections.abc import Collection

from associations.policy.models import Policy
from competencies.assessment.facts import CATEGORIES_OF_KIND, ERS

LADDER = (("FA",), ("FS",), ("FRS",), ("MHS",), ("MHM-C", "MHM-P", "MHM-R/F"))
"""Kinds of category from the first to the highest; the mentors stand side by side."""

RANKS = {key: rank for rank, kinds in enumerate(LADDER) for kind in kinds for key in CATEGORIES_OF_KIND[kind]}


def may_review(standing: str, category: str, held: Collection[str]) -> bool:
    """Whether one who holds the categories ``held`` may review ``category`` by the association's ``reviewer_standing``.

    The same category or higher counts across both tracks. The add-on ERS stands beside the ladder: who holds it may
    review it, and so may mentors.
    """
    if standing == Policy.ReviewerStanding.ANY:
        return True
    if standing == Policy.ReviewerStanding.ENDORSED:
        return bool(held)
    asked = RANKS.get(category, len(LADDER) - 1)
    return any(RANKS.get(key, -1) >= asked for key in held) or (category == ERS and ERS in held)
