"""The parts of a report page: paragraphs, tables and figures as values, so that templates only lay them out."""

from typing import Literal, TypeAlias

import msgspec
from markupsafe import Markup

Kind: TypeAlias = Literal["text", "number", "code", "ident"]
Tone: TypeAlias = Literal["plain", "note", "warning"]


class Column(msgspec.Struct, frozen=True):
    """Heading of a column and how its cells are set: a ``code`` may break anywhere, an ``ident`` never breaks."""

    label: str
    kind: Kind = "text"


class Paragraph(msgspec.Struct, frozen=True, tag=True):
    """Running text."""

    text: str
    tone: Tone = "plain"


class Table(msgspec.Struct, frozen=True, tag=True):
    """A table; the first cell of a row is its heading. ``total`` is an optional last row."""

    ident: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


class Figure(msgspec.Struct, frozen=True, tag=True):
    """A drawing with its caption; ``wide`` drawings keep their size and scroll on a narrow screen."""

    caption: str
    svg: Markup
    wide: bool = False


class Bullets(msgspec.Struct, frozen=True, tag=True):
    """A list of sentences, each with the language that it is written in ('' = that of the page)."""

    items: tuple[tuple[str, str], ...]
    heading: str = ""


class Grid(msgspec.Struct, frozen=True, tag=True):
    """Figures and tables that stand side by side, two in a row, where there is room."""

    blocks: tuple[Figure | Table, ...]


Block: TypeAlias = Paragraph | Table | Figure | Grid | Bullets


class Section(msgspec.Struct, frozen=True):
    """A numbered part of the report."""

    ident: str
    title: str
    blocks: tuple[Block, ...]


class KeyFigure(msgspec.Struct, frozen=True):
    """One of the numbers at the top: label, number, and what it is a part of."""

    label: str
    value: str
    note: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One language of the page."""

    language: str
    title: str
    lead_title: str
    lead: tuple[Paragraph, ...]
    key_title: str
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    contents: str
    handling_label: str
    handling: str
    skip: str
    sample: str
    sample_short: str
    footnote: str
    scroll_hint: str
    figure_word: str
    table_word: str
