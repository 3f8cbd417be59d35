"""How many forms one network, and everybody together, may send: counted in the database, for all processes at once.

A network is an IPv4 /24 or an IPv6 /48. Only a keyed digest of it is stored, whose key changes with every window. The
table is bounded: windows that are over are deleted, and beyond ``MOST_NETWORKS`` in one window the rest share a count.
"""

import hashlib
import hmac
import ipaddress
import time
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest

from noroshi.web.proxy_settings import Network
from noroshi.web.public.models import RequestCount

WINDOW: Final = 600
"""Seconds."""
PER_NETWORK: Final = 40
TOGETHER: Final = 3_000
MOST_NETWORKS: Final = 20_000
_EVERYBODY: Final = "everybody"
_REST: Final = "rest"
_PREFIX: Final = {4: 24, 6: 48}
_LONGEST: Final = 1_000


def admit(request: HttpRequest) -> bool:
    """Count a form that was sent; false where its network, or all together, have sent too many in this window."""
    window = int(time.time()) // WINDOW
    network = _digest(network_of(request), window)
    # the network first: one that is over its limit uses up nothing of the others' share
    return _count(network, window, PER_NETWORK) and _count(_EVERYBODY, window, TOGETHER)


def network_of(request: HttpRequest) -> str:
    """Return the network that a request comes from; ``X-Forwarded-For`` counts only from a configured proxy.

    The header is read from its end, over the proxies, to the first address that is none of them: whatever a client
    wrote into it itself stands further ahead.
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")[-_LONGEST:].split(",")
    while address is not None and _is_proxy(address) and forwarded:
        address = _address(forwarded.pop().strip())
    if address is None:
        return "unknown"
    return str(ipaddress.ip_network((address, _PREFIX[address.version]), strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_proxy(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    proxies: tuple[Network, ...] = settings.PROXIES  # type: ignore[misc] # the public role's own setting
    return any(address in network for network in proxies)


def _digest(network: str, window: int) -> str:
    key = f"noroshi request count {window} {settings.SECRET_KEY}".encode()
    return hmac.digest(key, network.encode(), hashlib.sha256).hex()[:32]


def _count(network: str, window: int, limit: int) -> bool:
    rows = RequestCount.objects.filter(network=network, window=window)
    if rows.filter(hits__lt=limit).update(hits=F("hits") + 1):
        return True
    if rows.exists():
        return False
    RequestCount.objects.filter(window__lt=window).delete()
    if network not in {_EVERYBODY, _REST} and RequestCount.objects.filter(window=window).count() >= MOST_NETWORKS:
        return _count(_REST, window, limit)
    try:
        with transaction.atomic():
            RequestCount.objects.create(network=network, window=window)
    except IntegrityError:  # another process made it at the same moment
        return bool(rows.filter(hits__lt=limit).update(hits=F("hits") + 1))
    return True
