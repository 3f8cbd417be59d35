"""The CSV interface of attribution: rows of traces in, the same rows with the attribution's columns out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from noroshi.attribute.attributor import Attributor
from noroshi.attribute.traces import from_row
from noroshi.model.attribution import Attribution, State

INPUT_COLUMNS: Final = (
    *("ip", "asn", "as_org", "net_cidr", "netname", "whois_kind", "whois_org_ja", "whois_org_en", "rdns"),
    *("cert_issuer", "cert_subject", "cert_san", "http_title", "http_body", "domain_registrant", "geo_pref", "product"),
)
OUTPUT_COLUMNS: Final = (
    *("decision", "organization", "corporate_number", "registered_pref", "registered_city", "site_pref", "parent"),
    *("candidates", "probability", "because"),
)
DECISIONS: Final = {
    State.ATTRIBUTED: "attribute",
    State.CANDIDATES: "candidates",
    State.LEAD: "abstain",
    State.NONE: "abstain",
    State.ISP_ONLY: "abstain_isp",
    State.OUT_OF_SCOPE: "out_of_scope",
    State.CONFIRMED: "attribute",
    State.REFUTED: "abstain",
}


def attribute_rows(rows: Iterable[Mapping[str, str]], attributor: Attributor) -> Iterator[dict[str, str]]:
    """Yield each row, in order, with the columns of ``OUTPUT_COLUMNS`` added; its other columns pass unread."""
    for row in rows:
        yield {**row, **columns(attributor.attribute(from_row(row)))}


def columns(attribution: Attribution) -> dict[str, str]:
    """Return the output columns: ``candidates`` best first, joined with ``|``; ``because`` joined with ``; ``."""
    attributed = attribution.state is State.ATTRIBUTED
    return {
        "decision": DECISIONS[attribution.state],
        "organization": attribution.organization,
        "corporate_number": attribution.number,
        "registered_pref": attribution.registered.prefecture,
        "registered_city": attribution.registered.city,
        "site_pref": attribution.site.prefecture,
        "parent": attribution.parent,
        "candidates": "|".join(candidate.number for candidate in attribution.candidates),
        "probability": f"{attribution.probability:.4f}" if attributed or attribution.candidates else "",
        "because": "; ".join(text.replace(";", ",") for text in attribution.because),
    }
