"""What the reviewers think, taken together; and when a decision must say why. Pure."""

from dataclasses import dataclass

from endorsement.decision.enums import Outcome
from endorsement.review.enums import Recommendation

# What a decision may follow without giving its own reason. Holding decides nothing, so it follows anything.
FOLLOWS = {
    Outcome.ENDORSE: {Recommendation.ENDORSE},
    Outcome.DEFER: {Recommendation.DEFER, Recommendation.MORE},
    Outcome.HOLD: set(Recommendation),
}


@dataclass(frozen=True)
class Opinion:
    """The signed recommendations, and whether the reviewers differ on any competency."""

    recommendations: tuple[str, ...]
    competencies_differ: bool = False

    @property
    def differ(self) -> bool:
        return self.competencies_differ or len(set(self.recommendations)) > 1

    @property
    def proposal(self) -> str:
        """The outcome that follows what all recommend, "" where they differ."""
        agreed = set(self.recommendations)
        if agreed == {Recommendation.ENDORSE}:
            return Outcome.ENDORSE
        if agreed and agreed <= FOLLOWS[Outcome.DEFER]:
            return Outcome.DEFER
        return ""


def needs_reason(outcome: str, opinion: Opinion) -> bool:
    """Whether ``outcome`` must be explained for the record: it goes against a reviewer, or they differ."""
    if outcome not in (Outcome.ENDORSE, Outcome.DEFER):
        return False
    against = any(one not in FOLLOWS[outcome] for one in opinion.recommendations)
    return against or opinion.differ
