"""Why a service would not do what a person asked: a key of the words, and the values of its sentence."""


class Refused(Exception):  # noqa: N818 reads as the sentence it raises
    """Nothing was saved; ``key`` names the sentence in the words (``desk_refused.<key>``), ``values`` fill it.

    ``field`` is the form field that the person should look at, '' where it concerns the whole.
    """

    def __init__(self, key: str, *, field: str = "", **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.field = field
        self.values = values
