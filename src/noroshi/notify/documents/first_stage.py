"""What no text of the first stage may hold: a product, an address, a version or a CVE, wherever it came from."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from noroshi.knowledge.product_names import product_names

_CVE: Final = re.compile(r"\bCVE\b|CVE-?\d{4}", re.IGNORECASE)
_IPV4: Final = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])", re.ASCII)
_IPV6: Final = re.compile(
    r"[0-9a-f]{0,4}(?::[0-9a-f]{1,4}){0,6}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?"
    r"|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){3,7}",
    re.IGNORECASE | re.ASCII,
)
_VERSION: Final = re.compile(r"(?<![\d.])\d{1,5}(?:\.\d{1,5}){1,4}", re.ASCII)
_VPN: Final = re.compile(r"VPN", re.IGNORECASE)
_PATTERNS: Final = (_CVE, _IPV4, _IPV6, _VERSION, _VPN)
_PARTS: Final = re.compile(r"[/()()、,]")
_CAMEL: Final = re.compile(r"[A-Z]+[a-z]+[A-Z]|^[A-Z]+-[A-Z]+$", re.ASCII)
_SHORTEST: Final = 5
_LEFT_OUT: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]|\[U\+[0-9A-F]{4,6}\]")


def technical_values(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what the texts hold of products, addresses, versions and CVEs, each once, in order.

    Full-width signs, capitals, spaces and invisible signs between the letters do not hide anything.
    """
    return tuple(dict.fromkeys(found for text in texts for found in _found(text)))


def _found(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text)
    joined = _LEFT_OUT.sub("", plain)
    for pattern in _PATTERNS:
        for match in (*pattern.finditer(plain), *pattern.finditer(_LEFT_OUT.sub("", text)), *pattern.finditer(joined)):
            yield match[0]
    folded = joined.casefold()
    yield from (name for name in _names() if name in folded)


@cache
def _names() -> tuple[str, ...]:
    """Return the products' names as they are searched: parts of the display names, and words written like a brand."""
    names: set[str] = set()
    for texts in product_names().values():
        for text in texts.values():
            parts = [part.strip() for part in _PARTS.split(text)]
            words = [word for part in parts for word in part.split() if _CAMEL.search(word)]
            names |= {re.sub(r"\s", "", part).casefold() for part in (*parts, *words)}
    return tuple(sorted(name for name in names if len(name) >= _SHORTEST))
