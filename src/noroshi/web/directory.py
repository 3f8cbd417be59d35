"""The office's own directory: is this the password of that person? Asked over TLS, with bounds, of one server.

The directory is the operator's (``NOROSHI_LDAP_URL``). The person is searched for with the account that the operator
gave this program, then bound with the password: two connections, nothing is written, no referral is followed.

The protocol is ldap3's, a library in Python alone: the others (python-ldap, bonsai) are published as source and need
OpenLDAP's C headers on every machine. It is loaded at the first question, so that nobody without a directory needs it.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from noroshi.web.directory_settings import DirectorySettings

if TYPE_CHECKING:
    from ldap3 import Connection, Tls

SUCCESS: Final = 0
SIZE_LIMIT: Final = 4
BUSY: Final = frozenset({1, 2, 3, 8, 11, 13, 51, 52, 80})
"""Results that say nothing about the password: operations and protocol errors, limits, TLS wanted, busy, unavailable.

53 (unwilling to perform) is not among them: some servers answer it for an account that was switched off. Numbers of
RFC 4511, appendix A.
"""
LONGEST_PASSWORD: Final = 256


class DirectoryUnavailable(Exception):  # noqa: N818 reads as the sentence it raises
    """The directory could not be asked; ``reason`` says why in a few words, without any password."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def entry_of(settings: DirectorySettings, name: str, password: str) -> str:
    """Return the directory's identifier of the person whose name and password these are; '' where they are nobody's.

    An empty password is nobody's: many servers answer "success" to it (RFC 4513, 5.1.2). Two entries under one name are
    nobody. Raises ``DirectoryUnavailable`` where the server could not be reached, trusted or understood.
    """
    if not name or not password.strip("\0") or "\0" in password or len(password) > LONGEST_PASSWORD:
        return ""
    found = _search(settings, name)
    if found is None:
        return ""
    dn, entry = found
    with _connection(settings, dn, password) as connection:
        return entry if _bound(connection) else ""


def probe(settings: DirectorySettings) -> None:
    """Raise ``DirectoryUnavailable`` unless the server is reached over TLS and takes this program's own account."""
    with _connection(settings, settings.bind_dn, settings.bind_password) as connection:
        _require_own_bind(connection)


def _search(settings: DirectorySettings, name: str) -> tuple[str, str] | None:
    from ldap3 import DEREF_NEVER, SUBTREE
    from ldap3.utils.conv import escape_filter_chars

    with _connection(settings, settings.bind_dn, settings.bind_password) as connection:
        _require_own_bind(connection)
        connection.search(
            settings.base,
            settings.filter.replace("{name}", escape_filter_chars(name)),
            search_scope=SUBTREE,
            dereference_aliases=DEREF_NEVER,
            attributes=[settings.id_attribute],
            size_limit=2,
            time_limit=settings.seconds,
        )
        code = connection.result["result"]
        if code not in {SUCCESS, SIZE_LIMIT}:
            raise DirectoryUnavailable(f"the search under {settings.base} was refused with result {code}")
        entries = [each for each in connection.response or [] if each["type"] == "searchResEntry"]
        if code == SIZE_LIMIT or len(entries) != 1:
            return None
        return _identified(entries[0], settings.id_attribute)


def _identified(entry: dict[str, Any], attribute: str) -> tuple[str, str]:
    values = entry["raw_attributes"].get(attribute) or []
    if not entry["dn"] or len(values) != 1 or not values[0]:
        raise DirectoryUnavailable(f"the entry has no single {attribute}; see NOROSHI_LDAP_ID")
    raw = bytes(values[0])
    text = raw.decode("ascii", "replace")
    return str(entry["dn"]), (text if text.isprintable() and "\ufffd" not in text else raw.hex())[:200]


def _require_own_bind(connection: "Connection") -> None:
    if not _bound(connection):
        raise DirectoryUnavailable("the account in NOROSHI_LDAP_BIND_DN is refused")


def _bound(connection: "Connection") -> bool:
    connection.bind()
    code = connection.result["result"]
    if code in BUSY:
        raise DirectoryUnavailable(f"the server answered the bind with result {code}")
    return bool(code == SUCCESS and connection.bound)


@contextmanager
def _connection(settings: DirectorySettings, dn: str, password: str) -> Iterator["Connection"]:
    """Open one connection over TLS with the server's name checked; whatever goes wrong becomes one exception."""
    connection = None
    try:
        connection = _make(settings, dn, password)
        connection.open(read_server_info=False)
        if settings.start_tls:
            connection.start_tls(read_server_info=False)
        _require_encrypted(connection)
        yield connection
    except DirectoryUnavailable:
        raise
    # the library raises errors of many kinds for a server that does not speak as expected: nobody is let in by one
    except Exception as error:
        raise DirectoryUnavailable(type(error).__name__) from error
    finally:
        if connection is not None and connection.socket is not None:
            connection.socket.close()


def _require_encrypted(connection: "Connection") -> None:
    if not isinstance(connection.socket, ssl.SSLSocket):
        raise DirectoryUnavailable("the connection is not encrypted")


def _make(settings: DirectorySettings, dn: str, password: str) -> "Connection":
    from ldap3 import AUTO_BIND_NONE, NONE, SIMPLE, SYNC, Connection, Server

    server = Server(
        settings.host,
        port=settings.port,
        use_ssl=not settings.start_tls,
        tls=_tls(settings),
        get_info=NONE,
        connect_timeout=settings.seconds,
    )
    return Connection(
        server,
        user=dn,
        password=password,
        authentication=SIMPLE,
        auto_bind=AUTO_BIND_NONE,
        client_strategy=SYNC,
        auto_referrals=False,
        check_names=False,
        read_only=True,
        raise_exceptions=False,
        receive_timeout=settings.seconds,
    )


def _tls(settings: DirectorySettings) -> "Tls":
    from ldap3 import Tls

    class StandardTls(Tls):  # type: ignore[misc]
        """Python's own check of certificate and name, instead of the library's, which calls what Python took out."""

        def wrap_socket(self, connection: "Connection", do_handshake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 ldap3's
            context = ssl.create_default_context(cadata=settings.authorities or None)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            connection.socket = context.wrap_socket(connection.socket, server_hostname=settings.host)

    return StandardTls(validate=ssl.CERT_REQUIRED)
