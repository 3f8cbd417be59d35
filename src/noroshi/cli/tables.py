"""Rows for people and programs: a terminal table, JSON lines or CSV, all neutralised."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from noroshi.render.neutral import cell, terminal


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def plain(value: Any) -> str:  # noqa: ANN401 any value of a table
    """Return one value as text: lists joined with ';', times in UTC, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ";".join(plain(item) for item in value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    return str(value)


def print_rows(rows: Iterable[dict[str, Any]], columns: Sequence[str], form: Format, title: str = "") -> None:
    """Print the rows to standard output in the wanted form."""
    if form is Format.JSON:
        for row in rows:
            sys.stdout.write(json.dumps(_jsonable(row), ensure_ascii=False) + "\n")
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([[cell(plain(row[column])) for column in columns] for row in rows])
    else:
        print_table(rows, columns, title)


def print_table(rows: Iterable[dict[str, Any]], columns: Sequence[str], title: str = "") -> None:
    """Print a terminal table; in a pipe it is as wide as its content."""
    table = Table(title=Text(terminal(title)) if title else None, header_style="bold", pad_edge=False, box=None)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*[Text(terminal(plain(row[column]))) for column in columns])
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)


def _jsonable(value: Any) -> Any:  # noqa: ANN401 any JSON value
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return plain(value) if isinstance(value, datetime) else value
