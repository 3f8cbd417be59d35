"""Whether a workbook may be opened at all: no macro, no link, no entity, nothing that unpacks out of all proportion."""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Final

from noroshi.exchange.call_list.refusals import CallListRefused
from noroshi.exchange.zip_faults import ZIP_FAULTS

LARGEST_FILE: Final = 64 << 20
LARGEST_UNPACKED: Final = 512 << 20
LARGEST_STRINGS: Final = 64 << 20
LARGEST_OTHER: Final = 8 << 20
HIGHEST_RATIO: Final = 200
MOST_ENTRIES: Final = 200
MOST_MERGED: Final = 10_000
_PIECE: Final = 1 << 20
_OVERLAP: Final = 64
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_MACROS: Final = re.compile(r"vbaproject|macrosheet|dialogsheet|activex|customui|\.bin$", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    r"externallink|embeddings|oleobject|connections\.xml|querytable|webextension", re.IGNORECASE
)
_PRINTER: Final = re.compile(r"xl/printersettings/[^/]+\.bin", re.IGNORECASE)
_MACRO_TYPES: Final = (b"macroenabled", b"vbaproject", b"intlmacrosheet", b"ms-excel.sheet.binary")


def check_workbook(source: IO[bytes]) -> dict[str, list[str]]:
    """Return the merged ranges by name of the sheet's file; raises ``CallListRefused`` for what must not be opened.

    Every part is unpacked once, in pieces, within the limits: what the directory says of sizes is not believed.
    """
    if source.seek(0, 2) > LARGEST_FILE:
        raise CallListRefused("too_large", limit=f"{LARGEST_FILE >> 20} MiB")
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as book:
            return _check(book)
    except ZIP_FAULTS as error:
        raise CallListRefused("damaged") from error


def _check(book: zipfile.ZipFile) -> dict[str, list[str]]:
    infos = book.infolist()
    if len(infos) > MOST_ENTRIES or len({info.filename.lower() for info in infos}) != len(infos):
        raise CallListRefused("damaged")
    for info in infos:
        name = info.filename
        if _MACROS.search(name) and not _PRINTER.fullmatch(name):
            raise CallListRefused("macros")
        if _OUTSIDE.search(name):
            raise CallListRefused("outside")
    if "[Content_Types].xml" not in book.namelist():
        raise CallListRefused("not_a_workbook")
    left, merged = LARGEST_UNPACKED, {}
    for info in infos:
        ranges, size = _scan(book, info, left)
        left -= size
        if ranges:
            merged[info.filename] = ranges
    return merged


def _scan(book: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> tuple[list[str], int]:
    """Unpack one part in pieces; return its merged ranges, if it is a sheet, and its size."""
    sheet = bool(_SHEET.fullmatch(info.filename))
    limit = min(left, _limit(info.filename, sheet=sheet), max(info.compress_size, 64 << 10) * HIGHEST_RATIO)
    ranges: list[str] = []
    size, before = 0, b""
    for piece in _pieces(book, info):
        size += len(piece)
        if size > limit:
            raise CallListRefused("unpacks_too_large")
        text = before + piece
        if info.filename.endswith((".xml", ".rels")):
            _check_xml(info.filename, text, first=size == len(piece))
        if sheet:
            _check_rows(piece)
            ranges += [found.decode() for found in _MERGED.findall(text) if found.decode() not in ranges[-2:]]
        if len(ranges) > MOST_MERGED:
            raise CallListRefused("damaged")
        before = text[-_OVERLAP:]
    return ranges, size


_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)"')


_ROW_END: Final = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row [^<>]*/>")


def _check_rows(piece: bytes) -> None:
    """Refuse a row or a text that goes on for a whole piece: the library would hold all of it at once."""
    if len(piece) == _PIECE and not _ROW_END.search(piece):
        raise CallListRefused("unpacks_too_large")


def _check_xml(name: str, text: bytes, *, first: bool) -> None:
    start = text[:200].lower()
    if first and (start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start or _other_encoding(start)):
        raise CallListRefused("damaged")
    if b"<!" in text:  # no spreadsheet writes comments, entities or CDATA into these parts
        raise CallListRefused("damaged")
    lowered = text.lower() if name == "[Content_Types].xml" or name.endswith(".rels") else b""
    if any(kind in lowered for kind in _MACRO_TYPES):
        raise CallListRefused("macros")
    if b'targetmode="external"' in lowered and b"/hyperlink" not in lowered:
        raise CallListRefused("outside")


def _other_encoding(start: bytes) -> bool:
    found = re.search(rb"encoding=[\"']([^\"']*)", start)
    return bool(found) and found is not None and found[1] not in {b"utf-8", b"us-ascii"}


def _limit(name: str, *, sheet: bool) -> int:
    if sheet:
        return LARGEST_UNPACKED
    return LARGEST_STRINGS if name == "xl/sharedStrings.xml" else LARGEST_OTHER


def _pieces(book: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(info) as stream:
        while piece := stream.read(_PIECE):
            yield piece
