"""`noroshi identify | judge | attribute`: one step of the survey on standard input."""

import csv
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from noroshi.cli.failure import fail
from noroshi.cli.rows_in import HeaderError, RowReader, Shape
from noroshi.cli.rows_out import RowWriter

Answers: TypeAlias = Callable[[dict[str, str]], Iterable[Mapping[str, str]]]

ROW_UNREADABLE: Final = "ROW_UNREADABLE"
"""The reason of `judge` for a damaged row; no verdict of a survey carries it."""
_CVE: Final = re.compile(r"\s*(CVE-\d{4}-\d{4,19}\s*)?", re.IGNORECASE)
_TEXT_COLUMNS: Final = ("http_title", "http_body")
_LONGEST_CELL: Final = 1 << 27


def identify(
    *,
    fuse: Annotated[bool, typer.Option("--fuse", help="Fuse the lines with the same device or ip.")] = False,
) -> None:
    """Name product and version of observations: JSON lines in, one JSON line each out, in order."""
    from noroshi.identify.flat import identify_lines
    from noroshi.pipeline.context import open_identifier
    from noroshi.render.neutral import json_line

    for line in identify_lines(sys.stdin.buffer, open_identifier(None), fuse=fuse):
        sys.stdout.buffer.write(json_line(line.rstrip(b"\n")) + b"\n")
    sys.stdout.buffer.flush()


def judge(
    kev: Annotated[Path | None, typer.Option(help="Dated snapshot of the CISA KEV catalogue (JSON or CSV).")] = None,
) -> None:
    """Say whether builds are in the affected range of CVEs: CSV in, the same rows with the verdict out."""
    from noroshi.judge.rows import INPUT, OUTPUT, judge_rows
    from noroshi.pipeline.context import check_kev, open_judge, open_names
    from noroshi.pipeline.errors import RunError

    try:
        if kev is not None:
            check_kev(kev)
        judge_of, names = open_judge(None, kev, None), open_names()
    except RunError as error:
        fail(str(error))
    shape = Shape(
        frozenset({"vendor", "product", "version"}), frozenset({*INPUT, "roles", "observed_at"}), _names_a_cve
    )
    unreadable = {"verdict": "undetermined", "reason": ROW_UNREADABLE, "condition": "none", "urgency": "none"}
    # without its column nobody would know which row of a product speaks of which CVE
    _answer(shape, OUTPUT, lambda row: judge_rows([row], judge_of, names), unreadable, if_absent=["cve"])


def attribute(
    register: Annotated[Path, typer.Option(help="Corporate register from `noroshi register build`.")],
    country: Annotated[str | None, typer.Option(help="Surveyed country (ISO code).")] = "JP",
) -> None:
    """Name the organisation that uses each device: CSV of traces in, the same rows with the decision out."""
    from noroshi.attribute.rows import INPUT_COLUMNS, OUTPUT_COLUMNS, attribute_rows
    from noroshi.pipeline.context import check_register, open_attributor
    from noroshi.pipeline.errors import RunError

    try:
        check_register(register)
        attributor = open_attributor(None, register, country)
    except RunError as error:
        fail(str(error))
    shape = Shape(frozenset({"ip"}), frozenset(INPUT_COLUMNS) - {*_TEXT_COLUMNS}, _names_an_address)
    _answer(shape, OUTPUT_COLUMNS, lambda row: attribute_rows([row], attributor), {"decision": "abstain"})


def _names_a_cve(row: Mapping[str, str]) -> bool:
    return bool(row["product"].strip() and _CVE.fullmatch(row.get("cve", "")))


def _names_an_address(row: Mapping[str, str]) -> bool:
    from noroshi.observe.addresses import read_address

    return read_address(row["ip"]) is not None


def _answer(
    shape: Shape,
    added: Sequence[str],
    answers: Answers,
    unreadable: Mapping[str, str],
    if_absent: Sequence[str] = (),
) -> None:
    """Answer every row of standard input in order; a damaged one says in `because` which line it is and why.

    The columns ``if_absent`` are added where the input does not have them.
    """
    csv.field_size_limit(_LONGEST_CELL)  # the library's own limit ends the whole input with an error
    try:
        reader = RowReader(sys.stdin.buffer, shape)
    except HeaderError as error:
        fail(f"standard input {error}; see docs/reference/commands.md")
    added = [*(name for name in if_absent if name not in reader.keys), *added]
    writer = RowWriter(sys.stdout, reader.keys, reader.header, added)
    for row in reader:
        if row.damage:
            writer.write({**row.values, **dict.fromkeys(added, ""), **unreadable, "because": row.damage})
            continue
        for answer in answers(row.values):
            writer.write(answer)
