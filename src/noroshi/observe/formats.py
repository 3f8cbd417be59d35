"""Which format an input has, told from its content; the file's name only helps with Shadowserver report types."""

import csv
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

import msgspec

from noroshi.observe.csv_records import record_end
from noroshi.observe.json_shape import key_paths, shape_of
from noroshi.observe.shadowserver_reports import is_report, report_type

HEAD_BYTES: Final = 262_144
BOM: Final = b"\xef\xbb\xbf"
_LOOKED_AT: Final = 20
_BLANK: Final = b" \t\r\n\x0b\x0c"
_MAGIC: Final = (
    (b"\x1f\x8b", "compressed data (gzip) inside the input: decompress it first"),
    (b"\x28\xb5\x2f\xfd", "compressed data (zstd) inside the input: decompress it first"),
    (b"PK\x03\x04", "a ZIP archive or an Office document: unpack it, or save it as CSV"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF document"),
    (b"\xff\xfe", "UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text: save it as UTF-8"),
    (b"-----BEGIN", "PEM: a certificate or key, not an export"),
    (b"<", "XML or HTML"),
)


class InputFormat(StrEnum):
    """The formats that are read, and the one name for all that are not."""

    SHODAN_LINES = "shodan_lines"
    SHODAN_HOST = "shodan_host"
    CENSYS_V2 = "censys_v2"
    CENSYS_PLATFORM = "censys_platform"
    SHADOWSERVER_CSV = "shadowserver_csv"
    UNSUPPORTED = "unsupported"


class Cutting(StrEnum):
    """How the input is cut into records."""

    LINES = "lines"
    CSV = "csv"
    DOCUMENT = "document"


class Detected(msgspec.Struct, frozen=True, kw_only=True):
    """What an input is.

    ``report`` is ``banner`` or ``host`` for JSON, else the Shadowserver report type, '' where it is unknown. For an
    unsupported input ``reason`` is ``unsupported_format`` or ``empty_input`` and ``detail`` says why, naming the format
    where it was recognised.
    """

    format: InputFormat
    source: str = ""
    report: str = ""
    cutting: Cutting = Cutting.DOCUMENT
    reason: str = ""
    detail: str = ""


def detect(name: str, head: bytes) -> Detected:
    """Return the format of an input from its first 256 KiB of decompressed bytes; never raises.

    ``name`` is the file's name or path. A UTF-8 byte order mark and leading blank lines are ignored.
    """
    body = _text(head)
    if not body.strip(_BLANK + b"\x00"):
        if head.strip(_BLANK + BOM):
            return _unsupported("binary data (zero bytes)")
        return _unsupported("the input holds no record", reason="empty_input")
    for magic, detail in _MAGIC:
        if body.startswith(magic):
            return _unsupported(detail)
    if body[:1] in (b"{", b"["):
        return _json(body, whole=len(head) < HEAD_BYTES)
    return _csv(name, body)


def detect_stream(name: str, chunks: Iterable[bytes]) -> Detected:
    """Return the format of an input from its decompressed chunks; never raises.

    Where the beginning tells nothing and its first line is longer than what was looked at, the next lines are asked:
    one strange record does not hide the good ones behind it. The first answer stands where they tell nothing either.
    """
    stream = iter(chunks)
    head = _head(stream, b"")
    first = found = detect(name, head)
    while found.format is InputFormat.UNSUPPORTED and len(head) >= HEAD_BYTES and b"\n" not in _text(head):
        head = _head(stream, _after_line(stream, head))
        found = detect(name, head)
    return found if found.format is not InputFormat.UNSUPPORTED and found.cutting is Cutting.LINES else first


def _text(head: bytes) -> bytes:
    return head[:HEAD_BYTES].removeprefix(BOM).lstrip(_BLANK)


def _head(chunks: Iterator[bytes], begun: bytes) -> bytes:
    """Return what is begun with as many chunks behind it as the detection looks at."""
    parts, length = [begun], len(begun)
    while length < HEAD_BYTES and (chunk := next(chunks, b"")):
        parts.append(chunk)
        length += len(chunk)
    return b"".join(parts)


def _after_line(chunks: Iterator[bytes], head: bytes) -> bytes:
    """Read on to the end of the line that fills the head; return what was read behind it."""
    while head and b"\n" not in head:
        head = next(chunks, b"")
    return head.partition(b"\n")[2]


def _unsupported(detail: str, *, source: str = "", reason: str = "unsupported_format") -> Detected:
    return Detected(format=InputFormat.UNSUPPORTED, source=source, reason=reason, detail=detail)


def _json(body: bytes, *, whole: bool) -> Detected:
    """Tell JSON lines from one document, and whose it is."""
    lines, cutting = _json_lines(body, whole=whole)
    shape = None
    paths: set[str] = set()
    for line in lines:
        found = key_paths(line.decode("utf-8", "replace"))
        paths = paths or found
        shape = shape_of(found)
        if shape is not None:
            break
    if shape is None:
        top = sorted({path.partition(".")[0] for path in paths if path})
        keys = ", ".join(top[:8])[:160] or "none"
        return _unsupported(f"JSON of unknown shape; its first keys are: {keys}")
    if shape.detail:
        return _unsupported(shape.detail, source=shape.source)
    format_ = InputFormat(shape.format)
    report = "banner" if format_ is InputFormat.SHODAN_LINES else "host"
    return Detected(format=format_, source=shape.source, report=report, cutting=cutting)


def _json_lines(body: bytes, *, whole: bool) -> tuple[list[bytes], Cutting]:
    """Return texts that each show the shape of a record, and how the input is cut.

    An array is a document. A line that is an object of its own means lines, and so does a first line that is longer
    than what was read. Everything else is one document over several lines.
    """
    if body[:1] == b"[":
        return [body], Cutting.DOCUMENT
    complete = [line.strip(_BLANK) for line in body.split(b"\n", _LOOKED_AT + 1)[:_LOOKED_AT]]
    first_goes_on = b"\n" not in body and not whole
    objects = [line for line in complete if line[:1] == b"{" and line[-1:] == b"}" and _is_object(line)]
    if objects and (objects[0] == complete[0] or not _opens_document(complete[0])):
        return objects, Cutting.LINES
    if first_goes_on or (b"\n" not in body.strip(_BLANK)):
        return [body], Cutting.LINES
    if _opens_document(complete[0]):
        return [body], Cutting.DOCUMENT
    return complete, Cutting.LINES


def _opens_document(line: bytes) -> bool:
    """Whether a line that begins with '{' is the first line of an object printed over several lines."""
    return len(line) == 1 or line[-1:] in b"{[,:"


def _is_object(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def header_columns(header: bytes) -> list[str]:
    """Return the column names of a CSV header line, lower case; [] where it cannot be read."""
    text = header.decode("utf-8", "replace").strip("\r\n")
    try:
        row = next(csv.reader([text]), [])
    except csv.Error:
        return []
    return [cell.strip().strip('"').lower() for cell in row]


def _csv(name: str, body: bytes) -> Detected:
    header = body[: record_end(body, 0, len(body))]
    columns = header_columns(header)
    if is_report(columns):
        return Detected(
            format=InputFormat.SHADOWSERVER_CSV,
            source="shadowserver",
            report=report_type(name, columns),
            cutting=Cutting.CSV,
        )
    if len(columns) > 2 and all(column and len(column) <= 64 for column in columns):  # noqa: PLR2004  looks like CSV
        shown = ", ".join(columns[:8])[:160]
        return _unsupported(f"CSV that is no Shadowserver report; its first columns are: {shown}")
    return _unsupported("neither JSON nor a Shadowserver CSV report")
