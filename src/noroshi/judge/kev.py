"""KevSnapshot: CISA's list of known exploited vulnerabilities on one day, read from its JSON or CSV form."""

import csv
import datetime as dt
import io
import re
from typing import Any, Final

import msgspec

_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,19}", re.IGNORECASE)
_DAY: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_KNOWN: Final = "known"
MAX_BYTES: Final = 200_000_000


class KevError(ValueError):
    """A file that is no list of known exploited vulnerabilities; the message says why."""


class KevEntry(msgspec.Struct, frozen=True):
    """When a CVE was added, and whether ransomware groups are known to use it (False: not known)."""

    date_added: dt.date
    ransomware: bool


class KevSnapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The list as of ``date`` (its release; of a CSV the latest entry), with ``skipped`` unreadable entries."""

    date: dt.date
    version: str
    entries: dict[str, KevEntry]
    skipped: int = 0

    def entry(self, cve: str, as_of: dt.date | None) -> KevEntry | None:
        """Return the entry of a CVE that was already on the list on day ``as_of`` (None: whenever)."""
        found = self.entries.get(cve)
        return None if found is None or (as_of is not None and found.date_added > as_of) else found

    @property
    def source(self) -> str:
        """The source id of the snapshot, such as ``cisa-kev@2026-08-07``."""
        return f"cisa-kev@{self.date.isoformat()}"


def parse_kev(data: bytes) -> KevSnapshot:
    """Read a snapshot; raise KevError where the bytes are no such list or hold no readable entry.

    Entries without a readable CVE id or date are skipped and counted; unknown columns are ignored.
    """
    if len(data) > MAX_BYTES:
        raise KevError(f"the list is larger than {MAX_BYTES} bytes")
    text = data.decode("utf-8-sig", errors="replace")
    snapshot = _from_json(text) if text.lstrip().startswith(("{", "[")) else _from_csv(text)
    if not snapshot.entries:
        raise KevError("the list holds no entry with a CVE id and a date")
    return snapshot


def _from_json(text: str) -> KevSnapshot:
    try:
        document = msgspec.json.decode(text.encode())
    except (msgspec.DecodeError, RecursionError) as error:
        raise KevError(f"no valid JSON: {error}") from error
    rows = document.get("vulnerabilities") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise KevError("no list `vulnerabilities` in the JSON document")
    head = document if isinstance(document, dict) else {}
    released = _day(head.get("dateReleased")) or _day(head.get("catalogVersion"))
    return _snapshot(rows, released, str(head.get("catalogVersion", "")))


def _from_csv(text: str) -> KevSnapshot:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if "cveID" not in (reader.fieldnames or ()):
            raise KevError("neither JSON nor a CSV file with a column `cveID`")
        return _snapshot(list(reader), None, "")
    except csv.Error as error:
        raise KevError(f"no valid CSV in line {reader.line_num}: {error}") from error


def _snapshot(rows: list[Any], released: dt.date | None, version: str) -> KevSnapshot:
    entries: dict[str, KevEntry] = {}
    skipped = 0
    for row in rows:
        cve, added = (row.get("cveID"), _day(row.get("dateAdded"))) if isinstance(row, dict) else (None, None)
        if not isinstance(cve, str) or added is None or _CVE.fullmatch(cve.strip()) is None:
            skipped += 1
            continue
        use = row.get("knownRansomwareCampaignUse")
        ransomware = isinstance(use, str) and use.strip().lower() == _KNOWN
        entries[cve.strip().upper()] = KevEntry(added, ransomware)
    latest = max((entry.date_added for entry in entries.values()), default=dt.date.min)
    return KevSnapshot(date=released or latest, version=version, entries=entries, skipped=skipped)


def _day(value: object) -> dt.date | None:
    match = _DAY.match(value) if isinstance(value, str) else None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
