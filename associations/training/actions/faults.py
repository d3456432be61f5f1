class Refused(ValueError):
    """It cannot be done as asked; ``field`` names where, "" for the whole; ``str()`` is the sentence that says why."""

    def __init__(self, sentence: str, field: str = ""):
        self.field = field
        super().__init__(sentence)
