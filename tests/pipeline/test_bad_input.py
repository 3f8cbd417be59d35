"""Bad input: good rows are kept, bad ones set aside with a reason, the counts balance, and nobody sees a traceback."""

import gzip
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests_support import EXAMPLE, ROOT, SHARED, Run, balanced, counts_of


def _banner(number: int) -> dict[str, Any]:
    return {
        "ip_str": f"192.0.2.{number % 254 + 1}",
        "port": 443,
        "transport": "tcp",
        "timestamp": "2026-10-01T00:00:00.000000",
        "data": f"HTTP/1.1 200 OK\r\nServer: example-{number}\r\n\r\n",
        "_shodan": {"module": "https"},
        "location": {"country_code": "JP"},
    }


def _lines(count: int) -> bytes:
    return b"".join(json.dumps(_banner(number)).encode() + b"\n" for number in range(count))


def _survey(noroshi: Run, tmp_path: Path, name: str, data: bytes) -> dict[str, Any]:
    (tmp_path / name).write_bytes(data)
    noroshi("survey", "run", tmp_path / name, "--out", tmp_path / "out")
    counts = counts_of(tmp_path / "out")
    assert balanced(counts)
    quarantined = (tmp_path / "out" / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(quarantined) == sum(counts["rejected"].values())
    for line in map(json.loads, quarantined):
        assert line["input"]
        assert line["line"] >= 1
        assert line["detail"]
    return counts


def test_a_truncated_gzip_keeps_its_complete_lines(noroshi: Run, tmp_path: Path) -> None:
    """Of a gzip file that ends too early, all complete lines are kept and the break is one rejected record."""
    counts = _survey(noroshi, tmp_path, "cut.json.gz", gzip.compress(_lines(500))[:-200])
    assert 100 < counts["kept"] < 500
    assert counts["rejected"] == {"truncated_input": 1}


def test_broken_lines_are_set_aside(noroshi: Run, tmp_path: Path) -> None:
    """Lines that are no JSON, or JSON of another shape, are rejected one by one between good lines."""
    bad = [b"{broken", b"[1, 2]", b'"text"', b"null", b"{}", b'{"ip_str": 7, "port": "x"}', b"\xff\xfe\x00garbage"]
    data = b"".join(_lines(1).replace(b"example-0", b"example-x%d" % n) + line + b"\n" for n, line in enumerate(bad))
    counts = _survey(noroshi, tmp_path, "mixed.json", data)
    assert counts["kept"] == len(bad)
    assert sum(counts["rejected"].values()) == len(bad)


def test_a_line_of_fifty_megabytes_is_one_rejected_record(noroshi: Run, tmp_path: Path) -> None:
    """A line far beyond the limit is rejected without holding it; the lines around it are kept."""
    huge = json.dumps(_banner(3) | {"data": "x" * 50_000_000}).encode()
    first, second = _lines(2).splitlines()
    counts = _survey(noroshi, tmp_path, "huge.json", b"\n".join([first, huge, second]) + b"\n")
    assert counts["kept"] == 2
    assert counts["rejected"] == {"record_too_long": 1}


@pytest.mark.parametrize("begin", [b'{"data": "', b"", b"<"])
def test_a_first_line_beyond_the_limit_does_not_cost_the_others(noroshi: Run, tmp_path: Path, begin: bytes) -> None:
    """An input that begins with a line far beyond the limit loses that line and nothing else."""
    counts = _survey(noroshi, tmp_path, "huge.json", begin + b"x" * 60_000_000 + b"\n" + _lines(3))
    assert counts["kept"] == 3
    assert counts["rejected"] == {"record_too_long": 1}


def test_duplicates_are_counted_once(noroshi: Run, tmp_path: Path) -> None:
    """A record that repeats byte for byte is kept once; the repetition names the first one's place."""
    counts = _survey(noroshi, tmp_path, "twice.json", _lines(20) + _lines(20))
    assert counts["kept"] == 20
    assert counts["rejected"] == {"duplicate": 20}
    quarantine = (tmp_path / "out" / "quarantine.jsonl").read_text(encoding="utf-8")
    assert "twice.json line 1;" in quarantine


@pytest.mark.parametrize(("name", "data"), [("empty.json", b""), ("empty.json.gz", gzip.compress(b"", mtime=0))])
def test_an_empty_file_is_one_rejected_record(noroshi: Run, tmp_path: Path, name: str, data: bytes) -> None:
    """An empty input counts as one rejected record; the survey is empty and complete."""
    counts = _survey(noroshi, tmp_path, name, data)
    assert counts["seen"] == 1
    assert counts["kept"] == 0


def test_an_unknown_format_is_one_rejected_record(noroshi: Run, tmp_path: Path) -> None:
    """A file of another kind counts as one record of unsupported format, and the run goes on."""
    counts = _survey(noroshi, tmp_path, "notes.txt", b"Dear colleagues,\nplease find below ...\n")
    assert counts["rejected"] == {"unsupported_format": 1}


def test_a_missing_input_ends_the_run(noroshi: Run, tmp_path: Path) -> None:
    """A missing input ends with exit code 1, its name and no output folder with anything in it."""
    done = noroshi("survey", "run", tmp_path / "nothing.json", "--out", tmp_path / "out", check=1)
    assert "nothing.json: no such file" in done.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_full_disk_ends_with_a_sentence(tmp_path: Path) -> None:
    """Where nothing more can be written the run says so, with exit code 1, and leaves no half-written table."""
    (tmp_path / "big.json").write_bytes(_lines(60_000))

    def no_large_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-m", "noroshi", "survey", "run", str(tmp_path / "big.json"), "--out", str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=no_large_files,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("noroshi: ")
    assert not list((tmp_path / "out").glob("*.parquet*"))
    assert not list((tmp_path / "out").rglob("*.tmp"))


def test_the_broken_part_of_the_example_balances(noroshi: Run, tmp_path: Path) -> None:
    """The example's deliberately broken inputs are taken with balanced counts."""
    noroshi("survey", "run", EXAMPLE / "broken", "--out", tmp_path / "out")
    counts = counts_of(tmp_path / "out")
    assert balanced(counts)
    assert counts["kept"] > 0
    assert sum(counts["rejected"].values()) > 0


@pytest.mark.shared
def test_all_real_samples_are_taken_by_one_command(noroshi: Run, tmp_path: Path) -> None:
    """Every file among the real samples is read or set aside with a reason, with the real KEV file."""
    samples = SHARED / "fingerprints" / "samples"
    if not samples.is_dir():
        pytest.skip("the shared research data is not beside this checkout")
    kev = SHARED / "vulns" / "kev_2026-08-07.json"
    noroshi("survey", "run", samples, "--out", tmp_path / "out", "--kev", kev, "--workers", "2")
    counts = counts_of(tmp_path / "out")
    assert balanced(counts)
    assert counts["kept"] > 2_900
    assert set(counts["rejected"]) <= {"unsupported_format", "duplicate", "broken_csv", "bad_address", "no_address"}
    for item in counts["inputs"]:
        assert item["seen"] >= 1, item["path"]
