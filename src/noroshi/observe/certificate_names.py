"""Names in certificates: distinguished names as one line, and the alternative names of a DER extension."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address
from operator import itemgetter
from typing import Final

MAX_NAMES: Final = 256
_MAX_EXTENSION: Final = 262_144
_ORDER: Final = {name: place for place, name in enumerate(("CN", "OU", "O", "L", "ST", "C", "emailAddress"))}
_LAST: Final = len(_ORDER)
_MAX_ATTRIBUTES: Final = 64
_place: Final = itemgetter(0)
_SPECIAL: Final = re.compile(r'([,+"\\<>;])')
_ATTRIBUTE: Final = re.compile(r"([A-Za-z0-9. ]{1,64})=((?:\\.|[^,\\])*)(?:,|$)", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_MAX_LINE: Final = 16_384
_BYTE_ESCAPE: Final = re.compile(r"\\(x[0-9a-fA-F]{2}|[\\'\"abfnrtv0])")
_SIMPLE_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "0": "\0",
}
_DNS_NAME, _URI, _EMAIL, _ADDRESS = 0x82, 0x86, 0x81, 0x87
_SEQUENCE: Final = 0x30
_LONG_FORM: Final = 0x80
_IPV4_BYTES, _IPV6_BYTES = 4, 16


def distinguished_name(attributes: Iterable[tuple[str, str]]) -> str:
    """Return ``CN=…, OU=…, O=…, L=…, ST=…, C=…, emailAddress=…`` and then every other attribute as given.

    Special characters are escaped as RFC 4514 (2.4) says, so that a comma in an organisation's name stays inside it.
    Attributes without a value are left out.
    """
    given = [(_ORDER.get(name, _LAST), name, bare) for name, value in attributes if name and (bare := value.strip())]
    if len(given) == 1:
        return f"{given[0][1]}={_escaped(given[0][2])}"
    given.sort(key=_place)
    return ", ".join([f"{name}={_escaped(value)}" for _, name, value in given[:_MAX_ATTRIBUTES]])


def name_attributes(line: str) -> list[tuple[str, str]]:
    r"""Return the attributes of a distinguished name printed as ``C=US, O=Example\, Inc., CN=…``, unescaped."""
    return [(name.strip(), _ESCAPED.sub(r"\1", value)) for name, value in _ATTRIBUTE.findall(line[:_MAX_LINE])]


def _escaped(value: str) -> str:
    if _SPECIAL.search(value):
        value = _SPECIAL.sub(r"\\\1", value)
    return "\\" + value if value[0] == "#" else value


def alternative_names(shown: str) -> tuple[str, ...]:
    r"""Return DNS names, addresses, URIs and mail addresses of a subjectAltName extension printed as escaped bytes.

    ``shown`` is DER (RFC 5280, 4.2.1.6) with unprintable bytes written as ``\xNN`` or ``\n``. () where it cannot be
    read; 256 names at most.
    """
    if len(shown) > _MAX_EXTENSION:
        return ()
    try:
        der = _BYTE_ESCAPE.sub(_unescape, shown).encode("latin-1")
    except UnicodeEncodeError:
        return ()
    return tuple(_general_names(der))


def _unescape(found: re.Match[str]) -> str:
    code = found.group(1)
    if code[0] == "x":
        return chr(int(code[1:], 16))
    return _SIMPLE_ESCAPES.get(code, code)


def _general_names(der: bytes) -> Iterable[str]:
    """Yield the names inside one SEQUENCE; stop quietly where the bytes end too early."""
    if not der or der[0] != _SEQUENCE:
        return
    at, end = _content(der, 1)
    for _ in range(MAX_NAMES):
        if not 0 < at < end <= len(der):
            return
        tag = der[at]
        at, stop = _content(der, at + 1)
        if not 0 < at <= stop <= end:
            return
        name = _name(tag, der[at:stop])
        if name:
            yield name
        at = stop


def _content(der: bytes, at: int) -> tuple[int, int]:
    """Return begin and end of the content whose length stands at ``at``; (-1, -1) where it is unreadable."""
    if not 0 < at < len(der):
        return -1, -1
    length = der[at]
    if length < _LONG_FORM:
        return at + 1, at + 1 + length
    size = length - _LONG_FORM
    if not 0 < size <= _IPV4_BYTES or at + 1 + size > len(der):
        return -1, -1
    return at + 1 + size, at + 1 + size + int.from_bytes(der[at + 1 : at + 1 + size])


def _name(tag: int, value: bytes) -> str:
    if tag in (_DNS_NAME, _URI, _EMAIL):
        return value.decode("utf-8", "replace")
    if tag == _ADDRESS and len(value) == _IPV4_BYTES:
        return str(IPv4Address(value))
    if tag == _ADDRESS and len(value) == _IPV6_BYTES:
        return IPv6Address(value).compressed
    return ""
