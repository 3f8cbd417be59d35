"""The bundled rules give the answers that are known for real traces, and do not fall for known wrong facts."""

from typing import Any

import pytest

from noroshi.identify.flat import from_flat, to_flat
from noroshi.identify.identifier import Identifier
from noroshi.knowledge.load import load_knowledge


@pytest.fixture(scope="module")
def bundled() -> Identifier:
    return Identifier(load_knowledge())


F5_LOGO = {
    "http.path": "/tmui/tmui/login/images/logo_f5.png",
    "http.header.server": "BigIP",
    "http.header.etag": '"1fe7-5db411548c100"',
    "http.header.last-modified": "Mon, 28 Mar 2022 06:04:20 GMT",
    "http.content_length": 8167,
}
PAN_LOGIN = {
    "http.path": "/global-protect/login.esp",
    "http.header.server": "PanWeb Server/ - ",
    "http.header.etag": '"6e185d5daf9a"',
}
NETSCALER_FILE = {
    "http.path": "/vpn/js/rdx/core/lang/rdx_en.json.gz",
    "http.title": "Citrix Gateway",
    "http.gzip_mtime": 1535167752,
}
FORTI_ROOT = {
    "http.path": "/",
    "http.header.server": "xxxxxxxx-xxxxx",
    "http.header.etag": '"83-6011f49f"',
    "http.header.last-modified": "Wed, 27 Jan 2021 23:17:51 GMT",
    "http.content_length": 131,
    "http.body": '<script>top.location="/remote/login"</script>',
}


@pytest.mark.parametrize(
    ("observation", "product", "kind", "candidates", "built"),
    [
        (F5_LOGO, "f5-bigip", "table", ["15.1.5.1-0.0.14"], "2022-03-28T06:04:20Z"),
        (PAN_LOGIN, "paloalto-panos", "table", ["8.1.10"], "2019-08-21T20:54:50Z"),
        (NETSCALER_FILE, "citrix-netscaler", "table", ["12.1-49.23"], "2018-08-25T03:29:12Z"),
        (FORTI_ROOT, "fortinet-fortios", "build_time", [], "2021-01-27T23:17:51Z"),
    ],
)
def test_the_four_build_time_codecs(
    bundled: Identifier, observation: dict[str, Any], product: str, kind: str, candidates: list[str], built: str
) -> None:
    """The values verified in research decode, and the tables name the known version."""
    found = to_flat(bundled.identify(from_flat(observation)))
    version = found["version"]
    assert (found["product"], version["kind"]) == (product, kind)
    assert (version["candidates"], version["build_time"]) == (candidates, built)


@pytest.mark.parametrize(
    "observation",
    [
        {"http.header.etag": '"83-6011f49f"'},
        {"http.header.etag": '"83-6011f49f"', "http.header.server": "nginx", "http.path": "/"},
        {"tls.jarm": "07d14d16d21d21d07c42d41d00041d24a458a375eef0c576d23a7bab9a9fb1"},
        {"http.header.x-transcend-version": "1"},
        {"http.body": "Cisco ASDM/7.18(1)"},
        {"snmp.description": "SonicOS Enhanced 198.51.100.249-48o"},
    ],
)
def test_a_single_weak_or_false_mark_names_no_product(bundled: Identifier, observation: dict[str, Any]) -> None:
    """Public tools take these for a product; alone they prove none."""
    assert to_flat(bundled.identify(from_flat(observation)))["product"] is None


def test_an_invented_build_time_is_a_decoy_reason(bundled: Identifier) -> None:
    """A public test vector decodes to exactly midnight: no version, and a reason."""
    invented = {"http.header.etag": '"83-67a94180"', "http.header.last-modified": "Mon, 10 Feb 2025 00:00:00 GMT"}
    found = to_flat(bundled.identify(from_flat(FORTI_ROOT | invented)))
    assert found["product"] == "fortinet-fortios"
    assert found["version"]["kind"] == "none"
    assert found["decoy"]["score"] >= 40


def test_a_cache_version_is_no_firmware_version(bundled: Identifier) -> None:
    """NS-CACHE-9.3 is shown by devices of branch 14.1 too."""
    found = to_flat(
        bundled.identify(from_flat({"http.title": "Citrix Gateway", "http.header.via": "NS-CACHE-9.3:  10"}))
    )
    assert (found["product"], found["version"]["kind"]) == ("citrix-netscaler", "none")


def test_a_model_name_as_certificate_name_speaks_for_a_decoy(bundled: Identifier) -> None:
    """A real FortiGate shows a serial number; a decoy was seen with CN=FGT60F."""
    real, decoy = (
        to_flat(bundled.identify(from_flat({"tls.cert.subject": f"CN={name},OU=FortiGate,O=Fortinet"})))
        for name in ("FGT60D4614030700", "FGT60F")
    )
    assert (real["product"], real["decoy"]["score"]) == ("fortinet-fortios", 0)
    assert decoy["decoy"]["score"] >= 40
