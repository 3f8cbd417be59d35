"""A print run: many envelopes in one PDF, with running numbers, a sheet before each envelope, and a list in front."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from noroshi.knowledge.words import Language, load_words
from noroshi.notify.documents.digest import digest
from noroshi.notify.documents.model import Document
from noroshi.notify.documents.plain_text import NAME, printable
from noroshi.render.document_data import text
from noroshi.render.merge_pdf import merge_pdf
from noroshi.render.typst_pdf import (
    BODY,
    LETTER,
    RenderError,
    compile_items,
    document_item,
    forget_pages,
    page_count,
    render_pdf,
)

MOST_DOCUMENTS: Final = 2000
_EMPTY: Final[dict[str, Any]] = {"item": "empty"}
BATCH: Final = 20
"""Documents that Typst draws at a time; more would need more memory, fewer a larger file."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into one envelope, in this order. ``address``: its lines, for whoever fills it."""

    address: tuple[str, ...]
    documents: tuple[Document, ...]
    reference: str = ""


class RunEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a run.

    ``serial``: number of its envelope; ``first_sheet`` and ``last_sheet``: running numbers as printed; ``first_page``
    and ``last_page``: pages of the file, from 1; ``sha256``: digest of the document, as in
    ``notify.documents.digest``.
    """

    serial: int
    document: str
    kind: str
    reference: str
    first_sheet: int
    last_sheet: int
    first_page: int
    last_page: int
    sha256: str


class PrintRun(msgspec.Struct, frozen=True, kw_only=True):
    """The file to print, its digest and number of pages, and where each document is in it."""

    pdf: bytes
    sha256: str
    pages: int
    contents_pages: int
    entries: tuple[RunEntry, ...]


class _Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A document with the type size and pages that it fills, or, without a document, the sheet before an envelope."""

    serial: int
    envelope: Envelope
    first_sheet: int
    pages: int = 1
    document: Document | None = None
    points: float = BODY
    duplex: bool = False

    @property
    def filled(self) -> int:
        """Pages with the empty one behind an odd number, where both sides of the paper are printed."""
        return self.pages + (self.pages % 2 if self.duplex else 0)

    @property
    def last_sheet(self) -> int:
        return self.first_sheet + self.pages - 1


def print_run(
    envelopes: Iterable[Envelope], *, name: str, created: datetime, language: Language, duplex: bool = False
) -> PrintRun:
    """Return the merged file.

    ``duplex``: for a printer that prints both sides; a page is left empty where the next document would otherwise stand
    on the back of another one.

    Raises RenderError for an empty run, an envelope without a document, the same document twice, a document that does
    not fit its pages, or more than 2,000 documents.
    """
    given = tuple(envelopes)
    _check(given)
    facts = _facts(name, given, language)
    placed: list[_Placed] = []
    parts: list[bytes] = []
    begin = 1
    for batch in _batches(_planned(given, duplex=duplex)):
        drawn, pdf = _draw(batch, begin, len(given), facts, created)
        placed += drawn
        begin = drawn[-1].first_sheet + drawn[-1].filled
        parts.append(pdf)
        forget_pages()
    contents, before = _front(_contents(placed, len(given), begin - 1, language), facts, created, duplex=duplex)
    pdf = merge_pdf([contents, *parts])
    return PrintRun(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=before + begin - 1,
        contents_pages=before,
        entries=tuple(_entry(one, one.document, before) for one in placed if one.document is not None),
    )


def _check(envelopes: Sequence[Envelope]) -> None:
    ids = [document.id for envelope in envelopes for document in envelope.documents]
    if not ids or not all(envelope.documents for envelope in envelopes):
        raise RenderError("a print run needs envelopes, each with a document")
    if len(ids) > MOST_DOCUMENTS:
        raise RenderError(f"{len(ids)} documents in one print run; print at most {MOST_DOCUMENTS} at a time")
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise RenderError(f"document {twice} is twice in the print run; every printed document has its own id")


def _planned(envelopes: Sequence[Envelope], *, duplex: bool) -> list[_Placed]:
    """Return separators and documents in their order, each document with the pages that it begins."""
    planned = []
    for serial, envelope in enumerate(envelopes, 1):
        planned.append(_Placed(serial=serial, envelope=envelope, first_sheet=0, duplex=duplex))
        planned += [
            _Placed(
                serial=serial,
                envelope=envelope,
                first_sheet=0,
                pages=len(document.pages),
                document=document,
                duplex=duplex,
                points=LETTER if document.letter else BODY,
            )
            for document in envelope.documents
        ]
    return planned


def _batches(planned: Sequence[_Placed]) -> list[Sequence[_Placed]]:
    return [planned[at : at + BATCH] for at in range(0, len(planned), BATCH)]


