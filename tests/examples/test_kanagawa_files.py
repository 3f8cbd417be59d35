"""The files of the synthetic prefecture: reproducible, marked, within reserved ranges, and naming nobody."""

import csv
import gzip
import io
import ipaddress
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

KANAGAWA = Path(__file__).parents[2] / "examples" / "kanagawa"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
RESERVED = [
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32")
]
MADE = ("data", "register", "broken")


def _content(path: Path) -> bytes:
    """Return what the file holds, unpacked: compressed bytes may differ between versions of zlib."""
    raw = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if path.suffix == ".gz" and "truncated" not in path.name:
        return gzip.decompress(raw)
    return raw


def _files(root: Path) -> dict[str, Path]:
    found = {str(path.relative_to(root)): path for part in MADE for path in (root / part).rglob("*") if path.is_file()}
    return found | {path.name: path for path in root.glob("*.csv*")}


def _lines() -> Iterator[dict[str, object]]:
    for path in sorted((KANAGAWA / "data").rglob("*.json*.gz")):
        for line in gzip.decompress(path.read_bytes()).splitlines():
            yield json.loads(line)


def _register_rows() -> list[list[str]]:
    packed = next((KANAGAWA / "register").glob("*.zip"))
    plain = next((KANAGAWA / "register").glob("*others*.csv"))
    texts = (_content(packed).decode("cp932"), plain.read_text(encoding="utf-8"))
    return [row for text in texts for row in csv.reader(io.StringIO(text))]


def test_the_generator_reproduces_the_committed_files(tmp_path: Path) -> None:
    """The same seed gives the same contents; no clock and no machine enters them."""
    done = subprocess.run(
        [sys.executable, KANAGAWA / "generate.py", "--out", tmp_path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    made, committed = _files(tmp_path), _files(KANAGAWA)
    assert sorted(made) == sorted(committed)
    assert [name for name in made if _content(made[name]) != _content(committed[name])] == []


def test_compressed_files_carry_no_time_and_stay_small() -> None:
    """The gzip header holds time 0, and the whole example stays below 1.5 MB."""
    files = _files(KANAGAWA)
    assert all(path.read_bytes()[4:8] == b"\0\0\0\0" for path in files.values() if path.suffix == ".gz")
    assert sum(path.stat().st_size for path in files.values()) < 1_500_000


def test_every_address_is_reserved_for_documentation_or_benchmarks() -> None:
    """No record and no answer names an address that someone could own."""
    addresses = {str(line.get("ip_str") or line["ip"]) for line in _lines()}
    for path in sorted((KANAGAWA / "data").rglob("*.csv.gz")):
        addresses |= {row["ip"] for row in csv.DictReader(io.StringIO(_content(path).decode()))}
    with (KANAGAWA / "truth.csv").open(encoding="utf-8") as file:
        addresses |= {ip for row in csv.DictReader(file) for ip in row["ips"].split("|")}
    strange = [a for a in addresses if not any(ipaddress.ip_address(a) in network for network in RESERVED)]
    assert len(addresses) > 2_000
    assert strange == []


def test_every_record_and_file_says_that_it_is_synthetic() -> None:
    """The label stands in each record where the format has a place for it, and in each file name."""
    for line in _lines():
        marks = json.dumps([line.get("tags"), line.get("labels")]).lower()
        assert "synthetic" in marks
    for path in sorted((KANAGAWA / "data").rglob("*.csv.gz")):
        assert all("synthetic" in row["tag"] for row in csv.DictReader(io.StringIO(_content(path).decode())))
    assert all(path.name.startswith("synthetic-") for name, path in _files(KANAGAWA).items() if "/" in name)


def test_names_end_in_reserved_domains() -> None:
    """Host names of records and certificates lie below .example or example.com."""
    pattern = re.compile(r"(?:^|\.)example(?:\.(?:com|net|org))?$")
    names = {str(name) for line in _lines() for name in line.get("hostnames", []) or []}  # type: ignore[attr-defined]  # a list
    assert len(names) > 500
    assert [name for name in names if not pattern.search(name)] == []


def test_there_is_enough_of_everything() -> None:
    """At least 3,600 records of three sources at two dates, and at least a quarter of them traps and noise."""
    with (KANAGAWA / "truth.csv").open(encoding="utf-8") as file:
        devices = {ip for row in csv.DictReader(file) if row["product"] for ip in row["ips"].split("|")}
    records = noise = 0
    for line in _lines():
        count = len(line["services"]) if "services" in line else 1  # type: ignore[arg-type]  # a list
        records += count
        noise += count if (line.get("ip_str") or line["ip"]) not in devices else 0
    assert records >= 3_600
    assert noise / records >= 0.25


def test_check_digits_of_the_mini_register_are_valid() -> None:
    """Each number has the check digit 9 - (weighted sum mod 9), and lies where no registry office issues numbers."""
    rows = _register_rows()
    assert len({row[1] for row in rows}) >= 590
    for row in rows:
        body = row[1][1:]
        total = sum(int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(body)))
        assert int(row[1][0]) == 9 - total % 9
        assert len(row) == 30
        assert body.startswith("9999")


def _core(name: str) -> str:
    forms = "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|医療法人|社会福祉法人|学校法人"
    folded = unicodedata.normalize("NFKC", name).lower()
    return re.sub(rf"{forms}|[\s・,.&ー-]", "", folded)


@pytest.mark.shared
def test_invented_organisations_hit_nobody() -> None:
    """No invented name or number is in the corporate register, the EDINET list or the lists of public bodies."""
    if not (SHARED / "attribution").is_dir():
        pytest.skip("the shared research data is not here: ../shared/data/attribution")
    import duckdb

    rows = _register_rows()
    numbers = {row[1] for row in rows}
    names = {_core(text) for row in rows for text in (row[6], row[24]) if text}
    folder = SHARED / "attribution"
    connection = duckdb.connect()
    source = connection.read_parquet(str(folder / "houjin_bangou_real_2p22M.parquet"))
    real = source.project("corporateNumber, name, enName").fetchall()
    assert not numbers & {f"{number:013d}" for number, _, _ in real}
    assert [name for _, *pair in real for name in pair if name and _core(name) in names] == []
    for name in (
        "localgovs.csv",
        "jpgovs.csv",
        "edinet_code_20261005.csv.gz",
        "jp_listed_domain_corporate_number.csv.gz",
    ):
        raw = (folder / name).read_bytes()
        text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text)):
            assert not numbers & set(row), row
            assert not [cell for cell in row if len(cell) > 3 and _core(cell) in names], row
