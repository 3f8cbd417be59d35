"""What services of both Censys schemas share: HTTP headers, distinguished names, software claims, text banners."""

from collections.abc import Iterable, Iterator
from typing import Final

from noroshi.observe.certificate_names import distinguished_name, name_attributes
from noroshi.observe.field_values import MAX_BODY, Fields, describe, dig, extend, put, text_of, texts_of

_ATTRIBUTES: Final = {
    "common_name": "CN",
    "organizational_unit": "OU",
    "organization": "O",
    "locality": "L",
    "province": "ST",
    "country": "C",
    "email_address": "emailAddress",
    "serial_number": "serialNumber",
    "street_address": "street",
    "postal_code": "postalCode",
    "domain_component": "DC",
    "surname": "SN",
    "given_name": "GN",
    "organization_id": "organizationIdentifier",
    "jurisdiction_country": "jurisdictionC",
    "jurisdiction_locality": "jurisdictionL",
    "jurisdiction_province": "jurisdictionST",
}
_BANNERS: Final = {
    "SSH": "ssh.banner",
    "TELNET": "telnet.banner",
    "FTP": "ftp.banner",
    "SMTP": "smtp.banner",
}


def header_pairs(headers: object) -> Iterator[tuple[str, str]]:
    """Yield header name and value from a mapping of lists; Censys writes '_' for '-' in names."""
    for name, values in headers.items() if isinstance(headers, dict) else ():
        if isinstance(name, str) and name != "_encoding":
            inner = dig(values, "headers")
            for value in texts_of(values if inner is None else inner):
                yield name.replace("_", "-"), value


def put_name(fields: Fields, field: str, parts: object, given: object) -> None:
    """Set a certificate name in the survey's order from the line that the source gives, else from its parts.

    The line is complete; older records left attributes out of the parts.
    """
    put(fields, field, distinguished_name(name_attributes(text_of(given))))
    pairs = ((short, text) for key, short in _ATTRIBUTES.items() for text in texts_of(dig(parts, key)))
    put(fields, field, distinguished_name(pairs))


def put_icons(fields: Fields, icons: object) -> None:
    """Set the favicon hashes from the first icon that has them."""
    for icon in icons if isinstance(icons, list) else ():
        put(fields, "favicon.mmh3", dig(icon, "hash_shodan"))
        put(fields, "favicon.mmh3", dig(icon, "shodan_hash"))
        put(fields, "favicon.md5", text_of(dig(icon, "hash_md5") or dig(icon, "md5_hash")).removeprefix("md5:"))


def put_banner(fields: Fields, protocol: object, banner: object) -> None:
    """Put a text banner into the field of its protocol; an HTTP head is no banner."""
    shown = text_of(banner)
    if not shown.startswith("HTTP/"):
        put(fields, _BANNERS.get(text_of(protocol).upper(), "banner"), shown, MAX_BODY)


def put_claims(fields: Fields, service: object) -> None:
    """Fill source.* from hardware, software and operating systems: hardware first, all CPE names, the rest as text."""
    hardware, software = _attributes(service, "hardware"), _attributes(service, "software")
    systems = _attributes(service, "operating_systems")
    for attribute in hardware:
        put(fields, "source.vendor", dig(attribute, "vendor"))
        put(fields, "source.model", dig(attribute, "product"))
        for kind in texts_of(dig(attribute, "type")):
            put(fields, "source.type", kind)
    for attribute in software:
        if "source.product" not in fields and text_of(dig(attribute, "product")):
            put(fields, "source.product", dig(attribute, "product"))
            put(fields, "source.version", dig(attribute, "version"))
            put(fields, "source.vendor", dig(attribute, "vendor"))
    for attribute in systems:
        put(fields, "os.name", _line(attribute))
    everything = [*hardware, *software, *systems]
    cpes = (text_of(dig(one, "cpe")) or text_of(dig(one, "uniform_resource_identifier")) for one in everything)
    extend(fields, "source.cpe", cpes)
    named = [("software", one) for one in software] + [("hardware", one) for one in hardware]
    put(fields, "source.detail", describe((kind, _line(one)) for kind, one in named))


def add_detail(fields: Fields, parts: Iterable[tuple[str, object]]) -> None:
    """Append ``name: value`` pairs to source.detail."""
    detail = describe(parts)
    before = fields.pop("source.detail", "")
    put(fields, "source.detail", f"{before}; {detail}" if before and detail else before or detail)


def _attributes(service: object, key: str) -> list[object]:
    found = dig(service, key)
    return found[:64] if isinstance(found, list) else []


def _line(attribute: object) -> str:
    return " ".join(shown for key in ("vendor", "product", "version") if (shown := text_of(dig(attribute, key))))
