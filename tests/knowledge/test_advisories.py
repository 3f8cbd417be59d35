"""Reading curated advisories, with complaints that name file and line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.knowledge.advisories import (
    URGENCY_FILE,
    load_advisories,
    load_urgency_table,
    read_advisories,
    validate_advisories,
)
from noroshi.knowledge.complaints import KnowledgeError
from noroshi.knowledge.load import PackFile, read_pack

GOOD = """schema: noroshi/advisories@1
vendor: Example
sources:
  - {id: s1, kind: vendor, ref: "made up", read: 2026-11-24}
advisories:
  - cve: CVE-2099-0001
    title: {en: "x", ja: "x"}
    published: 2099-01-02
    affected:
      - product: fortinet-fortios
        branches:
          - {branch: "7.2", from: "7.2.0", before: "7.2.7", fixed: "7.2.7", fixed_on: 2099-01-01, source: s1}
          - {branch: "7.0", fixed: "", source: s1}
          - {branch: "6.4", source: s1}
"""


def pack(text: str) -> tuple[PackFile, ...]:
    """Return a pack with one advisory file."""
    return (PackFile("advisories/example.yaml", text.encode()),)


def test_a_file_becomes_frozen_values_with_lines() -> None:
    """Dates are dates, absent facts stay absent, and each row knows its line."""
    file = read_advisories("advisories/example.yaml", GOOD.encode())
    (advisory,) = file.advisories
    first, second, third = advisory.affected[0].branches
    assert (advisory.published, first.fixed_on) == (date(2099, 1, 2), date(2099, 1, 1))
    assert (first.fixed, second.fixed, third.fixed) == ("7.2.7", "", None)
    assert (advisory.line, first.line, third.line) == (6, 12, 14)
    assert advisory.affected[0].unlisted_newer == "undetermined"
    assert validate_advisories(pack(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('from: "7.2.0"', "form: x", 12, "form"),
        ('source: s1}\n          - {branch: "7.0"', 'source: s9}\n          - {branch: "7.0"', 12, "s9"),
        ('branch: "6.4", source: s1', 'branch: "6.4"', 14, "source"),
        ('before: "7.2.7"', 'before: "7.2.7", through: "7.2.6"', 12, "should not be valid"),
        ("CVE-2099-0001", "CVE-99", 6, "CVE-99"),
        ("fixed_on: 2099-01-01", "fixed_on: 2099-02-31", 6, "RFC3339|date"),
        ("vendor: Example", "vendor: Example\nextra: 1", 1, "extra"),
        ("noroshi/advisories@1", "noroshi/advisories@2", 1, "advisories@1"),
        ("kind: vendor", "kind: rumour", 4, "rumour"),
        ("id: s1", "id: s2", 4, "never used"),
        ("advisories:\n", "advisories:\n  - 3\n", 6, "object"),
        ('branch: "6.4"', "branch: 6", 14, "6"),
    ],
)
def test_a_fault_names_its_line(old: str, new: str, line: int, says: str) -> None:
    """Unknown keys, missing sources, impossible dates and wrong words are found at their place."""
    complaints = validate_advisories(pack(GOOD.replace(old, new)))
    assert complaints
    assert line in [complaint.line for complaint in complaints]
    with pytest.raises(AssertionError, match=says):
        raise AssertionError(complaints)


def test_a_cve_or_source_stands_once() -> None:
    """A second entry for a CVE and a second source of the same id are faults."""
    body = GOOD.split("advisories:\n")[1]
    twice = (
        GOOD.replace(
            "advisories:\n  - cve", '  - {id: s1, kind: nvd, ref: "y", read: 2026-11-24}\nadvisories:\n  - cve'
        )
        + body
    )
    messages = [complaint.message for complaint in validate_advisories(pack(twice))]
    assert messages == ["source s1 stands also in line 4", "CVE-2099-0001 stands also in line 7"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (
            'source: s1}\n          - {branch: "7.0"',
            'start: {source: s9, says: x}, source: s1}\n          - {branch: "7.0"',
            12,
            "s9",
        ),
        ('branch: "6.4", source', 'branch: "6.4", end: {source: s1, says: x}, source', 14, "`end` says nothing"),
        ('branch: "6.4", source', 'branch: "6.4", start: {source: s1, says: x}, source', 14, "`start` says nothing"),
        (
            'branch: "6.4", source',
            'branch: "6.4", through: "*", end: {source: s1, says: x}, source',
            14,
            "`end` says nothing",
        ),
        ('branch: "6.4", source', 'branch: "6.4", through: "6.4.9", end: {source: s1}, source', 14, "says"),
        (
            'branch: "6.4", source: s1}\n',
            'branch: "*", before: "6.4.9", source: s1}\n        unlisted_newer: not_affected\n',
            10,
            "unlisted_basis",
        ),
        (
            'branch: "6.4", source: s1}\n',
            'branch: "6.4", source: s1}\n        unlisted_between: not_affected\n',
            10,
            "unlisted_basis",
        ),
    ],
)
def test_what_clears_versions_beyond_the_list_must_say_why(old: str, new: str, line: int, says: str) -> None:
    """Ends and beginnings need a bound and a source, and a cleared branch needs its basis, also beside ``*``."""
    assert old in GOOD
    complaints = validate_advisories(pack(GOOD.replace(old, new)))
    assert [complaint.line for complaint in complaints] == [line]
    assert says in complaints[0].message


def test_a_broken_file_raises_with_its_line() -> None:
    """Reading for use stops at the first fault."""
    with pytest.raises(KnowledgeError, match=r"^advisories/example.yaml:12: "):
        read_advisories("advisories/example.yaml", GOOD.replace('from: "7.2.0"', "form: x").encode())


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Hostile files end in KnowledgeError and nothing else."""
    with pytest.raises(KnowledgeError):
        read_advisories("advisories/x.yaml", text.encode("utf-8", "surrogatepass"))


def test_the_bundled_advisories_are_sound() -> None:
    """The curated files follow their schema, and every fact has its source."""
    files = read_pack()
    assert validate_advisories(files) == []
    assert load_advisories(files) == load_advisories()


def test_the_urgency_table_has_eight_rows_with_source() -> None:
    """The directive's table is complete and says where it was read."""
    rows = load_urgency_table()
    assert len(rows) == 8
    assert all("cisa_bod_26_04" in row.source for row in rows)


def test_a_missing_or_broken_urgency_table_is_named() -> None:
    """The error names the file and the line."""
    with pytest.raises(KnowledgeError, match=URGENCY_FILE):
        load_urgency_table(())
    broken = b"in_kev,automatable,technical_impact,urgency,source\nmaybe,no,partial,60d,x\n"
    with pytest.raises(KnowledgeError, match=f"{URGENCY_FILE}:2"):
        load_urgency_table((PackFile(URGENCY_FILE, broken),))
