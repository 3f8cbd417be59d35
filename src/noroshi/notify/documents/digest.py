"""The digest of a document: of what it says, whichever program draws it."""

import hashlib
from typing import Final

import msgspec

from noroshi.notify.documents.model import Document

SHORT: Final = 12
"""Signs of the digest that the foot of a page shows."""


def content(document: Document) -> bytes:
    """Return the document as JSON with a fixed order of keys: what is stored, and what the digest is of."""
    return msgspec.json.encode(document, order="deterministic")


def digest(document: Document) -> str:
    """Return the SHA-256 of ``content`` in 64 hexadecimal digits."""
    return hashlib.sha256(content(document)).hexdigest()


def read_content(data: bytes) -> Document:
    """Return the document that ``content`` gave; msgspec.DecodeError or ValidationError for anything else."""
    return msgspec.json.decode(data, type=Document)
