"""What the terms of the sources allow: hand-over, printing, publication; whatever is unknown is refused by name."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from noroshi.knowledge.words import Language, load_words
from noroshi.model.survey import InputRecord

Use = Literal["may_hand_over", "may_print", "may_publish"]
Permission = Literal["yes", "no", "unknown"]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """One input that stands in the way: it says no, or nobody has read its terms yet."""

    input: str
    source: str
    licence: str
    answer: Permission


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """The answer for all inputs together: no if one says no, else unknown if one is unknown, else yes."""

    use: Use
    answer: Permission
    refusals: tuple[Refusal, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the use is allowed; an unknown answer is not."""
        return self.answer == "yes"

    def text(self, language: Language) -> tuple[str, ...]:
        """Return one sentence per input that stands in the way, or the one that says that none does."""
        words = load_words()
        use = words.text(f"terms_use.{self.use}", language)
        if self.open:
            return (words.text("terms.yes", language, use=use),)
        if not self.refusals:
            return (words.text("terms.nothing", language, use=use),)
        return tuple(
            words.text(
                f"terms.{refusal.answer}",
                language,
                use=use,
                input=refusal.input,
                source=refusal.source,
                licence=refusal.licence,
            )
            for refusal in self.refusals
        )


def may_hand_over(inputs: Iterable[InputRecord]) -> Gate:
    """Return whether what rests on these inputs may leave for another office."""
    return _gate("may_hand_over", inputs)


def may_print(inputs: Iterable[InputRecord]) -> Gate:
    """Return whether it may stand in a letter or on a call sheet."""
    return _gate("may_print", inputs)


def may_publish(inputs: Iterable[InputRecord]) -> Gate:
    """Return whether it may enter a public figure."""
    return _gate("may_publish", inputs)


def _gate(use: Use, inputs: Iterable[InputRecord]) -> Gate:
    asked = list(inputs)
    refusals = tuple(
        Refusal(input=item.path, source=item.source, licence=item.terms.licence, answer=answer)
        for item in asked
        if (answer := permission(getattr(item.terms, use))) != "yes"
    )
    if not asked:
        return Gate(use=use, answer="unknown")
    answers = {refusal.answer for refusal in refusals}
    total: Permission = "no" if "no" in answers else "unknown" if answers else "yes"
    return Gate(use=use, answer=total, refusals=refusals)


def permission(value: str) -> Permission:
    """Return a recorded term as one of the three answers; anything but a plain yes or no is unknown."""
    if value == "yes":
        return "yes"
    return "no" if value == "no" else "unknown"
