"""Which proxies are believed, from the environment."""

import ipaddress

from noroshi.web.configuration import ConfigurationError, value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(name: str = "NOROSHI_CERTIFICATE_PROXIES") -> tuple[Network, ...]:
    """Return the addresses and networks that a variable names; raises ``ConfigurationError``."""
    texts = [text.strip() for text in value(name).split(",") if text.strip()]
    try:
        found = tuple(ipaddress.ip_network(text) for text in texts)
    except ValueError as error:
        raise ConfigurationError(f"{name}: {error}; give addresses such as 127.0.0.1") from error
    if any(network.prefixlen == 0 for network in found):
        raise ConfigurationError(f"{name} names every address; give those of the proxies alone")
    return found
