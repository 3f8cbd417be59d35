"""Joins PDF files of Typst into one, described as the first one is; the same parts give the same bytes."""

import hashlib
import io
from collections.abc import Sequence
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, NameObject

_FROM_FIRST: Final = ("/Metadata", "/OutputIntents", "/Lang")


def merge_pdf(parts: Sequence[bytes]) -> bytes:
    """Return one file with all pages in order; ValueError where there is no part.

    Equal fonts of different parts are kept once each, so a part should hold many pages.
    """
    if not parts:
        raise ValueError("there is nothing to join")
    writer = PdfWriter()
    first = PdfReader(io.BytesIO(parts[0]))
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)), import_outline=False)
    root = first.root_object
    for name in _FROM_FIRST:
        if name in root:
            writer.root_object[NameObject(name)] = root.raw_get(name).clone(writer)
    writer.metadata = first.metadata
    writer.pdf_header = "%PDF-1.7"
    mark = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()[:16]
    writer._ID = ArrayObject((ByteStringObject(mark), ByteStringObject(mark)))  # noqa: SLF001 - no other way to set it
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
