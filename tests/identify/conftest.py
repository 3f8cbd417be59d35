"""A small knowledge pack of invented rules in the shape of the real ones."""

import pytest

from noroshi.identify.identifier import Identifier
from noroshi.knowledge.load import Knowledge, PackFile, load_pack

GATE = r"""
schema: noroshi/product@1
product: acme-gate
vendor: Acme
name: {en: Acme Gate, ja: アクメ}
category: [ssl-vpn]
trace_outlook: an invented product
roles: {ssl-vpn: [login-page], admin: [admin-page]}
signals:
  - {id: server, field: http.header.server, equals: gate-server, tier: strong, source: s1}
  - id: login-page
    field: http.body
    contains: 'top.location="/gate/login"'
    within: markup
    when: {http.path: ["/"]}
    tier: strong
    source: s1
  - {id: admin-page, field: http.title, prefix: "Gate Admin", ignore_case: true, tier: medium, source: s1}
  - {id: cookie, field: http.header.set-cookie, regex: '^GATE[0-9]{1,8}=', tier: medium, source: s1}
  - {id: icon, field: favicon.mmh3, any_of: [945408572, -76600061], tier: weak, source: s1}
  - id: cert
    field: tls.cert.subject
    regex: '^CN=(?P<serial>(?P<model>AG[A-Z0-9]{3})[0-9]{6}),O=Acme$'
    tier: strong
    set: {model: "{model}", serial: "{serial}"}
    lookup: {model: models}
    source: s1
  - {id: not-ours, field: http.title, contains: Gate Simulator, tier: reject, source: s1}
tables: {models: {AG: Gate, AG10: Gate-10}}
version:
  - id: etag
    kind: build_time
    field: http.header.etag
    needs: [login-page]
    when: {http.path: ["/"]}
    regex: '^"?(?P<size>[0-9a-f]+)-(?P<ts>[0-9a-f]{8})"?$'
    decode: {build_time: [epoch_hex, ts], size: [hex, size]}
    require: [size_is_content_length, build_time_is_last_modified, not_after_observed, not_midnight]
    table: gate
    window: {table: gate_releases, days: [0, 30]}
    source: s1
  - id: etag-hidden
    kind: format
    field: http.header.etag
    regex: '^"[0-9a-f]{32}"$'
    range: ">=2.6"
    source: s1
  - {id: script, kind: table, field: http.body, regex: 'app\.js\?v=(?P<v>[0-9a-f]{32})', table: gate, source: s1}
  - {id: snmp, kind: exact, field: snmp.description, regex: 'GateOS (?P<v>\d+\.\d+\.\d+)', value: "{v}", source: s1}
  - {id: branch, kind: train, field: http.body, regex: "branch='(?P<t>[0-9.]{1,9})'", value: "{t}", source: s1}
  - {id: cap, kind: range, field: http.title, equals: Gate Admin classic, range: "<2.5", source: s1}
  - {id: told, kind: exact, field: source.version, regex: '^[0-9.]{1,20}$', value: "{0}", source: s1}
not_version:
  - {id: client, field: http.body, regex: 'client="[0-9.]{1,20}"', reason: {en: client software}, source: s1}
decoy_signs:
  - {id: short-cn, field: tls.cert.subject, regex: '^CN=AG[0-9]{2}[A-Z],', weight: 40, reason: {en: no serial},
     source: s1}
sources:
  - {id: s1, title: invented, ref: tests, read: 2026-11-24, licence: Apache-2.0}
examples:
  - from: {real: false, where: invented}
    observation: {http.header.server: gate-server, port: 10443}
    expect: {product: acme-gate, version.kind: none}
counterexamples:
  - from: {real: false}
    observation: {http.header.server: other}
    expect: {product: null}
""".encode()

OTHER = b"""
schema: noroshi/product@1
product: beta-box
vendor: Beta
name: {en: Beta Box}
category: [router]
trace_outlook: an invented product
signals:
  - {id: server, field: http.header.server, regex: '^Beta-(?:Box|Cube)\\b', ignore_case: true, tier: strong, source: s1}
  - {id: title, field: http.title, equals: Beta, tier: strong, source: s1}
version:
  - {id: server-version, kind: exact, field: http.header.server, regex: '^Beta-Box/(?P<v>[0-9]+\\.[0-9]+[a-z]?)',
     value: "{v}", source: s1}
sources:
  - {id: s1, title: invented, ref: tests, read: 2026-11-24, licence: Apache-2.0}
examples:
  - from: {real: false}
    observation: {http.header.server: Beta-Box/1.2a}
    expect: {product: beta-box, version.exact: 1.2a}
counterexamples:
  - from: {real: false}
    observation: {http.header.server: Alpha}
    expect: {product: null}
"""

HEADER = b"product,train,version,trace_kind,trace,build_time,released_at,source,source_licence,status\n"
HASH = b"0123456789abcdef0123456789abcdef"
BUILDS = (
    HEADER
    + b"acme-gate,2.4,2.4.1,etag_epoch,2021-01-27T23:17:51Z,,,invented,CC0,confirmed\n"
    + b"acme-gate,2.4,2.4.2,etag_epoch,2021-06-01T10:00:00Z,,,invented,CC0,inferred\n"
    + b"acme-gate,2.4,2.4.2,md5,"
    + HASH
    + b",,,invented,CC0,confirmed\n"
    + b"acme-gate,2.4,2.4.10,md5,"
    + HASH
    + b",,,invented,CC0,confirmed\n"
    + b"acme-gate,,,md5,ffffffffffffffffffffffffffffffff,,,invented,CC0,unknown\n"
)
RELEASES = (
    HEADER
    + b"acme-gate,2.5,2.5.0,released_on,,,2022-03-10,invented,CC0,confirmed\n"
    + b"acme-gate,2.4,2.4.9,released_on,,,2022-03-15,invented,CC0,confirmed\n"
    + b"acme-gate,2.5,2.5.1,released_on,,,2022-06-01,invented,CC0,confirmed\n"
)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_pack(
        (
            PackFile("builds/gate.csv", BUILDS),
            PackFile("builds/gate_releases.csv", RELEASES),
            PackFile("products/acme-gate.yaml", GATE),
            PackFile("products/beta-box.yaml", OTHER),
        )
    )


@pytest.fixture(scope="session")
def identifier(knowledge: Knowledge) -> Identifier:
    return Identifier(knowledge)
