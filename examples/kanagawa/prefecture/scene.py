"""The neutral scene: hosts, services, pages and certificates, before any source writes them in its own format."""

from dataclasses import dataclass, field

from prefecture.dice import number, token
from prefecture.network import Geo, Provider

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Certificate:
    """A leaf certificate. Its fingerprints are tokens of ``identity``: no such certificate exists."""

    identity: str
    subject: Names
    issuer: Names
    san: tuple[str, ...] = ()
    not_before: str = "20240401000000Z"
    not_after: str = "20270331235959Z"

    @property
    def sha256(self) -> str:
        """Return the invented SHA-256 fingerprint."""
        return token(f"sha256 {self.identity}", 64)

    @property
    def sha1(self) -> str:
        """Return the invented SHA-1 fingerprint."""
        return token(f"sha1 {self.identity}", 40)

    @property
    def serial(self) -> int:
        """Return the invented serial number."""
        return number(f"serial {self.identity}", 62)

    @property
    def self_signed(self) -> bool:
        """Whether subject and issuer are the same."""
        return self.subject == self.issuer

    def name(self, which: str) -> dict[str, str]:
        """Return subject or issuer as a mapping."""
        return dict(self.subject if which == "subject" else self.issuer)


@dataclass(frozen=True)
class Page:
    """One HTTP reply."""

    path: str
    headers: Names
    body: str
    title: str = ""
    status: int = 200
    reason: str = "OK"
    favicon: int | None = None


@dataclass(frozen=True)
class Service:
    """One open port. ``module``: http, https, ssh, smtp, ftp, snmp, ike or dns. ``extra``: source-specific modules."""

    port: int
    module: str
    page: Page | None = None
    chain: tuple[Page, ...] = ()
    further: tuple[Page, ...] = ()
    certificate: Certificate | None = None
    jarm: str = ""
    banner: str = ""
    sysname: str = ""
    extra: dict[str, object] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    @property
    def transport(self) -> str:
        """Return tcp or udp."""
        return "udp" if self.module in ("snmp", "ike", "dns") else "tcp"


@dataclass(frozen=True)
class Assignment:
    """The most specific WHOIS object: ALLOC (the provider's) or ASSIGN(user)."""

    kind: str
    organization: str
    netname: str
    cidr: str


@dataclass(frozen=True)
class Host:
    """One address with its services at one date."""

    ip: str
    provider: Provider
    geo: Geo
    services: tuple[Service, ...]
    hostnames: tuple[str, ...] = ()
    assignment: Assignment | None = None
    labels: tuple[str, ...] = ()
