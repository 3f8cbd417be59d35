"""Voice: the wording and number formats of one language, and the small tables that many sections share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from noroshi.knowledge.words import Language, Words
from noroshi.render.formats import number, share
from noroshi.render.survey_blocks import Column, Table
from noroshi.report.survey_figures import Count

ProductNames: TypeAlias = Mapping[str, Mapping[str, str]]
BlindSpots: TypeAlias = Mapping[Language, Sequence[str]]

VERDICTS: Final = ("affected", "likely", "undetermined", "not_affected", "not_judged")


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """Speaks one language; unknown codes of an input are shown as they are."""

    words: Words
    language: Language
    names: ProductNames = {}
    blind_spots: BlindSpots = {}

    def say(self, key: str, **values: object) -> str:
        """Return a text of the report; KeyError where the words lack it."""
        return self.words.text(key, self.language, **values)

    def code(self, section: str, code: str) -> str:
        """Return the wording of a code, or the code itself where the words lack it."""
        return self.words.find(f"{section}.{code}", self.language) or code or self.say("page.unknown")

    def product(self, ident: str) -> str:
        """Return the product's name, or its id where no name was given."""
        return self.names.get(ident, {}).get(self.language) or ident or self.say("page.unknown")

    def part(self, count: int, of: int) -> str:
        """Return the number with its share of the denominator, as ``12 (35.3%)``; alone without a denominator."""
        if of <= 0:
            return number(count)
        return self.say("page.of_share", count=number(count), share=share(count, of))

    def ident(self, name: str) -> str:
        """Return an element id that is unique to this language."""
        return f"{self.language}-{name}"

    def counts_table(self, name: str, caption: str, head: tuple[str, str], rows: Iterable[tuple[str, Count]]) -> Table:
        """Return a table of (label, count) with number, denominator and share."""
        columns = (
            Column(head[0]),
            Column(head[1], "number"),
            Column(self.say("funnel.of"), "number"),
            Column(self.say("page.share"), "number"),
        )
        cells = tuple((label, number(c.count), number(c.of), self.per_cent(c.count, c.of)) for label, c in rows)
        return Table(self.ident(name), caption, columns, cells)

    def per_cent(self, count: int, of: int) -> str:
        """Return the share with its sign; a dash alone where there is no denominator."""
        return f"{share(count, of)}%" if of else share(count, of)
