"""Reading CISA's list of known exploited vulnerabilities."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.judge.kev import KevEntry, KevError, KevSnapshot, parse_kev

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "vulns"
JSON = b"""{"catalogVersion": "2099.02.10", "dateReleased": "2099-02-10T16:45:47.0648Z", "count": 3,
 "vulnerabilities": [
 {"cveID": "CVE-2099-0001", "dateAdded": "2099-02-09", "knownRansomwareCampaignUse": "Known", "new": 1},
 {"cveID": "cve-2099-0002", "dateAdded": "2099-02-01", "knownRansomwareCampaignUse": "Unknown"},
 {"cveID": "broken", "dateAdded": "2099-02-01"}]}"""
CSV = (
    "\ufeffcveID,vendorProject,dateAdded,knownRansomwareCampaignUse\r\n"
    'CVE-2099-0001,"A, B",2099-02-09,Known\r\nCVE-2099-0002,C,2099-13-01,Unknown\r\n'
).encode()


def test_json_and_csv_are_both_read() -> None:
    """Both published forms give date, entries and the number of unreadable ones."""
    assert parse_kev(JSON) == KevSnapshot(
        date=date(2099, 2, 10),
        version="2099.02.10",
        entries={
            "CVE-2099-0001": KevEntry(date(2099, 2, 9), ransomware=True),
            "CVE-2099-0002": KevEntry(date(2099, 2, 1), ransomware=False),
        },
        skipped=1,
    )
    assert parse_kev(CSV) == KevSnapshot(
        date=date(2099, 2, 9),
        version="",
        entries={"CVE-2099-0001": KevEntry(date(2099, 2, 9), ransomware=True)},
        skipped=1,
    )


def test_an_entry_is_unknown_before_its_day() -> None:
    """A list replayed for an earlier day does not know later entries."""
    snapshot = parse_kev(JSON)
    assert snapshot.entry("CVE-2099-0001", date(2099, 2, 8)) is None
    assert snapshot.entry("CVE-2099-0001", date(2099, 2, 9)) is not None
    assert snapshot.entry("CVE-2099-0001", None) is not None
    assert snapshot.entry("CVE-2099-9999", None) is None
    assert snapshot.source == "cisa-kev@2099-02-10"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "CSV"),
        (b"{", "JSON"),
        (b'{"vulnerabilities": 3}', "vulnerabilities"),
        (b"[]", "no entry"),
        (b"a,b\n1,2\n", "cveID"),
        (b"cveID,dateAdded\n\x00,\xff\n", "no entry"),
        (b"[" * 5000, "JSON"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data: bytes, says: str) -> None:
    """The message says what is missing."""
    with pytest.raises(KevError, match=says):
        parse_kev(data)


@given(st.binary(max_size=300) | st.text(alphabet='{}[]":,cveIDdateAdded0-9\n', max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Hostile bytes end in KevError and nothing else."""
    try:
        snapshot = parse_kev(data)
    except KevError:
        return
    assert snapshot.entries


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared research data is not here")
def test_the_real_snapshots_are_read_completely() -> None:
    """Both real snapshots are read without a skipped entry, and ransomware flags changed between them."""
    new = parse_kev((SHARED / "kev_2026-08-07.json").read_bytes())
    old = parse_kev((SHARED / "kev_2025-08-25.csv").read_bytes())
    assert (len(new.entries), new.skipped, new.date) == (1662, 0, date(2026, 8, 7))
    assert (len(old.entries), old.skipped, old.date) == (1404, 0, date(2025, 8, 25))
    flipped = [cve for cve, entry in old.entries.items() if not entry.ransomware and new.entries[cve].ransomware]
    assert "CVE-2024-53704" in flipped
