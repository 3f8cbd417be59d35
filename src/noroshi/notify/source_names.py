"""What the observers are called: the words for the codes by which a survey names its sources."""

from collections.abc import Iterable

from noroshi.knowledge.words import Language, load_words


def source_names(codes: Iterable[str], language: Language) -> tuple[str, ...]:
    """Return the names of the sources in their order; a code that no words know stays as it is."""
    words = load_words()
    return tuple(words.find(f"source.{code}", language) or code for code in codes)
