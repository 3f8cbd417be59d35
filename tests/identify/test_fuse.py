"""All that was seen of one device becomes one device per product, whatever the order in which it was seen."""

import random
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from noroshi.identify.fuse import MANY_PORTS, MAX_CONFLICTS, device_id, fuse
from noroshi.model.identification import Because, Decoy, Identification, ProductClaim
from noroshi.model.observation import Origin
from noroshi.model.version import EvidenceKind as K
from noroshi.model.version import VersionEvidence, VersionSet

JANUARY = datetime(2026, 1, 5, tzinfo=UTC)
JUNE = datetime(2026, 6, 5, tzinfo=UTC)


def proof(rule: str, versions: VersionSet, trace: str = "t") -> VersionEvidence:
    return VersionEvidence(
        product="acme-gate", rule=f"acme-gate/{rule}", field="http.body", trace=trace, versions=versions, text="x"
    )


def exact(text: str) -> VersionSet:
    return VersionSet(kind=K.EXACT, exact=text)


def table(*names: str) -> VersionSet:
    return VersionSet(kind=K.TABLE, candidates=names)


def seen(
    *evidence: VersionEvidence,
    at: datetime | None = JANUARY,
    ip: str = "192.0.2.1",
    port: int = 443,
    line: int = 1,
    serial: str | None = None,
    decoy: Decoy = Decoy(),  # noqa: B008 - frozen
    vendor: str = "Acme",
) -> Identification:
    product = f"{vendor.lower()}-gate"
    because = (Because(f"{product}/server", "http.header.server", "a mark"),)
    claim = ProductClaim(product=product, vendor=vendor, score=60, serial=serial, because=because)
    return Identification(
        origin=Origin("in", line, 1, "test", "", "00"),
        ip=ip,
        port=port,
        observed_at=at,
        claims=(claim,),
        evidence=evidence,
        decoy=decoy,
    )


def test_candidates_of_two_ports_are_intersected() -> None:
    """Each port narrows what the other leaves open."""
    (device,) = fuse([seen(proof("a", table("1", "2"))), seen(proof("b", table("2", "3")), port=8443)])
    assert device.versions.candidates == ("2",)
    assert device.ports == (443, 8443)
    assert device.conflicts == ()


def test_a_newer_observation_of_the_same_rule_replaces_the_older() -> None:
    """The device was updated: the newer version counts, the older stays as evidence and is told."""
    (device,) = fuse([seen(proof("a", exact("7.0.1"))), seen(proof("a", exact("7.0.9")), at=JUNE, line=2)])
    assert device.versions.exact == "7.0.9"
    assert {item.versions.exact for item in device.evidence} == {"7.0.1", "7.0.9"}
    assert device.conflicts == ("an older observation (2026-01-05) shows 7.0.1 by acme-gate/a",)
    assert (device.first_seen, device.last_seen) == (JANUARY, JUNE)


def test_a_contradiction_keeps_the_newest_and_says_both() -> None:
    """An empty intersection is shown, and the newer side is kept even where the older kind is stronger."""
    (device,) = fuse([seen(proof("a", exact("7.0.1"))), seen(proof("b", table("7.2.1")), at=JUNE, port=8443)])
    assert device.versions.candidates == ("7.2.1",)
    assert device.conflicts == (
        "acme-gate/a says 7.0.1 (2026-01-05), but acme-gate/b says 7.2.1 (2026-06-05); the newer is kept",
    )


def test_two_versions_at_one_time_are_both_kept() -> None:
    """Nothing tells which is true, so neither is dropped and nothing is called exact."""
    (device,) = fuse([seen(proof("a", exact("1"))), seen(proof("a", exact("2")), port=8443)])
    assert (device.versions.kind, device.versions.exact, device.versions.candidates) == (K.TABLE, None, ("1", "2"))
    assert "both are kept" in device.conflicts[0]


def test_evidence_older_than_the_last_sight_carries_a_caveat() -> None:
    """A version seen in January says less about a device last seen in June."""
    (device,) = fuse([seen(proof("a", exact("1"))), seen(at=JUNE, line=2)])
    assert device.versions.exact == "1"
    assert device.evidence[0].caveats == ("older-observation",)


