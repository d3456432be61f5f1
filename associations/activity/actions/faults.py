"""Why an action was not done; ``str()`` is the sentence for the person."""


class Refused(ValueError):
    """Nothing was changed."""
