"""Building the register index: formats by content, the newest row wins, counts balance, nothing half-written."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from noroshi.archive.register_build import build_register
from noroshi.archive.register_files import RegisterFileError
from noroshi.archive.register_index import RegisterIndex, RegisterIndexError
from noroshi.attribute.lookup import KeyKind
from noroshi.attribute.names import normaliser
from noroshi.attribute.numbers import check_digit


def number(serial: int) -> str:
    """Return a valid invented corporate number."""
    digits = f"9999{serial:08d}"
    return f"{check_digit(digits)}{digits}"


def nta(serial: int, name: str, *, updated: str = "2026-08-01", latest: str = "1", **more: str) -> list[str]:
    """Return the 30 columns of an invented corporation in Yokohama."""
    row = [""] * 30
    row[0], row[1], row[2], row[4], row[6], row[8] = "1", number(serial), "01", updated, name, "301"
    row[9], row[10], row[13], row[14], row[23] = "神奈川県", "横浜市西区", "14", "103", latest
    row[18], row[20], row[28], row[29] = more.get("closed", ""), more.get("successor", ""), more.get("kana", ""), "0"
    return row


def text(*rows: list[str]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def core(index: RegisterIndex, name: str) -> list[str]:
    """Return the names that share a name's core."""
    return [entry.name for entry in index.by_key(KeyKind.CORE, normaliser().keys(name).core)]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_encoding_is_detected_per_file(tmp_path: Path, encoding: str) -> None:
    """Files in CP932 and UTF-8 are read alike."""
    (tmp_path / "a.csv").write_bytes(text(nta(1, "株式会社架空電機", kana="カクウデンキ")).encode(encoding))
    report = build_register([tmp_path / "a.csv"], tmp_path / "R")
    assert (report.organizations, report.sources[0].format, report.sources[0].kept) == (1, "nta", 1)
    with RegisterIndex.open(tmp_path / "R") as index:
        entry = index.by_number(number(1))
        assert entry is not None
        assert (entry.name, entry.prefecture, entry.city) == ("株式会社架空電機", "神奈川県", "横浜市西区")
        assert [e.number for e in index.by_key(KeyKind.READING, "kakudenki")] == [number(1)]


@pytest.mark.parametrize("newest_first", [True, False])
def test_newest_row_of_a_number_wins(tmp_path: Path, newest_first: bool) -> None:  # noqa: FBT001  parameter
    """Of several rows of one number the last by update date and latest flag counts, whatever the order."""
    rows = [
        nta(1, "株式会社架空旧名", updated="2024-01-01"),
        nta(1, "株式会社架空途中", updated="2026-08-01", latest="0"),
        nta(1, "株式会社架空現名", updated="2026-08-01", latest="1"),
    ]
    (tmp_path / "a.csv").write_text(text(*(reversed(rows) if newest_first else rows)), encoding="utf-8")
    report = build_register([tmp_path / "a.csv"], tmp_path / "R")
    assert (report.organizations, report.sources[0].rows) == (1, 3)
    with RegisterIndex.open(tmp_path / "R") as index:
        assert core(index, "架空現名") == ["株式会社架空現名"]
        assert core(index, "架空旧名") == []


def test_zip_of_the_agency_is_read(tmp_path: Path) -> None:
    """The CSV in a zip is read, other members are ignored, names with .. are only names."""
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../00_zenkoku.csv", text(nta(1, "株式会社架空電機")).encode("cp932"))
        archive.writestr("00_zenkoku.csv.asc", b"signature")
    before = set(tmp_path.parent.iterdir())
    report = build_register([tmp_path / "z.zip"], tmp_path / "R")
    assert report.organizations == 1
    assert set(tmp_path.parent.iterdir()) == before


def test_bomb_in_a_zip_is_refused(tmp_path: Path) -> None:
    """A member that would unpack to far more than it takes is not read."""
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)
    with pytest.raises(RegisterFileError, match="would unpack"):
        build_register([tmp_path / "z.zip"], tmp_path / "R")
    assert not (tmp_path / "R").exists()


