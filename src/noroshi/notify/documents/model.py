"""A document before it has any looks: pages of blocks, every sentence with the id of its wording.

Texts are plain: nothing in them is markup. Whoever draws a document prints them as they are.
"""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import msgspec

from noroshi.knowledge.words import Language
from noroshi.model.campaign_evidence import Stage

Style = Literal["body", "small", "boxed", "closing"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with the id of its wording; ``ruby``: its parts with their readings, where it has any."""

    id: str
    text: str
    ruby: tuple[tuple[str, str], ...] = ()


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Where the address shows through the envelope, and where the sheet is folded, in millimetres from top and left.

    The default is the address field of DIN 5008 (20, 45, 85 × 45) on a sheet folded in thirds. Windows differ between
    makers of envelopes: an office measures its own.
    """

    left: float = 20
    top: float = 45
    width: float = 85
    height: float = 45
    folds: tuple[float, ...] = (99, 198)


class Heading(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="heading"):
    """A heading; ``level`` 1 is the document's title."""

    text: str
    level: Literal[1, 2] = 2


class Paragraph(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="paragraph"):
    """Sentences that belong together."""

    said: tuple[Said, ...]
    style: Style = "body"


class Items(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="items"):
    """A list, numbered where the order counts."""

    said: tuple[Said, ...]
    numbered: bool = False


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A label and its value; ``id``: the wording that says when the value may stand, '' where it asserts nothing."""

    label: str
    value: str
    id: str = ""


class Fields(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="fields"):
    """Labels with their values, one a line."""

    rows: tuple[Field, ...]


class Table(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="table"):
    """A table; ``widths`` are shares of the page's width, ``numbers`` the columns that are set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()


class Ticks(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="ticks"):
    """A question with boxes to tick; ``free``: labels of lines to write on, each with room for an answer."""

    question: Said
    options: tuple[str, ...]
    columns: int = 2
    free: tuple[str, ...] = ()


class FillIn(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="fill_in"):
    """Lines to write on, each with its label."""

    labels: tuple[str, ...]


class Masthead(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="masthead"):
    """The upper third of a letter: number and date to the right, the address in the window, the sender to the right.

    ``marks`` stand above the address (親展).
    """

    number: str = ""
    date: str = ""
    address: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    sender: tuple[str, ...] = ()


class Reference(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="reference"):
    """The reference number, large, and how it is read aloud ('' where that is of no use)."""

    label: str
    number: str
    reading: str = ""


class Code(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="code"):
    """A QR code of a text, with the text beside it."""

    text: str
    caption: str


class Seals(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="seals"):
    """Boxes for seals or signatures."""

    label: str
    titles: tuple[str, ...]


class Space(msgspec.Struct, frozen=True, kw_only=True, tag_field="block", tag="space"):
    """Empty room to write in, in millimetres."""

    height: int


Block: TypeAlias = (
    Heading | Paragraph | Items | Fields | Table | Ticks | FillIn | Masthead | Reference | Code | Seals | Space
)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Blocks that begin on a new page."""

    blocks: tuple[Block, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A whole document.

    ``stage``: FIRST where anybody may read it. ``most_pages``: it never fills more. ``sample``: words that stand on
    every page because no signed agency profile stands behind it, '' otherwise. ``wording``: digest of the words used.
    """

    kind: str
    id: str
    language: Language
    title: str
    stage: Stage
    wording: str
    pages: tuple[Page, ...]
    most_pages: int
    reference: str = ""
    handling: str = ""
    sample: str = ""
    window: Window | None = None
    letter: bool = False

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in order."""
        for page in self.pages:
            yield from page.blocks

    def said(self) -> Iterator[Said]:
        """Yield all sentences in order."""
        for block in self.blocks():
            if isinstance(block, Paragraph | Items):
                yield from block.said
            elif isinstance(block, Ticks):
                yield block.question

    def fields(self) -> Iterator[Field]:
        """Yield all values with their labels."""
        for block in self.blocks():
            if isinstance(block, Fields):
                yield from block.rows

    def texts(self) -> Iterator[str]:
        """Yield every text of the document, of every block and of the page's edges."""
        yield from (self.title, self.handling, self.sample, self.id)
        for block in self.blocks():
            yield from _texts(msgspec.to_builtins(block))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in {"block", "id", "style"}:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
