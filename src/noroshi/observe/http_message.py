"""HTTP response heads: raw text or header mappings to page fields."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from noroshi.model.fields import HEADER_PREFIX
from noroshi.observe.field_values import MAX_TEXT, Fields

MAX_HEAD: Final = 65_536
MAX_HEADERS: Final = 128
_COOKIE: Final = HEADER_PREFIX + "set-cookie"
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,64}")
_LONGEST_NAME: Final = 80  # longer ones would only fill the cache
_REDACTED: Final = "<REDACTED>"


@lru_cache(maxsize=4096)
def header_field(name: str) -> str:
    """Return the field of a header name, or '' where it is no header name (RFC 9110, 5.1)."""
    lower = name.strip().lower()
    return HEADER_PREFIX + lower if _TOKEN.fullmatch(lower) else ""


def response_fields(text: str) -> Fields:
    """Return status and headers of a raw response head; {} where the text does not begin with an HTTP status line.

    Lines may end in CRLF or LF; the head ends at the first empty line. A folded line belongs to the header above it.
    """
    if not text.startswith("HTTP/"):
        return {}
    lines = text[:MAX_HEAD].split("\n")
    fields: Fields = {}
    status = lines[0].split(None, 2)
    if len(status) > 1 and len(status[1]) == 3 and status[1].isdigit():  # noqa: PLR2004  a status code has 3 digits
        fields["http.status"] = status[1]
    add_headers(fields, _header_lines(lines))
    return fields


def _header_lines(lines: list[str]) -> list[tuple[str, str]]:
    """Return name and value of each header line; ``lines[0]`` is the status line."""
    pairs: list[tuple[str, str]] = []
    for at in range(1, len(lines)):
        line = lines[at].rstrip("\r")
        if not line:
            break
        if line[0] in " \t" and pairs:
            name, value = pairs[-1]
            pairs[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if colon:
            if len(pairs) >= MAX_HEADERS:
                break
            pairs.append((name, value))
    return pairs


def add_headers(fields: Fields, headers: Iterable[tuple[str, str]]) -> None:
    """Add headers as ``http.header.<lower>``: Set-Cookie one value each, other repeated headers joined with ', '.

    At most 128 headers, each value cut to 16,384 characters; values that the source blanked out are left out.
    Content-Length also fills ``http.content_length``.
    """
    cookies: list[str] = []
    for name, value in islice(headers, MAX_HEADERS):
        field = header_field(name) if len(name) <= _LONGEST_NAME else ""
        shown = value.strip()
        if not field or not shown or shown == _REDACTED:
            continue
        if field == _COOKIE:
            cookies.append(shown[:MAX_TEXT])
        elif field in fields:
            fields[field] = f"{fields[field]}, {shown}"[:MAX_TEXT]
        else:
            fields[field] = shown[:MAX_TEXT]
    if cookies:
        fields[_COOKIE] = tuple(cookies)
    length = fields.get(HEADER_PREFIX + "content-length")
    if isinstance(length, str) and length.isascii() and length.isdigit():
        fields.setdefault("http.content_length", length)


def url_path(url: str) -> str:
    """Return path and query of a URL, '/' where it has none; a bare path comes back as it is; '' for ''."""
    if not url or url.startswith("/"):
        return url
    _scheme, found, rest = url.partition("://")
    if not found:
        return url
    slash = rest.find("/")
    return rest[slash:] if slash >= 0 else "/"
