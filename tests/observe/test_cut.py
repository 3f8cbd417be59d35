"""Cutting: the same bytes give the same pieces, nothing is lost, and nothing long is held."""

import hashlib
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noroshi.observe.csv_records import LOOK_AHEAD
from noroshi.observe.cut import Piece, cut
from noroshi.observe.formats import Cutting, Detected, InputFormat

LINES = Detected(format=InputFormat.SHODAN_LINES, cutting=Cutting.LINES)
CSV = Detected(format=InputFormat.SHADOWSERVER_CSV, cutting=Cutting.CSV)
DOCUMENT = Detected(format=InputFormat.SHODAN_HOST, cutting=Cutting.DOCUMENT)

_HOSTILE = st.lists(
    st.sampled_from([b"a", b'"', b"\n", b"\r\n", b",", b"2026-01-02 03:04:05,", b"long" * 8, b"\xef\xbb\xbf", b"\x00"]),
    max_size=60,
).map(b"".join)


def chunked(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """Yield ``data`` in chunks of the given sizes, over and over."""
    at, turn = 0, 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        yield data[at : at + size]
        at, turn = at + size, turn + 1


def lines_of(piece: Piece) -> list[bytes]:
    """Return the lines of a piece without their ends."""
    return piece.data.split(b"\n")


@given(_HOSTILE, st.lists(st.integers(1, 50), min_size=1, max_size=5), st.integers(1, 60), st.integers(1, 80))
@example(b'h\n"a\nb"\n', [1], 3, 80)
def test_pieces_depend_on_the_bytes_alone(data: bytes, sizes: list[int], piece_bytes: int, max_record: int) -> None:
    """Any chunking gives the same pieces, for lines, CSV and documents."""
    for detected in (LINES, CSV, DOCUMENT):
        whole = list(cut(detected, [data], piece_bytes=piece_bytes, max_record=max_record, max_document=90))
        parts = list(
            cut(detected, chunked(data, sizes), piece_bytes=piece_bytes, max_record=max_record, max_document=90)
        )
        assert parts == whole


@given(_HOSTILE, st.integers(1, 60))
def test_no_byte_is_lost_and_line_numbers_fit(data: bytes, piece_bytes: int) -> None:
    """The pieces put together are the input, and each says the number of its first line."""
    body = data.removeprefix(b"\xef\xbb\xbf")
    seen = b""
    for piece in cut(LINES, [data], piece_bytes=piece_bytes, max_record=10_000):
        assert piece.first_line == seen.count(b"\n") + 1
        seen += piece.data
    assert seen == body


@given(_HOSTILE, st.integers(1, 60))
def test_csv_pieces_carry_the_header_and_all_rows(data: bytes, piece_bytes: int) -> None:
    """Header and pieces put together are the input without its blank beginning."""
    pieces = list(cut(CSV, [data], piece_bytes=piece_bytes, max_record=10_000))
    assert pieces
    body = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    rows = b"".join(piece.data for piece in pieces)
    assert all(piece.header == pieces[0].header for piece in pieces)
    assert body.startswith(pieces[0].header)
    assert body.endswith(rows)
    assert body[len(pieces[0].header) : len(body) - len(rows)].strip(b"\r\n") == b""


def test_the_last_line_survives_without_a_line_end() -> None:
    """A file that does not end in a line end keeps its last record."""
    pieces = list(cut(LINES, [b"one\ntw", b"o\nthree"], piece_bytes=8))
    assert [piece.data for piece in pieces] == [b"one\ntwo\n", b"three"]
    assert [piece.first_line for piece in pieces] == [1, 3]


def test_a_quoted_line_break_stays_inside_its_row() -> None:
    """Pieces of CSV end between rows, never inside a quoted value."""
    rows = b'2026-01-02,"a\nb\nc"\n' * 5
    pieces = list(cut(CSV, [b"timestamp,x\n" + rows], piece_bytes=30))
    assert all(piece.data.count(b'"') % 2 == 0 for piece in pieces)
    assert len(pieces) == 5
    assert [piece.first_line for piece in pieces] == [2, 5, 8, 11, 14]


def test_a_stray_quote_does_not_swallow_the_file() -> None:
    """A quote that never closes ends at its line when a row follows, and after the look-ahead otherwise."""
    stray = b'2026-01-02 03:04:05,"broken\n'
    good = b"2026-01-02 03:04:06,fine\n"
    pieces = list(cut(CSV, [b"timestamp,x\n" + stray + good * 3], piece_bytes=30))
    assert [piece.data for piece in pieces] == [stray, good, good, good]
    unlike = b"x,y\n"
    pieces = list(cut(CSV, [b"timestamp,x\n" + stray + unlike * (LOOK_AHEAD // 2)], piece_bytes=4))
    assert pieces[0].data == stray
    assert pieces[1].data == unlike


def _long_line(size: int) -> Iterator[bytes]:
    yield b"first\n"
    for _ in range(size // 1_000_000):
        yield b"x" * 1_000_000
    yield b"\r\nlast"


@pytest.mark.parametrize("detected", [LINES, CSV])
def test_a_line_of_fifty_megabytes_is_noted_and_not_held(detected: Detected) -> None:
    """A line over the limit becomes a note with length and digest while memory stays far below its size."""
    tracemalloc.start()
    pieces = list(cut(detected, _long_line(50_000_000), piece_bytes=1 << 20, max_record=8 << 20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    notes = [note for piece in pieces for note in piece.oversize]
    assert [(note.line, note.length) for note in notes] == [(2, 50_000_000)]
    assert notes[0].digest == hashlib.sha256(b"x" * 50_000_000).hexdigest()
    assert notes[0].head == b"x" * 1024
    assert pieces[-1].data == b"last"
    assert pieces[-1].first_line == 3
    assert peak < 40_000_000


def test_a_record_of_just_the_limit_is_kept() -> None:
    """The limit counts the record without its line end."""
    kept = list(cut(LINES, [b"x" * 100 + b"\n" + b"y" * 101 + b"\n"], piece_bytes=10, max_record=100))
    assert [len(piece.data) for piece in kept] == [101, 0]
    assert kept[1].oversize[0].length == 101


def test_a_document_over_the_limit_is_noted() -> None:
    """A document is one piece; a longer one is a note with the digest of all of it."""
    (whole,) = cut(DOCUMENT, [b"{}", b"  "], max_document=4)
    assert whole.data == b"{}  "
    (noted,) = cut(DOCUMENT, [b"{}", b"   "], max_document=4)
    assert noted.data == b""
    assert noted.oversize[0].length == 5
    assert noted.oversize[0].digest == hashlib.sha256(b"{}   ").hexdigest()


def test_an_unsupported_input_is_not_read_to_its_end() -> None:
    """One piece with the beginning stands for the whole file."""

    def endless() -> Iterator[bytes]:
        while True:
            yield b"noise " * 1000

    (piece,) = cut(Detected(format=InputFormat.UNSUPPORTED, reason="unsupported_format"), endless())
    assert piece.data.startswith(b"noise noise")
    assert len(piece.data) <= 1024


def test_a_header_without_rows_is_an_empty_piece() -> None:
    """An export without rows still yields one piece, so that it is counted."""
    (piece,) = cut(CSV, [b"timestamp,ip\r\n"])
    assert piece.empty
    assert piece.header == b"timestamp,ip"
