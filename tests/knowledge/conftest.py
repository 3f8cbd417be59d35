"""A product file with every section, as text that tests change line by line."""

import pytest

from noroshi.knowledge.load import PackFile

PRODUCT = """\
schema: noroshi/product@1
product: acme-gate
vendor: Acme
name: {en: Acme Gate, ja: アクメ}
aliases: {vendor: [acme corp], product: [Gate]}
category: [ssl-vpn]
cpe: "cpe:2.3:o:acme:gate"
scheme: dotted
trace_outlook: an invented product
roles: {ssl-vpn: [server]}
signals:
  - {id: server, field: http.header.server, equals: gate-server, tier: strong, source: s1}
  - {id: icon, field: favicon.mmh3, any_of: [-76600061], tier: weak, source: [s1]}
  - id: cert
    field: tls.cert.subject
    regex: '^CN=(?P<serial>AG[0-9]{6})$'
    tier: medium
    set: {serial: "{serial}", model: "{serial}"}
    lookup: {model: models}
    source: s1
tables: {models: {AG10: Gate-10}}
version:
  - id: etag
    kind: build_time
    field: http.header.etag
    needs: [server]
    regex: '^"(?P<ts>[0-9a-f]{8})"$'
    decode: {build_time: [epoch_hex, ts]}
    require: [not_midnight]
    table: gate
    window: {table: gate, days: [0, 30]}
    source: s1
  - {id: snmp, kind: exact, field: snmp.description, regex: 'GateOS (?P<v>[0-9.]{1,20})', value: "{v}", source: s1}
not_version:
  - {id: client, field: http.body, contains: client=, reason: {en: client software}, source: s1}
decoy_signs:
  - {id: sim, field: http.title, equals: Simulator, weight: 50, reason: {en: a simulator}, source: s1}
sources:
  - {id: s1, title: invented, ref: tests, read: 2026-11-24, licence: Apache-2.0}
examples:
  - from: {source: s1, real: true, where: row 1}
    observation: {http.header.server: gate-server, port: 10443}
    expect: {product: acme-gate, version.exact: 7.10, version.kind: none}
counterexamples:
  - from: {real: false}
    observation: {http.header.server: other}
    expect: {product: null}
"""
HEADER = "product,train,version,trace_kind,trace,build_time,released_at,source,source_licence,status\n"
BUILDS = (
    HEADER
    + "acme-gate,2.4,2.4.1,etag_epoch,2021-01-27T23:17:51Z,,,row 1,CC0,confirmed\n"
    + "acme-gate,2.4,2.4.2,md5,0123456789abcdef0123456789abcdef,,,row 2,CC0,inferred\n"
    + "acme-gate,,,md5,ffffffffffffffffffffffffffffffff,,,row 3,CC0,unknown\n"
    + "acme-gate,2.4,2.4.3,build_day,2021-03-01,,2021-03-09,row 4,CC0,confirmed\n"
)


@pytest.fixture
def product_text() -> str:
    return PRODUCT


@pytest.fixture
def builds_text() -> str:
    return BUILDS


@pytest.fixture
def pack(product_text: str, builds_text: str) -> tuple[PackFile, ...]:
    return (
        PackFile("builds/gate.csv", builds_text.encode()),
        PackFile("products/acme-gate.yaml", product_text.encode()),
    )
