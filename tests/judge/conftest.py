"""Small advisories and products of our own making, and a judge over them."""

from collections.abc import Callable
from datetime import date

import pytest

from noroshi.judge.judge import Judge
from noroshi.judge.kev import KevSnapshot
from noroshi.knowledge.advisories import AdvisoryFile, read_advisories
from noroshi.knowledge.products import Aliases, Product

ADVISORIES = """
schema: noroshi/advisories@1
vendor: Example
sources:
  - {id: s1, kind: vendor, ref: "made up for the tests", read: 2026-11-24}
  - {id: s2, kind: nvd, ref: "made up for the tests", read: 2026-11-24}
advisories:
  - cve: CVE-2099-0001
    advisory: EX-1
    title: {en: "example", ja: "例"}
    kev: 2099-02-09
    ssvc: {exploitation: active, automatable: "yes", technical_impact: total, source: s1, at: 2099-02-12}
    condition:
      roles: [ssl-vpn]
      unless_roles: [management]
      text: {en: "only where SSL-VPN is on", ja: "SSL-VPN 有効時"}
      source: s1
    affected:
      - product: fortinet-fortios
        branches:
          - {branch: "7.4", from: "7.4.0", through: "7.4.2", fixed: "7.4.3", fixed_on: 2024-02-07, source: s1}
          - {branch: "7.2", from: "7.2.0", before: "7.2.7", fixed: "7.2.7", built_on: 2024-01-30, source: s1}
          - branch: "6.4"
            from: "6.4.3"
            start: {source: s2, says: "6.4.3 to 6.4.8"}
            through: "6.4.8"
            fixed: "6.4.11"
            source: s1
          - {branch: "6.2", fixed: "", source: s1}
          - {branch: "6.0", status: end_of_life, source: s1}
          - {branch: "5.6", from: "5.6.2", source: s1}
          - {branch: "7.6", status: not_affected, source: s1}
        unlisted_newer: not_affected
    conflicts:
      - {product: fortinet-fortios, versions: "=7.2.6", says: {s1: affected, s2: not_affected}}
  - cve: CVE-2099-0002
    title: {en: "example", ja: "例"}
    affected:
      - product: citrix-netscaler
        branches:
          - {branch: "14.1", before: "14.1-47.48", fixed: "14.1-47.48", source: s1}
          - {branch: "13.1", before: "13.1-59.22", fixed: "13.1-59.22", source: s1}
      - product: citrix-netscaler
        editions: [fips, ndcpp]
        branches: [{branch: "13.1", before: "13.1-37.241", fixed: "13.1-37.241", source: s1}]
  - cve: CVE-2099-0003
    title: {en: "no word about FIPS", ja: "FIPS の記載なし"}
    affected:
      - product: citrix-netscaler
        branches: [{branch: "13.1", before: "13.1-58.32", fixed: "13.1-58.32", source: s1}]
  - cve: CVE-2099-0004
    title: {en: "hotfixes", ja: "ホットフィックス"}
    affected:
      - product: f5-bigip
        branches:
          - branch: "17.1"
            from: "17.1.0"
            through: "17.1.0.3"
            fixes: ["17.1.0.3.0.75.4-ENG"]
            hotfix: invisible
            source: s1
          - {branch: "16.1", from: "16.1.0", through: "16.1.4", hotfix: exceptional, source: s1}
      - product: checkpoint-gateway
        branches: [{branch: "R81.20", through: "*", hotfix: invisible, source: s1}]
  - cve: CVE-2099-0005
    title: {en: "platforms", ja: "機種"}
    affected:
      - product: juniper-junos
        editions: [srx, ex]
        branches:
          - {branch: "22.3", before: "22.3R3-S1", fixes: ["22.3R2-S2"], source: s1}
          - {branch: "22.4", before: "22.4R3", source: s1}
  - cve: CVE-2099-0006
    title: {en: "generations", ja: "世代"}
    affected:
      - product: sonicwall-sonicos
        editions: [gen6]
        branches: [{branch: "*", through: "6.5.4.14-109n", fixed: "6.5.4.15-116n", source: s1}]
      - product: sonicwall-sonicos
        editions: [gen7]
        branches: [{branch: "7.1", through: "7.1.1-7058", fixed: "7.1.3-7015", source: s1}]
  - cve: CVE-2099-0007
    title: {en: "maintenance builds", ja: "保守ビルド"}
    affected:
      - product: paloalto-panos
        branches:
          - {branch: "10.2", from: "10.2.0", before: "10.2.9-h1", fixed: "10.2.9-h1", fixes: ["10.2.4-h32"], source: s1}
"""

SCHEMES = {
    "fortinet-fortios": ("fortios", "Fortinet", ("FortiOS", "FortiGate")),
    "citrix-netscaler": ("netscaler", "Citrix", ("NetScaler Gateway", "NetScaler ADC")),
    "f5-bigip": ("bigip", "F5", ("BIG-IP",)),
    "checkpoint-gateway": ("checkpoint", "Check Point", ("Quantum Security Gateway",)),
    "juniper-junos": ("junos", "Juniper", ("Junos OS",)),
    "sonicwall-sonicos": ("sonicos", "SonicWall", ("SonicOS",)),
    "paloalto-panos": ("panos", "Palo Alto Networks", ("PAN-OS",)),
}


def make_products() -> dict[str, Product]:
    """Return products that have names and a scheme and nothing else."""
    return {
        id_: Product(
            schema="noroshi/product@1",
            id=id_,
            vendor=vendor,
            name={"en": names[0]},
            aliases=Aliases(product=names),
            scheme=scheme,
        )
        for id_, (scheme, vendor, names) in SCHEMES.items()
    }


@pytest.fixture(scope="session")
def products() -> dict[str, Product]:
    """Return the products of the test advisories."""
    return make_products()


@pytest.fixture(scope="session")
def files() -> tuple[AdvisoryFile, ...]:
    """Read the test advisories."""
    return (read_advisories("advisories/example.yaml", ADVISORIES.encode()),)


@pytest.fixture(scope="session")
def judge(products: dict[str, Product], files: tuple[AdvisoryFile, ...]) -> Judge:
    """Return a judge without a KEV snapshot."""
    return Judge(products, files)


@pytest.fixture
def judge_with(
    products: dict[str, Product], files: tuple[AdvisoryFile, ...]
) -> Callable[[KevSnapshot | None, date | None], Judge]:
    """Make a judge with a KEV snapshot and a day."""
    return lambda kev, as_of: Judge(products, files, kev, as_of)


@pytest.fixture(scope="session")
def one_branch() -> Callable[[str], AdvisoryFile]:
    """Make a FortiOS file out of the rows of one entry."""

    def make(rows: str, product: str = "fortinet-fortios") -> AdvisoryFile:
        text = (
            "schema: noroshi/advisories@1\nvendor: Example\n"
            "sources: [{id: s1, kind: vendor, ref: x, read: 2026-11-24}]\n"
            "advisories:\n  - cve: CVE-2099-0009\n    title: {en: x}\n    affected:\n"
            f"      - product: {product}\n        branches:\n"
        ) + "".join(f"          - {{{row}, source: s1}}\n" for row in rows.splitlines())
        return read_advisories("advisories/rows.yaml", text.encode())

    return make