def test_parquet_rows_are_checked(tmp_path: Path) -> None:
    """The register as Parquet is taken by its columns; a wrong check digit is counted as rejected."""
    good = int(number(1))
    table = pa.table(
        {
            "corporateNumber": pa.array([good, good + 10**12 if good < 9 * 10**12 else good - 10**12], pa.int64()),
            "name": ["株式会社架空電機", "株式会社架空偽"],
            "furigana": ["カクウデンキ", None],
            "kind": pa.array([301, 301], pa.int16()),
            "prefectureCode": pa.array([14, 14], pa.int8()),
            "cityCode5": ["14103", "14103"],
            "updateDate": pa.array(["2026-08-01", "2026-08-01"]).cast(pa.date32()),
            "prefectureName": ["神奈川県", "神奈川県"],
            "cityName": ["横浜市西区", "横浜市西区"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    report = build_register([tmp_path / "a.parquet"], tmp_path / "R")
    source = report.sources[0]
    assert (source.rows, source.kept, source.rejected) == (2, 1, {"bad_number": 1})
    with RegisterIndex.open(tmp_path / "R") as index:
        entry = index.by_number(number(1))
        assert entry is not None
        assert (entry.kana, entry.city_code, entry.closed_on) == ("カクウデンキ", "14103", None)


def test_folder_skips_what_it_does_not_know(tmp_path: Path) -> None:
    """In a folder, compressed files are read and unknown ones skipped with a reason; counts balance."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv.gz").write_bytes(gzip.compress(text(nta(1, "株式会社架空"), nta(2, "x")[:9]).encode()))
    (folder / "asn.csv").write_text("asn,org\n1,x\n", encoding="utf-8")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "broken.gz").write_bytes(b"\x1f\x8b\x08broken")
    stages: list[str] = []
    report = build_register([folder], tmp_path / "R", lambda stage, _rows: stages.append(stage))
    assert [Path(path).name for path, _ in report.skipped] == ["asn.csv", "broken.gz", "empty.csv"]
    assert all(reason for _, reason in report.skipped)
    for source in report.sources:
        assert source.rows == source.kept + sum(source.rejected.values())
    assert report.sources[0].rejected == {"wrong_columns": 1}
    assert stages


@pytest.mark.parametrize("content", [b"asn,org\n1,x\n", b"", b"\x00\x01\x02", b"PAR1nonsense", b"PK\x03\x04nonsense"])
def test_unknown_file_is_named_with_what_was_expected(tmp_path: Path, content: bytes) -> None:
    """A file given by name that is of no known format is an error that names it; nothing is left behind."""
    (tmp_path / "what.csv").write_bytes(content)
    with pytest.raises(RegisterFileError, match=r"what\.csv.*expected"):
        build_register([tmp_path / "what.csv"], tmp_path / "R")
    assert [path.name for path in tmp_path.iterdir()] == ["what.csv"]


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A missing input is an error."""
    with pytest.raises(RegisterFileError, match="no such file"):
        build_register([tmp_path / "none"], tmp_path / "R")


def test_failed_build_leaves_the_old_register(tmp_path: Path) -> None:
    """A register is replaced only by a complete one, and is readable by its owner alone."""
    (tmp_path / "a.csv").write_text(text(nta(1, "株式会社架空")), encoding="utf-8")
    build_register([tmp_path / "a.csv"], tmp_path / "R")
    before = (tmp_path / "R").read_bytes()
    assert (tmp_path / "R").stat().st_mode & 0o777 == 0o600
    with pytest.raises(RegisterFileError):
        build_register([tmp_path / "a.csv", tmp_path / "none"], tmp_path / "R")
    assert (tmp_path / "R").read_bytes() == before


def test_lists_do_not_override_the_register(tmp_path: Path) -> None:
    """An entry of the register counts before the same number in a list, whatever the order of the files."""
    (tmp_path / "a.csv").write_text(
        "corporateNumber,name,kana,address,host,registrable_domain,seccode\n"
        f"{number(1)},架空旧名株式会社,かくう,東京都中央区架空１,www.kakuu.co.jp,kakuu.co.jp,1\n"
        f"{number(2)},表だけ株式会社,ひょうだけ,神奈川県鎌倉市架空１,www.hyo.co.jp,hyo.co.jp,2\n",
        encoding="utf-8",
    )
    (tmp_path / "b.csv").write_text(text(nta(1, "架空現名株式会社")), encoding="utf-8")
    build_register([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "R")
    with RegisterIndex.open(tmp_path / "R") as index:
        first, second = index.by_number(number(1)), index.by_number(number(2))
        assert first is not None
        assert first.name == "架空現名株式会社"
        assert second is not None
        assert (second.prefecture, second.city) == ("神奈川県", "鎌倉市")
        assert [alias.number for alias in index.by_alias(KeyKind.DOMAIN, "hyo.co.jp")] == [number(2)]


def test_english_name_of_a_pair_needs_a_unique_japanese_name(tmp_path: Path) -> None:
    """A pair without number becomes an alias only where one corporation in operation bears the name."""
    (tmp_path / "a.csv").write_text(
        text(nta(1, "株式会社架空一"), nta(2, "株式会社架空二"), nta(3, "株式会社架空二")), encoding="utf-8"
    )
    (tmp_path / "b.csv").write_text(
        "Japanese Name,English Name,\n株式会社架空一,Kakuu One,Inc.\n株式会社架空二,Kakuu Two,Inc.\n", encoding="utf-8"
    )
    build_register([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "R")
    with RegisterIndex.open(tmp_path / "R") as index:
        assert [alias.number for alias in index.by_alias(KeyKind.ENGLISH, "kakuuone")] == [number(1)]
        assert index.by_alias(KeyKind.ENGLISH, "kakuutwo") == ()


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    """The index depends on its inputs alone."""
    (tmp_path / "a.csv").write_text(text(*(nta(i, f"株式会社架空{i}") for i in range(1, 50))), encoding="utf-8")
    build_register([tmp_path / "a.csv"], tmp_path / "R1")
    build_register([tmp_path / "a.csv"], tmp_path / "R2")
    assert (tmp_path / "R1").read_bytes() == (tmp_path / "R2").read_bytes()


def test_what_is_no_register_is_refused(tmp_path: Path) -> None:
    """A missing file, another file and a database of another kind are refused with a message."""
    (tmp_path / "x").write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    for path in (tmp_path / "x", tmp_path / "none"):
        with pytest.raises(RegisterIndexError):
            RegisterIndex.open(path)
