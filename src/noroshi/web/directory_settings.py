"""Where the office's own directory (LDAP) is, from the environment. No setting leaves TLS out."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from noroshi.web.configuration import ConfigurationError, number, value

PORTS: Final = {"ldaps": 636, "ldap": 389}


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectorySettings:
    """How to reach the directory and find a person in it; ``filter`` holds ``{name}`` once."""

    host: str
    port: int
    start_tls: bool
    """Whether the connection begins in the clear and turns to TLS before anything is said (``ldap://``)."""
    bind_dn: str
    bind_password: str
    base: str
    filter: str = "(uid={name})"
    id_attribute: str = "entryUUID"
    authorities: str = ""
    """Certificates (PEM) of those who may sign the server's; '' for those of the operating system."""
    seconds: int = 5


def from_environment() -> DirectorySettings | None:
    """Return the directory's settings; None without ``NOROSHI_LDAP_URL``. Raises ``ConfigurationError``."""
    url = value("NOROSHI_LDAP_URL")
    if not url:
        return None
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise ConfigurationError("NOROSHI_LDAP_URL: the port is no number; give a port from 1 to 65535") from error
    if not host or not port or parts.username or parts.path.strip("/") or parts.query:
        raise ConfigurationError("NOROSHI_LDAP_URL: give ldaps://host or ldap://host (StartTLS), with a port if needed")
    return DirectorySettings(
        host=host,
        port=port,
        start_tls=parts.scheme == "ldap",
        bind_dn=_needed("NOROSHI_LDAP_BIND_DN"),
        bind_password=_needed("NOROSHI_LDAP_BIND_PASSWORD"),
        base=_needed("NOROSHI_LDAP_BASE"),
        filter=_filter(value("NOROSHI_LDAP_FILTER", "(uid={name})")),
        id_attribute=value("NOROSHI_LDAP_ID", "entryUUID"),
        authorities=value("NOROSHI_LDAP_CA"),
        seconds=number("NOROSHI_LDAP_SECONDS", 5),
    )


def _needed(name: str) -> str:
    if found := value(name):
        return found
    raise ConfigurationError(f"{name} is not set; NOROSHI_LDAP_URL needs it: nobody is looked up anonymously")


def _filter(text: str) -> str:
    if text.count("{name}") == 1 and text.startswith("(") and text.count("(") == text.count(")"):
        return text
    raise ConfigurationError("NOROSHI_LDAP_FILTER: give a filter in brackets with {name} once, as (uid={name})")