def test_ranges_speak_only_where_nothing_stronger_does() -> None:
    """A format range gives way to a branch and stays as evidence."""
    limit = proof("f", VersionSet(kind=K.FORMAT, range=">=2"))
    branch = proof("t", VersionSet(kind=K.TRAIN, train="2.4"))
    (alone,) = fuse([seen(limit)])
    (both,) = fuse([seen(limit, branch)])
    assert (alone.versions.kind, alone.versions.range) == (K.FORMAT, ">=2")
    assert (both.versions.kind, both.versions.range, len(both.evidence)) == (K.TRAIN, None, 2)


def test_two_ranges_hold_together() -> None:
    """Ranges of the same kind are combined with and."""
    low, high = (proof(text, VersionSet(kind=K.RANGE, range=text)) for text in (">=2", "<3"))
    (device,) = fuse([seen(low, high)])
    assert device.versions.range == "<3,>=2"


def test_an_unmapped_trace_is_no_silence() -> None:
    """A device with an unknown trace differs from one without any."""
    (device,) = fuse([seen(proof("a", VersionSet(kind=K.UNMAPPED)))])
    (silent,) = fuse([seen()])
    assert (device.versions.kind, silent.versions.kind) == (K.UNMAPPED, K.NONE)


def test_one_device_per_product() -> None:
    """Two products behind one address are two devices."""
    devices = fuse([seen(), seen(vendor="Beta", port=8443)])
    assert sorted(device.product for device in devices) == ["acme-gate", "beta-gate"]
    assert len({device.id for device in devices}) == 2


def test_the_id_is_stable_and_prefers_the_serial() -> None:
    """Addresses in any order give one id; a device that moves keeps its id by its serial."""
    assert device_id("p", ["b", "a"], None) == device_id("p", ["a", "b"], None)
    (here,) = fuse([seen(serial="AG1")])
    (there,) = fuse([seen(serial="AG1", ip="198.51.100.7")])
    assert here.id == there.id
    assert here.id.startswith("d-")
    assert len(here.id) == 18


def test_a_shared_serial_identifies_nothing() -> None:
    """A serial of many addresses is a decoy reason and not part of the id."""
    (here,) = fuse([seen(serial="AG1")], shared_serials={"AG1"})
    assert here.id == device_id("acme-gate", ["192.0.2.1"], None)
    assert here.decoy.reasons == ("serial-on-many-addresses: AG1",)
    assert here.decoy.score == 50


def test_different_serials_are_told() -> None:
    """The newest serial is kept, both are shown."""
    (device,) = fuse([seen(serial="AG1"), seen(serial="AG2", at=JUNE, line=2)])
    assert device.serial == "AG2"
    assert device.conflicts == ("serial: AG1, AG2; the newest is kept",)


def test_many_vendors_on_one_address_speak_for_a_decoy() -> None:
    """Three vendors behind one address raise the score of each of its devices."""
    devices = fuse([seen(vendor=name, port=port) for port, name in enumerate(("Acme", "Beta", "Gamma"), 1)])
    assert {device.decoy.score for device in devices} == {60}


def test_many_ports_speak_for_a_decoy() -> None:
    """An address that shows the product on more than twenty ports is suspicious."""
    (device,) = fuse([seen(port=port) for port in range(1, MANY_PORTS + 2)])
    assert device.decoy.reasons == ("many-ports: 21 on 192.0.2.1",)


def test_a_trace_that_changes_all_the_time_speaks_for_a_decoy() -> None:
    """Three values on three days are no three updates; three values in a year may be."""
    fast = [seen(proof("a", table(str(day)), str(day)), at=JANUARY + timedelta(days=day)) for day in range(3)]
    slow = [seen(proof("a", table(str(day)), str(day)), at=JANUARY + timedelta(days=90 * day)) for day in range(3)]
    assert fuse(fast)[0].decoy.reasons == ("trace-changes: acme-gate/a on port 443",)
    assert fuse(slow)[0].decoy.reasons == ()


