"""A document as plain data for the templates: signs that no font has as codes, long words made breakable, QR drawn."""

import io
import re
from typing import Any, Final

import msgspec
import segno

from noroshi.notify.documents.model import Document
from noroshi.render.font_coverage import drawable

_LONG: Final = re.compile(r"[!-~]{24,}")
_AT: Final = re.compile(r"(.{12})(?=.)")
_LONGEST: Final = 4000
_CODES: Final = frozenset({"block", "id", "style", "kind", "language", "stage"})


def printed(document: Document) -> dict[str, Any]:
    """Return the document's data with every text as it can be printed, at most 4,000 signs each."""
    data: dict[str, Any] = _shown(msgspec.to_builtins(document))
    for page, drawn in zip(document.pages, data["pages"], strict=True):
        for block, one in zip(page.blocks, drawn["blocks"], strict=True):
            if one["block"] == "code":
                one["svg"] = _qr(getattr(block, "text", ""))
    return data


def text(value: str) -> str:
    """Return a single text as it can be printed."""
    shown = drawable(value[:_LONGEST])
    return _LONG.sub(lambda found: _AT.sub("\\1\u200b", found[0]), shown)


def _shown(value: Any, key: str = "") -> Any:  # noqa: ANN401 - builtins of any shape
    if isinstance(value, str):
        return value if key in _CODES else text(value)
    if isinstance(value, dict):
        return {name: _shown(part, name) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(part, key) for part in value]
    return value


def _qr(content: str) -> str:
    file = io.BytesIO()
    segno.make(content, error="m").save(file, kind="svg", scale=4, border=2)
    return file.getvalue().decode()
