"""A real directory server (OpenLDAP's slapd) for tests, on 127.0.0.1, with a certificate of its own authority.

It holds invented people only. The tests skip where slapd is not installed (Debian: ``apt-get install slapd``).
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ldap3 import Connection, Server

from noroshi.web.directory_settings import DirectorySettings
from office_certificates import Authority

SLAPD: Final = shutil.which("slapd", path="/usr/sbin:/usr/local/sbin:/usr/libexec:/usr/bin")
SCHEMAS: Final = Path("/etc/ldap/schema")
BASE: Final = "dc=example,dc=jp"
OWN_DN: Final = f"cn=reader,{BASE}"
OWN_PASSWORD: Final = "password-of-the-reader-9"  # noqa: S105 of the test
PEOPLE: Final = f"ou=people,{BASE}"
CONFIGURATION: Final = """
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
allow bind_anon_cred bind_anon_dn
database mdb
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw administrator-of-the-test
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{own}" read by * none
"""
"""As loose as servers in the field: an empty password is answered with success."""


@dataclass(frozen=True)
class OfficeDirectory:
    """A running server, and the settings that reach it over TLS."""

    settings: DirectorySettings
    plain_port: int

    def with_start_tls(self, **changes: Any) -> DirectorySettings:
        """Return settings that begin in the clear and turn to TLS."""
        return replace(self.settings, port=self.plain_port, start_tls=True, **changes)

    def _administrator(self) -> Connection:
        server = Server("127.0.0.1", port=self.plain_port, connect_timeout=5)
        return Connection(server, f"cn=admin,{BASE}", "administrator-of-the-test", auto_bind=True, receive_timeout=5)

    def add(self, name: str, password: str, where: str = PEOPLE) -> None:
        """Add an invented person."""
        values = {"uid": name, "sn": "架空", "cn": f"架空 {name}", "userPassword": password}
        with self._administrator() as connection:
            assert connection.add(f"cn={name.replace('*', 'star')},{where}", "inetOrgPerson", values), connection.result

    def remove(self, name: str) -> None:
        """Remove a person who leaves."""
        with self._administrator() as connection:
            assert connection.delete(f"cn={name},{PEOPLE}"), connection.result


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def office_directory(folder: Path) -> Iterator[OfficeDirectory]:
    """Run the server in a folder until the block ends."""
    authority = Authority("架空の庁の認証局")
    (folder / "ca.pem").write_bytes(authority.pem)
    certificate, key = authority.server("localhost")
    (folder / "server.pem").write_bytes(certificate)
    (folder / "server.key").write_bytes(key)
    (folder / "data").mkdir()
    text = CONFIGURATION.format(schemas=SCHEMAS, folder=folder, base=BASE, own=OWN_DN)
    (folder / "slapd.conf").write_text(text, encoding="utf-8")
    plain, secure = free_port(), free_port()
    command = [str(SLAPD), "-d", "0", "-f", str(folder / "slapd.conf"), "-h"]
    with subprocess.Popen([*command, f"ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{secure}/"]) as server:
        try:
            _wait_for(secure, server)
            settings = DirectorySettings(
                host="localhost",
                port=secure,
                start_tls=False,
                bind_dn=OWN_DN,
                bind_password=OWN_PASSWORD,
                base=BASE,
                authorities=authority.pem.decode(),
                seconds=3,
            )
            directory = OfficeDirectory(settings, plain)
            _fill(directory)
            yield directory
        finally:
            server.terminate()


def _fill(directory: OfficeDirectory) -> None:
    with directory._administrator() as connection:
        connection.add(BASE, ["dcObject", "organization"], {"dc": "example", "o": "架空の庁"})
        connection.add(PEOPLE, "organizationalUnit", {"ou": "people"})
        role = {"cn": "reader", "userPassword": OWN_PASSWORD}
        assert connection.add(OWN_DN, ["organizationalRole", "simpleSecurityObject"], role), connection.result


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert server.poll() is None, "slapd ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("slapd does not answer")
