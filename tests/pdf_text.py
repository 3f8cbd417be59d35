"""The text of each page of a PDF, as a reader would copy it, without the spaces that its layout makes."""

import io
import re

from pypdf import PdfReader


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page without white space and zero-width signs."""
    reader = PdfReader(io.BytesIO(pdf))
    return [re.sub(r"[\s\u200b]+", "", page.extract_text()) for page in reader.pages]
