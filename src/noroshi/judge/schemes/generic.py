"""Any other vendor: dotted numbers, then words and numbers; alpha, beta, dev and rc come before the release."""

import re
from typing import Final

from noroshi.judge.schemes.base import Key, Reading, Scheme, dotted

_FORM: Final = re.compile(
    r"v?(?P<head>\d{1,9}(?:\.\d{1,9}){0,5})(?P<tail>[ ._+-]{0,2}[a-z][a-z0-9._+()-]{0,60}|[(_+-][a-z0-9._+()-]{1,60})?"
    r"(?: build (?P<build>\d{1,9}))?(?P<rest>[ ,(].*)?",
    re.IGNORECASE | re.ASCII,
)
_TOKEN: Final = re.compile(r"\d{1,9}|[a-z]{1,20}", re.IGNORECASE | re.ASCII)
_HEAD: Final = 6
_TOKENS: Final = 6
_LETTERS: Final = 7
_BEFORE, _END, _WORD, _NUMBER = range(4)
_PRE_RELEASE: Final = frozenset({"alpha", "beta", "dev", "rc", "pre", "preview", "snapshot"})
_NO_PART: Final = frozenset({"build", "lts", "stable", "final", "ga"})
_STOP: Final = (_END, 0)


def read(text: str) -> Reading | None:
    """Read up to six numbers and up to six further words or numbers."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    head = tuple(int(part) for part in match["head"].split("."))
    words = _TOKEN.findall((match["tail"] or "").lower()) + ([match["build"]] if match["build"] else [])
    tokens = [_token(word) for word in words if word not in _NO_PART]
    if len(tokens) > _TOKENS:
        return None
    if not tokens:
        return Reading(head, rest=match["rest"] or "")
    return Reading(_pad(head) + tuple(part for token in tokens for part in token), rest=match["rest"] or "")


def write(key: Key) -> str:
    """Write the numbers without trailing zeros (two are kept), then the words."""
    head = list(key[:_HEAD])
    full = len(head) == _HEAD
    while full and len(head) > _TWO and head[-1] == 0:
        head.pop()
    tokens = [key[at : at + 2] for at in range(_HEAD, len(key) - 1, 2)]
    words = [_word(kind, value) for kind, value in (token for token in tokens if token != _STOP)]
    return "-".join([dotted(tuple(head)), *words])


_TWO: Final = 2


def _pad(head: Key) -> Key:
    return (head + (0,) * _HEAD)[:_HEAD]


def _token(word: str) -> tuple[int, int]:
    if word.isdigit():
        return _NUMBER, int(word)
    letters = word[:_LETTERS].encode().ljust(_LETTERS, b"\0")
    return (_BEFORE if word in _PRE_RELEASE else _WORD), int.from_bytes(letters)


def _word(kind: int, value: int) -> str:
    return str(value) if kind == _NUMBER else value.to_bytes(_LETTERS).rstrip(b"\0").decode()


SCHEME: Final = Scheme(
    name="generic",
    first=(0,) * _HEAD + _STOP * _TOKENS,
    read=read,
    write=write,
    complete=1,
    tail=(0,) * (_HEAD - 1) + _STOP * _TOKENS,
)