def _draw(
    batch: Sequence[_Placed], begin: int, count: int, facts: dict[str, Any], created: datetime
) -> tuple[list[_Placed], bytes]:
    """Return the batch with its sheets, and its pages.

    A document never fills fewer pages than it begins; so if the batch fills as many as all of its documents begin, each
    fills exactly those. Otherwise each is drawn by itself first, to learn its type size and pages.
    """
    placed = _numbered(batch, begin)
    pdf = _compile(placed, count, facts, created)
    if page_count(pdf) != sum(one.filled for one in placed):
        placed = _numbered([_fitted(one, created) for one in batch], begin)
        pdf = _compile(placed, count, facts, created)
    if page_count(pdf) != sum(one.filled for one in placed):
        raise RenderError(f"sheets {begin} and following came out with another number of pages than each by itself")
    return placed, pdf


def _fitted(one: _Placed, created: datetime) -> _Placed:
    if one.document is None:
        return one
    drawn = render_pdf(one.document, created=created)
    return msgspec.structs.replace(one, pages=drawn.pages, points=drawn.points)


def _numbered(batch: Sequence[_Placed], begin: int) -> list[_Placed]:
    numbered = []
    for one in batch:
        numbered.append(msgspec.structs.replace(one, first_sheet=begin))
        begin += one.filled
    return numbered


def _compile(placed: Sequence[_Placed], count: int, facts: dict[str, Any], created: datetime) -> bytes:
    items: list[dict[str, Any]] = []
    for one in placed:
        items.append(_item(one, count, facts["language"]))
        items += [_EMPTY] * (one.filled - one.pages)
    pdf: bytes = compile_items(tuple(items), facts, created=created, tags=False)
    return pdf


def _front(contents: dict[str, Any], facts: dict[str, Any], created: datetime, *, duplex: bool) -> tuple[bytes, int]:
    """Return the list's pages and their number, even where both sides are printed."""
    pdf: bytes = compile_items((contents,), facts, created=created, tags=False)
    if duplex and page_count(pdf) % 2:
        pdf = compile_items((contents, _EMPTY), facts, created=created, tags=False)
    return pdf, page_count(pdf)


def _item(one: _Placed, count: int, language: Language) -> dict[str, Any]:
    if one.document is not None:
        return document_item(one.document, one.points, one.pages, one.first_sheet)
    envelope = one.envelope
    return {
        "item": "separator",
        "title": load_words().text("document_run.separator", language, serial=one.serial, count=count),
        "reference": text(printable(envelope.reference, NAME)),
        "address": [text(printable(line, NAME)) for line in envelope.address[:6]],
        "papers": [text(f"{document.title}  {document.id}") for document in envelope.documents],
        "sheet": one.first_sheet,
    }


def _contents(placed: Sequence[_Placed], envelopes: int, sheets: int, language: Language) -> dict[str, Any]:
    words = load_words()
    rows = [_row(one, one.document) for one in placed if one.document is not None]
    total = {"envelopes": envelopes, "documents": len(rows), "pages": sheets}
    heads = ("serial", "reference", "document", "pages", "digest")
    return {
        "item": "contents",
        "total": words.text("document_run.total", language, **total),
        "head": [words.text(f"document_run.{head}", language) for head in heads],
        "rows": rows,
    }


def _row(one: _Placed, document: Document) -> list[str]:
    title = text(f"{document.title}  {document.id}")
    sheets = f"{one.first_sheet}" if one.pages == 1 else f"{one.first_sheet}–{one.last_sheet}"
    return [str(one.serial), document.reference, title, sheets, digest(document)]


def _facts(name: str, envelopes: Sequence[Envelope], language: Language) -> dict[str, Any]:
    words = load_words()
    labels = {
        "title": words.text("document_run.title", language),
        "name": words.text("document_run.name", language),
        "note": words.text("document_run.separator_note", language),
        "sheet": words.entries["document_run.sheet"][language],
    }
    documents = (document for envelope in envelopes for document in envelope.documents)
    return {
        "title": labels["title"],
        "author": "",
        "language": language,
        "words": labels,
        "sample": next((document.sample for document in documents if document.sample), ""),
        "name": text(printable(name, NAME)),
    }


def _entry(one: _Placed, document: Document, before: int) -> RunEntry:
    return RunEntry(
        serial=one.serial,
        document=document.id,
        kind=document.kind,
        reference=document.reference,
        first_sheet=one.first_sheet,
        last_sheet=one.last_sheet,
        first_page=before + one.first_sheet,
        last_page=before + one.last_sheet,
        sha256=digest(document),
    )
