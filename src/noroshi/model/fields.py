"""The controlled vocabulary of observation fields: the only names that rules may look at.

A source reader maps its own columns to these names; a rule never sees a source-specific path. The family
``http.header.*`` is open (any header, lower case); everything else is listed in ``FIELDS``.
"""

from typing import Final, TypeAlias

import msgspec

FieldValue: TypeAlias = str | tuple[str, ...]


class FieldSpec(msgspec.Struct, frozen=True):
    """One field: whether it holds a list, and what it means."""

    many: bool
    meaning: str


_ONE: Final = {
    "http.path": "path of the page that was fetched",
    "http.status": "status code, decimal",
    "http.content_length": "Content-Length in bytes, decimal",
    "http.gzip_mtime": "modification time in the gzip header of a compressed asset, epoch seconds",
    "http.title": "title of the page",
    "http.body": "body of the page as text",
    "http.body_sha256": "SHA-256 of the body, where the source gives only that",
    "favicon.mmh3": "MurmurHash3 of the base64 favicon, as Shodan computes it, signed decimal",
    "favicon.md5": "MD5 of the favicon",
    "tls.cert.subject": "subject of the leaf certificate, RFC 4514 style, as 'CN=…, O=…'",
    "tls.cert.issuer": "issuer of the leaf certificate, same style",
    "tls.cert.sha256": "SHA-256 fingerprint of the leaf certificate, lower-case hex",
    "tls.cert.sha1": "SHA-1 fingerprint of the leaf certificate, lower-case hex",
    "tls.cert.serial": "serial number, decimal or hex as the source gives it",
    "tls.cert.spki_sha256": "SHA-256 of the public key",
    "tls.cert.not_before": "start of validity as the source gives it",
    "tls.cert.not_after": "end of validity as the source gives it",
    "tls.cert.self_signed": "true or false, where the source says so",
    "tls.version": "negotiated protocol version",
    "tls.jarm": "JARM hash",
    "snmp.description": "sysDescr",
    "snmp.sys_object_id": "sysObjectID",
    "snmp.name": "sysName",
    "snmp.location": "sysLocation",
    "snmp.contact": "sysContact",
    "telnet.banner": "Telnet banner",
    "ssh.banner": "SSH banner",
    "ftp.banner": "FTP banner",
    "smtp.banner": "SMTP banner",
    "sip.server": "SIP Server header",
    "sip.user_agent": "SIP User-Agent header",
    "ntp.readvar": "reply to NTP readvar",
    "dns.versionbind": "reply to version.bind",
    "smb.native_os": "SMB native OS",
    "smb.native_lm": "SMB native LAN manager",
    "dhcp.vendor_class": "DHCP vendor class",
    "os.name": "operating system the source claims",
    "ike.version": "IKE version",
    "banner": "text banner of a service that has no field of its own",
    "source.product": "product name the source claims",
    "source.vendor": "vendor name the source claims",
    "source.model": "device model the source claims",
    "source.type": "device type the source claims",
    "source.version": "version the source claims",
    "source.tag": "the source's tag or report-specific class of the row",
    "source.detail": "the source's free text about the row",
    "source.build_date": "build date the source claims",
    "geo.country": "ISO 3166-1 alpha-2 code, upper case",
    "geo.region": "region or prefecture as the source gives it",
    "geo.city": "city as the source gives it",
    "geo.postcode": "postal code as the source gives it",
    "geo.latitude": "latitude, decimal degrees",
    "geo.longitude": "longitude, decimal degrees",
    "net.asn": "autonomous system number, digits only",
    "net.as_org": "name of the autonomous system's holder",
    "net.isp": "provider as the source gives it",
    "net.org": "organisation of the address as the source gives it",
    "net.cidr": "network or BGP prefix",
    "net.name": "netname of the WHOIS object",
    "net.whois_kind": "ALLOC or ASSIGN(user), kind of the WHOIS object",
    "net.whois_org": "organisation of the WHOIS object",
    "net.whois_org_en": "organisation of the WHOIS object in English",
    "net.domain_registrant": "registrant of the domain, from a WHOIS cache",
}
_MANY: Final = {
    "hostnames": "reverse DNS and other names the source gives for the address",
    "tls.cert.san": "subject alternative names (DNS names and addresses)",
    "http.header.set-cookie": "one Set-Cookie value each",
    "http.redirects": "locations of the redirect chain, in order",
    "ike.vendor_ids": "IKE vendor-id payloads, lower-case hex",
    "source.cpe": "CPE names the source claims",
    "source.cves": "CVE ids the source claims",
    "source.labels": "labels or tags the source gives to the host",
}

FIELDS: Final[dict[str, FieldSpec]] = {
    **{name: FieldSpec(many=False, meaning=meaning) for name, meaning in _ONE.items()},
    **{name: FieldSpec(many=True, meaning=meaning) for name, meaning in _MANY.items()},
}

HEADER_PREFIX: Final = "http.header."

PAGE_PREFIXES: Final = ("http.",)


def is_field(name: str) -> bool:
    """Whether ``name`` belongs to the vocabulary."""
    return name in FIELDS or (
        name.startswith(HEADER_PREFIX) and name == name.lower() and len(name) > len(HEADER_PREFIX)
    )


def is_many(name: str) -> bool:
    """Whether the field holds a list of values."""
    spec = FIELDS.get(name)
    return spec is not None and spec.many


def is_page_field(name: str) -> bool:
    """Whether the field belongs to one fetched page and not to the whole service."""
    return name.startswith(PAGE_PREFIXES)
