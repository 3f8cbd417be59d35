"""The CSV interface of attribution, and its score on the shared examples."""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from noroshi.archive.register_build import build_register
from noroshi.archive.register_index import RegisterIndex
from noroshi.attribute.attributor import Attributor
from noroshi.attribute.rows import DECISIONS, INPUT_COLUMNS, OUTPUT_COLUMNS, attribute_rows
from noroshi.model.attribution import State

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "attribution"
QUICK = (
    "houjin_bangou_kanagawa.parquet",
    "localgovs.csv",
    "localgovjp.csv",
    "edinet_code_20261005.csv.gz",
    "jp_listed_domain_corporate_number.csv.gz",
)
OUTSIDE_QUICK = {"A012", "A030", "A072"}
"""Registered outside Kanagawa, which the small register cannot know, or named without any place, which is not enough
in a register that holds 3 % of all corporations."""
NO_KEYS = (
    *("Toyota", "Toyota Co.\\, Ltd.", "Amazon", "Amazon Co.\\, Ltd.", "Sony", "Hitachi", "Konami", "Daikin", "Google"),
    *("Network", "Network Inc.", "School", "School Co.\\, Ltd.", "Systems", "Solutions", "Techno", "Office", "Hotel"),
    *("Yokohama", "Yokohama Co.\\, Ltd.", "Nagoya", "Fujisawa", "Shonan", "Minato", "Toyota Hotel", "Tokyo System"),
    *("NEC", "JR", "JR Co.\\, Ltd.", "NTT", "AWS", "VPN", "横浜", "アマゾン", "会社", "製作所", "箱根", "相模"),
)
"""Names that many may use. The organisations are real, the traces are invented: none of them is a finding."""


def test_rows_keep_order_and_columns(attributor: Attributor) -> None:
    """Every row comes back in order with its own columns untouched and ten columns added."""
    rows = [{"case_id": "1", "trap": "x", "http_title": "株式会社架空みなと電機"}, {"case_id": "2"}]
    got = list(attribute_rows(rows, attributor))
    assert [row["case_id"] for row in got] == ["1", "2"]
    assert [tuple(row)[-10:] for row in got] == [OUTPUT_COLUMNS] * 2
    assert got[0]["decision"] == "candidates"
    assert len(got[0]["candidates"].split("|")) == 2
    assert got[1]["decision"] == "abstain"


def test_every_state_has_a_decision() -> None:
    """Each state is one of the interface's decisions; columns in and out do not overlap."""
    assert set(DECISIONS) == set(State)
    assert set(DECISIONS.values()) == {"attribute", "candidates", "abstain", "abstain_isp", "out_of_scope"}
    assert not set(INPUT_COLUMNS) & set(OUTPUT_COLUMNS)


def test_case_and_trap_are_never_read(attributor: Attributor) -> None:
    """What the pass-through columns say changes nothing."""
    row = {"http_title": "株式会社架空みなと電機"}
    plain, marked = attribute_rows([row, {**row, "case_id": "A1", "trap": "prefecture"}], attributor)
    assert {name: marked[name] for name in OUTPUT_COLUMNS} == {name: plain[name] for name in OUTPUT_COLUMNS}


def examples() -> list[dict[str, str]]:
    """Read the shared examples, or skip."""
    path = SHARED / "attribution_examples.csv"
    if not path.exists():
        pytest.skip("the shared attribution data is not here")
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def false_attributions(rows: list[dict[str, str]]) -> list[str]:
    """Return the cases in which another corporation than the expected one, or one too many, was named."""
    return [
        row["case_id"]
        for row in rows
        if row["decision"] == "attribute" and row["corporate_number"] != row["expected_corporate_number"]
    ]


def score(rows: list[dict[str, str]]) -> Counter[str]:
    """Count right decisions, numbers, registered places, sites and complete candidate lists."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts["decision"] += row["decision"] == row["expected_decision"]
        if row["expected_decision"] == "attribute":
            counts["number"] += row["corporate_number"] == row["expected_corporate_number"]
            counts["registered_pref"] += row["registered_pref"] == row["expected_registered_pref"]
            counts["registered_city"] += row["registered_city"] == row["expected_registered_city"]
            counts["site_pref"] += row["site_pref"] == row["expected_site_pref"]
        elif row["acceptable_candidates"]:
            wanted = set(row["acceptable_candidates"].split("|"))
            counts["candidates"] += wanted <= set(row["candidates"].split("|"))
    return counts


@pytest.mark.shared
def test_examples_with_a_small_register(tmp_path: Path) -> None:
    """With Kanagawa's corporations and the national lists nobody is falsely named and the rest is right."""
    rows = examples()
    build_register([SHARED / name for name in QUICK], tmp_path / "R")
    with RegisterIndex.open(tmp_path / "R") as index:
        got = list(attribute_rows(rows, Attributor(index)))
    assert false_attributions(got) == []
    inside = [row for row in got if row["case_id"] not in OUTSIDE_QUICK]
    counts = score(inside)
    print("small register", len(inside), dict(counts))  # noqa: T201  the score is the test's message
    assert counts["decision"] == len(inside)
    assert all(row["decision"] == "candidates" for row in got if row["case_id"] in OUTSIDE_QUICK)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attributor]:
    """Build the register of all of the shared folder, once, where it is asked for."""
    if os.environ.get("NOROSHI_FULL") != "1":
        pytest.skip("builds the whole register: set NOROSHI_FULL=1")
    if not SHARED.exists():
        pytest.skip("the shared attribution data is not here")
    index = tmp_path_factory.mktemp("whole") / "R"
    assert build_register([SHARED], index).organizations > 2_220_000
    with RegisterIndex.open(index) as opened:
        yield Attributor(opened)


@pytest.mark.shared
def test_examples_with_the_whole_register(whole: Attributor) -> None:
    """With all of the shared folder every example is decided, numbered and placed as expected."""
    rows = examples()
    got = list(attribute_rows(rows, whole))
    counts = score(got)
    print("whole register", len(got), dict(counts))  # noqa: T201  the score is the test's message
    assert false_attributions(got) == []
    assert counts["decision"] == len(got)
    attributed = sum(row["expected_decision"] == "attribute" for row in rows)
    assert all(counts[name] == attributed for name in ("number", "registered_pref", "registered_city", "site_pref"))


@pytest.mark.shared
@pytest.mark.parametrize("place", ["", "ST=Kanagawa, L=Yokohama, ", "ST=Tokyo, L=Minato-ku, ", "ST=Aichi, L=Toyota, "])
def test_no_key_is_attributed_with_the_whole_register(whole: Attributor, place: str) -> None:
    """A brand, a place, a common word or an abbreviation alone is never attributed, wherever the certificate says."""
    rows = [
        {"case_id": name, "cert_issuer": "CN=CA, O=DigiCert Inc", "cert_subject": f"C=JP, {place}O={name}, CN=vpn"}
        for name in NO_KEYS
    ]
    assert [row["case_id"] for row in attribute_rows(rows, whole) if row["decision"] == "attribute"] == []
