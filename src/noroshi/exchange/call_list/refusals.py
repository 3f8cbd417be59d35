"""Why a whole file is not read as a call list; nothing of it is used."""

from noroshi.knowledge.words import Language, load_words


class CallListRefused(Exception):  # noqa: N818 reads as the sentence it raises
    """The file cannot be used. ``code`` names the sentence in ``call_list_refusal``, ``values`` fill it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = {name: str(value)[:300] for name, value in values.items()}

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: Language) -> str:
        """Return what is wrong with the file and what to do."""
        return load_words().text(f"call_list_refusal.{self.code}", language, **self.values)
