"""A document as PDF/A-2b or as pictures of its pages, drawn by Typst with the packaged fonts.

The document reaches Typst as data, so that nothing in it is read as markup, and the same document with the same time
gives the same bytes. No font, package or file of the machine is looked at.
"""

import hashlib
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import typst

from noroshi.knowledge.words import load_words
from noroshi.notify.documents.digest import SHORT, digest
from noroshi.notify.documents.model import Document
from noroshi.render.document_data import printed
from noroshi.render.font_coverage import font_files

TEMPLATES: Final = Path(__file__).parent / "typst"
STANDARD: Final = "a-2b"
BODY: Final = 10.5
LETTER: Final = 12.0
_STEPS: Final = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
_PAGES: Final = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)|/Count\s+(\d+)[^>]*?/Type\s*/Pages\b", re.DOTALL)
_REMEMBERED: Final = 10
_NOTHING: Final = {"title": "", "author": "", "words": {}}
_LOCK: Final = threading.Lock()


class RenderError(ValueError):
    """A document could not be drawn; the message names it and says why."""


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn document. ``sha256`` is of the PDF; ``points`` is the size of the body that fits its pages."""

    pdf: bytes
    pages: int
    sha256: str
    points: float


def render_pdf(document: Document, *, created: datetime) -> Rendered:
    """Return the document as PDF/A-2b of at most ``most_pages`` pages, in a smaller type where long values need it.

    ``created``: time with zone that the file states. Raises RenderError where it cannot be made to fit.
    """
    points = LETTER if document.letter else BODY
    for step in _STEPS:
        size = points - step
        pdf, pages = _fitting(document, size, created)
        if pages <= document.most_pages:
            return Rendered(pdf=pdf, pages=pages, sha256=hashlib.sha256(pdf).hexdigest(), points=size)
    raise RenderError(
        f"{document.kind} {document.id} fills {pages} pages; it may fill {document.most_pages}. Shorten its texts"
    )


def preview(document: Document, *, created: datetime, ppi: int = 96) -> tuple[bytes, ...]:
    """Return a PNG picture of each page, ``ppi`` pixels to the inch (30 to 300); as ``render_pdf`` would draw it."""
    if not 30 <= ppi <= 300:  # noqa: PLR2004 - both ends stand in the docstring
        raise RenderError(f"{ppi} pixels to the inch; use 30 to 300")
    drawn = render_pdf(document, created=created)
    item = document_item(document, drawn.points, drawn.pages)
    pictures = compile_items((item,), file_facts(document), created=created, kind="png", ppi=ppi)
    return tuple(pictures) if isinstance(pictures, list) else (pictures,)


def document_item(document: Document, points: float, pages: int, first_sheet: int | None = None) -> dict[str, Any]:
    """Return a document as the templates read it; ``first_sheet``: its first running number in a print run."""
    words = load_words()
    foot = words.text(
        "document_edge.foot",
        document.language,
        id=document.id,
        wording=document.wording[:SHORT],
        digest=digest(document)[:SHORT],
    )
    if document.reference:
        foot += "  " + words.text("document_edge.reference", document.language, reference=document.reference)
    data = printed(document) | {
        "foot": foot,
        "page_words": words.entries["document_edge.page"][document.language],
        "page_count": pages,
    }
    return {"item": "document", "size": points, "first_sheet": first_sheet, "document": data}


def file_facts(document: Document) -> dict[str, Any]:
    """Return what a file of one document states of itself."""
    return {"title": document.title, "author": "", "language": document.language, "words": {}, "sample": "", "name": ""}


def compile_items(
    items: tuple[Mapping[str, Any], ...],
    facts: Mapping[str, Any],
    *,
    created: datetime,
    kind: Literal["pdf", "png"] = "pdf",
    ppi: int = 96,
    tags: bool = True,
) -> Any:  # noqa: ANN401 - bytes, or a list of them for several pictures
    """Return what Typst makes of the items; RenderError with its message where it makes nothing.

    ``tags``: with the structure that screen readers use.
    """
    data = msgspec.json.encode({"facts": facts, "items": items}).decode()
    options: dict[str, Any] = {"pdf_standards": [STANDARD], "pdf_tags": tags} if kind == "pdf" else {"ppi": float(ppi)}
    try:
        with _LOCK:
            return _compiler().compile(
                format=kind, sys_inputs={"run": data}, timestamp=_whole_second(created), **options
            )
    except typst.TypstError as error:
        raise RenderError(f"the pages could not be drawn: {error}") from error


def forget_pages() -> None:
    """Let go of what Typst remembers of earlier pages: it forgets what has been of no use to ten later calls."""
    for _ in range(_REMEMBERED):
        compile_items((), _NOTHING, created=datetime.fromtimestamp(0, UTC))


def page_count(pdf: bytes) -> int:
    """Return the number of pages that a PDF of Typst states."""
    found = _PAGES.findall(pdf)
    if not found:
        raise RenderError("the file states no number of pages")
    return max(int(first or second) for first, second in found)


def _fitting(document: Document, points: float, created: datetime) -> tuple[bytes, int]:
    """Return the PDF with the right number of pages at its foot, and that number."""
    told = len(document.pages)
    pdf = compile_items((document_item(document, points, told),), file_facts(document), created=created)
    pages = page_count(pdf)
    if pages != told and pages <= document.most_pages:
        pdf = compile_items((document_item(document, points, pages),), file_facts(document), created=created)
    return pdf, pages


def _whole_second(created: datetime) -> int:
    if created.tzinfo is None:
        raise RenderError("the time of creation has no time zone")
    return int(created.astimezone(UTC).timestamp())


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({str(file.parent) for file in font_files()})
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    return typst.Compiler(input=TEMPLATES / "run.typ", root=TEMPLATES, font_paths=fonts)
