"""Shadowserver CSV reports: one row, one outcome, for every report type by its column names."""

import csv
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from noroshi.model.fields import HEADER_PREFIX
from noroshi.model.observation import Observation
from noroshi.observe.addresses import read_address, read_asn, read_port
from noroshi.observe.certificate_names import distinguished_name
from noroshi.observe.field_values import MAX_BODY, Fields, describe, extend, put, readvar
from noroshi.observe.outcomes import Outcome, Where
from noroshi.observe.shadowserver_columns import (
    DETAIL_COLUMNS,
    LABEL_COLUMNS,
    NAME_ATTRIBUTES,
    PLACE_COLUMNS,
    columns_of,
)
from noroshi.observe.times import read_time

_FINGERPRINTS: Final = ("tls.cert.sha256", "tls.cert.sha1", "http.body_sha256")
_YES_NO: Final = {"Y": "true", "N": "false"}
_PREFIXES: Final = ("src_", "dst_", "http_referer_")
_LISTS: Final = ("hostnames", "http.header.set-cookie")
_SINGLE: Final = 1

Row = dict[str, str]


def read_row(raw: bytes, columns: Sequence[str], where: Where) -> Iterator[Outcome]:
    """Yield the one outcome of a CSV row.

    Missing cells count as empty and surplus cells are ignored; of two columns with the same name the first non-empty
    cell counts. A row with an odd number of quotes is kept only where it still has as many cells as there are columns.
    """
    try:
        cells = next(csv.reader([raw.decode("utf-8", "replace")]), [])
    except csv.Error as error:
        yield where.reject("broken_csv", f"cannot read the row: {error}", raw)
        return
    if raw.count(b'"') % 2 and len(cells) != len(columns):
        yield where.reject("broken_csv", "a quoted value is never closed", raw)
        return
    if len(cells) <= _SINGLE < len(columns):
        yield where.reject("broken_csv", f"expected {len(columns)} values separated by commas, found one", raw)
        return
    row: Row = {}
    for name, cell in zip(columns, cells, strict=False):
        shown = cell.strip()
        if shown and name not in row:
            row[name] = shown
    yield _outcome(row, address_prefix(tuple(columns)), raw, where)


@lru_cache(maxsize=256)
def address_prefix(columns: tuple[str, ...]) -> str:
    """Return the prefix of the columns about the address that a row is about: '' for ``ip``, else as ``src_``.

    Event reports carry two addresses; the one that stands first is the one the report is about.
    """
    if "ip" in columns:
        return ""
    return next((prefix for name in columns for prefix in _PREFIXES if name == f"{prefix}ip"), "")


def _outcome(row: Row, prefix: str, raw: bytes, where: Where) -> Outcome:
    given = row.get(f"{prefix}ip", "")
    if not given:
        return where.reject("no_address", f"the row has no value in the column {prefix}ip", raw)
    ip = read_address(given)
    if ip is None:
        return where.reject("bad_address", f"cannot read {given[:60]!r} as an IP address", raw)
    shown = row.get("timestamp", "")
    time = read_time(shown) if shown else None
    if shown and time is None:
        return where.reject("bad_time", f"cannot read {shown[:60]!r} as a time, expected YYYY-MM-DD hh:mm:ss", raw)
    return Observation(
        origin=where.origin(),
        ip=ip,
        port=read_port(row.get(f"{prefix}port", "")),
        transport=row.get("protocol", "tcp").lower()[:16],
        observed_at=time,
        fields=_fields(row, prefix, where.report),
    )


def _fields(row: Row, prefix: str, report: str) -> Fields:
    fields: Fields = {}
    for column, field in columns_of_report(report).items():
        value = row.get(column)
        if value is not None:
            _put_column(fields, field, value)
    for column, field in PLACE_COLUMNS.items():
        _put_place(fields, field, row.get(prefix + column, ""))
    length = fields.get(HEADER_PREFIX + "content-length")
    if isinstance(length, str) and length.isascii() and length.isdigit():
        put(fields, "http.content_length", length)
    for side in ("subject", "issuer"):
        attributes = ((short, row.get(f"{side}_{name}", "")) for name, short in NAME_ATTRIBUTES.items())
        put(fields, f"tls.cert.{side}", distinguished_name(attributes))
    if "rootdispersion" in row or "refid" in row:
        put(fields, "ntp.readvar", readvar(row.get("version"), row.get("processor"), row.get("system")))
    put(fields, "source.detail", describe((name, row.get(name)) for name in DETAIL_COLUMNS))
    labels = [f"{name}:{value}" for name in LABEL_COLUMNS if (value := row.get(name))]
    tags = [word for part in row.get("tag", "").split(";") for word in part.split(",")]
    extend(fields, "source.labels", [*(word.strip() for word in tags), *labels])
    return fields


@lru_cache(maxsize=256)
def columns_of_report(report: str) -> dict[str, str]:
    """Return the column table of a report type, computed once."""
    return columns_of(report)


def _put_column(fields: Fields, field: str, value: str) -> None:
    if field.startswith(HEADER_PREFIX):
        value = value.replace('\\"', '"')  # Shadowserver escapes quotes in headers a second time
    elif field in _FINGERPRINTS:
        value = value.replace(":", "").lower()
    elif field == "tls.cert.self_signed":
        value = _YES_NO.get(value.upper(), value)
    if field in _LISTS:
        extend(fields, field, [value])
    else:
        put(fields, field, value, MAX_BODY if field.endswith("banner") else 16_384)


def _put_place(fields: Fields, field: str, value: str) -> None:
    if field == "hostnames":
        extend(fields, field, [value])
    elif field == "net.asn":
        put(fields, field, read_asn(value))
    else:
        put(fields, field, value.upper() if field == "geo.country" else value)
