"""Observation: what one public record said about one service at one time; Rejection: a record that is none."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from noroshi.model.fields import FieldValue


class Origin(msgspec.Struct, frozen=True, order=True):
    """Where a record stands: enough to find the raw bytes again and to prove that they are the same.

    ``line`` counts from 1 in the decompressed input; ``item`` counts from 1 the service records inside that line
    or document. ``digest`` is the SHA-256 (hex) of the raw record: of the line without its line end, of the CSV row
    as it stands, of the whole document for a multi-line document.
    """

    input: str
    line: int
    item: int
    source: str
    report: str
    digest: str


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One public record about one ip:port at one time. A fact: it holds nothing that we concluded.

    ``fields`` holds the service's values and those of its first page, by the names of ``model.fields``; ``pages``
    holds the page fields (``http.*``) of every further page that the record carries, such as a redirect chain.
    ``observed_at`` is in UTC; None where the source gives no time.
    """

    origin: Origin
    ip: str
    port: int | None = None
    transport: str = "tcp"
    observed_at: datetime | None = None
    fields: dict[str, FieldValue] = {}
    pages: tuple[dict[str, FieldValue], ...] = ()

    def one(self, name: str) -> str:
        """Return the field's value, the first of a list, or '' where the record has none."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else (value[0] if value else "")

    def many(self, name: str) -> tuple[str, ...]:
        """Return the field's values; a plain value counts as a list of one."""
        value = self.fields.get(name, ())
        return (value,) if isinstance(value, str) else value

    def views(self) -> Iterator[dict[str, FieldValue]]:
        """Yield the fields once per page: the service's own values with the page fields of that page alone."""
        yield self.fields
        if self.pages:
            service = {name: value for name, value in self.fields.items() if not name.startswith("http.")}
            for page in self.pages:
                yield service | page


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """A record that became no observation: where it stands, why, and the beginning of its text."""

    input: str
    line: int
    item: int = 1
    source: str = ""
    reason: str
    detail: str
    excerpt: str = ""
    digest: str = ""


class Filtered(msgspec.Struct, frozen=True, kw_only=True):
    """``count`` records left out because the user asked for it, such as those of another country."""

    reason: str
    count: int = 1


REJECT_REASONS: dict[str, str] = {
    "unsupported_format": "the input's format is not known; the whole file counts as one record",
    "empty_input": "the input holds no record at all",
    "broken_json": "the line is no JSON",
    "wrong_shape": "JSON or CSV that is not a record of the detected format",
    "record_too_long": "the record is longer than the limit",
    "no_address": "the record names no IP address",
    "bad_address": "the IP address cannot be read",
    "bad_time": "the time of the observation cannot be read",
    "broken_csv": "the CSV row cannot be read",
    "truncated_input": "the compressed input ends too early; the rows before the break are kept",
    "duplicate": "the same raw record was read before in this survey",
}
