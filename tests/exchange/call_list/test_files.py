"""A file that could harm, or is no call list, is refused as a whole with its reason."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from call_list_world import csv_list, edited, edited_csv, plan, row, xlsx
from noroshi.exchange.call_list.refusals import CallListRefused

ROWS = [row(number) for number in range(1, 4)]


def _refused(data: bytes, code: str, name: str = "") -> CallListRefused:
    with pytest.raises(CallListRefused) as caught:
        plan(data, ROWS, name)
    assert caught.value.code == code
    assert caught.value.text("ja") != str(caught.value)
    return caught.value


def _with(data: bytes, change: Callable[[dict[str, bytes]], Any]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


TYPES = "[Content_Types].xml"
SHEET = b"<?xml version='1.0'?><worksheet><sheetData><row>"
MERGED = b'<mergeCell ref="A1:B9"/><mergeCell ref="C1:D9"/><mergeCell ref="E1:F9"/></row>'
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda p: p.update({"xl/vbaProject.bin": b"x"}), "macros"),
        (lambda p: p.update({"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
        (lambda p: p.update({"xl/activeX/activeX1.xml": b"<x/>"}), "macros"),
        (lambda p: p.update({TYPES: p[TYPES].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}), "macros"),
        (lambda p: p.update({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "outside"),
        (lambda p: p.update({"xl/embeddings/oleObject1.xml": b"x"}), "outside"),
        (lambda p: p.update({"xl/connections.xml": b"<x/>"}), "outside"),
        (lambda p: p.update({RELS: b'<R><Relationship Target="\\\\x\\y" TargetMode="External"/></R>'}), "outside"),
        (lambda p: p.update({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + p["xl/workbook.xml"]}), "damaged"),
        (lambda p: p.update({"xl/workbook.xml": "<a/>".encode("utf-16")}), "damaged"),
        (lambda p: p.update({"xl/workbook.xml": b"<a>"}), "damaged"),
        (lambda p: p.update({"xl/worksheets/sheet1.xml": p["xl/worksheets/sheet1.xml"][:4_000]}), "damaged"),
        (lambda p: p.pop("xl/worksheets/sheet1.xml"), "not_a_workbook"),
        (lambda p: p.pop("xl/workbook.xml"), "damaged"),
        (lambda p: p.pop(TYPES), "not_a_workbook"),
        (lambda p: p.update({"xl/media/a.png": b"\0" * 40_000_000}), "unpacks_too_large"),
        (lambda p: p.update({"xl/sharedStrings.xml": b" " * 140_000_000}), "unpacks_too_large"),
        (lambda p: p.update({"xl/worksheets/sheet1.xml": SHEET + b"<c/>" * 400_000}), "unpacks_too_large"),
        (lambda p: p.update({"xl/worksheets/sheet1.xml": SHEET + b"<!-- </row> -->"}), "damaged"),
        (lambda p: p.update({"xl/worksheets/sheet1.xml": SHEET + MERGED * 10_001}), "damaged"),
        (lambda p: p.update({f"xl/x{n}.xml": b"<x/>" for n in range(300)}), "damaged"),
    ],
)  # fmt: skip
def test_a_workbook_that_could_harm_is_refused(
    tmp_path: Path, change: Callable[[dict[str, bytes]], Any], code: str
) -> None:
    """Macros, links, entities and bombs: refused by name before the workbook is opened."""
    _refused(_with(xlsx(ROWS, tmp_path), change), code)


def test_other_formats_are_named(tmp_path: Path) -> None:
    """Old, encrypted, macro and foreign files say what to save instead."""
    _refused(xlsx(ROWS, tmp_path), "macros", "list.XLSM")
    _refused(xlsx(ROWS, tmp_path), "macros", "list.xlsb")
    _refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 999, "old_format")
    _refused(b"", "columns_missing")
    _refused(b"a,b\r\n1,2\r\n", "columns_missing")
    _refused(b"\x81\xff\xff", "encoding")
    _refused(b"\xff\xfea\0,\0b\0", "encoding")
    _refused(b"PK\x03\x04" + b"x" * 99, "damaged")
    _refused(b",".join([b"x"] * 99), "not_a_list")


def test_a_renamed_column_stops_everything(tmp_path: Path) -> None:
    """A heading that was renamed is named together with what stands there now; no row is read by position."""
    error = _refused(edited(xlsx(ROWS, tmp_path), lambda sheet: sheet.__setitem__("L1", "結果!")), "columns_missing")
    assert "連絡の結果" in str(error)
    assert "結果!" in str(error)
    twice = edited_csv(csv_list(ROWS), lambda lines: [line.append(line[4]) for line in lines])
    assert "代表電話" in str(_refused(twice, "column_twice"))
    _refused(edited(xlsx(ROWS, tmp_path), lambda sheet: sheet.merge_cells("C1:D1")), "heading_merged")


def test_quotes_that_do_not_match_stop_everything() -> None:
    """A CSV whose quotes do not match could shift every later cell; nothing of it is used."""
    data = csv_list(ROWS)
    _refused(data + b'"open', "quotes")


def test_further_sheets_are_named_and_not_read(tmp_path: Path) -> None:
    """A sheet that somebody added is ignored, and the plan says so."""
    data = edited(xlsx(ROWS, tmp_path), lambda sheet: sheet.parent.create_sheet("覚書"))
    found = plan(data, ROWS)
    assert found.ignored == ("覚書",)
    assert len(found.unchanged) == 3


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    return xlsx(ROWS, tmp_path_factory.mktemp("good")), csv_list(ROWS)


@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_damage_is_refused_or_accounted_for(good: tuple[bytes, bytes], data: st.DataObject) -> None:
    """Whatever bytes change, the file is refused by a reason or every row has its place in the plan."""
    whole = data.draw(st.sampled_from(good))
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    try:
        found = plan(changed, ROWS)
    except CallListRefused:
        pass
    else:
        assert found.accepted == () or whole is good[1]


_BIG = """
import io, resource, sys, time
from pathlib import Path
from call_list_world import HEAD, row
from noroshi.exchange.call_list.read import read_call_list
from noroshi.exchange.call_list.write_csv import write_csv
from noroshi.exchange.call_list.write_xlsx import write_xlsx
count, folder, kind = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
start, before = time.monotonic(), peak()
rows = lambda: (row(n, note="留守", outcome="no_answer") for n in range(1, count + 1))
with (folder / "list").open("wb") as target:
    write_xlsx(target, rows(), HEAD, "ja", folder) if kind == "xlsx" else write_csv(target, rows(), "ja")
wrote, written = time.monotonic() - start, peak()
current = {each.reference: each for each in rows()}
start, held = time.monotonic(), peak()
with (folder / "list").open("rb") as source:
    plan = read_call_list(source, current)
assert len(plan.unchanged) == plan.seen == count
read, size = time.monotonic() - start, (folder / "list").stat().st_size
print(written - before, peak() - held, round(wrote, 1), round(read, 1), size)
"""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_long_list_takes_bounded_memory(tmp_path: Path, kind: str) -> None:
    """Writing and reading five thousand rows adds little memory to what the records themselves take."""
    command = [sys.executable, "-c", _BIG, "5000", str(tmp_path), kind]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(Path(__file__).parents[2])}
    )
    writing, reading, *_ = map(float, done.stdout.split())
    assert writing < 60
    assert reading < 120
