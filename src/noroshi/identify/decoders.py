"""Named decoders: the text of a regex group to a time, a number or a normal form. A wrong text is a ValueError.

The four epoch codecs were verified on real values of FortiOS, PAN-OS, F5 BIG-IP and NetScaler (a gzip header's time
reaches us as ``http.gzip_mtime``, already decimal).
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias

Decoded: TypeAlias = datetime | int | str

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime(1995, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_MAX_DIGITS: Final = 20
_LAST8: Final = 8
_DATE_FORMATS: Final = ("%a %b %d %H:%M:%S %Y", "%b %d %Y %H:%M:%S", "%b %d %Y", "%d-%b-%y %H:%M", "%Y%m%d", "%Y/%m/%d")


def decode_hex(text: str) -> int:
    """Decode a whole number written in hex."""
    return int(_digits(text, "0-9a-fA-F"), 16)


def decode_dec(text: str) -> int:
    """Decode a whole number written in decimal."""
    return int(_digits(text, "0-9"))


def decode_epoch_hex(text: str) -> datetime:
    """Decode seconds since 1970 in hex, as in a FortiOS ETag."""
    return _from_seconds(decode_hex(text))


def decode_epoch_dec(text: str) -> datetime:
    """Decode seconds since 1970 in decimal, as in a gzip header's time."""
    return _from_seconds(decode_dec(text))


def decode_epoch_us_hex(text: str) -> datetime:
    """Decode microseconds since 1970 in hex, as Apache writes a file's mtime into an ETag."""
    return _from_microseconds(decode_hex(text))


def decode_last8_epoch_hex(text: str) -> datetime:
    """Decode the last eight hex digits as seconds since 1970, as in a PAN-OS ETag."""
    _digits(text, "0-9a-fA-F")
    if len(text) < _LAST8:
        raise ValueError(f"{text!r} has fewer than 8 hex digits")
    return decode_epoch_hex(text[-_LAST8:])


def decode_http_date(text: str) -> datetime:
    """Decode an HTTP date, as ``Wed, 27 Jan 2021 23:17:51 GMT``."""
    try:
        time = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise ValueError(f"{text!r} is no HTTP date") from error
    return _plausible(_utc(time))


def decode_iso_date(text: str) -> datetime:
    """Decode an ISO 8601 date or time; without an offset it counts as UTC."""
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no ISO 8601 time") from error
    return _plausible(_utc(time))


def decode_text_date(text: str) -> datetime:
    """Decode the dates that banners write, as ``Thu Sep 29 15:08:40 2016`` or ``Sep 29 2016``; taken as UTC."""
    words = " ".join(text.split())
    for pattern in _DATE_FORMATS:
        try:
            return _plausible(datetime.strptime(words, pattern).replace(tzinfo=UTC))
        except ValueError:
            continue
    raise ValueError(f"{text!r} is no date in a known form")


def decode_lower(text: str) -> str:
    """Return the text in lower case, as build tables write hashes."""
    return text.strip().lower()


def decode_text(text: str) -> str:
    """Return the text without surrounding space."""
    return text.strip()


DECODERS: Final[dict[str, Callable[[str], Decoded]]] = {
    "hex": decode_hex,
    "dec": decode_dec,
    "epoch_hex": decode_epoch_hex,
    "epoch_dec": decode_epoch_dec,
    "epoch_us_hex": decode_epoch_us_hex,
    "last8_epoch_hex": decode_last8_epoch_hex,
    "gzip_mtime": decode_epoch_dec,
    "http_date": decode_http_date,
    "iso_date": decode_iso_date,
    "text_date": decode_text_date,
    "lower": decode_lower,
    "text": decode_text,
}


def _digits(text: str, alphabet: str) -> str:
    if not re.fullmatch(f"[{alphabet}]{{1,{_MAX_DIGITS}}}", text, re.ASCII):
        raise ValueError(f"{text[:40]!r} is no number of at most {_MAX_DIGITS} digits")
    return text


def _from_seconds(seconds: int) -> datetime:
    return _from_microseconds(seconds * 1_000_000)


def _from_microseconds(microseconds: int) -> datetime:
    try:
        return _plausible(_EPOCH + timedelta(microseconds=microseconds))
    except OverflowError as error:
        raise ValueError(f"{microseconds} µs is no time") from error


def _utc(time: datetime) -> datetime:
    try:
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{time} cannot be told in UTC") from error


def _plausible(time: datetime) -> datetime:
    """Refuse a time before 1995 or after 2099: no product of ours was built then, so it is no build time."""
    if not _FIRST <= time < _LAST:
        raise ValueError(f"{time.isoformat()} is no plausible build time")
    return time
