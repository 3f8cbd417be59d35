"""Inputs: what is read from files, folders and compressed streams."""

import gzip
import hashlib
import json
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from noroshi.pipeline.inputs import InputError, InputReader, expand
from tests_support import Run, counts_of

LINES = b"".join(b'{"line": %d}\n' % number for number in range(5000))


def _read(path: Path) -> tuple[bytes, InputReader]:
    reader = InputReader(path)
    return b"".join(reader.chunks()), reader


@pytest.mark.parametrize("data", [LINES, LINES.rstrip(b"\n"), b"", b"\n\n", b"no line end"])
@pytest.mark.parametrize("compress", [bytes, gzip.compress, zstandard.compress])
def test_content_survives_compression(tmp_path: Path, data: bytes, compress: object) -> None:
    """Plain, gzip and zstd inputs give exactly their content, also without a last line end."""
    path = tmp_path / "input"
    path.write_bytes(compress(data))  # type: ignore[operator]  # one of the three functions above
    content, reader = _read(path)
    assert content == data
    assert reader.damage is None
    assert reader.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_several_gzip_members_are_one_input(tmp_path: Path) -> None:
    """Concatenated gzip members, as `cat a.gz b.gz` makes them, are read to the end."""
    path = tmp_path / "two.gz"
    path.write_bytes(gzip.compress(LINES[:700]) + gzip.compress(LINES[700:]))
    assert _read(path)[0] == LINES


def test_several_zstd_frames_are_one_input(tmp_path: Path) -> None:
    """Concatenated zstd frames are read to the end."""
    path = tmp_path / "two.zst"
    path.write_bytes(zstandard.compress(LINES[:700]) + zstandard.compress(LINES[700:]))
    assert _read(path)[0] == LINES


@given(st.integers(1, 400))
def test_a_truncated_gzip_gives_its_complete_lines(tmp_path_factory: pytest.TempPathFactory, missing: int) -> None:
    """Where a gzip file is cut off, everything that can be decompressed before the break is read."""
    path = tmp_path_factory.mktemp("cut") / "cut.gz"
    packed = gzip.compress(LINES, mtime=0)[:-missing]
    path.write_bytes(packed)
    content, reader = _read(path)
    readable = zlib.decompressobj(31).decompress(packed)
    read = content + reader.cut_off
    assert readable.startswith(read)
    assert len(readable) - len(read) < 64, "only what the decoder cannot tell yet may be missing"
    assert content == b"" or content.endswith(b"\n")
    assert reader.damage is not None


@given(st.integers(1, 400))
def test_a_truncated_zstd_gives_its_complete_lines(tmp_path_factory: pytest.TempPathFactory, missing: int) -> None:
    """Where a zstd file is cut off, everything that can be decompressed before the break is read."""
    path = tmp_path_factory.mktemp("cut") / "cut.zst"
    noise = b"".join(hashlib.sha256(b"%d" % number).hexdigest().encode() + b"\n" for number in range(9000))
    packed = zstandard.compress(noise)[:-missing]
    path.write_bytes(packed)
    content, reader = _read(path)
    readable = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert content == readable[: readable.rfind(b"\n") + 1]
    assert reader.damage is not None


def test_damaged_zstd_is_reported(tmp_path: Path) -> None:
    """Damaged zstd data ends the input with a sentence, not with an error."""
    path = tmp_path / "bad.zst"
    packed = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(LINES))
    packed[-1] ^= 0xFF
    path.write_bytes(bytes(packed))
    content, reader = _read(path)
    assert LINES.startswith(content)
    assert reader.damage is not None


def test_folders_are_read_in_order(tmp_path: Path) -> None:
    """A folder stands for its files, sorted, without hidden ones."""
    for name in ("b.json", "a/2.csv", "a/1.csv", ".hidden", "a/.hidden/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    names = [name for name, _ in expand([str(tmp_path)], tmp_path)]
    assert names == [str(tmp_path / name) for name in ("a/1.csv", "a/2.csv", "b.json")]


def test_an_input_that_is_named_twice_is_read_once_and_said(noroshi: Run, tmp_path: Path) -> None:
    """A file that is named again, also through its folder, counts once under its first name; the command says so."""
    (tmp_path / "data").mkdir()
    for name in ("a.json", "b.json", "c.json"):
        banner = {"ip_str": "192.0.2.1", "port": 443, "transport": "tcp", "data": name, "_shodan": {"module": "https"}}
        (tmp_path / "data" / name).write_text(json.dumps(banner) + "\n", encoding="utf-8")
    a, b, c = (str(tmp_path / "data" / name) for name in ("a.json", "b.json", "c.json"))
    (tmp_path / "link.json").symlink_to(b)
    done = noroshi("survey", "run", a, a, tmp_path / "link.json", tmp_path / "data", "--out", tmp_path / "out")
    assert done.stdout.splitlines()[:2] == [
        f"{a}: named 3 times, read once",
        f"{tmp_path / 'link.json'}: named twice (also as {b}), read once",
    ]
    names = [a, str(tmp_path / "link.json"), c]
    counts = counts_of(tmp_path / "out")
    assert [(item["path"], item["seen"], item["kept"]) for item in counts["inputs"]] == [(name, 1, 1) for name in names]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert [item["path"] for item in manifest["inputs"]] == names


def test_standard_input_is_not_read_before_the_other_inputs_are_there(noroshi: Run, tmp_path: Path) -> None:
    """A missing file ends the run before standard input is taken, and leaves no folder."""
    done = noroshi("survey", "run", "-", tmp_path / "none", "--out", tmp_path / "out", stdin="{}\n", check=1)
    assert "no such file" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    """An input that does not exist ends the run before it starts, with its name."""
    with pytest.raises(InputError, match=r"missing\.json: no such file"):
        expand([str(tmp_path / "missing.json")], tmp_path)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """A folder without files is no input."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no file"):
        expand([str(tmp_path / "empty")], tmp_path)


def test_the_digest_is_that_of_the_whole_file(tmp_path: Path) -> None:
    """Also where reading stops early, as for an unknown format, the digest is that of the whole file."""
    path = tmp_path / "big.gz"
    path.write_bytes(gzip.compress(LINES * 40, compresslevel=1))
    reader = InputReader(path)
    chunks = reader.chunks()
    next(chunks)
    reader.finish()
    assert reader.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert reader.consumed == path.stat().st_size
