"""What an action answers instead of acting. ``str()`` is a sentence for people."""


class Refused(Exception):
    """The action is not possible as asked; nothing was changed."""


class Incomplete(Refused):
    """A review that cannot be signed yet: ``competencies`` not judged, and whether the recommendation is missing."""

    def __init__(self, sentence: str, competencies: list, recommendation_missing: bool):
        self.competencies = competencies
        self.recommendation_missing = recommendation_missing
        super().__init__(sentence)
