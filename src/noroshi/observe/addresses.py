"""IP addresses, ports and AS numbers in the one spelling that the rest of the survey compares."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_MAX_PORT: Final = 65_535
_MAX_ASN_DIGITS: Final = 10
_LONGEST_ADDRESS: Final = 45
_IPV4_NUMBERS: Final = 1 << 32


def read_address(value: object) -> str | None:
    """Return the compressed address (IPv6 in lower case), or None where ``value`` is no address.

    An integer is an IPv4 address as a number; an IPv4 address in IPv6 spelling (``::ffff:192.0.2.1``) is the IPv4
    address. A zone (``%eth0``) makes an address unreadable: it means nothing outside the host that wrote it.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(IPv4Address(value)) if 0 < value < _IPV4_NUMBERS else None
    if not isinstance(value, str) or len(value) > _LONGEST_ADDRESS or "%" in value:
        return None
    if _IPV4.fullmatch(value):
        return value
    try:
        address: IPv4Address | IPv6Address = ip_address(value.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).compressed


def read_port(value: object) -> int | None:
    """Return the port, or None where ``value`` is no port from 1 to 65535."""
    if isinstance(value, str):
        digits = value.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MAX_PORT))):
            return None
        value = int(digits)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _MAX_PORT:
        return value
    return None


@lru_cache(maxsize=4096)
def read_asn(text: str) -> str:
    """Return the digits of an AS number written as ``AS64496`` or ``64496``; '' where it is none or 0."""
    digits = text.strip().upper().removeprefix("AS").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= _MAX_ASN_DIGITS and int(digits) > 0:
        return str(int(digits))
    return ""
