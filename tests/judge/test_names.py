"""Names that people write, to product ids."""

import pytest

from noroshi.judge.names import Names, edition_in
from noroshi.knowledge.products import Product


@pytest.mark.parametrize(
    ("vendor", "product", "id_"),
    [
        ("fortinet", "FortiOS", "fortinet-fortios"),
        ("", "fortinet-fortios", "fortinet-fortios"),
        ("Fortinet", "forti gate", "fortinet-fortios"),
        ("f5", "BIG IP", "f5-bigip"),
        ("F5", "F5 BIG-IP", "f5-bigip"),
        ("", "pan-os", "paloalto-panos"),
        ("PALO ALTO NETWORKS", "PAN-OS", "paloalto-panos"),
        ("checkpoint", "Quantum Security Gateway", "checkpoint-gateway"),
        ("citrix", "NetScaler Gateway", "citrix-netscaler"),
        ("cisco", "FortiOS", None),
        ("fortinet", "FortiMail", None),
        ("", "", None),
    ],
)
def test_case_spaces_and_punctuation_do_not_matter(
    products: dict[str, Product], vendor: str, product: str, id_: str | None
) -> None:
    """A name resolves by letters and digits alone, and the vendor must fit where it is given."""
    assert Names(products).resolve(vendor, product) == id_


@pytest.mark.parametrize(
    ("name", "editions", "edition"),
    [
        ("SkyBridge BASIC MB-A130", ["mb-a100", "mb-a130"], "mb-a130"),
        ("USG FLEX 50W", ["usg-flex", "usg-flex-50", "vpn"], "usg-flex-50"),
        ("Junos OS EX", ["ex", "srx"], "ex"),
        ("Junos Flex", ["ex", "srx"], ""),
        ("FortiOS", [], ""),
    ],
)
def test_the_longest_edition_in_a_name_counts(name: str, editions: list[str], edition: str) -> None:
    """A model in the product's name tells the edition; two letters must be a word of their own."""
    assert edition_in(name, editions) == edition
