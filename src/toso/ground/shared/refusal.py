class Refusal(Exception):
    """An expected "no", safe to show: a Vietnamese sentence that says what is wrong and what to do.

    ``field`` names the form field at fault, when there is one, so that the page can put the
    sentence beside it.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field
