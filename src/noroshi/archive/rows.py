"""Model to rows: every noun of a survey as the columns of ``archive.tables``."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from noroshi.model.attribution import Attribution
from noroshi.model.fields import FieldValue, is_many
from noroshi.model.identification import Device, Identification
from noroshi.model.observation import Observation, Origin
from noroshi.model.verdict import Verdict
from noroshi.model.version import VersionSet
from noroshi.observe.glance import Outline

Row: TypeAlias = dict[str, Any]
_MAX_ASN_DIGITS: Final = 10
"""Digits of a 32-bit number."""


Values: TypeAlias = tuple[Any, ...]


def observation_values(observation: Observation, products: Sequence[str], *, content: bool) -> Values:
    """Return the row of one kept record, as values in the order of the table's columns.

    ``content`` says whether its fields are kept as well.
    """
    origin = observation.origin
    return (
        origin.input,
        origin.line,
        origin.item,
        origin.source,
        origin.report,
        origin.digest,
        observation.ip,
        observation.port,
        observation.transport,
        observation.observed_at,
        observation.one("geo.country") or None,
        _asn(observation.one("net.asn")),
        observation.many("hostnames"),
        products,
        _pairs(observation.fields) if content else (),
        [_pairs(page) for page in observation.pages] if content else (),
    )


def outline_values(outline: Outline, input: str, source: str, report: str) -> Values:  # noqa: A002 a column's name
    """Return the row of a record of which only the outline was read: the same as that of its observation."""
    return (
        input,
        outline.line,
        outline.item,
        source,
        report,
        outline.digest,
        outline.ip,
        outline.port,
        outline.transport,
        outline.observed_at,
        outline.country or None,
        _asn(outline.asn),
        outline.hostnames,
        (),
        (),
        (),
    )


def _asn(digits: str) -> int | None:
    return int(digits) if digits.isdecimal() and len(digits) <= _MAX_ASN_DIGITS else None


def _pairs(fields: dict[str, FieldValue]) -> list[tuple[str, list[str]]]:
    return [(name, [value] if isinstance(value, str) else list(value)) for name, value in sorted(fields.items())]


def observation_from_row(row: Row) -> Observation:
    """Return the observation of a row whose content was kept; the inverse of ``observation_values``."""
    names = ("input", "line", "item", "source", "report", "digest")
    return Observation(
        origin=Origin(**{name: row[name] for name in names}),
        ip=row["ip"],
        port=row["port"],
        transport=row["transport"],
        observed_at=row["observed_at"],
        fields=_fields(row["fields"]),
        pages=tuple(_fields(page) for page in row["pages"]),
    )


def _fields(pairs: Sequence[tuple[str, Sequence[str]]]) -> dict[str, FieldValue]:
    return {name: tuple(values) if is_many(name) else values[0] for name, values in pairs if values}


def version_columns(versions: VersionSet) -> Row:
    """Return the ``version_…`` columns of a version set."""
    return {
        "version_kind": str(versions.kind),
        "version_exact": versions.exact,
        "version_candidates": list(versions.candidates),
        "version_range": versions.range,
        "version_build_time": versions.build_time,
        "version_train": versions.train,
    }


def device_row(device: Device, observations: Sequence[Observation]) -> Row:
    """Return the row of one device; country and names come from its observations."""
    countries = sorted({country for seen in observations if (country := seen.one("geo.country"))})
    return {
        "device": device.id,
        "ips": list(device.ips),
        "ports": list(device.ports),
        "product": device.product,
        "vendor": device.vendor,
        "model": device.model,
        "serial": device.serial,
        "roles": list(device.roles),
        **version_columns(device.versions),
        "decoy_score": device.decoy.score,
        "decoy_reasons": list(device.decoy.reasons),
        "conflicts": list(device.conflicts),
        "first_seen": device.first_seen,
        "last_seen": device.last_seen,
        "observations": len(observations),
        "country": ",".join(countries) or None,
        "hostnames": sorted({name for seen in observations for name in seen.many("hostnames")}),
    }


def evidence_rows(device: Device, identifications: Iterable[Identification]) -> Iterator[Row]:
    """Yield one row per reason and observation: why it is this product, and what each trace says of the version."""
    for seen in identifications:
        place = {
            "input": seen.origin.input,
            "line": seen.origin.line,
            "item": seen.origin.item,
            "digest": seen.origin.digest,
            "observed_at": seen.observed_at,
        }
        for claim in (*seen.claims, *seen.leads):
            if claim.product == device.product:
                for because in claim.because:
                    yield {
                        "device": device.id,
                        "product": device.product,
                        "about": "product",
                        "rule": because.rule,
                        "field": because.field,
                        "trace": None,
                        "text": because.text,
                        "caveats": [],
                        **version_columns(VersionSet()),
                        **place,
                    }
        for evidence in seen.evidence:
            if evidence.product == device.product:
                yield {
                    "device": device.id,
                    "product": device.product,
                    "about": "version",
                    "rule": evidence.rule,
                    "field": evidence.field,
                    "trace": evidence.trace[:500],
                    "text": evidence.text,
                    "caveats": list(evidence.caveats),
                    **version_columns(evidence.versions),
                    **place,
                }


def verdict_row(device: str, verdict: Verdict) -> Row:
    """Return the row of one verdict."""
    return {
        "device": device,
        "product": verdict.product,
        "cve": verdict.cve,
        "verdict": str(verdict.answer),
        "reason": str(verdict.reason),
        "condition": str(verdict.condition),
        "urgency": str(verdict.urgency),
        "in_kev": verdict.in_kev,
        "ransomware": verdict.ransomware,
        "fix": verdict.fix,
        "because": list(verdict.because),
        "sources": list(verdict.sources),
        "text_ja": verdict.text.get("ja", ""),
        "text_en": verdict.text.get("en", ""),
    }


def attribution_row(device: str, attribution: Attribution) -> Row:
    """Return the row of one attribution."""
    return {
        "device": device,
        "state": str(attribution.state),
        "organization": attribution.organization,
        "corporate_number": attribution.number,
        "registered_pref": attribution.registered.prefecture,
        "registered_city": attribution.registered.city,
        "site_pref": attribution.site.prefecture,
        "site_city": attribution.site.city,
        "site_basis": attribution.site.basis,
        "parent": attribution.parent,
        "address_holder": attribution.address_holder,
        "candidates": [
            {
                "number": candidate.number,
                "name": candidate.name,
                "prefecture": candidate.prefecture,
                "city": candidate.city,
                "probability": candidate.probability,
            }
            for candidate in attribution.candidates
        ],
        "probability": attribution.probability,
        "because": list(attribution.because),
        "reasons": [{"id": each.id, "values": sorted(each.values.items())} for each in attribution.reasons],
    }
