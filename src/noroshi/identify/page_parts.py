"""What a page is made of, apart from what it says: tags and scripts, and the paths of its own server that it uses.

A text that merely mentions a path or a name of a device stands in visible text, in texts for readers inside tags, in
data of scripts, or in links to other servers; none of that is kept.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_TAG: Final = re.compile(r"<(?:(?P<name>[A-Za-z][\w:-]{0,40})|[/!?])", re.ASCII)
_RAW: Final = frozenset({"script", "style"})
_CODE: Final = re.compile(r"(?:(?:text|application)/(?:java|ecma|j|vb)script.*|module|)", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE: Final = re.compile(
    r"""(?P<name>(?<=[\s"'/])[A-Za-z][\w:-]{0,40})\s{0,4}=\s{0,4}(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>\\]+))"""
)
_FOR_READERS: Final = re.compile(r"(?:title|alt|placeholder|summary|label|value|aria-.*|data-.*)", re.IGNORECASE)
_META_FOR_READERS: Final = re.compile(
    r"""\b(?:name|property|itemprop)\s{0,4}=\s{0,4}["']?(?:description|keywords|\w+:)""", re.IGNORECASE
)
_USED: Final = frozenset({"href", "src", "action", "formaction", "data", "background"})
_REFRESH: Final = re.compile(r"""(?:^|;)\s{0,4}url\s{0,4}=\s{0,4}["']?(?P<path>[^"']+)""", re.IGNORECASE)
_IN_CODE: Final = re.compile(
    r"""(?:\b(?:location|href|src|action|url)["']?\s{0,4}[=:]|[(+])\s{0,4}["'](?P<path>[^"'\s<>\\]{1,400})"""
)
_ELSEWHERE: Final = re.compile(r"\s{0,4}(?:[A-Za-z][A-Za-z0-9+.-]{0,20}:|//|\\\\)")
_STRING: Final = re.compile(r"""(["'])(?:(?!\1)[^\\\n]|\\.)*+\1?|`(?:[^`\\]|\\.)*+`?""", re.DOTALL)
_LONG: Final = 200
"""A string of a script that is longer, or that holds a space, is a text for readers."""
_MAX_TAG: Final = 8_192


class PageParts(NamedTuple):
    """``markup``: tags, comments, scripts and styles. ``reference``: the page's paths on its server, one a line."""

    markup: str
    reference: str


@lru_cache(maxsize=8)
def page_parts(body: str) -> PageParts:
    """Return the parts of a page; a body without any tag is code. In linear time, whatever the body."""
    pieces = list(_pieces(body))
    if not pieces:
        code = _without_texts(body)
        alone = [body.strip()] if len(body.split()) == 1 else []
        return PageParts(code, "\n".join(_own([*alone, *_in_code(code)])))
    return PageParts(
        "\n".join(text for text, _ in pieces),
        "\n".join(_own(path for _, paths in pieces for path in paths)),
    )


def _pieces(body: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the tags, the code between them, and the text for browsers without scripts, each with its paths."""
    lower, position, scriptless = body.lower(), 0, False
    while (found := _TAG.search(body, position)) is not None:
        if scriptless:
            yield body[position : found.start()], []
        end = _end_of_tag(body, found.start())
        tag, name = body[found.start() : end], (found["name"] or "").lower()
        yield _without_readers(tag), list(_in_tag(tag))
        scriptless = name == "noscript" or (scriptless and not lower.startswith("</noscript", found.start()))
        position = end
        if name in _RAW:
            close = lower.find(f"</{name}", end)
            position = close if close >= 0 else len(body)
            if name == "style" or _CODE.fullmatch(_type(tag)):
                code = _without_texts(body[end:position])
                yield code, list(_in_code(code)) if name == "script" else []


def _end_of_tag(body: str, start: int) -> int:
    """Return where the tag or comment ends: at the first > outside of double quotes, or at the next tag."""
    if body.startswith("<!--", start):
        end = body.find("-->", start + 4)
        return end + 3 if end >= 0 else len(body)
    limit = min(start + _MAX_TAG, len(body))
    end = start
    while True:
        end = body.find(">", end, limit) + 1
        if not end:
            return limit
        if body.count('"', start, end) % 2 == 0:
            return end


def _type(tag: str) -> str:
    return next((_value(one).strip() for one in _ATTRIBUTE.finditer(tag) if one["name"].lower() == "type"), "")


def _in_tag(tag: str) -> Iterator[str]:
    for attribute in _ATTRIBUTE.finditer(tag):
        name, value = attribute["name"].lower(), _value(attribute)
        if name in _USED:
            yield value
        elif name == "content" and (refresh := _REFRESH.search(value)) is not None:
            yield refresh["path"]
        if name.startswith("on") or value.startswith("javascript:"):
            yield from _in_code(value)


def _in_code(code: str) -> Iterator[str]:
    return (found["path"] for found in _IN_CODE.finditer(code))


def _own(paths: Iterator[str] | list[str]) -> list[str]:
    """Return the paths that lead to the page's own server, without query and fragment."""
    return [re.split(r"[?#]", path, maxsplit=1)[0] for path in paths if not _ELSEWHERE.match(path)]


def _without_readers(tag: str) -> str:
    """Return the tag without attributes that are texts for readers, links without query and other servers."""
    described = tag[:5].lower() == "<meta" and _META_FOR_READERS.search(tag) is not None

    def kept(attribute: re.Match[str]) -> str:
        name = attribute["name"]
        if _FOR_READERS.fullmatch(name) or (described and name.lower() == "content"):
            return f"{name}="
        if name.lower() not in _USED:
            return attribute[0]
        return f'{name}="{"".join(_own([_value(attribute)]))}"'

    return _ATTRIBUTE.sub(kept, tag)


def _value(attribute: re.Match[str]) -> str:
    return attribute["double"] or attribute["single"] or attribute["bare"] or ""


def _without_texts(code: str) -> str:
    """Return a script without its strings that are texts."""
    return _STRING.sub(lambda found: '""' if _is_text(found[0]) else found[0], code)


def _is_text(string: str) -> bool:
    closed = len(string) > 1 and string[0] == string[-1]
    return closed and (len(string) > _LONG or any(char.isspace() for char in string))
