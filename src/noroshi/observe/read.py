"""Reading a piece: every record becomes exactly one Observation, Rejection or Filtered."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import msgspec

from noroshi.model.observation import Filtered, Observation
from noroshi.observe import censys, shadowserver, shodan
from noroshi.observe.csv_records import record_end
from noroshi.observe.cut import Oversize, Piece
from noroshi.observe.formats import Cutting, Detected, InputFormat, header_columns
from noroshi.observe.glance import Interest, Outline
from noroshi.observe.outcomes import Outcome, Where, digest
from noroshi.observe.tolerant_json import UNREADABLE, BrokenJsonError, repaired

Reader = Callable[[bytes, Where], Iterable[Outcome]]

_READERS: Final[dict[InputFormat, Reader]] = {
    InputFormat.SHODAN_LINES: shodan.read_record,
    InputFormat.SHODAN_HOST: shodan.read_record,
    InputFormat.CENSYS_V2: censys.read_v2,
    InputFormat.CENSYS_PLATFORM: censys.read_platform,
}
_NO_COUNTRY: Final = ("", "ZZ", "XX")
_LOCATION: Final = b'"location"'
_COUNTRY: Final = re.compile(rb'"location"\s*+:\s*+\{[^{}]*?"country_code"\s*+:\s*+"([A-Za-z]{2})"')


def read(
    detected: Detected,
    piece: Piece,
    *,
    input: str,  # noqa: A002  the word of Origin.input
    country: str | None = None,
    interest: Interest | None = None,
) -> Iterator[Outcome]:
    """Yield what became of every record in ``piece``, in order; never raises on any bytes.

    With ``interest`` a record in which certainly nothing of interest is found may yield an ``Outline`` in the place of
    its ``Observation``.

    With ``country`` (ISO 3166-1 alpha-2) records that the source places elsewhere yield a ``Filtered``, one
    at a time or several counted together; records without a country, or with ZZ or XX for one, are kept.
    """
    wanted = country.upper() if country else None
    where = Where(input=input, line=piece.first_line, source=detected.source, report=detected.report)
    if detected.format is InputFormat.UNSUPPORTED:
        yield _unsupported(detected, piece, where)
    elif piece.oversize:
        for long in piece.oversize:
            yield _too_long(long, where)
    elif piece.empty:
        yield where.reject("empty_input", "the file has a header and no row", piece.header)
    else:
        records = _records(detected, piece, where, wanted, interest)
        yield from _kept(records, wanted) if wanted else records


def _records(
    detected: Detected, piece: Piece, where: Where, wanted: str | None, interest: Interest | None
) -> Iterator[Outcome]:
    if detected.cutting is Cutting.CSV:
        return _rows(piece, where)
    reader = _READERS[detected.format]
    if interest is not None and reader is shodan.read_record:
        reader = partial(shodan.read_record, look=shodan.Look(interest))
    if detected.cutting is Cutting.DOCUMENT:
        return _document(piece.data, where, reader)
    if wanted and detected.format is InputFormat.SHODAN_LINES:
        return _country_lines(piece, where, reader, wanted.encode("utf-8", "replace"))
    return _lines(piece, where, reader)


def _kept(outcomes: Iterator[Outcome], wanted: str) -> Iterator[Outcome]:
    """Replace observations of another country by a Filtered."""
    keep = (wanted, *_NO_COUNTRY)
    for outcome in outcomes:
        if (isinstance(outcome, Observation) and outcome.one("geo.country") not in keep) or (
            isinstance(outcome, Outline) and outcome.country not in keep
        ):
            yield Filtered(reason="country")
        else:
            yield outcome


def _unsupported(detected: Detected, piece: Piece, where: Where) -> Outcome:
    return where.reject(detected.reason or "unsupported_format", detected.detail, piece.data)


def _too_long(long: Oversize, where: Where) -> Outcome:
    place = msgspec.structs.replace(where, line=long.line, digest=long.digest)
    return place.reject("record_too_long", f"the record has {long.length} bytes, more than the limit", long.head)


def _at(where: Where, line: int, raw: bytes) -> Where:
    return Where(where.input, line, where.source, where.report, digest(raw))


def _lines(piece: Piece, where: Where, reader: Reader) -> Iterator[Outcome]:
    input_, source, report = where.input, where.source, where.report
    for line, raw in enumerate(piece.data.split(b"\n"), piece.first_line):
        record = raw.removesuffix(b"\r")
        if record and not record.isspace():
            yield from reader(record, Where(input_, line, source, report, digest(record)))


def _country_lines(piece: Piece, where: Where, reader: Reader, wanted: bytes) -> Iterator[Outcome]:
    """Read only the lines whose location names the wanted country or none; count the others without decoding them."""
    data, elsewhere, begin, line = piece.data, 0, 0, piece.first_line
    while begin < len(data):
        end = data.find(b"\n", begin)
        end = len(data) if end < 0 else end
        given = _source_country(data, begin, end)
        if given is not None and given.upper() not in (wanted, b"ZZ", b"XX"):
            elsewhere += 1
        else:
            record = data[begin:end].removesuffix(b"\r")
            if record and not record.isspace():
                yield from reader(record, _at(where, line, record))
        begin, line = end + 1, line + 1
    if elsewhere:
        yield Filtered(reason="country", count=elsewhere)


def _source_country(data: bytes, begin: int, end: int) -> bytes | None:
    """Return the country code of the location object in a line, in whatever spacing; None where none is found."""
    at = data.find(_LOCATION, begin, end)
    while at >= 0:
        found = _COUNTRY.match(data, at, end)
        if found:
            return found[1]
        at = data.find(_LOCATION, at + len(_LOCATION), end)
    return None


def _rows(piece: Piece, where: Where) -> Iterator[Outcome]:
    columns = header_columns(piece.header)
    data, at, line = piece.data, 0, piece.first_line
    while at < len(data):
        end = record_end(data, at, len(data))
        record = data[at:end].removesuffix(b"\n").removesuffix(b"\r")
        if record and not record.isspace():
            yield from shadowserver.read_row(record, columns, _at(where, line, record))
        line += data.count(b"\n", at, end)
        at = end


def _document(data: bytes, where: Where, reader: Reader) -> Iterator[Outcome]:
    """Read one document, or every element of an array of documents."""
    place = msgspec.structs.replace(where, digest=digest(data))
    body = data.strip()
    if body[:1] != b"[":
        yield from reader(body, place)
        return
    try:
        elements = _elements(body)
    except BrokenJsonError as error:
        yield place.reject("broken_json", f"expected a JSON array of records: {error}", body)
        return
    if not elements:
        yield place.reject("empty_input", "the array holds no record", body)
    item = 1
    for element in elements:
        for outcome in reader(bytes(element), msgspec.structs.replace(place, first_item=item)):
            yield outcome
            item += 1


def _elements(body: bytes) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=list[msgspec.Raw])
    except UNREADABLE:
        pass
    try:
        return msgspec.json.decode(repaired(body), type=list[msgspec.Raw])
    except UNREADABLE:
        raise BrokenJsonError("not an array") from None
