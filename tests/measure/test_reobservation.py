"""What a later survey may say about a device of an earlier one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.measure.reobservation import Earlier, Later, Service, reobserve

SEEN = datetime(2026, 9, 1, tzinfo=UTC)
AFTER = SEEN + timedelta(days=30)
EARLIER = Earlier(
    device="192.0.2.1:fortinet-fortios",
    product="fortinet-fortios",
    ips=("192.0.2.1",),
    ports=(443,),
    hostnames=("vpn.example.co.jp",),
    open_cves=("CVE-2024-21762", "CVE-2023-27997"),
    last_seen=SEEN,
)


def later(**changes: object) -> Later:
    columns = {
        "device": EARLIER.device,
        "product": EARLIER.product,
        "ips": EARLIER.ips,
        "hostnames": EARLIER.hostnames,
        "verdicts": dict.fromkeys(EARLIER.open_cves, "not_affected"),
        "last_seen": AFTER,
    }
    return Later(**{**columns, **changes})  # type: ignore[arg-type]


def service(port: int = 443, *products: str, at: datetime = AFTER) -> Service:
    return Service(ip="192.0.2.1", port=port, products=products, observed_at=at)


def test_a_device_out_of_every_range_it_was_found_in_is_fixed() -> None:
    """All CVEs not affected in a newer observation of the same device."""
    assert reobserve(EARLIER, [later()], []).state == "fixed_version"


@pytest.mark.parametrize(("verdict", "state"), [("likely", "vulnerable_version"), ("undetermined", "version_unknown")])
def test_one_open_cve_keeps_the_device_open(verdict: str, state: str) -> None:
    """One CVE fixed and one still open or unknown is no fix."""
    verdicts = {"CVE-2024-21762": "not_affected", "CVE-2023-27997": verdict}
    assert reobserve(EARLIER, [later(verdicts=verdicts)], []).state == state


def test_a_verdict_that_is_missing_is_not_a_fix() -> None:
    """A later survey that does not judge one of the CVEs leaves the version unknown."""
    assert reobserve(EARLIER, [later(verdicts={"CVE-2024-21762": "not_affected"})], []).state == "version_unknown"


def test_an_old_record_seen_again_shows_nothing() -> None:
    """A later survey whose last observation is not newer gives no observation, even with other verdicts."""
    assert reobserve(EARLIER, [later(last_seen=SEEN)], []).state == "no_observation"


def test_a_device_is_recognised_at_a_new_address_by_a_name_only_it_carries() -> None:
    """The same name on one device of the same product elsewhere means moved; on two devices it means nothing."""
    moved = later(device="192.0.2.9:fortinet-fortios", ips=("192.0.2.9",))
    assert reobserve(EARLIER, [moved], []).state == "moved"
    twin = later(device="192.0.2.10:fortinet-fortios", ips=("192.0.2.10",))
    assert reobserve(EARLIER, [moved, twin], []).state == "no_observation"


def test_what_stands_at_the_address_is_told_apart() -> None:
    """Another product at the port, only other ports, an unrecognised page, and nothing are four things."""
    assert reobserve(EARLIER, [], [service(443, "sophos-firewall")]).state == "replaced"
    assert reobserve(EARLIER, [], [service(80)]).state == "not_exposed"
    assert reobserve(EARLIER, [], [service(443)]).state == "version_unknown"
    assert reobserve(EARLIER, [], []).state == "no_observation"
    assert reobserve(EARLIER, [], [service(443, "sophos-firewall", at=SEEN)]).state == "no_observation"


@given(
    st.dictionaries(
        st.sampled_from(["CVE-2024-21762", "CVE-2023-27997", "CVE-0000-0001"]),
        st.sampled_from(["affected", "likely", "undetermined", "not_affected"]),
    ),
    st.lists(st.tuples(st.integers(1, 65535), st.sampled_from(["", "fortinet-fortios", "sophos-firewall"]))),
)
def test_only_a_verdict_for_every_open_cve_ever_gives_a_fix(
    verdicts: dict[str, str], seen: list[tuple[int, str]]
) -> None:
    """Whatever stands at the address, fixed needs a newer observation that clears every CVE."""
    services = [service(port, *([product] if product else [])) for port, product in seen]
    for devices in ([], [later(verdicts=verdicts)]):
        cleared = bool(devices) and all(verdicts.get(cve) == "not_affected" for cve in EARLIER.open_cves)
        assert (reobserve(EARLIER, devices, services).state == "fixed_version") == cleared
