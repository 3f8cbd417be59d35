"""The table contract of `noroshi judge`."""

from datetime import UTC, datetime

import pytest

from noroshi.judge.judge import Judge
from noroshi.judge.names import Names
from noroshi.judge.rows import INPUT, OUTPUT, judge_rows, read_version
from noroshi.knowledge.products import Product
from noroshi.model.version import EvidenceKind, VersionSet

DAY = datetime(2023, 6, 12, tzinfo=UTC)


def row(**values: str) -> dict[str, str]:
    """Return an input row with the given cells."""
    return dict.fromkeys(INPUT, "") | values


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        ("7.2.4", VersionSet(kind=EvidenceKind.EXACT, exact="7.2.4")),
        ("7.2", VersionSet(kind=EvidenceKind.EXACT, exact="7.2")),
        (" v7.2.4,build1396 (GA.F) ", VersionSet(kind=EvidenceKind.EXACT, exact="v7.2.4,build1396 (GA.F)")),
        (">=7.2.0,<7.2.9", VersionSet(kind=EvidenceKind.RANGE, range=">=7.2.0,<7.2.9")),
        ("7.2 || 7.4", VersionSet(kind=EvidenceKind.RANGE, range="7.2 || 7.4")),
        ("built:2023-06-12", VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=DAY)),
        ("7.2 built:2023-06-12", VersionSet(kind=EvidenceKind.BUILD_TIME, build_time=DAY, train="7.2")),
        (">=7.2 built:2023-06-12", VersionSet(kind=EvidenceKind.RANGE, range=">=7.2", build_time=DAY)),
        ("built:2023-02-31", VersionSet(kind=EvidenceKind.EXACT, exact="built:2023-02-31")),
        ("7.2.4\n7.2.6", VersionSet(kind=EvidenceKind.EXACT, exact="7.2.4\n7.2.6")),
        (">=7.2.0\r\n,<7.2.9", VersionSet(kind=EvidenceKind.EXACT, exact=">=7.2.0\r\n,<7.2.9")),
        ("7.2.4 built:2023-06-12\n", VersionSet(kind=EvidenceKind.EXACT, exact="7.2.4 built:2023-06-12\n")),
        ("any", VersionSet(kind=EvidenceKind.NONE)),
        ("", VersionSet(kind=EvidenceKind.NONE)),
    ],
)
def test_every_documented_version_form_is_read(text: str, versions: VersionSet) -> None:
    """Wild versions, branches, ranges, build dates, both, and any; a text of several lines is left as it stands."""
    assert read_version(text) == versions


@pytest.mark.parametrize("text", ["7.2.8\n7.2.6", "7.2.8\x00", "7.4.3\x1b[0m", ">=7.4.3\n", "any\n", "7.4.3\u2028"])
def test_a_version_of_several_lines_is_no_version(judge: Judge, products: dict[str, Product], text: str) -> None:
    """Line breaks and control characters give no definite answer, and stand in no sentence."""
    cells = row(product="FortiOS", version=text, cve="CVE-2099-0001")
    (out,) = judge_rows([cells], judge, Names(products))
    assert (out["verdict"], out["reason"]) == ("undetermined", "PRODUCT_VERSION_MISMATCH")
    sentence = judge.verdict("fortinet-fortios", "CVE-2099-0001", read_version(text)).text
    assert all(character.isprintable() for character in "".join(sentence.values()))


def test_rows_come_back_in_order_with_the_columns_added(judge: Judge, products: dict[str, Product]) -> None:
    """Given cells pass through; one row per CVE where the CVE cell is empty."""
    rows = [
        row(vendor="fortinet", product="FortiOS", version="7.2.4", cve="cve-2099-0001", id="a"),
        row(vendor="citrix", product="NetScaler ADC", edition="?", version="13.1-37.241", id="b"),
        row(vendor="nobody", product="Nothing", version="1.0", cve="CVE-2099-0001", id="c"),
        row(vendor="fortinet", product="FortiOS", version="", cve="CVE-2099-0001", roles="ssl-vpn;x", id="d"),
    ]
    out = list(judge_rows(rows, judge, Names(products)))
    assert [(cells["id"], cells["cve"], cells["verdict"], cells["reason"]) for cells in out] == [
        ("a", "CVE-2099-0001", "affected", "IN_RANGE"),
        ("b", "CVE-2099-0002", "undetermined", "EDITION_UNKNOWN"),
        ("b", "CVE-2099-0003", "undetermined", "EDITION_UNKNOWN"),
        ("c", "CVE-2099-0001", "undetermined", "PRODUCT_UNKNOWN"),
        ("d", "CVE-2099-0001", "undetermined", "NO_VERSION_DATA"),
    ]
    assert all(list(cells)[-len(OUTPUT) :] == list(OUTPUT) for cells in out)
    assert out[0]["because"] == "CVE-2099-0001/fortinet-fortios/7.2"
    assert out[0]["sources"] == "EX-1;s1;kev"
    assert (out[0]["condition"], out[3 + 1]["condition"], out[0]["urgency"]) == ("not_visible", "met", "3d_forensics")


def test_missing_cells_and_bad_times_do_not_stop_the_run(judge: Judge, products: dict[str, Product]) -> None:
    """A ragged row is judged by what it has."""
    rows = [{}, {"product": "FortiOS", "observed_at": "yesterday", "version": "7.2.4", "cve": "CVE-2099-0001"}]
    assert [cells["verdict"] for cells in judge_rows(rows, judge, Names(products))] == ["undetermined", "affected"]
