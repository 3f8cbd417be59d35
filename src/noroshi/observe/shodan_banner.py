"""The parts of Shodan's banner format that the survey uses; every other key is skipped without being decoded."""

import msgspec


class Location(msgspec.Struct, gc=False):
    """Where Shodan places the address."""

    city: str | None = None
    region_code: str | None = None
    country_code: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Favicon(msgspec.Struct, gc=False):
    """Icon of the page; ``data`` is base64 with line breaks."""

    hash: int | str | None = None
    data: str | None = None


class Redirect(msgspec.Struct, gc=False):
    """One hop of the redirect chain; ``data`` is the raw response head, ``location`` the path that was asked for."""

    host: str | None = None
    data: str | None = None
    location: str | None = None
    html: str | None = None


class Http(msgspec.Struct):
    """What the HTTP module says beyond the raw head."""

    status: int | str | None = None
    title: str | None = None
    server: str | None = None
    html: str | None = None
    location: str | None = None
    host: str | None = None
    waf: str | None = None
    redirects: list[Redirect] | None = None
    favicon: Favicon | None = None
    headers: dict[str, str | list[str] | None] | None = None


class Fingerprint(msgspec.Struct, gc=False):
    """Fingerprints of the leaf certificate."""

    sha1: str | None = None
    sha256: str | None = None


class Extension(msgspec.Struct, gc=False):
    """One extension; ``data`` is DER with unprintable bytes escaped."""

    name: str | None = None
    data: str | None = None


class Certificate(msgspec.Struct):
    """The leaf certificate. ``serial`` is kept as the characters of the JSON number: it can have 160 bits."""

    subject: dict[str, str | list[str] | int | None] | None = None
    issuer: dict[str, str | list[str] | int | None] | None = None
    issued: str | None = None
    expires: str | None = None
    serial: msgspec.Raw = msgspec.Raw(b"")
    fingerprint: Fingerprint | None = None
    extensions: list[Extension] | None = None


class Cipher(msgspec.Struct, gc=False):
    """The negotiated cipher; ``version`` is the protocol version in newer records."""

    version: str | None = None


class Ssl(msgspec.Struct):
    """TLS: certificate, protocol versions (a leading ``-`` means refused), JARM."""

    cert: Certificate | None = None
    cipher: Cipher | None = None
    versions: list[str] | None = None
    jarm: str | None = None


class Snmp(msgspec.Struct, gc=False):
    """The system group of SNMP."""

    description: str | None = None
    name: str | None = None
    location: str | None = None
    contact: str | None = None
    objectid: str | None = None


class Aggressive(msgspec.Struct):
    """IKE answer in aggressive mode."""

    vendor_ids: list[str] | None = None


class Isakmp(msgspec.Struct):
    """IKE answer in main mode."""

    version: str | None = None
    vendor_ids: list[str] | None = None
    aggressive: Aggressive | None = None


class Dns(msgspec.Struct, gc=False):
    """``software`` is the answer to version.bind."""

    software: str | None = None


class Smb(msgspec.Struct, gc=False):
    """Native OS and LAN manager."""

    os: str | None = None
    software: str | None = None


class Ntp(msgspec.Struct, gc=False):
    """Variables of a readvar reply."""

    version: int | str | None = None
    processor: str | None = None
    system: str | None = None


class Options(msgspec.Struct):
    """``vulns``: tested vulnerabilities; a leading ``!`` means tested and not there."""

    vulns: list[str] | None = None


class Crawl(msgspec.Struct, gc=False):
    """Shodan's own note; ``module`` says which probe got the banner."""

    module: str | None = None


class Banner(msgspec.Struct):
    """One banner, or a host with its banners in ``data``, or a search result with them in ``matches``."""

    ip_str: str | None = None
    ip: int | str | None = None
    ipv6: str | None = None
    port: int | str | None = None
    transport: str | None = None
    timestamp: str | None = None
    last_update: str | None = None
    data: str | list[msgspec.Raw] | None = None
    matches: list[msgspec.Raw] | None = None
    hostnames: list[str] | None = None
    domains: list[str] | None = None
    org: str | None = None
    isp: str | None = None
    asn: str | int | None = None
    os: str | None = None
    product: str | None = None
    version: str | None = None
    vendor: str | None = None
    devicetype: str | None = None
    device: str | None = None
    platform: str | None = None
    info: str | None = None
    cpe: list[str] | str | None = None
    cpe23: list[str] | str | None = None
    tags: list[str] | None = None
    vulns: dict[str, msgspec.Raw] | list[str] | None = None
    opts: Options | None = None
    shodan: Crawl | None = msgspec.field(default=None, name="_shodan")
    location: Location | None = None
    country_code: str | None = None
    region_code: str | None = None
    city: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    http: Http | None = None
    ssl: Ssl | None = None
    snmp: Snmp | None = None
    isakmp: Isakmp | None = None
    dns: Dns | None = None
    smb: Smb | None = None
    ntp: Ntp | None = None
    sonicwall: msgspec.Raw = msgspec.Raw(b"")
    checkpoint: msgspec.Raw = msgspec.Raw(b"")
    qnap: msgspec.Raw = msgspec.Raw(b"")
    mikrotik_routeros: msgspec.Raw = msgspec.Raw(b"")
    ubiquiti: msgspec.Raw = msgspec.Raw(b"")
    synology: msgspec.Raw = msgspec.Raw(b"")
