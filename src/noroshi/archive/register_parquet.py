"""The corporate number register as Parquet: its columns to rows of the register index, checked in Arrow."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from noroshi.archive.register_files import EXPECTED, RegisterFileError
from noroshi.archive.register_schema import Put

_NEEDED: Final = frozenset({"corporateNumber", "name", "updateDate", "kind", "cityCode5", "prefectureCode"})
_TEXT: Final = ("name", "furigana", "enName", "cityCode5", "streetNumber", "closeCause", "prefectureName", "cityName")
_DATES: Final = ("closeDate", "updateDate")
_COLUMNS: Final = (
    *("corporateNumber", "kind", "prefectureCode", "successorCorporateNumber", "hihyoji", "addressOutside"),
    *_TEXT,
    *_DATES,
)
_ROWS: Final = 50_000


def parquet_rows(path: Path, rejected: Counter[str]) -> Iterator[Put]:
    """Yield the rows with a right check digit; the others are counted in ``rejected``."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise RegisterFileError(f"{path}: no Parquet file ({error}); expected {EXPECTED}") from error
    names = set(file.schema_arrow.names)
    if not names >= _NEEDED:
        missing = ", ".join(sorted(_NEEDED - names))
        raise RegisterFileError(f"{path}: Parquet without the register's columns {missing}; expected {EXPECTED}")
    for batch in file.iter_batches(_ROWS, columns=[name for name in _COLUMNS if name in names]):
        table = pa.Table.from_batches([batch])
        valid = table.filter(_valid(table["corporateNumber"]))
        if dropped := table.num_rows - valid.num_rows:
            rejected["bad_number"] += dropped
        yield from _puts(valid)


def _valid(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return whether each number has 13 digits and the right check digit."""
    rest = numbers
    total = pc.multiply(numbers, 0)
    for position in range(12):
        head = pc.divide(rest, 10)
        digit = pc.subtract(rest, pc.multiply(head, 10))
        total = pc.add(total, pc.multiply(digit, 1 + position % 2))
        rest = head
    check = pc.subtract(9, pc.subtract(total, pc.multiply(pc.divide(total, 9), 9)))
    return pc.fill_null(pc.equal(rest, check), False)  # noqa: FBT003  Arrow's fill value


def _puts(table: pa.Table) -> Iterator[Put]:
    columns = {name: _texts(table, name) for name in _COLUMNS}
    for row in zip(*(columns[name] for name in _COLUMNS), strict=True):
        number, kind, prefecture, successor, hidden, outside = row[:6]
        name, kana, english, city_code, street, cause, prefecture_name, city, closed, updated = row[6:]
        code = prefecture.zfill(2) if prefecture else ""
        org = (
            *(int(number), name, kana, english, kind, code, city_code, street or outside, closed, cause, successor),
            *(updated, int(hidden == "1"), 0, 1),
        )
        area = (city_code or code, prefecture_name, city, 0) if code else None
        yield Put(org=org, area=area)


def _texts(table: pa.Table, name: str) -> list[str]:
    if name not in table.column_names:
        return [""] * table.num_rows
    texts: list[str] = pc.fill_null(table[name].cast(pa.string()), "").to_pylist()
    return texts