def test_a_build_that_gets_older_speaks_for_a_decoy() -> None:
    """Devices are updated, hardly ever set back."""
    new = proof("a", VersionSet(kind=K.BUILD_TIME, build_time=JANUARY), "n")
    old = proof("a", VersionSet(kind=K.BUILD_TIME, build_time=JANUARY - timedelta(days=400)), "o")
    assert fuse([seen(new), seen(old, at=JUNE)])[0].decoy.score == 30
    assert fuse([seen(old), seen(new, at=JUNE)])[0].decoy.score == 0


def test_single_scores_are_kept_and_never_exceed_100() -> None:
    """The worst record counts, plus what only the group shows."""
    worst = Decoy(score=90, reasons=("labelled-honeypot: x",))
    (device,) = fuse([seen(decoy=worst, serial="AG1"), seen(port=8443, serial="AG1")], shared_serials={"AG1"})
    assert device.decoy.score == 100
    assert device.decoy.reasons == ("labelled-honeypot: x", "serial-on-many-addresses: AG1")


def test_a_flood_of_conflicts_is_cut_and_counted() -> None:
    """A hostile input cannot make a device's row grow without end."""
    days = (JANUARY + timedelta(days=day) for day in range(200))
    (device,) = fuse([seen(proof("a", exact(f"1.{day}")), at=at) for day, at in enumerate(days)])
    assert len(device.conflicts) == MAX_CONFLICTS + 1
    assert device.conflicts[-1] == "and 149 more"


VERSIONS = st.sampled_from(
    [
        exact("1.1"),
        exact("1.2"),
        table("1.1", "1.2"),
        table("1.2", "2.1"),
        VersionSet(kind=K.TRAIN, train="1"),
        VersionSet(kind=K.TRAIN, train="2"),
        VersionSet(kind=K.BUILD_TIME, build_time=JANUARY),
        VersionSet(kind=K.RELEASE_WINDOW, candidates=("1.2", "2.1"), build_time=JUNE),
        VersionSet(kind=K.RANGE, range="<2"),
        VersionSet(kind=K.FORMAT, range=">=1 || >=3"),
        VersionSet(kind=K.UNMAPPED),
    ]
)
RECORDS = st.builds(
    lambda rule, versions, trace, at, port, ip, serial, vendor: seen(
        proof(rule, versions, trace), at=at, port=port, ip=ip, serial=serial, vendor=vendor
    ),
    st.sampled_from("abc"),
    VERSIONS,
    st.sampled_from(["t", "u"]),
    st.sampled_from([None, JANUARY, JUNE]),
    st.sampled_from([443, 8443]),
    st.sampled_from(["192.0.2.1", "192.0.2.2"]),
    st.sampled_from([None, "AG1", "AG2"]),
    st.sampled_from(["Acme", "Beta"]),
)


@given(st.lists(RECORDS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_observations_does_not_matter(records: list[Identification], shuffle: random.Random) -> None:
    """Any order of the same observations gives the same devices, byte by byte; repeats change nothing."""
    expected = msgspec.msgpack.encode(fuse(records))
    shuffled = list(records)
    shuffle.shuffle(shuffled)
    assert msgspec.msgpack.encode(fuse(shuffled)) == expected
    assert msgspec.msgpack.encode(fuse([*records, *shuffled])) == expected


@given(st.lists(RECORDS, min_size=1, max_size=8))
def test_nothing_vanishes_in_the_fusion(records: list[Identification]) -> None:
    """Every product, address and piece of evidence is in some device; exact is filled for kind exact alone."""
    devices = fuse(records)
    assert {device.product for device in devices} == {item.claims[0].product for item in records}
    assert {ip for device in devices for ip in device.ips} == {item.ip for item in records}
    for device in devices:
        own = [item for item in records if item.claims[0].product == device.product]
        wanted = {(e.rule, e.versions) for item in own for e in item.evidence if e.product == device.product}
        assert {(e.rule, e.versions) for e in device.evidence} == wanted
        assert (device.versions.exact is not None) == (device.versions.kind is K.EXACT)
