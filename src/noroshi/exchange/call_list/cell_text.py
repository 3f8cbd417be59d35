"""A value as the text of a cell, and a cell's text or value as what it means."""

import re
import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Final

from noroshi.exchange.call_list.columns import Column, Value
from noroshi.knowledge.enumerations import load_enumerations
from noroshi.knowledge.words import LANGUAGES, Language
from noroshi.notify.japanese_dates import ERAS
from noroshi.render.neutral import cell, visible

LONGEST_NOTE: Final = 2_000
LONGEST_TEXT: Final = 300
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
_NUMERIC: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00?:00(?::00)?)?", re.ASCII)
_ERA: Final = re.compile(r"(令和|R)(\d{1,2}|元)[年./-](\d{1,2})[月./-](\d{1,2})日?(?:\(.\))?")


class CellFault(ValueError):  # noqa: N818 reads as the sentence it raises
    """A cell means nothing; the message is the code of the fault (``call_list_fault``)."""


def written(column: Column, value: Value, language: Language) -> str | date | None:
    """Return what to write into the cell: a date, a label, or a text that no spreadsheet takes for a formula."""
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    if column.list_name:
        return cell(load_enumerations().label(column.list_name, value, language))
    return note_text(value.strip()) if column.type == "note" else cell(value.strip())


def meaning(column: Column, raw: object) -> Value:
    """Return what a cell says: a date, a code or a text, '' or None for an empty one; raises ``CellFault``."""
    if column.type == "date":
        return _day(raw)
    text = _text(raw)
    if column.list_name:
        return _code(column.list_name, text)
    limit = LONGEST_NOTE if column.type == "note" else LONGEST_TEXT
    if column.entry and len(text) > limit:
        raise CellFault("too_long")
    return text


def canonical(column: Column, value: Value) -> str:
    """Return a value as the text that digests and comparisons use: what a cell holds after the neutral form."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if column.list_name:
        return value
    shown = note_text(value.strip()) if column.type == "note" else cell(value.strip())
    return unicodedata.normalize("NFC", _bare(shown))


def note_text(text: str) -> str:
    """Return a text of several lines for a cell; each line is neutral, and the whole is no formula."""
    lines = "\n".join(visible(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "'" + lines if cell(lines.replace("\n", " ")).startswith("'") and not lines.startswith("'") else lines


def _text(raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        raise CellFault("not_a_text")
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else str(raw)
    if isinstance(raw, datetime | date):
        return raw.date().isoformat() if isinstance(raw, datetime) else raw.isoformat()
    if not isinstance(raw, str):
        raise CellFault("not_a_text")
    return _bare(raw.replace("\r\n", "\n").replace("\r", "\n").strip())


def _bare(text: str) -> str:
    """Return the text without the apostrophe that only keeps a spreadsheet from evaluating it."""
    return text[1:] if text.startswith("'") and text[1:2] != "'" and note_text(text[1:]) == text else text


def _code(list_name: str, text: str) -> str:
    if not text:
        return ""
    code = _labels(list_name).get(_folded(text))
    if code is None:
        raise CellFault("unknown_code")
    return code


@cache
def _labels(list_name: str) -> dict[str, str]:
    lists = load_enumerations()
    known = {_folded(lists.label(list_name, code, each)): code for code in lists.codes(list_name) for each in LANGUAGES}
    return {**known, **{_folded(code): code for code in lists.codes(list_name)}}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _day(raw: object) -> date | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, datetime):
        return _plausible(raw.date())
    if isinstance(raw, date):
        return _plausible(raw)
    if not isinstance(raw, str):
        raise CellFault("not_a_date")
    text = "".join(unicodedata.normalize("NFKC", raw[:60]).split(" "))
    if not text.strip("'"):
        return None
    return _plausible(_parsed(text.strip("'")))


def _parsed(text: str) -> date:
    try:
        if found := _NUMERIC.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _ERA.fullmatch(text):
            _, year, month, day = found.groups()
            first = next(since for era, since in ERAS if era == "令和").year
            return date(first + (1 if year == "元" else int(year)) - 1, int(month), int(day))
    except ValueError as error:
        raise CellFault("not_a_date") from error
    raise CellFault("not_a_date")


def _plausible(day: date) -> date:
    if not _EARLIEST <= day < _LATEST:
        raise CellFault("not_a_date")
    return day
